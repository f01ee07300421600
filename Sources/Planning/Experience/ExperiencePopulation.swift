import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps

/// Selection of whole databases of examples by population-based training: databases are parts of a pool; in every round each
/// is measured in the same games, and the worse half gives way to copies of the better half with some examples exchanged.
public struct ExperiencePopulation {
    /// How the population is kept.
    public struct Settings: Sendable, Hashable {
        public var databases = 6
        public var rounds = 3
        /// The part of the pool that a database begins with.
        public var share = 0.5
        /// The part of a copy's examples that is exchanged for others of the pool.
        public var exchange = 0.2
        public var seed: UInt64 = 1

        public init() {}
    }

    /// How a database did in a round.
    public struct Standing: Sendable, Hashable {
        public let round: Int
        public let database: Int
        /// Mean score over the round's pairings.
        public let mean: Double
    }

    private let settings: Settings
    private let planner: PlannerSettings
    private let journal: MeasurementJournal

    /// - Parameter planner: settings of the planner that plays; its experience is replaced.
    public init(_ settings: Settings, _ planner: PlannerSettings, journal: MeasurementJournal) {
        self.settings = settings
        self.planner = planner
        self.journal = journal
    }

    /// The best database of the last round.
    /// - Parameters:
    ///   - trial: the games of a round, by the round's number from 0.
    ///   - look: called after each measurement.
    /// - Throws: what the games throw.
    public func selected(
        from pool: Experience, trial: (Int) -> ExperienceTrial, look: (Standing) -> Void = { _ in }
    ) throws -> Experience {
        var random = RandomStream(settings.seed, StreamKey.experienceDatabases)
        let size = max(1, Int((Double(pool.examples.count) * settings.share).rounded()))
        var databases = (0..<settings.databases).map { _ in drawn(size, from: Array(pool.examples.indices), &random) }
        for round in 0..<settings.rounds {
            let games = trial(round)
            let means = try databases.enumerated().map { index, database in
                let mean = try measured(part(pool, database), games)
                look(Standing(round: round, database: index, mean: mean))
                return mean
            }
            let ranked = databases.indices.sorted { (means[$1], $0) < (means[$0], $1) }
            databases = ranked.map { databases[$0] }
            guard round + 1 < settings.rounds else { break }
            let better = (databases.count + 1) / 2
            for place in better..<databases.count { databases[place] = exchanged(databases[place - better], pool, &random) }
        }
        return part(pool, databases.first ?? [])
    }

    private func part(_ pool: Experience, _ indices: [Int]) -> Experience {
        Experience(window: pool.window, examples: indices.map { pool.examples[$0] })
    }

    private func measured(_ experience: Experience, _ trial: ExperienceTrial) throws -> Double {
        let key = try ContentHash.of(trial.fingerprint(experience, planner))
        return try journal.value(key) { [try trial.mean(PlannerKind(planner, experience: experience))] }.first ?? 0
    }

    /// `count` of `indices` at random, in their order.
    private func drawn(_ count: Int, from indices: [Int], _ random: inout RandomStream) -> [Int] {
        let lots = indices.map { (lot: random.next(), index: $0) }.sorted { $0.lot < $1.lot }
        return lots.prefix(count).map(\.index).sorted()
    }

    private func exchanged(_ database: [Int], _ pool: Experience, _ random: inout RandomStream) -> [Int] {
        let others = Set(pool.examples.indices).subtracting(database).sorted()
        let count = min(others.count, Int((Double(database.count) * settings.exchange).rounded()))
        return (drawn(database.count - count, from: database, &random) + drawn(count, from: others, &random)).sorted()
    }
}
