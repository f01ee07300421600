import Foundation
import GRDB
import Referential

/// A round of a referential game as it is kept: what there was to mean, what was said, and what was understood.
public struct StoredRound: Sendable, Hashable {
    /// The game's name, e.g. `colours`.
    public var game: String
    /// How much the candidates are alike, in the game's own words.
    public var condition: String
    /// The game's seed and the round's number in it, which decide the candidates.
    public var seed: UInt64
    public var number: Int
    /// Nil for a person.
    public var speaker: AgentID?
    public var listener: AgentID?
    /// The candidates, a JSON list.
    public var candidates: String
    /// Index of the candidate that was meant, and of the one that was picked.
    public var target: Int
    public var picked: Int
    /// What was said.
    public var utterance: String

    public init(
        game: String, condition: String, seed: UInt64, number: Int, speaker: AgentID?, listener: AgentID?, candidates: String,
        target: Int, picked: Int, utterance: String
    ) {
        self.game = game
        self.condition = condition
        self.seed = seed
        self.number = number
        self.speaker = speaker
        self.listener = listener
        self.candidates = candidates
        self.target = target
        self.picked = picked
        self.utterance = utterance
    }
}

extension StoredRound {
    /// A round that was played, as it is kept.
    /// - Parameters:
    ///   - speaker: nil for a person.
    ///   - listener: nil for a person.
    public init(_ played: PlayedRound, speaker: AgentID?, listener: AgentID?) {
        self.init(
            game: played.game, condition: played.round.condition, seed: played.seed, number: played.number, speaker: speaker,
            listener: listener, candidates: played.candidates, target: played.round.target, picked: played.picked,
            utterance: played.round.utterance ?? "")
    }

    /// A round that a person played with an agent, as it is kept.
    /// - Parameter role: the person's.
    public init(_ played: PlayedRound, person role: Role, agent: AgentID) {
        self.init(played, speaker: role == .listener ? agent : nil, listener: role == .speaker ? agent : nil)
    }
}

extension EpisodeStore {
    /// What is in the place of dynamics where rounds of referential games are scores.
    public static let talkDynamics = "talk"

    /// Stores rounds of a run, all or none; a round that is there already (same run, game, seed, number, speaker and
    /// listener) is left as it is.
    public func write(_ rounds: [StoredRound], run: RunID) throws {
        try write { database in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO rounds (run, game, condition, seed, number, speaker, listener, candidates, target, picked, utterance)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """)
            for round in rounds {
                try insert.execute(arguments: [
                    run.row, round.game, round.condition.storable, Int64(bitPattern: round.seed), round.number, round.speaker?.row,
                    round.listener?.row, round.candidates.storable, round.target, round.picked, round.utterance.storable,
                ])
                if database.changesCount > 0 { try ContentSeal.round.seal(database.lastInsertedRowID, database) }
            }
        }
    }

    /// The rounds of a run in the order in which they were stored.
    public func rounds(_ run: RunID) throws -> [StoredRound] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT rowid AS id, * FROM rounds WHERE run = ? ORDER BY rowid", arguments: [run.row])
                .compactMap { row in
                    readable { try EpisodeStore.round(StoredRow(row, "rounds")) }
                }
        }
    }

    private static func round(_ row: StoredRow) throws -> StoredRound {
        StoredRound(
            game: try row.text("game"), condition: try row.text("condition"), seed: try row.key64("seed"), number: try row.int("number"),
            speaker: try row.optional("speaker", row.int64).map(AgentID.init),
            listener: try row.optional("listener", row.int64).map(AgentID.init), candidates: try row.text("candidates"),
            target: try row.int("target"), picked: try row.int("picked"), utterance: try row.text("utterance"))
    }

    /// Numbers of the rounds of a run that two agents have played with each other.
    public func numbers(_ run: RunID, speaker: AgentID, listener: AgentID) throws -> Set<Int> {
        try read { database in
            try Set(
                Int.fetchAll(
                    database, sql: "SELECT number FROM rounds WHERE run = ? AND speaker = ? AND listener = ?",
                    arguments: [run.row, speaker.row, listener.row]))
        }
    }

    /// Rounds of two agents as scores of which a matrix can be made: the speaker in the first seat, the listener in the second,
    /// 100 where the target was picked and 0 where it was not; the game takes the place of the map.
    /// - Parameters:
    ///   - run: only rounds of this run.
    ///   - games: only rounds of these games.
    ///   - among: only rounds of these agents.
    ///   - agents: the same by what they are and not by their names.
    ///   - below: only rounds of lower numbers.
    public func talkScores(
        run: RunID? = nil, games: [String]? = nil, among: [String]? = nil, agents: [AgentID]? = nil, below: Int? = nil
    ) throws -> [Score] {
        try read { database in
            let labels = try labels(database)
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT rowid AS id, game, speaker, listener, picked, target FROM rounds
                    WHERE speaker IS NOT NULL AND listener IS NOT NULL AND (? IS NULL OR run = ?) AND (? IS NULL OR number < ?)
                    ORDER BY rowid
                    """, arguments: [run?.row, run?.row, below, below])
            let wanted = agents.map { Set($0.map(\.row)) }
            var scores: [Score] = []
            while let next = try rows.next() {
                let row = StoredRow(next, "rounds")
                let pair = readable { try ["speaker", "listener"].map { column in (try row.int64(column), column) } }
                guard let pair, wanted.map({ wanted in pair.allSatisfy { wanted.contains($0.0) } }) ?? true else { continue }
                let score = readable {
                    let players = try pair.map { id, column -> String in
                        guard let name = labels[id] else { throw row.wrong(column, "the row of an agent") }
                        return name
                    }
                    let isUnderstood = try row.int("picked") == row.int("target")
                    return Score(
                        map: try row.text("game"), dynamics: EpisodeStore.talkDynamics, horizon: 1, players: players,
                        score: isUnderstood ? 100 : 0)
                }
                guard let score, games?.contains(score.map) ?? true, score.players.allSatisfy({ among?.contains($0) ?? true }) else {
                    continue
                }
                scores.append(score)
            }
            return scores
        }
    }
}
