/// What agents score alone, on a map for one.
public struct SoloTable: Sendable, Codable {
    public struct Row: Sendable, Codable {
        public let agent: String
        public let episodes: Int
        public let mean: Statistics.Estimate
        public let iqm: Double
        /// Faults in these episodes, and refusals; nil where there is nothing to say.
        public let mark: Mark?
    }

    public let map: String
    /// The best first.
    public let rows: [Row]
    /// Who failed, and who says who decides.
    public let conduct: [NamedConduct]

    /// - Parameter number: which of the play's maps for one it is, for the bootstrap.
    public init(_ solo: CrossPlay.Solo, number: Int, of play: CrossPlay, bootstrap: Statistics.Bootstrap) {
        map = solo.map
        conduct = play.notable(on: solo.map)
        rows = solo.agents.indices.map { agent in
            let key = 7 << 56 | UInt64(number) << 40 | UInt64(agent)
            return Row(
                agent: solo.agents[agent], episodes: solo.scores[agent].total,
                mean: Statistics.meanOfMeans([solo.scores[agent]], bootstrap, key: key),
                iqm: solo.scores[agent].interquartileMean, mark: solo.marks[agent] == Mark() ? nil : solo.marks[agent])
        }.sorted { (-$0.mean.value, $0.agent) < (-$1.mean.value, $1.agent) }
    }

    public var isFaulty: Bool { rows.contains { $0.mark?.isFaulty == true } }

    /// One for each map for one of `play`.
    public static func all(of play: CrossPlay, bootstrap: Statistics.Bootstrap) -> [SoloTable] {
        play.solos.enumerated().map { SoloTable($1, number: $0, of: play, bootstrap: bootstrap) }
    }
}
