import Kitchen

/// Scenes of six attributes (shape, colour, size, texture, position, count) that are more or less alike.
public struct SceneGame: ReferentialGame {
    /// How many of the target's attributes the other scenes share.
    public enum Condition: String, Sendable, Hashable, CaseIterable {
        /// At most one.
        case far
        /// The first of the others all but one or two, the rest at most one.
        case split
        /// All but one or two.
        case close
    }

    /// Which combinations of shape and colour a target may have. Every eighth combination is never seen in training.
    public enum Combinations: String, Sendable, Hashable, CaseIterable {
        case seen, unseen, all
    }

    public let name = "scenes"
    public let candidates: Int
    public let combinations: Combinations

    /// - Throws: `TalkProblem` for less than two candidates.
    public init(candidates: Int = 4, combinations: Combinations = .all) throws {
        guard (2...64).contains(candidates) else { throw TalkProblem("a round of scenes has 2 to 64 candidates, not \(candidates)") }
        self.candidates = candidates
        self.combinations = combinations
    }

    /// Whether a scene's shape and colour are a combination that is kept out of training.
    public static func isUnseen(_ scene: [UInt8]) -> Bool { (Int(scene[0]) + 3 * Int(scene[1])) % 8 == 0 }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        var random = RandomStream(seed, number, 0x5CE2E)
        let condition = Condition.allCases[random.below(3)]
        var target = SceneLexicon.space.thing(&random)
        while combinations != .all && SceneGame.isUnseen(target) != (combinations == .unseen) {
            target = SceneLexicon.space.thing(&random)
        }
        var others: [[UInt8]] = []
        while others.count < candidates - 1 {
            let isNear = condition == .close || condition == .split && others.isEmpty
            let scene = isNear ? SceneGame.neighbour(of: target, &random) : SceneLexicon.space.thing(&random)
            let shared = zip(scene, target).count { $0 == $1 }
            guard isNear || shared <= 1, scene != target, !others.contains(scene) else { continue }
            others.append(scene)
        }
        let place = random.below(candidates)
        others.insert(target, at: place)
        return Round(candidates: others.map { .attributes($0) }, target: place, condition: condition.rawValue)
    }

    /// The scene with one or two attributes changed.
    private static func neighbour(of scene: [UInt8], _ random: inout RandomStream) -> [UInt8] {
        var other = scene
        for _ in 0...random.below(2) {
            let attribute = random.below(scene.count)
            let size = SceneLexicon.space.sizes[attribute]
            other[attribute] = UInt8((Int(scene[attribute]) + 1 + random.below(size - 1)) % size)
        }
        return other
    }
}
