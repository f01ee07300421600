import Agents
import Basics
import EpisodeStore
import Foundation
import Language
import Referential
import Tournaments

/// The sessions that a matrix is made of.
enum SessionSource: Sendable {
    /// Sessions of figures: the seed of each decides its figures and targets.
    case figures(FigureGame, sessions: Int, repetitions: Int, seed: UInt64)
    /// Sessions of people, in whose places agents speak and listen; and what identifies the file.
    case people([RepeatedSession], String)

    /// The game's name in the store.
    var game: String {
        switch self {
        case .figures: FigureGame.word
        case .people: PartnerModel.game
        }
    }

    /// How many there are.
    var count: Int {
        switch self {
        case .figures(_, let sessions, _, _): sessions
        case .people(let sessions, _): sessions.count
        }
    }

    /// What distinguishes a run of such sessions from others. How many is no part of it, so that more join what is there.
    var settings: String {
        get throws {
            switch self {
            case .figures(let game, _, let repetitions, let seed):
                try JSONText.line(FigureSettings(game: game.name, candidates: game.candidates, repetitions: repetitions, seed: seed))
            case .people(_, let hash): try JSONText.line(PeopleSettings(game: PartnerModel.game, corpus: hash))
            }
        }
    }

    private struct FigureSettings: Encodable {
        let game: String
        let candidates: Int
        let repetitions: Int
        let seed: UInt64
    }

    private struct PeopleSettings: Encodable {
        let game: String
        let corpus: String
    }

    /// The seed under which a session is kept.
    func seed(_ index: Int) -> UInt64 {
        switch self {
        case .figures(_, _, _, let seed): seed &+ UInt64(index)
        case .people: UInt64(index)
        }
    }

    func session(_ index: Int) -> RepeatedSession {
        switch self {
        case .figures(let game, _, let repetitions, _): game.session(seed: seed(index), repetitions: repetitions, number: index)
        case .people(let sessions, _): sessions[index]
        }
    }

    /// The agent as it is in a session: it sees the figures.
    func model(_ model: PartnerModel, _ index: Int) throws -> PartnerModel {
        switch self {
        case .figures(let game, _, _, _): try model.seeing(game, seed: seed(index))
        case .people: model
        }
    }

    /// The candidates of a round as a JSON list.
    func candidates(_ index: Int, _ round: RepeatedRound) -> String {
        let things: [String]
        switch self {
        case .figures(let game, _, _, _):
            let table = game.table(seed: seed(index))
            things = round.shapes.map { table[$0].json }
        case .people: things = round.shapes.map { #"{"shape":"\#(TangramShapes.letter($0))"}"# }
        }
        return "[" + things.joined(separator: ",") + "]"
    }
}

/// Every speaker with every listener in sessions, and people with all of them where the sessions are theirs.
struct SessionMatrix: Sendable {
    private let source: SessionSource
    private let models: [PartnerModel]
    private let kinds: [PartnerKind]
    private let ids: [AgentID]
    private let names: [String]

    init(_ source: SessionSource, _ players: [(AgentFile, PartnerKind)], _ ids: [AgentID]) throws {
        self.source = source
        kinds = players.map(\.1)
        names = players.map(\.0.name)
        models = try kinds.map { try $0.makeModel() }
        self.ids = ids
    }

    /// Two who play; nil is people.
    private struct Pair: Sendable {
        let speaker: Int?
        let listener: Int?
    }

    private var pairs: [Pair] {
        let agents = models.indices.map { Optional($0) }
        let own = agents.flatMap { speaker in agents.map { Pair(speaker: speaker, listener: $0) } }
        guard case .people = source else { return own }
        return [Pair(speaker: nil, listener: nil)] + agents.map { Pair(speaker: nil, listener: $0) } + own
    }

    /// Plays and keeps what is not there yet.
    func play(_ log: EpisodeStore, _ run: RunID, _ workers: Workers, report: (String) -> Void) throws {
        for pair in pairs {
            let there = try log.sessions(run, speaker: pair.speaker.map { ids[$0] }, listener: pair.listener.map { ids[$0] })
            let missing = (0..<source.count).filter { there[source.seed($0), default: 0] < source.session($0).rounds.count }
            let played = workers.map(missing.count) { index in Result { try rounds(pair, missing[index]) } }
            for rounds in played { try log.write(rounds.get(), run: run) }
            let title = [pair.speaker, pair.listener].map { $0.map { names[$0] } ?? SessionCurve.people }
            let before = missing.count < source.count ? "; \(source.count - missing.count) were there" : ""
            report("\(title[0]) to \(title[1]): \(missing.count) sessions\(before)")
        }
    }

    /// A session of two, as it is kept.
    private func rounds(_ pair: Pair, _ index: Int) throws -> [StoredRound] {
        let session = source.session(index)
        let turns = try turns(pair, session, index)
        let first = session.rounds.map(\.repetition).min() ?? 0
        return zip(session.rounds, turns).enumerated().map { number, both in
            let (round, turn) = both
            return StoredRound(
                game: source.game,
                condition: RepeatedPlay.condition(phase: round.phase, repetition: round.repetition - first),
                seed: source.seed(index), number: number, speaker: pair.speaker.map { ids[$0] }, listener: pair.listener.map { ids[$0] },
                candidates: source.candidates(index, round), target: round.shapes.firstIndex(of: round.target) ?? 0,
                picked: turn.picked, utterance: turn.words)
        }
    }

    private func turns(_ pair: Pair, _ session: RepeatedSession, _ index: Int) throws -> [SessionPlay.Turn] {
        guard let listener = pair.listener else {
            // A wrong choice that the record does not name is no shape on the table.
            return session.rounds.map { round in
                SessionPlay.Turn(words: round.words, picked: round.choice.flatMap { round.shapes.firstIndex(of: $0) } ?? round.shapes.count)
            }
        }
        let speaking = try pair.speaker.map { speaker in
            SessionPlay.Speaking(
                model: try source.model(models[speaker], index), by: kinds[speaker].adaptation,
                seed: kinds[speaker].seed &+ UInt64(1000 * index))
        }
        return SessionPlay(
            speaker: speaking, listener: try source.model(models[listener], index), by: kinds[listener].adaptation, onceEach: true
        ).turns(session)
    }

    /// What everybody reaches by repetition, and how much they say.
    static func table(_ lines: [RepetitionLine]) -> TextTable {
        let places = Set(lines.flatMap(\.points).map { [$0.phase, $0.repetition] }).sorted { $0.lexicographicallyPrecedes($1) }
        let hasPhases = places.contains { $0[0] > 0 }
        var table = TextTable(
            ["percent correct (words)"] + places.map { hasPhases ? "\($0[0] + 1).\($0[1] + 1)" : "rep. \($0[1] + 1)" } + ["all"], words: 1)
        for line in lines {
            let cells = places.map { place in
                line.points.first { [$0.phase, $0.repetition] == place }.map {
                    String(format: "%.1f (%.1f)", 100 * $0.accuracy.value, $0.words)
                } ?? "-"
            }
            table.add(
                [line.title] + cells
                    + [String(format: "%.1f [%.1f, %.1f]", 100 * line.all.value, 100 * line.all.low, 100 * line.all.high)])
        }
        return table
    }
}
