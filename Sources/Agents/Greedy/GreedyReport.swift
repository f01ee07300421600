import Episodes
import Kitchen

/// Puts a greedy cook's decision into words.
struct GreedyReport {
    let tables: GreedyTables
    let goal: GreedyGoal
    let pose: Pose
    let whim: GreedyAgent.Whim?
    let isStuck: Bool

    var explanation: Explanation { Explanation(intention: intention, reason: reason, path: path) }

    private var place: String {
        let cell = tables.motion.stations[goal.station]
        return "the \(tables.kitchen.layout[cell].name) at \(cell)"
    }

    private var intention: String {
        switch goal.purpose {
        case .takeOnion: "takes an onion from \(place)"
        case .takeTomato: "takes a tomato from \(place)"
        case .takeDish: "takes a dish from \(place)"
        case .takeSoup: "takes the soup from \(place)"
        case .potIngredient: "brings an ingredient to \(place)"
        case .startCooking: "starts \(place)"
        case .fillDish: goal.isReady ? "takes the soup out of \(place)" : "waits with a dish for \(place)"
        case .deliver: "delivers a soup to \(place)"
        case .handOver: "hands something over on \(place)"
        case .putAside: "puts something aside on \(place)"
        case .wait: "waits near \(place)"
        case .nothing: "waits"
        }
    }

    private var reason: String {
        if whim == .noise { return "it would, but slipped" }
        if whim == .slowness { return "it will, but takes its time" }
        if isStuck { return "somebody was in the way, so it looks for a way around" }
        return switch goal.purpose {
        case .takeOnion, .takeTomato: "a pot lacks it and this is the nearest"
        case .takeDish: "a soup will need a dish that nobody brings"
        case .takeSoup: "it is ordered and only needs to be delivered"
        case .potIngredient: "the pot lacks it"
        case .startCooking: "the pot has all it needs"
        case .fillDish: "it is the soup that can be had first"
        case .deliver: "it is the nearest"
        case .handOver: "others get nearer to where it is needed"
        case .putAside: "free hands are needed more"
        case .wait, .nothing: "there is nothing useful to do"
        }
    }

    /// The cells of a shortest way to the goal.
    private var path: Explanation.Path {
        guard goal.purpose != .nothing else { return [] }
        return tables.kitchen.path(tables.motion.way(pose: pose, station: goal.station))
    }
}

extension Kitchen {
    /// The cells of a way of poses, each once in a row, as explanations have them.
    package func path(_ way: [Pose]) -> Explanation.Path {
        var cells: [Cell] = []
        for pose in way where floor[pose.cell] != cells.last { cells.append(floor[pose.cell]) }
        return cells.map { [$0.x, $0.y] }
    }
}
