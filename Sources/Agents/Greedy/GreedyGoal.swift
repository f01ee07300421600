import Kitchen

/// A sub-task at one station: where to go, and what for.
struct GreedyGoal {
    enum Purpose {
        case takeOnion, takeTomato, takeDish, takeSoup
        case potIngredient, startCooking, fillDish, deliver
        case handOver, putAside
        /// Waits close to something, out of the way.
        case wait
        case nothing
    }

    var purpose: Purpose
    /// Index into `MotionPlanner.stations`; meaningless for `nothing`.
    var station: Int
    /// Whether the station is ready to be used on arrival; else the cook waits facing it.
    var isReady = true

    static let nothing = GreedyGoal(purpose: .nothing, station: 0, isReady: false)

    static func wait(_ station: Int) -> GreedyGoal { GreedyGoal(purpose: .wait, station: station, isReady: false) }
}

/// What a greedy cook sees of a tick before it chooses: who needs what, counted once.
struct GreedyLook {
    var pose = 0
    var held = Item.none
    /// Ingredients that the pots still need, less those that others hold.
    var onions = 0
    var tomatoes = 0
    /// Soups that cook or are ready.
    var soups = 0
    var readySoups = 0
    /// Ticks until the first soup is ready that no dish of the others is for; meaningless without one.
    var firstSoup = Int.max
    /// Full pots that someone with empty hands must start.
    var toStart = 0
    /// Pots with ingredients that lack others.
    var partial = 0
    /// Dishes in others' hands that can come to a pot, or that lie where they wait for it.
    var dishes = 0
    /// Ingredients in others' hands.
    var heldIngredients = 0
    var emptyHandedOthers = 0
    /// What other cooks' pots need that only this one's side has, less what is on its way.
    var supply = (onions: 0, tomatoes: 0, dishes: 0)
    /// Whether others hold a dish, or have a soup, that must come over a counter.
    var dishesToPass = false
    var soupsToPass = false
    /// Whether anything lies on a counter.
    var counterItems = false

    var wantsIngredients: Bool { onions > 0 || tomatoes > 0 }
}
