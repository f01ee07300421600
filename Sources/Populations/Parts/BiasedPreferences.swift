import Basics
import Kitchen
import Learning

/// The preferences among which the biased agents of ZSC-Eval are drawn (Wang et al. 2024, and the scripts published with it):
/// what the usual shaped reward gives always counts, and so does the team's reward, if only a tenth of it. So a partner may do little for the
/// team, or do it in its own way, but hardly any keeps the other from earning something.
struct BiasedPreferences: Sendable {
    /// What agents of one kitchen differ in; points an event.
    private struct Preference {
        /// For what is taken out of a dispenser.
        var ingredients = 0.0
        var dishes = 0.0
        /// For what is taken from a counter.
        var counterOnions = 0.0
        var counterSoups = 0.0
        /// For what is put into a pot, beside the usual 3.
        var pottedOnions = 0.0
        var pottedTomatoes = 0.0
        var deliveries = 0.0
        /// For deliveries of soups of two and of three ingredients.
        var small = 0.0
        var large = 0.0
        /// For a tick of staying.
        var stay = 0.0
        /// Weight of the team's reward.
        var team = 1.0

        var utility: EventUtility {
            let weights: [Event: Double] = [
                .onionPickup: ingredients, .tomatoPickup: ingredients, .dishPickup: dishes, .usefulDishPickup: 3, .soupPickup: 5,
                .pottingOnion: 3 + pottedOnions, .pottingTomato: 3 + pottedTomatoes, .soupDelivery: deliveries,
            ]
            let atCounter: [Event: Double] = [.onionPickup: counterOnions, .tomatoPickup: 0, .dishPickup: 0, .soupPickup: counterSoups]
            return EventUtility(weights, atCounter: atCounter, deliveries: [2: small, 3: large], stay: stay, team: team, shaped: 0)
        }
    }

    private typealias Choices = [(what: WritableKeyPath<Preference, Double> & Sendable, points: [Double])]

    /// Where everybody reaches all kinds of stations.
    private static let whole: Choices = [
        (\.ingredients, [-20, 0, 10]), (\.dishes, [-20, 0, 10]), (\.deliveries, [-20, 0]), (\.stay, [-0.1, 0, 0.1]),
        (\.team, [0.1, 1]),
    ]

    /// In `small_corridor`, where nothing is as near as elsewhere.
    private static let corridor: Choices = [
        (\.ingredients, [-20, 0, 5]), (\.dishes, [-20, 0, 5]), (\.deliveries, [-20, 0]), (\.stay, [-0.1, 0]), (\.team, [0.1, 1]),
    ]

    /// Where somebody cannot reach all kinds of stations, so that it lives by what others hand over.
    private static let divided: Choices = [
        (\.ingredients, [0, 10]), (\.dishes, [0, 10]), (\.counterSoups, [-20, 0]), (\.stay, [-0.1, 0, 0.1]), (\.team, [0.1, 1]),
    ]

    /// The same where ingredients are to be had on all sides (`random0_medium`).
    private static let dividedWithIngredients: Choices = [
        (\.counterOnions, [-20, 0]), (\.ingredients, [-20, 0, 10]), (\.dishes, [0, 10]), (\.counterSoups, [-20, 0]),
        (\.stay, [-0.1, 0, 0.1]), (\.team, [0.1, 1]),
    ]

    /// Where several recipes are ordered.
    private static let recipes: Choices = [
        (\.pottedOnions, [-20, 0]), (\.pottedTomatoes, [-20, 0]), (\.small, [-5, 0, 20]), (\.large, [-15, 0, 10]),
        (\.stay, [-0.1, 0, 0.1]),
    ]

    private let choices: Choices

    init(_ kitchen: Kitchen) { choices = BiasedPreferences.choices(kitchen) }

    private static func choices(_ kitchen: Kitchen) -> Choices {
        guard kitchen.book.orders.count == 1 else { return recipes }
        guard kitchen.layout.name != "small_corridor" else { return corridor }
        let zones = FloorZones(kitchen)
        func everybodyReaches(_ kind: Terrain) -> Bool {
            kitchen.layout.starts.allSatisfy { start in
                guard let zone = kitchen.floor.firstIndex(of: start).map({ zones.ofFloor[$0] }) else { return true }
                return kitchen.stations(of: kind).contains { zones.reaches(zone, $0) }
            }
        }
        guard everybodyReaches(.onionDispenser) else { return divided }
        return [.dishDispenser, .pot, .serving].allSatisfy(everybodyReaches) ? whole : dividedWithIngredients
    }

    /// The utility of a biased agent. No two of a run are equal as long as there are others.
    /// - Parameters:
    ///   - seed: of the run.
    ///   - number: counts biased agents.
    func utility(seed: UInt64, _ number: Int) -> EventUtility {
        let count = choices.reduce(1) { $0 * $1.points.count }
        var random = RandomStream(seed, StreamKey.utility)
        var order = Array(0..<count)
        for place in order.indices.dropLast() {
            order.swapAt(place, place + random.below(count - place))
        }
        var code = order[number % count]
        var preference = Preference()
        for (what, points) in choices {
            preference[keyPath: what] = points[code % points.count]
            code /= points.count
        }
        return preference.utility
    }
}
