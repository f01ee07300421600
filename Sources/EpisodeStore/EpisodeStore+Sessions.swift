import GRDB
import Referential

/// How two, or people, did in sessions of repeated reference.
public struct SessionCurve: Sendable {
    /// What happened in a repetition of a session.
    public struct Part: Sendable, Hashable {
        /// Which session, phase and repetition, from zero.
        public let session: Int
        public let phase: Int
        public let repetition: Int
        public internal(set) var rounds = 0
        public internal(set) var correct = 0
        /// Words that were said.
        public internal(set) var words = 0
    }

    /// The game's name.
    public let game: String
    /// Who spoke and listened; people are called `people`.
    public let speaker: String
    public let listener: String
    /// One a session, phase and repetition.
    public internal(set) var parts: [Part] = []

    /// What people are called in curves.
    public static let people = "people"
}

extension EpisodeStore {
    /// Rounds of each session, by its seed, that a run has of two agents; nil is a person.
    public func sessions(_ run: RunID, speaker: AgentID?, listener: AgentID?) throws -> [UInt64: Int] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT seed, COUNT(*) AS rounds FROM rounds WHERE run = ? AND speaker IS ? AND listener IS ? GROUP BY seed",
                arguments: [run.row, speaker?.row, listener?.row])
            return Dictionary(rows.map { (UInt64(bitPattern: $0["seed"]), $0["rounds"]) }) { $1 }
        }
    }

    /// Everybody's rounds of repeated reference, by who spoke and who listened. Rounds of other games are passed over.
    /// - Parameters:
    ///   - run: only rounds of this run.
    ///   - games: only rounds of these games.
    ///   - among: only rounds of these agents, and of people.
    public func sessionCurves(run: RunID? = nil, games: [String]? = nil, among: [String]? = nil) throws -> [SessionCurve] {
        try read { database in
            let labels = try labels(database)
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT rowid AS id, run, game, condition, seed, speaker, listener, picked, target, utterance FROM rounds
                    WHERE condition LIKE 'phase %' AND (? IS NULL OR run = ?) ORDER BY rowid
                    """, arguments: [run?.row, run?.row])
            var gatherer = CurveGatherer()
            while let next = try rows.next() {
                let row = StoredRow(next, "rounds")
                let read = readable { try (row.text("game"), row.text("condition"), row.int("picked") == row.int("target")) }
                guard let (game, condition, isCorrect) = read, let place = RepeatedPlay.place(condition), games?.contains(game) ?? true
                else { continue }
                let names = readable {
                    try ["speaker", "listener"].map { column -> String in
                        guard let id = try row.optional(column, row.int64) else { return SessionCurve.people }
                        guard let name = labels[id] else { throw row.wrong(column, "the row of an agent") }
                        return name
                    }
                }
                let session = readable { try (row.int64("run"), row.key64("seed"), row.text("utterance")) }
                guard let names, let (run, seed, words) = session,
                    names.allSatisfy({ $0 == SessionCurve.people || among?.contains($0) ?? true })
                else { continue }
                gatherer.add(
                    game, names, session: "\(run) \(seed)", place, isCorrect: isCorrect,
                    words: words.split(whereSeparator: \.isWhitespace).count)
            }
            return gatherer.curves
        }
    }
}

/// Puts rounds together by who played, session and repetition.
private struct CurveGatherer {
    private(set) var curves: [SessionCurve] = []
    private var curveOf: [[String]: Int] = [:]
    private var sessionOf: [[String]: Int] = [:]
    private var partOf: [[Int]: Int] = [:]

    mutating func add(
        _ game: String, _ names: [String], session: String, _ place: (phase: Int, repetition: Int), isCorrect: Bool, words: Int
    ) {
        let key = [game] + names
        let curve = curveOf[key] ?? curves.count
        if curve == curves.count {
            curveOf[key] = curve
            curves.append(SessionCurve(game: game, speaker: names[0], listener: names[1]))
        }
        let number = sessionOf[key + [session], default: sessionOf.count]
        sessionOf[key + [session]] = number
        let parts = [curve, number, place.phase, place.repetition]
        let part = partOf[parts] ?? curves[curve].parts.count
        if part == curves[curve].parts.count {
            partOf[parts] = part
            curves[curve].parts.append(.init(session: number, phase: place.phase, repetition: place.repetition))
        }
        curves[curve].parts[part].rounds += 1
        curves[curve].parts[part].correct += isCorrect ? 1 : 0
        curves[curve].parts[part].words += words
    }
}
