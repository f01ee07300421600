import Episodes
import GRDB

extension EpisodeStore {
    /// The episodes of an ordered pair on a map: what is known of how much its scores vary.
    public struct PairSample: Sendable, Hashable {
        public let map: String
        /// Names in seat order, as in `Score`.
        public let players: [String]
        public let dynamics: String
        public let horizon: Int
        /// Seeds of all episodes, of refused ones too.
        public internal(set) var seeds: [UInt64] = []
        /// Scores of those that were finished.
        public internal(set) var scores: [Double] = []
    }

    /// Every pair that sat together in tournaments, in the order of maps and agents.
    public func pairSamples(_ filter: EpisodeFilter = .init()) throws -> [PairSample] {
        var filter = filter
        filter.runKind = "tournament"
        return try read { database in
            let labels = try labels(database)
            var samples: [PairSample] = []
            let request: SQLRequest<Row> = """
                SELECT e.rowid AS id, m.name AS map, e.line_up, e.dynamics, e.horizon, e.status, e.score, e.seed
                FROM episodes e JOIN maps m ON m.rowid = e.map JOIN runs r ON r.rowid = e.run WHERE \(filter.conditions)
                ORDER BY e.map, e.line_up, e.dynamics, e.horizon
                """
            let rows = try request.fetchCursor(database)
            while let next = try rows.next() {
                let row = StoredRow(next, "episodes")
                let players = EpisodeStore.players(try row.text("line_up"), labels)
                guard players.count > 1, !players.contains("human") else { continue }
                let sample = PairSample(
                    map: try row.text("map"), players: players, dynamics: try row.text("dynamics"), horizon: try row.int("horizon"))
                if samples.last.map({
                    ($0.map, $0.players, $0.dynamics, $0.horizon) == (sample.map, sample.players, sample.dynamics, sample.horizon)
                })
                    != true
                {
                    samples.append(sample)
                }
                samples[samples.count - 1].seeds.append(try row.key64("seed"))
                if try EpisodeStore.status(row) == .finished { samples[samples.count - 1].scores.append(try row.real("score")) }
            }
            return samples
        }
    }
}
