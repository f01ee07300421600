import Basics
import Kitchen
import Learning

extension EventUtility {
    /// The weights that a hidden utility draws from, in points an event.
    private static let candidates: [(event: Event, weights: [Double])] = [
        (.onionPickup, [-10, 0, 3]), (.pottingOnion, [-10, 0, 3]), (.dishPickup, [-10, 0, 3]), (.soupPickup, [-10, 0, 5]),
        (.soupDelivery, [-20, 0]),
    ]

    /// The hidden utility of a biased agent: a linear function of events with random weights (Yu et al. 2023).
    /// - Parameters:
    ///   - seed: of the run.
    ///   - number: counts biased agents.
    static func drawn(seed: UInt64, _ number: Int) -> EventUtility {
        var random = RandomStream(seed, StreamKey.utility, UInt64(number))
        var weights: [Event: Double] = [:]
        for (event, choices) in candidates { weights[event] = choices[Int(random.next() % UInt64(choices.count))] }
        return EventUtility(weights, team: random.next() % 2 == 0 ? 1 : 0)
    }

    /// The utility of a child: that of its parent with another weight for one event, or with or without the team's reward.
    func mutated(using random: inout RandomStream) -> EventUtility {
        let place = Int(random.next() % UInt64(Self.candidates.count + 1))
        var own = Dictionary(uniqueKeysWithValues: zip(Event.allCases, weights).filter { $1 != 0 })
        guard place < Self.candidates.count else { return EventUtility(own, team: 1 - team) }
        let (event, choices) = Self.candidates[place]
        let others = choices.filter { $0 != own[event] ?? 0 }
        own[event] = others[Int(random.next() % UInt64(others.count))]
        return EventUtility(own, team: team)
    }
}
