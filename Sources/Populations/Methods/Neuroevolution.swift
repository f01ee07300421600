import Agents
import Basics
import Foundation
import Kitchen
import Learning
import Neural

/// Deep neuroevolution (Such et al. 2017, "Deep neuroevolution: genetic algorithms are a competitive alternative for training
/// deep neural networks for reinforcement learning", Algorithm 1): a genetic algorithm with truncation selection and no
/// crossover over networks that are lists of seeds. The best few of a generation are evaluated again, and the elite among them
/// is in the next generation unchanged.
public struct Neuroevolution: PopulationMethod {
    public static let name = "evolution"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        public var seed: UInt64 = 0
        public var generations = 200
        /// Genomes of a generation.
        public var population = 300
        /// The best of a generation, which are mutated to make the next: T of Algorithm 1.
        public var parents = 20
        /// The best few that are evaluated again to find the elite.
        public var finalists = 10
        /// Games of an evaluation, and of a finalist's second one.
        public var games = 4
        public var finalGames = 16
        public var horizon = 400
        public var hidden = [32]
        /// Standard deviation of a mutation, sigma of the paper, as a multiple of how kernels begin.
        public var power = 0.4
        /// Weight of the shaped reward in the fitness.
        public var shaped = 1.0
        /// Generations of a segment.
        public var generationsASegment = 2
        /// Nil for fitness alone; it is not written then, so that runs from before it existed go on.
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
    public var columns: [String] { Self.columns }

    private var only: Member {
        Member("genomes", segments: (settings.generations + settings.generationsASegment - 1) / settings.generationsASegment)
    }

    public var members: [Member] { [only] }
    public func needs(_ key: SegmentKey) -> [SegmentKey] { [] }

    public func learn(_ key: SegmentKey, _ context: SegmentContext) throws -> Snapshot {
        Products.useCallingThreadOnly()
        let network = try PolicyNetwork(plan, layout: kitchen.layout)
        var parents = try context.own.map { try Self.genomes($0) } ?? []
        var archive = context.own.map(Self.archive) ?? []
        var snapshot = Snapshot(Safetensors([:]))
        let first = key.segment * settings.generationsASegment
        for generation in first..<min(first + settings.generationsASegment, settings.generations) {
            let outcome = try evolve(parents, archive, generation, network, context)
            parents = outcome.parents
            archive += outcome.archived
            let elite = parents[0]
            let row: [any CustomStringConvertible] = [
                generation + 1, outcome.elite.score, fitness(outcome.elite), outcome.mean, elite.bytes, network.table.count * 4,
            ]
            snapshot.metrics.append(CSV.row(row.map(\.description)))
            snapshot[.score] = "\(outcome.elite.score)"
        }
        if !archive.isEmpty {
            snapshot.tensors["archive"] = Tensor(shape: [archive.count, archive[0].count], numbers: archive.flatMap { $0.map(Float.init) })
        }
        snapshot.metadata["genomes"] = parents.map { $0.seeds.map { String($0, radix: 16) }.joined(separator: " ") }.joined(separator: ";")
        return snapshot
    }

    /// The archive of behaviours that a snapshot keeps, `[behaviours, events]`.
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

    public func agents(_ snapshots: SnapshotStore) throws -> [PolicyFiles] {
        let network = try PolicyNetwork(plan, layout: kitchen.layout)
        let elite = try Self.genomes(snapshots.snapshot(only.last))[0]
        let model = PolicyModel(plan: plan, tensors: network.table.tensors(elite.parameters(network.table, power: settings.power)))
        let summary = "Evolved from \(elite.seeds.count) seeds, \(elite.bytes) bytes for \(network.table.count * 4) of weights"
        return [Naming(self, seed: settings.seed).files(summary, model)]
    }

    // MARK: A generation

    private struct Outcome {
        let parents: [Genome]
        let elite: FitnessTrial.Result
        let mean: Double
        /// Behaviours that join the archive.
        let archived: [[Double]]
    }

    private func fitness(_ result: FitnessTrial.Result) -> Double { result.score + settings.shaped * result.shaped }

    /// One generation of Algorithm 1; the first is of new networks.
    private func evolve(
        _ parents: [Genome], _ archive: [[Double]], _ generation: Int, _ network: PolicyNetwork, _ context: SegmentContext
    ) throws -> Outcome {
        var random = RandomStream(settings.seed, StreamKey.generation, UInt64(generation))
        let bodies = parents.map { $0.parameters(network.table, power: settings.power) }
        // The elite is kept unchanged; the others are children of a parent drawn uniformly.
        let genomes = (0..<settings.population).map { place -> (genome: Genome, parent: Int?) in
            guard !parents.isEmpty else { return (Genome([random.next()]), nil) }
            if place == 0 { return (parents[0], 0) }
            let parent = random.below(parents.count)
            return (parents[parent].mutated(random.next()), parent)
        }
        let power = settings.power
        let results = try trials(genomes.count, games: settings.games, network, context, key: UInt64(generation)) { place in
            guard let parent = genomes[place].parent else { return genomes[place].genome.parameters(network.table, power: power) }
            var numbers = bodies[parent]
            if place > 0, let seed = genomes[place].genome.seeds.last { Genome.mutate(&numbers, network.table, seed, power: power) }
            return numbers
        }
        let ranked = results.indices.sorted { (fitness(results[$0]), -$0) > (fitness(results[$1]), -$1) }
        let finalists = Array(ranked.prefix(settings.finalists))
        let again = try trials(finalists.count, games: settings.finalGames, network, context, key: UInt64(generation) | 1 << 32) { place in
            genomes[finalists[place]].genome.parameters(network.table, power: power)
        }
        let best = again.indices.max { (fitness(again[$0]), -$0) < (fitness(again[$1]), -$1) } ?? 0
        let (candidates, archived) = choose(ranked, results, archive)
        let others = candidates.prefix(settings.parents).filter { $0 != finalists[best] }
        return Outcome(
            parents: ([finalists[best]] + others).map { genomes[$0].genome }, elite: again[best],
            mean: results.reduce(0) { $0 + fitness($1) } / Double(results.count), archived: archived)
    }

    /// The candidates for parents, the best first, and the behaviours that join the archive.
    private func choose(
        _ ranked: [Int], _ results: [FitnessTrial.Result], _ archive: [[Double]]
    ) -> (candidates: [Int], archived: [[Double]]) {
        guard let search = settings.novelty else { return (ranked, []) }
        let novelties = search.novelties(results.map(\.events), archive: archive)
        let newest = novelties.indices.sorted { (novelties[$0], -$0) > (novelties[$1], -$1) }.prefix(search.archived)
        // As a snapshot keeps them, so that a run that was stopped goes on with the same numbers.
        let archived = newest.map { results[$0].events.map { Double(Float($0)) } }
        return (search.order(byFitness: ranked, novelties: novelties), archived)
    }

    /// Evaluates some networks, a few at a time on each thread, all with the same random numbers.
    /// - Parameter parameters: of a network by its place, `[table.count]`.
    private func trials(
        _ count: Int, games: Int, _ network: PolicyNetwork, _ context: SegmentContext, key: UInt64,
        parameters: @escaping @Sendable (Int) -> [Float]
    ) throws -> [FitnessTrial.Result] {
        var random = RandomStream(settings.seed, StreamKey.fitness, key)
        let seed = random.next()
        let chunk = 10
        let results = context.workers.map((count + chunk - 1) / chunk) { part in
            Result {
                let trial = try FitnessTrial(network, kitchen: kitchen, games: games, horizon: settings.horizon)
                return try (part * chunk..<min((part + 1) * chunk, count)).map { place in
                    try context.checkForStop()
                    return try trial.play(parameters(place), seed: seed)
                }
            }
        }
        return try results.flatMap { try $0.get() }
    }
}
