import Basics
import Agents
import Foundation
import Kitchen
import Learning
import Neural

/// Population based training (Jaderberg et al. 2017): members learn side by side, each with hyperparameters of its own;
/// when an interval is over, the worst take weights and hyperparameters of the best and change them.
///
/// It is asynchronous with a memory: a member compares itself with the others as they were one interval before, so nobody
/// waits for the slowest, and still everything follows from the seed. Members play with themselves and with the others.
public struct PopulationBasedTraining: PopulationMethod {
    public static let name = "pbt"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        /// Of every member; rate, entropy, clip and shaping are drawn instead.
        public var member: PPOSettings
        public var members = 6
        /// Iterations of an interval, after which a member is ready to be compared.
        public var interval = 10
        /// Share of members, at either end, that copy and are copied: at least one.
        public var truncation = 0.2
        /// Chance of a hyperparameter to be drawn anew instead of being multiplied by 0.8 or 1.2.
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

    /// What is searched for: where it is in the settings, and from where to where it is drawn, on a logarithmic scale.
    struct Knob: Sendable {
        let name: String
        let range: ClosedRange<Double>
        let set: @Sendable (inout PPOSettings, Double) -> Void
    }

    static let knobs = [
        Knob(name: "rate", range: 3e-4...3e-3) { ($0.rate, $0.finalRate) = ($1, $1) },
        Knob(name: "entropy", range: 0.003...0.1) { ($0.entropy, $0.finalEntropy) = ($1, $1) },
        Knob(name: "clip", range: 0.1...0.4) { $0.clip = $1 },
        // The share of the run after which there is no shaped reward any more.
        Knob(name: "shaping", range: 0.3...1.5) { $0.shapedSteps = max(1, Int($1 * Double($0.steps))) },
    ]

    private static func draw(_ knob: Knob, _ random: inout RandomStream) -> Double {
        let share = random.uniform()
        return knob.range.lowerBound * pow(knob.range.upperBound / knob.range.lowerBound, share)
    }

    /// The hyperparameters in a snapshot's notes.
    static func hyperparameters(_ notes: [String: String]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: knobs.compactMap { knob in notes[knob.name].flatMap(Double.init).map { (knob.name, $0) } })
    }

    /// Hyperparameters a step from others.
    func explored(_ values: [String: Double], _ random: inout RandomStream) -> [String: Double] {
        var values = values
        for knob in Self.knobs {
            let isNew = random.uniform() < settings.resample
            let factor = random.next() % 2 == 0 ? 0.8 : 1.2
            values[knob.name] = isNew ? Self.draw(knob, &random) : (values[knob.name] ?? knob.range.lowerBound) * factor
        }
        return values
    }

    // MARK: Method

    private func name(_ number: Int) -> String { "member-\(number + 1)" }

    private var intervals: Int { (settings.member.iterations + settings.interval - 1) / settings.interval }

    public var members: [Member] { (0..<settings.members).map { Member(name($0), segments: intervals) } }

    /// Everyone as they were one interval before the member's last one.
    public func needs(_ key: SegmentKey) -> [SegmentKey] {
        guard key.segment > 1 else { return [] }
        return members.map { SegmentKey($0.name, key.segment - 2) }
    }

    public func learn(_ key: SegmentKey, _ desk: Desk) throws -> Snapshot {
        let number = members.firstIndex { $0.name == key.member } ?? 0
        var random = RandomStream(settings.member.seed, StreamKey.exploitation, UInt64(number), UInt64(key.segment))
        var own = desk.own
        var parent: SegmentKey?
        var values =
            own.map { Self.hyperparameters($0.notes) }
            ?? Dictionary(
                uniqueKeysWithValues: Self.knobs.map { ($0.name, Self.draw($0, &random)) })
        if let before = own, let better = betterMember(for: key, desk, &random) {
            let source = try desk.other(better)
            own = Self.offspring(of: source, iteration: before.metadata["iteration"] ?? "0")
            values = explored(Self.hyperparameters(source.notes), &random)
            parent = better
        }
        let others = try needs(key).filter { $0.member != key.member }.map {
            Partner(name: $0.member, model: try learner(number, [:]).model(desk.other($0)))
        }
        let learning = Desk(own: own, others: [:], workers: desk.workers, shouldStop: desk.shouldStop)
        var snapshot = try learner(number, values).learn(learning, company: Company(partners: others))
        for (name, value) in values { snapshot.notes[name] = "\(value)" }
        snapshot.notes["parent"] = parent?.description
        return snapshot
    }

    /// A copy's state: the weights, with nothing remembered by the optimiser.
    private static func offspring(of source: Snapshot, iteration: String) -> Snapshot {
        let weights = source.tensors.filter { $0.key.hasSuffix("/parameters") }
        var (tensors, metadata) = (weights, ["iteration": iteration])
        for (name, tensor) in weights {
            let prefix = name.dropLast("parameters".count)
            for memory in ["mean", "square"] {
                tensors[prefix + memory] = Tensor(shape: tensor.shape, numbers: Array(repeating: 0, count: tensor.numbers.count))
            }
            metadata[prefix + "steps"] = "0"
        }
        return Snapshot(Safetensors(tensors, metadata: metadata))
    }

    private func learner(_ number: Int, _ values: [String: Double]) -> Learner {
        var own = settings.member.descendant(StreamKey.member, number)
        for knob in Self.knobs { if let value = values[knob.name] { knob.set(&own, value) } }
        return Learner(kitchen: kitchen, settings: own, iterations: settings.interval)
    }

    /// Truncation selection: whom a member copies that was among the worst an interval ago; nil for the others, and where
    /// the member has since become better than the best were.
    private func betterMember(for key: SegmentKey, _ desk: Desk, _ random: inout RandomStream) -> SegmentKey? {
        let ranked = needs(key).sorted { (score(desk.others[$0]), $1.member) > (score(desk.others[$1]), $0.member) }
        let size = max(1, Int(settings.truncation * Double(settings.members)))
        guard ranked.suffix(size).contains(where: { $0.member == key.member }) else { return nil }
        let best = ranked[Int(random.next() % UInt64(size))]
        return score(desk.others[best]) > score(desk.own) ? best : nil
    }

    private func score(_ snapshot: Snapshot?) -> Double { snapshot?.number("score") ?? 0 }

    public func agents(_ shelf: Shelf) throws -> [PolicyFiles] {
        let naming = Naming(self, seed: settings.member.seed)
        let ends = try members.enumerated().map { (number: $0, name: $1.name, end: try shelf.snapshot($1.last)) }
        let ranked = ends.sorted { (score($0.end), -$0.number) > (score($1.end), -$1.number) }
        let files = try ranked.enumerated().map { rank, entry in
            naming.files(
                rank == 0 ? "The best of a population of \(settings.members)" : "Member of a population of \(settings.members)",
                try learner(entry.number, [:]).model(entry.end), part: rank == 0 ? "" : entry.name)
        }
        return files
    }
}
