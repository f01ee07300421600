import Episodes
import GRDB

/// Which episodes are meant; what is nil does not restrict.
public struct EpisodeFilter: Sendable, Hashable {
    public var ids: [EpisodeID]?
    /// The episode with the lowest row number.
    public var firstID: EpisodeID?
    public var run: RunID?
    /// The kind of the run: `tournament`, `play`, `import`, ...
    public var runKind: String?
    /// Names of maps.
    public var maps: [String]?
    /// Names of agents or people: everyone in the episode must be among them.
    public var among: [String]?
    /// Names of agents or people: each must be in the episode.
    public var with: [String] = []
    /// `old` or `new`.
    public var dynamics: String?
    public var horizon: Int?
    public var lowestScore: Double?
    public var highestScore: Double?
    public var status: Episode.Status?
    /// First and last day or moment of the run, as ISO 8601 prefixes.
    public var since: String?
    public var until: String?

    public init() {}

    /// Conditions over `e` (episodes), `m` (maps) and `r` (runs).
    var conditions: SQL {
        var parts: [SQL] = ["1"]
        if let ids { parts.append("e.rowid IN \(ids.map(\.row))") }
        if let firstID { parts.append("e.rowid >= \(firstID.row)") }
        if let run { parts.append("e.run = \(run.row)") }
        if let runKind { parts.append("r.kind = \(runKind)") }
        if let maps { parts.append("m.name IN \(maps)") }
        if let among {
            parts.append(
                "NOT EXISTS (SELECT 1 FROM seats s LEFT JOIN agents a ON a.rowid = s.agent WHERE s.episode = e.rowid AND \(EpisodeFilter.name) NOT IN \(among))"
            )
        }
        for name in with {
            parts.append(
                "EXISTS (SELECT 1 FROM seats s LEFT JOIN agents a ON a.rowid = s.agent WHERE s.episode = e.rowid AND \(EpisodeFilter.name) = \(name))"
            )
        }
        if let dynamics { parts.append("e.dynamics = \(dynamics)") }
        if let horizon { parts.append("e.horizon = \(horizon)") }
        if let lowestScore { parts.append("e.score >= \(lowestScore)") }
        if let highestScore { parts.append("e.score <= \(highestScore)") }
        if let status { parts.append("e.status = \(status.rawValue)") }
        if let since { parts.append("r.started >= \(since)") }
        // The moment itself and everything that begins with it.
        if let until { parts.append("substr(r.started, 1, \(until.count)) <= \(until)") }
        return parts.joined(separator: " AND ")
    }

    /// What an occupant is called.
    static let name: SQL = "COALESCE(a.name, s.person, 'human')"
}
