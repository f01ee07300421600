import Episodes
import Kitchen
import Tournaments

/// Statistics as JSON.
struct StatisticsExport: Encodable {
    struct Team: Encodable {
        let map: String
        let dynamics: String
        let episodes: Int
        let refused: Int
        let score: ScoreSummary?
        let ticks: Int
        let stayShare: Double?
        let interactShare: Double?
        let idleShare: Double?
        let allStayShare: Double?
        let potIdleShare: Double?
        let figures: [String: Int]
        /// Episodes whose time was measured, and those of them that ran slow; nil where none was.
        let timed: Int?
        let slow: Int?
    }

    struct Player: Encodable {
        let player: String
        let map: String?
        let seat: Int?
        let seats: Int
        let score: ScoreSummary?
        let stayShare: Double?
        let interactShare: Double?
        let idleShare: Double?
        let sparse: Double
        let shaped: Double
        let figures: [String: Int]
        /// The player's part of what the teams did.
        let parts: [String: Double]
        let events: [String: Int]
        /// What was said; nil where nobody could.
        let talk: Talk?
    }

    /// What a player said, and what followed.
    struct Talk: Encodable {
        struct Text: Encodable {
            let text: String
            let times: Int
        }

        /// Seats of episodes with a channel.
        let seats: Int
        let messages: Int
        let characters: Int
        let cost: Double
        /// Messages that were answered within `TalkFigures.soon` ticks.
        let answered: Int
        /// Parts of messages, and of all ticks, after which a soup was delivered within `TalkFigures.later` ticks.
        let deliveredShare: Double?
        let deliveredAnywayShare: Double?
        let frequent: [Text]

        init?(_ talk: TalkFigures) {
            guard talk.seats > 0 else { return nil }
            (seats, messages, characters, cost, answered) = (talk.seats, talk.messages, talk.characters, talk.cost, talk.answered)
            deliveredShare = talk.delivered.share(of: talk.messages)
            deliveredAnywayShare = talk.deliveredAnyway.share(of: talk.ticks)
            frequent = talk.frequent(10).map { Text(text: $0.text, times: $0.times) }
        }
    }

    let maps: [Team]
    let players: [Player]
    /// Who failed, refused to play, or says who decides.
    let conduct: [NamedConduct]
    /// Episodes that continue others and are not counted; nil where there are none.
    let continued: Int?

    init(_ statistics: EpisodeStatistics) {
        conduct = Self.conduct(statistics)
        continued = statistics.continued > 0 ? statistics.continued : nil
        maps = statistics.teams.map { team in
            let ticks = team.figures.ticks
            return Team(
                map: team.map, dynamics: team.dynamics.rawValue, episodes: team.episodes, refused: team.refused, score: team.score,
                ticks: team.ticks, stayShare: team.figures.stays.share(of: ticks),
                interactShare: team.figures.interacts.share(of: ticks), idleShare: team.figures.idle.share(of: ticks),
                allStayShare: team.allStay.share(of: team.ticks), potIdleShare: team.pots.idle.share(of: team.pots.ticks),
                figures: Self.figures(team.figures), timed: team.timed > 0 ? team.timed : nil, slow: team.timed > 0 ? team.slow : nil)
        }
        players = statistics.players.map { player in
            let ticks = player.figures.ticks
            let events = Event.allCases.map { ($0.name, player.events[Int($0.rawValue)]) }.filter { $0.1 > 0 }
            return Player(
                player: player.name, map: player.map, seat: player.seat, seats: player.appearances, score: player.score,
                stayShare: player.figures.stays.share(of: ticks), interactShare: player.figures.interacts.share(of: ticks),
                idleShare: player.figures.idle.share(of: ticks), sparse: player.figures.sparse, shaped: player.figures.shaped,
                figures: Self.figures(player.figures),
                parts: Dictionary(
                    uniqueKeysWithValues: SeatFigures.counts.compactMap { count in player.part(count.path).map { (count.column, $0) } }),
                events: Dictionary(uniqueKeysWithValues: events), talk: Talk(player.talk))
        }
    }

    /// By name, in alphabetical order.
    static func conduct(_ statistics: EpisodeStatistics) -> [NamedConduct] {
        statistics.conducts.sorted { $0.key < $1.key }.map { NamedConduct(agent: $0.key, conduct: $0.value) }
    }

    private static func figures(_ figures: SeatFigures) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: SeatFigures.counts.map { ($0.column, figures[keyPath: $0.path]) })
    }
}
