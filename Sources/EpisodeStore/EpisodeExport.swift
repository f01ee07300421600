import Basics
import Episodes
import Foundation
import Kitchen
import KitchenMaps

/// A whole episode in words and numbers, for scripts and people: one JSON object (`docs/episode-store.md`).
public struct EpisodeExport: Codable, Hashable, Sendable {
    /// Who sat in a seat, and what they did.
    public struct Player: Codable, Hashable, Sendable {
        public let name: String
        /// A letter a tick: `N`, `S`, `E`, `W`, `.` for stay, `I` for interact.
        public let actions: String
        public let sparse: Double
        public let shaped: Double
        /// By the names of `SeatFigures.counts`.
        public let figures: [String: Int]
    }

    public struct Pots: Codable, Hashable, Sendable {
        public let empty: Int
        public let filling: Int
        public let cooking: Int
        public let ready: Int
    }

    public struct Event: Codable, Hashable, Sendable {
        public let tick: Int
        public let seat: Int
        public let event: String
    }

    public struct Note: Codable, Hashable, Sendable {
        public let tick: Int
        public let seat: Int
        public let kind: String
        public let text: String
        public let data: String?
    }

    public let episode: EpisodeID
    public let run: RunID
    public let date: String
    public let map: String
    /// Rows of the layout, players by their digits.
    public let grid: [String]
    public let dynamics: String
    public let horizon: Int
    public let seed: UInt64
    public let status: String
    public let ticks: Int
    /// Nil for an episode that was refused.
    public let score: Double?
    public let stateHash: String
    /// The first state in the notation of docs/conformance.md, where it is not the layout's own.
    public let start: String?
    public let source: String?
    /// How long a game in real time took; nil where that was not measured.
    public let pace: Pace?
    /// Whose episode it continues; nil for one that was played from its start.
    public let continues: Continuation?
    public let players: [Player]
    public let pots: Pots
    public let events: [Event]
    public let notes: [Note]

    public init(_ stored: StoredEpisode) {
        let log = stored.episode
        episode = stored.id
        run = stored.run
        date = stored.date
        map = stored.map
        grid = log.layout.grid
        dynamics = log.dynamics.rawValue
        horizon = log.horizon
        seed = log.seed
        status = log.status.rawValue
        ticks = log.ticks
        score = log.status == .refused ? nil : log.score
        stateHash = ContentHash.hexadecimal(log.stateHash)
        start = log.start.map(StateNotation.json)
        source = stored.source
        pace = log.pace
        continues = log.continuation?.of
        players = log.seats.enumerated().map { seat, figures in
            Player(
                name: stored.players.indices.contains(seat) ? stored.players[seat] : "human",
                actions: EpisodeExport.letters(log, seat), sparse: figures.sparse, shaped: figures.shaped,
                figures: Dictionary(uniqueKeysWithValues: SeatFigures.counts.map { ($0.column, figures[keyPath: $0.path]) }))
        }
        pots = Pots(empty: log.pots.empty, filling: log.pots.filling, cooking: log.pots.cooking, ready: log.pots.ready)
        events = log.events.map { Event(tick: Int($0.tick), seat: Int($0.seat), event: $0.event.name) }
        notes = log.notes.map { Note(tick: $0.tick, seat: $0.seat, kind: $0.kind.rawValue, text: $0.text, data: $0.data) }
    }

    private static func letters(_ episode: Episode, _ seat: Int) -> String {
        String((0..<episode.ticks).map { ActionLetter.letter(episode.actions[$0 * episode.players + seat]) })
    }

    /// The object as JSON, its keys in alphabetical order; infinite rewards as text.
    /// - Parameter pretty: over many lines rather than on one.
    public func json(pretty: Bool = false) throws -> String { try EpisodeExport.json(self, pretty: pretty) }

    /// `value` as every JSON of the store is written.
    public static func json(_ value: some Encodable, pretty: Bool = false) throws -> String {
        try JSONText.stored(value, isPretty: pretty, hasInfinities: true)
    }
}
