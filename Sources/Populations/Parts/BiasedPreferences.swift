import Basics
import Kitchen
import Learning

/// The preferences among which the biased agents of ZSC-Eval are drawn, old dynamics (Wang et al. 2024, and the scripts published with it):
/// what the usual shaped reward gives always counts, and so does the team's reward, if only a tenth of it. So a partner may do little for the
/// team, or do it in its own way, but hardly any keeps the other from earning something.
///
/// The paper has tables of their own for two of its kitchens, `random0_medium` and `small_corridor`; here these have the one of kitchens in
/// which everybody reaches everything.
struct BiasedPreferences: Sendable {
    /// What agents of one kitchen differ in; points an event.
    private struct Preference {
        /// For what is taken out of a dispenser.
        var ingredients = 0.0
        var dishes = 0.0
        /// For a soup that is taken from a counter.
        var counterSoups = 0.0
        var deliveries = 0.0
        /// For a tick of staying.
        var stay = 0.0
        /// Weight of the team's reward.
        var team = 1.0

        var utility: EventUtility {
            let weights: [Event: Double] = [
                .onionPickup: ingredients, .tomatoPickup: ingredients, .dishPickup: dishes, .usefulDishPickup: 3, .soupPickup: 5,
                .pottingOnion: 3, .pottingTomato: 3, .soupDelivery: deliveries,
            ]
            let atCounter: [Event: Double] = [.onionPickup: 0, .tomatoPickup: 0, .dishPickup: 0, .soupPickup: counterSoups]
            return EventUtility(weights, atCounter: atCounter, stay: stay, team: team, shaped: 0)
        }
    }

    private typealias Choices = [(what: WritableKeyPath<Preference, Double>, points: [Double])]

    /// Where somebody cannot reach all kinds of stations, so that it lives by what others hand over.
    private static var divided: Choices {
        [
            (\.ingredients, [0, 10]), (\.dishes, [0, 10]), (\.counterSoups, [-20, 0]), (\.stay, [-0.1, 0, 0.1]), (\.team, [0.1, 1]),
        ]
    }

    private static var whole: Choices {
        [
            (\.ingredients, [-20, 0, 10]), (\.dishes, [-20, 0, 10]), (\.deliveries, [-20, 0]), (\.stay, [-0.1, 0, 0.1]),
            (\.team, [0.1, 1]),
        ]
    }

    private let isDivided: Bool

    init(_ kitchen: Kitchen) {
        let zones = FloorZones(kitchen)
        let needed: [Terrain] = [.onionDispenser, .dishDispenser, .pot, .serving]
        isDivided = kitchen.layout.starts.contains { start in
            guard let zone = kitchen.floor.firstIndex(of: start).map({ zones.ofFloor[$0] }) else { return false }
            return !needed.allSatisfy { kind in kitchen.stations(of: kind).contains { zones.reaches(zone, $0) } }
        }
    }

    /// The utility of a biased agent. No two of a run are equal as long as there are others.
    /// - Parameters:
    ///   - seed: of the run.
    ///   - number: counts biased agents.
    func utility(seed: UInt64, _ number: Int) -> EventUtility {
        let choices = isDivided ? BiasedPreferences.divided : BiasedPreferences.whole
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
