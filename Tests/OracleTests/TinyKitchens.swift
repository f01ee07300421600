import Kitchen

/// Kitchens small enough to be solved by looking at everything.
enum TinyKitchens {
    static func make(_ grid: [String], _ dynamics: Dynamics, cookTime: Int = 3, orders: [Recipe]? = nil) throws -> Kitchen {
        var parameters = LayoutParameters()
        parameters.orders = orders ?? [Recipe(onions: 3, tomatoes: 0)]
        parameters.cookTime = cookTime
        return try Kitchen(Layout(name: "tiny", grid: grid, parameters: parameters), dynamics: dynamics)
    }

    /// Two cooks in a corridor with one counter.
    static let corridor = ["XOPXX", "O1 2D", "XDSDX"]
    /// Two cooks who can only hand things over the counter between them.
    static let divided = ["XOXPX", "O1X2P", "XDXSX"]
    /// One cook alone.
    static let alone = ["XOPX", "D1 S", "XXXX"]
    /// Cooks in each other's way, with two pots and three counters.
    static let crowd = ["XPOPX", "X1 2S", "XXDXX"]

    /// Value functions by brute force: every state that can be reached, with every joint action, played by the engine
    /// in readable form; nothing is thought to be equal to anything else.
    struct BruteForce {
        /// `[ticks][state]`
        var values: [[Double]] = []
        var states: [KitchenState] = []

        init(_ kitchen: Kitchen, horizon: Int, mayInteract: (KitchenState, Int) -> Bool = { _, _ in true }) throws {
            var numbers: [KitchenState: Int] = [:]
            var successors: [[(state: Int, reward: Double)]] = []
            func number(_ state: KitchenState) -> Int {
                var timeless = state
                timeless.timestep = 0
                timeless.objects.sort { ($0.cell.y, $0.cell.x) < ($1.cell.y, $1.cell.x) }
                if let known = numbers[timeless] { return known }
                numbers[timeless] = states.count
                states.append(timeless)
                return states.count - 1
            }
            _ = number(kitchen.start)
            var next = 0
            while next < states.count {
                let state = states[next]
                var edges: [(state: Int, reward: Double)] = []
                for joint in Self.joints(kitchen.players) {
                    let isAllowed = joint.indices.allSatisfy { joint[$0] != .interact || mayInteract(state, $0) }
                    guard isAllowed else { continue }
                    var game = try KitchenGame(kitchen, from: state, horizon: 10)
                    let reward = try game.step(joint).reward
                    edges.append((number(game.state), reward))
                }
                successors.append(edges)
                next += 1
            }
            values = [Array(repeating: 0, count: states.count)]
            for tick in 0..<horizon {
                values.append(successors.map { edges in edges.map { $0.reward + values[tick][$0.state] }.max() ?? 0 })
            }
        }

        static func joints(_ players: Int) -> [[Action]] {
            (0..<players).reduce([[]]) { joints, _ in joints.flatMap { joint in Action.allCases.map { joint + [$0] } } }
        }
    }
}
