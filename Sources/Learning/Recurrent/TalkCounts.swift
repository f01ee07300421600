import Basics
import Foundation
import Kitchen

/// How often what was said while which recipe was wanted, by seat: what symbols mean while they are learned.
struct TalkCounts: Sendable {
    private let utterances: Int
    private let wanted: WantedRecipe
    /// `[seats, recipes, utterances]`.
    private var counts: [Int]

    private static let seats = 2

    /// - Parameter utterances: symbols, and silence last.
    init(_ kitchen: Kitchen, utterances: Int) {
        self.utterances = utterances
        wanted = WantedRecipe(kitchen)
        counts = Array(repeating: 0, count: TalkCounts.seats * wanted.count * utterances)
    }

    private var recipes: Int { wanted.count }

    mutating func clear() {
        for index in counts.indices { counts[index] = 0 }
    }

    /// Counts an utterance.
    /// - Parameter place: see `place`.
    @inline(__always)
    mutating func add(_ place: Int) { counts[place] += 1 }

    mutating func add(_ other: TalkCounts) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    /// How many messages a seat said.
    func messages(seat: Int) -> Int {
        (0..<recipes).reduce(0) { sum, recipe in sum + counts(seat, recipe).dropLast().reduce(0, +) }
    }

    /// How many bits what a seat says in a tick has about the recipe: the mutual information of the two.
    func bits(seat: Int) -> Double {
        let own = (seat * recipes * utterances)..<((seat + 1) * recipes * utterances)
        let all = counts[own].reduce(0, +)
        guard all > 0 else { return 0 }
        return zip(counts[own], informationTable[own]).reduce(0) { $0 + Double($1.0) / Double(all) * $1.1 }
    }

    /// What each utterance told of the recipe: the binary logarithm of how much more often it was said with this recipe than with any,
    /// `[seats, recipes, utterances]`. Its mean is `bits`. What was not said gets 0.
    var informationTable: [Double] {
        (0..<TalkCounts.seats).flatMap { seat in
            let joint = (0..<recipes).map { counts(seat, $0).map(Double.init) }
            let all = joint.reduce(0) { $0 + $1.reduce(0, +) }
            return joint.flatMap { row in
                let wanted = row.reduce(0, +)
                return row.indices.map { utterance in
                    let said = joint.reduce(0) { $0 + $1[utterance] }
                    return row[utterance] > 0 ? log2(row[utterance] * all / (wanted * said)) : 0
                }
            }
        }
    }

    /// The place in `informationTable` of what a seat says in a state, given as its row.
    @inline(__always)
    func place(_ utterance: Int, seat: Int, state: UnsafePointer<UInt16>) -> Int {
        (seat &* recipes &+ (wanted.number(in: state) ?? 0)) &* utterances &+ utterance
    }

    /// The counts as numbers of a checkpoint, and from there.
    var numbers: [Int] {
        get { counts }
        set { counts = newValue }
    }

    /// By utterance.
    private func counts(_ seat: Int, _ recipe: Int) -> ArraySlice<Int> {
        let first = (seat * recipes + recipe) * utterances
        return counts[first..<(first + utterances)]
    }
}

/// How learners talked in an iteration.
public struct TalkMetrics: Sendable, Hashable {
    public var iteration = 0
    /// Environment steps so far.
    public var steps = 0
    /// Messages an episode, by seat.
    public var messages = [0.0, 0]
    /// Mean entropy of what is said, in nats.
    public var voiceEntropy = 0.0
    /// How many bits what a seat says in a tick has about the wanted recipe.
    public var bits = [0.0, 0]

    static let columns = ["iteration", "steps", "messages_1", "messages_2", "voice_entropy", "bits_1", "bits_2"]
    /// In the order of `columns`.
    var values: [String] {
        ["\(iteration)", "\(steps)"] + messages.map { "\($0)" } + ["\(voiceEntropy)"] + bits.map { "\($0)" }
    }
}

/// The metrics of all iterations as comma-separated values.
struct TalkFile: Sendable {
    let path: String

    /// Leaves the heading and the lines of the first iterations.
    func keep(_ iterations: Int) throws {
        let text = try InputFile.dataUnlessMissing(path, .runMetrics).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = text.split(separator: "\n").dropFirst().prefix(iterations).map(String.init)
        try WholeFile.write(([CSV.row(TalkMetrics.columns)] + lines).joined(separator: "\n") + "\n", to: path)
    }

    /// Adds an iteration.
    func append(_ metrics: TalkMetrics) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((CSV.row(metrics.values) + "\n").utf8))
    }
}
