/// What was counted of one player in an episode. All but the rewards are numbers of ticks or of things done.
public struct SeatFigures: Sendable, Hashable {
    /// The reward of the player's own deliveries.
    public var sparse = 0.0
    /// Shaped reward (rules §4.5).
    public var shaped = 0.0
    public var moves = 0
    public var stays = 0
    public var interacts = 0
    public var idle = 0
    public var collisions = 0
    public var onionsPotted = 0
    public var tomatoesPotted = 0
    public var dishesTaken = 0
    public var soupsPlated = 0
    public var deliveries = 0
    public var drops = 0
    public var handOvers = 0
    public var faults = 0

    public init() {}

    /// A counted figure: its column in the store, what it means, and where it is kept.
    public struct Count: Sendable {
        public let column: String
        public let meaning: String
        public let path: WritableKeyPath<SeatFigures, Int> & Sendable
    }

    /// Every counted figure, in the order of the store's columns; the one place that says what they mean.
    public static let counts: [Count] = [
        Count(column: "moves", meaning: "ticks with an action north, south, east or west", path: \.moves),
        Count(column: "stays", meaning: "ticks with the action stay", path: \.stays),
        Count(column: "interacts", meaning: "ticks with the action interact", path: \.interacts),
        Count(column: "idle", meaning: "ticks that changed nothing: neither place, orientation, hands nor a pot", path: \.idle),
        Count(column: "collisions", meaning: "ticks in which the player was held back by another", path: \.collisions),
        Count(column: "onions_potted", meaning: "onions put into pots", path: \.onionsPotted),
        Count(column: "tomatoes_potted", meaning: "tomatoes put into pots", path: \.tomatoesPotted),
        Count(column: "dishes_taken", meaning: "dishes taken from dispensers or counters", path: \.dishesTaken),
        Count(column: "soups_plated", meaning: "soups taken out of pots", path: \.soupsPlated),
        Count(column: "deliveries", meaning: "soups delivered", path: \.deliveries),
        Count(column: "drops", meaning: "things put on counters", path: \.drops),
        Count(column: "hand_overs", meaning: "things put on a counter that another player took from there", path: \.handOvers),
        Count(column: "faults", meaning: "ticks lost to late, wrong or missing answers", path: \.faults),
    ]
}

extension SeatFigures {
    /// The counted figures in the order of `counts`; by its key paths it takes ten times as long, which a store notices.
    public var inOrder: [Int] {
        [
            moves, stays, interacts, idle, collisions, onionsPotted, tomatoesPotted, dishesTaken, soupsPlated, deliveries, drops, handOvers,
            faults,
        ]
    }

    /// Adds what was counted elsewhere; a count stops at the largest number rather than overflow.
    public static func += (sum: inout SeatFigures, more: SeatFigures) {
        sum.sparse += more.sparse
        sum.shaped += more.shaped
        // Field by field: by `counts` and its key paths it takes ten times as long, which statistics of many episodes notice.
        sum.moves = sum.moves.saturatingSum(more.moves)
        sum.stays = sum.stays.saturatingSum(more.stays)
        sum.interacts = sum.interacts.saturatingSum(more.interacts)
        sum.idle = sum.idle.saturatingSum(more.idle)
        sum.collisions = sum.collisions.saturatingSum(more.collisions)
        sum.onionsPotted = sum.onionsPotted.saturatingSum(more.onionsPotted)
        sum.tomatoesPotted = sum.tomatoesPotted.saturatingSum(more.tomatoesPotted)
        sum.dishesTaken = sum.dishesTaken.saturatingSum(more.dishesTaken)
        sum.soupsPlated = sum.soupsPlated.saturatingSum(more.soupsPlated)
        sum.deliveries = sum.deliveries.saturatingSum(more.deliveries)
        sum.drops = sum.drops.saturatingSum(more.drops)
        sum.handOvers = sum.handOvers.saturatingSum(more.handOvers)
        sum.faults = sum.faults.saturatingSum(more.faults)
    }

    /// Ticks that were counted.
    public var ticks: Int { moves.saturatingSum(stays).saturatingSum(interacts) }
}

/// What the pots did, in ticks, summed over all pots.
public struct PotFigures: Sendable, Hashable {
    /// Empty pots.
    public var empty = 0
    /// Pots that hold something but do not cook.
    public var filling = 0
    public var cooking = 0
    /// Ready soups that wait for a dish.
    public var ready = 0

    public init() {}

    /// Pot ticks in which nothing cooked and nothing was ready.
    public var idle: Int { empty.saturatingSum(filling) }

    /// Pot ticks of any kind.
    public var ticks: Int { idle.saturatingSum(cooking).saturatingSum(ready) }

    /// Adds what was counted elsewhere; a count stops at the largest number rather than overflow.
    public static func += (sum: inout PotFigures, more: PotFigures) {
        sum.empty = sum.empty.saturatingSum(more.empty)
        sum.filling = sum.filling.saturatingSum(more.filling)
        sum.cooking = sum.cooking.saturatingSum(more.cooking)
        sum.ready = sum.ready.saturatingSum(more.ready)
    }
}

extension Int {
    /// The sum, or the number nearest to it that there is.
    func saturatingSum(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }
}
