import Basics
import Kitchen
import Neural

/// Plays a seat by a policy network: looks, computes, draws. Nothing of that allocates.
final class PolicyPlayer {
    private let model: PolicyModel
    private let choice: PolicyKind.Choice
    private var desk: Desk?
    private var seat = 0
    private var random = RandomStream(0)
    /// Whether it is stuck, and what it needs to bring that up to date.
    private var memory = 0
    private var before: PlayerState?
    /// What the network is shown of the ticks before.
    private var ticks = TickMemory()
    /// What is known of the person it foretells.
    private var style: PersonalStyle
    /// What it did last, to be explained.
    private var last: Action?
    private(set) var horizon = 0

    init(_ model: PolicyModel, _ choice: PolicyKind.Choice) {
        self.model = model
        self.choice = choice
        style = PersonalStyle(rate: choice.persona?.calibration ?? 0)
    }

    /// All that depends on the kitchen, the seat and the horizon, kept from one episode to the next.
    private final class Desk {
        let layout: Layout
        let seat: Int
        let horizon: Int
        let network: PolicyNetwork
        let view: GameView
        let parameters: [Float]
        let seen: FloatBuffer
        let body: Sequential.Tape
        let head: Sequential.Tape
        let probabilities = FloatBuffer(Action.allCases.count)

        init(_ model: PolicyModel, _ episode: EpisodeContext) throws {
            Products.useCallingThreadOnly()
            layout = episode.kitchen.layout
            seat = episode.seat
            horizon = episode.horizon
            view = try GameView(model.plan.input, kitchen: episode.kitchen, horizon: episode.horizon)
            do {
                network = try PolicyNetwork(model.plan, layout: layout)
                parameters = try network.parameters(model.tensors, seat: seat)
            } catch let problem as ShapeError {
                throw AgentError(
                    "this network does not fit '\(layout.name)', \(layout.width) x \(layout.height): \(problem)")
            }
            seen = FloatBuffer(view.size)
            body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
            head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
        }

        func fits(_ episode: EpisodeContext) -> Bool {
            seat == episode.seat && horizon == episode.horizon && layout == episode.kitchen.layout
        }
    }

    func begin(_ episode: EpisodeContext) throws {
        if desk?.fits(episode) != true { desk = try Desk(model, episode) }
        seat = episode.seat
        horizon = episode.horizon
        random = episode.random
        memory = 0
        before = nil
        ticks = TickMemory()
        style = PersonalStyle(rate: style.rate)
        last = nil
    }

    /// The probability of every action in the tick that `game` is at, to be asked once a tick.
    /// - Parameter unblocks: whether a way out is sought when stuck; a forecast is the network's alone.
    func forecast(_ game: KitchenGame, unblocks: Bool = false) -> UnsafePointer<Float> {
        let player = game.player(seat)
        if let before {
            memory = memory(after: memory, from: before, doing: game.lastAction(of: seat), to: player)
            ticks.remember((game.lastAction(of: 0), game.lastAction(of: 1)))
            // An agent that plays is no person to be learned about.
            if !unblocks { style.learn(game.lastAction(of: seat)) }
        }
        before = player
        let probabilities = probabilities(in: game, memory: unblocks ? memory : 0)
        if !unblocks { style.foretell(probabilities, isRested: game.lastAction(of: seat) == .stay) }
        return probabilities
    }

    func act(_ game: KitchenGame) -> Decision {
        let probabilities = forecast(game, unblocks: true)
        guard (0..<Action.allCases.count).allSatisfy({ probabilities[$0].isFinite }) else {
            last = nil
            return .failed(.nonsense, "the network's outputs are no numbers: its weights are too large or no numbers themselves")
        }
        let uniform = random.uniformFloat()
        let action = Action.allCases[Softmax.choice(probabilities, count: Action.allCases.count, uniform: uniform)]
        last = action
        return Decision(action)
    }

    /// The probability of every action; the memory is the agent's own.
    func probabilities(in game: KitchenGame, memory: Int) -> UnsafePointer<Float> {
        guard let desk else { preconditionFailure("an agent is asked only after it has begun") }
        let count = Action.allCases.count
        let probabilities = desk.probabilities.base
        // The buffer was made for this view, the only thing that could be wrong.
        try? desk.view.write(game, memory: ticks, into: desk.seen.all)
        let own = desk.seen.pointer + seat &* desk.view.viewSize
        desk.parameters.withUnsafeBufferPointer { parameters in
            let start = parameters.baseAddress.unsafelyUnwrapped
            let body = desk.network.body.forward(start, input: own, batch: 1, tape: desk.body, isSparse: true)
            let logits = desk.network.policy.forward(start, input: body, batch: 1, tape: desk.head)
            if let persona = choice.persona { persona.lean(logits, game.player(seat), in: desk.layout) }
            style.lean(logits, isRested: game.lastAction(of: seat) == .stay)
            Softmax.probabilities(logits, into: probabilities, count: count, temperature: choice.temperature)
        }
        if choice.unsticks && StuckDetector.isStuck(memory) { StuckDetector.recover(probabilities, memory) }
        if choice.isGreedy {
            var best = 0
            for index in 1..<count where probabilities[index] > probabilities[best] { best = index }
            for index in 0..<count { probabilities[index] = index == best ? 1 : 0 }
        }
        return UnsafePointer(probabilities)
    }

    var memories: Int { choice.unsticks ? StuckDetector.values : 1 }

    var heedsOrder: Bool { model.plan.input == .features(seesCounters: true) }

    func memory(after memory: Int, from before: PlayerState, doing action: Action, to after: PlayerState) -> Int {
        guard choice.unsticks else { return 0 }
        let hasMoved = before.cell != after.cell || before.orientation != after.orientation
        return StuckDetector.after(memory, doing: action, hasMoved: hasMoved)
    }

    func memory(after memory: Int, from before: KitchenGame, doing action: Action, to after: KitchenGame) -> Int {
        self.memory(after: memory, from: before.player(seat), doing: action, to: after.player(seat))
    }

    /// The timesteps at which the network sees something new in equal states.
    var changes: [Int] {
        guard case .lossless = model.plan.input else { return [] }
        let urgent = horizon - LosslessEncoding.urgentTicks + 1
        return urgent > 0 ? [urgent] : []
    }

    func explain() -> Explanation? {
        guard let last, let desk else { return nil }
        let weighed = desk.probabilities.array
        func words(_ action: Action) -> String { "\(action) \(weighed[Int(action.rawValue)].percent)" }
        let others = Action.allCases.filter { $0 != last }
            .sorted { weighed[Int($0.rawValue)] > weighed[Int($1.rawValue)] }
        return Explanation(
            intention: "\(last)",
            reason: "the network gave \(words(last)), then \(others.prefix(2).map(words).joined(separator: ", "))")
    }
}

/// A policy whose input follows from the state alone.
struct PolicyAgent: StationaryPolicy, ForecastingAgent {
    private let player: PolicyPlayer

    init(_ player: PolicyPlayer) { self.player = player }

    mutating func begin(_ episode: EpisodeContext) throws { try player.begin(episode) }
    mutating func act(_ game: KitchenGame) -> Decision { player.act(game) }
    mutating func forecast(_ game: KitchenGame) -> ActionDistribution { ActionDistribution(player.forecast(game)) }
    func explain() -> Explanation? { player.explain() }

    var memories: Int { player.memories }
    var heedsOrder: Bool { player.heedsOrder }
    var changes: [Int] { player.changes }

    func distribution(in game: KitchenGame, memory: Int) -> ActionDistribution {
        ActionDistribution(player.probabilities(in: game, memory: memory))
    }

    func memory(after memory: Int, from before: KitchenGame, doing action: Action, to after: KitchenGame) -> Int {
        player.memory(after: memory, from: before, doing: action, to: after)
    }
}

/// A policy that depends on more than the state: on the ticks before.
struct RememberingPolicyAgent: ForecastingAgent {
    private let player: PolicyPlayer

    init(_ player: PolicyPlayer) { self.player = player }

    mutating func begin(_ episode: EpisodeContext) throws { try player.begin(episode) }
    mutating func act(_ game: KitchenGame) -> Decision { player.act(game) }
    mutating func forecast(_ game: KitchenGame) -> ActionDistribution { ActionDistribution(player.forecast(game)) }
    func explain() -> Explanation? { player.explain() }
}

extension ActionDistribution {
    /// Takes over six probabilities.
    fileprivate init(_ probabilities: UnsafePointer<Float>) {
        self.init(weights: Array(UnsafeBufferPointer(start: probabilities, count: Action.allCases.count)))
    }
}
