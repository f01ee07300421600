import Agents
import Basics
import Foundation
import Kitchen
import Learning
import Neural

/// Population based training (Jaderberg et al. 2017, "Population based training of neural networks", Algorithm 1): members
/// learn in parallel, each with hyperparameters of its own; after an interval, when they are ready, the worst exploit (copy
/// weights and hyperparameters of the best) and explore (change the hyperparameters).
///
/// A member compares itself with the others as they were one interval before, so that none waits for the slowest, and still
/// everything follows from the seed. Members play with themselves and with the others.
public struct PopulationBasedTraining: PopulationMethod {
    public static let name = "pbt"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        /// Of every member; learning rate, entropy and clip coefficient and shaping are drawn instead.
        public var member: PPOSettings
        public var members = 6
        /// Iterations of an interval, after which a member is ready.
        public var interval = 10
        /// Truncation selection: the share of members, at either end, that copy and are copied: at least one.
        public var truncation = 0.2
        /// Probability that a hyperparameter is resampled instead of perturbed (multiplied by 0.8 or 1.2).
        public var resample = 0.25

        public init(member: PPOSettings) {
            self.member = member
            self.member.selfPlay = 0.5
            self.member.finalSelfPlay = 0.5
        }
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.member.check()
        guard settings.members > 1, settings.interval > 0, (0.0...0.5).contains(settings.truncation), (0.0...1).contains(settings.resample)
        else { throw LearningError("there are at least 2 members, an interval has iterations, truncation is at most a half") }
        self.kitchen = kitchen
        self.settings = settings
    }

    // MARK: Hyperparameters

    /// A hyperparameter that is searched for, drawn from a range on a logarithmic scale.
    struct Hyperparameter: Sendable {
        let name: String
        /// Of the note that a snapshot keeps its value in.
        let note: String
        let range: ClosedRange<Double>
        let set: @Sendable (inout PPOSettings, Double) -> Void

        func draw(_ random: inout RandomStream) -> Double {
            let share = random.uniform()
            return range.lowerBound * pow(range.upperBound / range.lowerBound, share)
        }
    }

    static let hyperparameters = [
        Hyperparameter(name: "learning_rate", note: "rate", range: 3e-4...3e-3) { ($0.learningRate, $0.finalLearningRate) = ($1, $1) },
        Hyperparameter(name: "entropy_coef", note: "entropy", range: 0.003...0.1) {
            ($0.entropyCoefficient, $0.finalEntropyCoefficient) = ($1, $1)
        },
        Hyperparameter(name: "clip_coef", note: "clip", range: 0.1...0.4) { $0.clipCoefficient = $1 },
        // The share of the run after which there is no shaped reward any more.
        Hyperparameter(name: "shaping", note: "shaping", range: 0.3...1.5) { $0.shapedSteps = max(1, Int($1 * Double($0.steps))) },
    ]

    /// The hyperparameters in a snapshot's notes, by name.
    static func hyperparameters(_ notes: [String: String]) -> [String: Double] {
        Dictionary(
            uniqueKeysWithValues: hyperparameters.compactMap { one in notes[one.note].flatMap(Double.init).map { (one.name, $0) } })
    }

    /// Explore: perturbs or resamples each of the hyperparameters `values`.
    func explored(_ values: [String: Double], _ random: inout RandomStream) -> [String: Double] {
        var values = values
        for one in Self.hyperparameters {
            let isResampled = random.uniform() < settings.resample
            let factor = random.next() % 2 == 0 ? 0.8 : 1.2
            values[one.name] = isResampled ? one.draw(&random) : (values[one.name] ?? one.range.lowerBound) * factor
        }
        return values
    }

    // MARK: Method

    private func name(_ number: Int) -> String { "member-\(number + 1)" }

    private var intervals: Int { (settings.member.iterations + settings.interval - 1) / settings.interval }

    public var members: [Member] { (0..<settings.members).map { Member(name($0), segments: intervals) } }

    /// All members as they were one interval before the member's last one.
    public func needs(_ key: SegmentKey) -> [SegmentKey] {
        guard key.segment > 1 else { return [] }
        return members.map { SegmentKey($0.name, key.segment - 2) }
    }

    public static let foldsSnapshots = true

    public func wanted(after key: SegmentKey, _ snapshot: Snapshot) -> Set<Int>? { [] }

    /// The others are at most two segments behind, and read what was two segments before theirs.
    public var reach: Int { 5 }

    public func learn(_ key: SegmentKey, _ context: SegmentContext) throws -> Snapshot {
        let number = members.firstIndex { $0.name == key.member } ?? 0
        var random = RandomStream(settings.member.seed, StreamKey.exploitation, UInt64(number), UInt64(key.segment))
        var own = context.own
        var parent: SegmentKey?
        var values =
            own.map { Self.hyperparameters($0.notes) }
            ?? Dictionary(
                uniqueKeysWithValues: Self.hyperparameters.map { ($0.name, $0.draw(&random)) })
        if let before = own, let better = exploited(by: key, context, &random) {
            let source = try context.snapshot(better)
            own = Self.copy(of: source, iteration: before.metadata[PPO.CheckpointKey.iteration] ?? "0")
            values = explored(Self.hyperparameters(source.notes), &random)
            parent = better
        }
        let others = try needs(key).filter { $0.member != key.member }.map {
            Partner(name: $0.member, model: try learner(number, [:]).model(context.snapshot($0)))
        }
        var snapshot = try learner(number, values).learn(context.goingOn(from: own), partnership: .with(others))
        for one in Self.hyperparameters { snapshot.notes[one.note] = values[one.name].map { "\($0)" } }
        snapshot[.parent] = parent?.description
        return snapshot
    }

    /// The state of a member that has copied another: its weights, and an optimiser that begins again.
    private static func copy(of source: Snapshot, iteration: String) -> Snapshot {
        typealias Key = PPO.CheckpointKey
        var (tensors, metadata): ([String: Tensor], [String: String]) = ([:], [Key.iteration: iteration])
        var set = 0
        while let weights = source.tensors[Key.name(Key.parameters, set: set)] {
            let zeros = Tensor(shape: weights.shape, numbers: Array(repeating: 0, count: weights.numbers.count))
            tensors[Key.name(Key.parameters, set: set)] = weights
            tensors[Key.name(Key.firstMoment, set: set)] = zeros
            tensors[Key.name(Key.secondMoment, set: set)] = zeros
            metadata[Key.name(Key.steps, set: set)] = "0"
            set += 1
        }
        return Snapshot(Safetensors(tensors, metadata: metadata))
    }

    private func learner(_ number: Int, _ values: [String: Double]) -> Learner {
        var own = settings.member.descendant(StreamKey.member, number)
        for one in Self.hyperparameters { if let value = values[one.name] { one.set(&own, value) } }
        return Learner(kitchen: kitchen, settings: own, iterations: settings.interval)
    }

    /// Exploit, by truncation selection: whose snapshot a member copies that was among the worst an interval ago; nil for the
    /// others, and where the member has since become better than the best were.
    private func exploited(by key: SegmentKey, _ context: SegmentContext, _ random: inout RandomStream) -> SegmentKey? {
        let ranked = needs(key).sorted { (score(context.others[$0]), $1.member) > (score(context.others[$1]), $0.member) }
        let size = max(1, Int(settings.truncation * Double(settings.members)))
        guard ranked.suffix(size).contains(where: { $0.member == key.member }) else { return nil }
        let best = ranked[Int(random.next() % UInt64(size))]
        return score(context.others[best]) > score(context.own) ? best : nil
    }

    private func score(_ snapshot: Snapshot?) -> Double { snapshot?.number(.score) ?? 0 }

    public func agents(_ snapshots: SnapshotStore) throws -> [PolicyFiles] {
        let naming = Naming(self, seed: settings.member.seed)
        let ends = try members.enumerated().map { (number: $0, name: $1.name, end: try snapshots.snapshot($1.last)) }
        let ranked = ends.sorted { (score($0.end), -$0.number) > (score($1.end), -$1.number) }
        let files = try ranked.enumerated().map { rank, entry in
            naming.files(
                rank == 0 ? "The best of a population of \(settings.members)" : "Member of a population of \(settings.members)",
                try learner(entry.number, [:]).model(entry.end), part: rank == 0 ? "" : entry.name)
        }
        return files
    }
}
