import Basics
import Agents
import Foundation
import Kitchen
import Learning
import Neural

/// Deep neuroevolution (Such et al. 2017): a genetic algorithm with truncation selection and no crossover over networks that
/// are lists of seeds. The best few of a generation are tried again, and the elite among them goes on unchanged.
public struct Neuroevolution: PopulationMethod {
    public static let name = "evolution"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        public var seed: UInt64 = 0
        public var generations = 200
        /// Genomes tried in a generation.
        public var population = 300
        /// The best of a generation, which are mutated to make the next.
        public var parents = 20
        /// The best few that are tried again to find the elite.
        public var finalists = 10
        /// Games of a trial, and of a finalist's second one.
        public var games = 4
        public var finalGames = 16
        public var horizon = 400
        public var hidden = [32]
        /// Standard deviation of a mutation, as a multiple of how kernels begin.
        public var power = 0.4
        /// What a point of the shaped reward counts beside one of the score.
        public var shaped = 1.0
        /// Generations of a segment.
        public var generationsASegment = 2
        /// Nil for fitness alone; nothing is written of it then, so that runs from before it was thought of go on.
        public var novelty: NoveltySearch?

        public init() {}
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        guard settings.parents > 0, settings.population >= settings.parents, settings.finalists > 0, settings.games > 0,
            settings.finalGames > 0, settings.horizon > 0, settings.generations > 0, settings.generationsASegment > 0,
            settings.power > 0, !settings.hidden.isEmpty
        else { throw LearningError("sizes must be above 0, and there cannot be more parents than a generation has genomes") }
        try settings.novelty?.check()
        self.kitchen = kitchen
        self.settings = settings
    }

    private var plan: PolicyPlan {
        PolicyPlan(
            input: .features(seesCounters: true),
            body: settings.hidden.enumerated().map { LayerPlan("hidden_\($0.offset)", .dense(outputs: $0.element), .tanh) },
            policy: LayerPlan("policy", .dense(outputs: Action.allCases.count)), value: nil)
    }

    // MARK: Method

    static let columns = ["generation", "score", "fitness", "mean", "genome_bytes", "network_bytes"]
    public var heading: [String] { Self.columns }

    private var only: Member {
        Member("genomes", segments: (settings.generations + settings.generationsASegment - 1) / settings.generationsASegment)
    }

    public var members: [Member] { [only] }
    public func needs(_ key: SegmentKey) -> [SegmentKey] { [] }

    public func learn(_ key: SegmentKey, _ desk: Desk) throws -> Snapshot {
        Products.useCallingThreadOnly()
        let network = try PolicyNetwork(plan, layout: kitchen.layout)
        var parents = try desk.own.map { try Self.genomes($0) } ?? []
        var archive = desk.own.map(Self.archive) ?? []
        var snapshot = Snapshot(Safetensors([:]))
        let first = key.segment * settings.generationsASegment
        for generation in first..<min(first + settings.generationsASegment, settings.generations) {
            let outcome = try evolve(parents, archive, generation, network, desk)
            parents = outcome.parents
            archive += outcome.archived
            let elite = parents[0]
            let row: [any CustomStringConvertible] = [
                generation + 1, outcome.elite.score, fitness(outcome.elite), outcome.mean, elite.bytes, network.table.count * 4,
            ]
            snapshot.metrics.append(CSV.row(row.map(\.description)))
            snapshot.notes["score"] = "\(outcome.elite.score)"
        }
        if !archive.isEmpty {
            snapshot.tensors["archive"] = Tensor(shape: [archive.count, archive[0].count], numbers: archive.flatMap { $0.map(Float.init) })
        }
        snapshot.metadata["genomes"] = parents.map { $0.seeds.map { String($0, radix: 16) }.joined(separator: " ") }.joined(separator: ";")
        return snapshot
    }

    /// The behaviours that a snapshot remembers.
    private static func archive(_ snapshot: Snapshot) -> [[Double]] {
        guard let tensor = snapshot.tensors["archive"], tensor.shape.count == 2 else { return [] }
        let kinds = tensor.shape[1]
        return (0..<tensor.shape[0]).map { row in tensor.numbers[(row * kinds)..<((row + 1) * kinds)].map(Double.init) }
    }

    /// The genomes of a snapshot, the elite first.
    static func genomes(_ snapshot: Snapshot) throws -> [Genome] {
        let lists = snapshot.metadata["genomes"]?.split(separator: ";") ?? []
        let genomes = lists.map { Genome($0.split(separator: " ").compactMap { UInt64($0, radix: 16) }) }
        guard !genomes.isEmpty else { throw LearningError("the snapshot holds no genomes") }
        return genomes
    }

    public func agents(_ shelf: Shelf) throws -> [PolicyFiles] {
        let network = try PolicyNetwork(plan, layout: kitchen.layout)
        let elite = try Self.genomes(shelf.snapshot(only.last))[0]
        let model = PolicyModel(plan: plan, tensors: network.table.tensors(elite.parameters(network.table, power: settings.power)))
        let words = "Evolved from \(elite.seeds.count) seeds, \(elite.bytes) bytes for \(network.table.count * 4) of weights"
        return [Naming(self, seed: settings.seed).files(words, model)]
    }

    // MARK: A generation

    private struct Outcome {
        let parents: [Genome]
        let elite: FitnessTrial.Result
        let mean: Double
        /// Behaviours to be remembered.
        let archived: [[Double]]
    }

    private func fitness(_ result: FitnessTrial.Result) -> Double { result.score + settings.shaped * result.shaped }

    /// One generation; the first is of new networks.
    private func evolve(
        _ parents: [Genome], _ archive: [[Double]], _ generation: Int, _ network: PolicyNetwork, _ desk: Desk
    ) throws -> Outcome {
        var random = RandomStream(settings.seed, StreamKey.generation, UInt64(generation))
        let bodies = parents.map { $0.parameters(network.table, power: settings.power) }
        // The elite goes on unchanged; the others are children of any parent.
        let genomes = (0..<settings.population).map { place -> (genome: Genome, parent: Int?) in
            guard !parents.isEmpty else { return (Genome([random.next()]), nil) }
            if place == 0 { return (parents[0], 0) }
            let parent = random.below(parents.count)
            return (parents[parent].mutated(random.next()), parent)
        }
        let power = settings.power
        let results = try trials(genomes.count, games: settings.games, network, desk, key: UInt64(generation)) { place in
            guard let parent = genomes[place].parent else { return genomes[place].genome.parameters(network.table, power: power) }
            var numbers = bodies[parent]
            if place > 0, let seed = genomes[place].genome.seeds.last { Genome.mutate(&numbers, network.table, seed, power: power) }
            return numbers
        }
        let ranked = results.indices.sorted { (fitness(results[$0]), -$0) > (fitness(results[$1]), -$1) }
        let finalists = Array(ranked.prefix(settings.finalists))
        let again = try trials(finalists.count, games: settings.finalGames, network, desk, key: UInt64(generation) | 1 << 32) { place in
            genomes[finalists[place]].genome.parameters(network.table, power: power)
        }
        let best = again.indices.max { (fitness(again[$0]), -$0) < (fitness(again[$1]), -$1) } ?? 0
        let (worthy, archived) = choose(ranked, results, archive)
        let others = worthy.prefix(settings.parents).filter { $0 != finalists[best] }
        return Outcome(
            parents: ([finalists[best]] + others).map { genomes[$0].genome }, elite: again[best],
            mean: results.reduce(0) { $0 + fitness($1) } / Double(results.count), archived: archived)
    }

    /// Who is worth being a parent, the worthiest first, and which behaviours are to be remembered.
    private func choose(
        _ ranked: [Int], _ results: [FitnessTrial.Result], _ archive: [[Double]]
    ) -> (worthy: [Int], archived: [[Double]]) {
        guard let search = settings.novelty else { return (ranked, []) }
        let novelties = search.novelties(results.map(\.events), archive: archive)
        let newest = novelties.indices.sorted { (novelties[$0], -$0) > (novelties[$1], -$1) }.prefix(search.archived)
        // As a snapshot keeps them, so that a run that was stopped goes on with the same numbers.
        let archived = newest.map { results[$0].events.map { Double(Float($0)) } }
        return (search.order(byFitness: ranked, novelties: novelties), archived)
    }

    /// Tries some networks, a few at a time on each thread; all of them meet the same chances.
    private func trials(
        _ count: Int, games: Int, _ network: PolicyNetwork, _ desk: Desk, key: UInt64, parameters: @escaping @Sendable (Int) -> [Float]
    ) throws -> [FitnessTrial.Result] {
        var random = RandomStream(settings.seed, StreamKey.fitness, key)
        let seed = random.next()
        let chunk = 10
        let results = desk.workers.map((count + chunk - 1) / chunk) { part in
            Result {
                let trial = try FitnessTrial(network, kitchen: kitchen, games: games, horizon: settings.horizon)
                return try (part * chunk..<min((part + 1) * chunk, count)).map { place in
                    try desk.goOn()
                    return try trial.play(parameters(place), seed: seed)
                }
            }
        }
        return try results.flatMap { try $0.get() }
    }
}
