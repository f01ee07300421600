import Basics
import Kitchen
import Learning

/// Learners with tastes of their own, as people have, each learned in a pair with an ordinary learner (Yu et al. 2023).
struct BiasedLearners {
    let skills: [Skills]

    init(_ kitchen: Kitchen, _ settings: PPOSettings, iterations: Int, count: Int) {
        skills = (0..<count).map { number in
            let learner = Learner(
                kitchen: kitchen, settings: settings.descendant(StreamKey.biasedLearner, number), iterations: iterations,
                utility: BiasedLearners.utility(seed: settings.seed, number))
            return Skills(learner: learner, member: Member("biased-\(number + 1)", segments: learner.segments))
        }
    }

    /// What partners may like or dislike, in points an event.
    private static let tastes: [(event: Event, points: [Double])] = [
        (.onionPickup, [-10, 0, 3]), (.pottingOnion, [-10, 0, 3]), (.dishPickup, [-10, 0, 3]), (.soupPickup, [-10, 0, 5]),
        (.soupDelivery, [-20, 0]),
    ]

    /// The taste of a pair's first learner.
    private static func utility(seed: UInt64, _ number: Int) -> EventUtility {
        var random = RandomStream(seed, StreamKey.utility, UInt64(number))
        var weights: [Event: Double] = [:]
        for (event, points) in tastes { weights[event] = points[Int(random.next() % UInt64(points.count))] }
        return EventUtility(weights, team: random.next() % 2 == 0 ? 1 : 0)
    }
}
