import Agents
import ArgumentParser
import EpisodeStore
import Episodes
import Kitchen
import Tournaments

struct EpisodesStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count over many episodes: scores and teamwork by map, what each player did.",
        discussion: """
            What players did are means an episode. A share is of ticks: idle ones changed nothing; 'all stay' ones saw every player \
            stay; 'pots idle' is the part of the pots' time in which nothing cooked and nothing was ready. 'sd' is the \
            standard deviation of the listed episodes. 'of deliveries' is the player's part of what their teams delivered. \
            Episodes that continue others are not counted, since their first ticks are another's.

            --talk is about episodes with a channel: messages an episode, their length, the part that was answered within \
            \(TalkFigures.soon) ticks, and the part after which a soup was delivered within \(TalkFigures.later), beside the part of all ticks \
            after which one was.

            Examples:
              brigade episodes stats
              brigade episodes stats --map cramped_room --agent greedy --by-seat
              brigade episodes stats --run 1 --by-map --events
              brigade episodes stats --run 2 --talk
              brigade episodes stats --json
            """)

    @OptionGroup var options: EpisodeOptions
    @Flag(help: "A player's row for each map.")
    var byMap = false
    @Flag(help: "A player's row for each seat.")
    var bySeat = false
    @Flag(help: "How often each event of the rules was logged, by player.")
    var events = false
    @Flag(help: "What was said, by player: how much, how long, and what followed.")
    var talk = false
    @Flag(help: "One JSON object.")
    var json = false

    func run() throws {
        let store = try options.open()
        var statistics = EpisodeStatistics(grouping: .init(byMap: byMap, bySeat: bySeat))
        try store.forEachEpisode(options.wholeFilter(store)) { statistics.add($0.episode, map: $0.map, players: $0.players) }
        if statistics.teams.isEmpty { EpisodeOptions.sayNothingMatches(store) }
        if json {
            printJSON(try EpisodeExport.json(StatisticsExport(statistics), pretty: true))
        } else if !statistics.teams.isEmpty {
            printLines(teams(statistics))
            printLines([""] + players(statistics))
            if events { printLines([""] + eventTable(statistics)) }
            if talk { printLines([""] + TalkTable(statistics, identity: identity, heading: identityHeading).lines) }
            let warnings = Warnings.lines(StatisticsExport.conduct(statistics))
            if !warnings.isEmpty { printLines([""] + warnings) }
            if let legend = OmniscientName.legend(for: statistics.players.map(\.name)) { printLines(["", legend]) }
        }
        if !json, statistics.continued > 0 {
            printLines(["", "Episodes that continue others are not counted: \(statistics.continued)."])
        }
        try StoreOptions.tellDamage(store)
    }

    private func teams(_ statistics: EpisodeStatistics) -> [String] {
        // Only games in the window have a time.
        let isTimed = statistics.teams.contains { $0.timed > 0 }
        var table = TextTable(
            [
                "map", "dynamics", "episodes", "refused", "score", "sd", "lowest", "highest", "ticks", "stay", "interact", "idle",
                "all stay", "collisions", "hand-overs", "pots idle",
            ] + (isTimed ? ["ran slow"] : []), words: 2)
        for team in statistics.teams {
            let ticks = team.figures.ticks
            let episodes = Double(max(team.episodes, 1))
            let score = team.score.map { [$0.mean, $0.sd, $0.lowest, $0.highest].map(Percent.decimal) }
            table.add(
                [team.map, team.dynamics.rawValue, "\(team.episodes)", "\(team.refused)"] + (score ?? ["-", "-", "-", "-"])
                    + [
                        Percent.decimal(Double(team.ticks) / episodes), Percent.text(team.figures.stays.share(of: ticks)),
                        Percent.text(team.figures.interacts.share(of: ticks)), Percent.text(team.figures.idle.share(of: ticks)),
                        Percent.text(team.allStay.share(of: team.ticks)), Percent.decimal(Double(team.figures.collisions) / episodes),
                        Percent.decimal(Double(team.figures.handOvers) / episodes), Percent.text(team.pots.idle.share(of: team.pots.ticks)),
                    ] + (isTimed ? ["\(team.slow)/\(team.timed)"] : []))
        }
        return table.lines(.standardOutput)
    }

    /// What a player's row is called.
    private func identity(_ player: EpisodeStatistics.Player) -> [String] {
        [player.name] + (byMap ? [player.map ?? ""] : []) + (bySeat ? ["\((player.seat ?? 0) + 1)"] : [])
    }

    private var identityHeading: [String] { ["player"] + (byMap ? ["map"] : []) + (bySeat ? ["seat"] : []) }

    private static let columns: [(heading: String, path: KeyPath<SeatFigures, Int> & Sendable)] = [
        ("onions", \.onionsPotted), ("tomatoes", \.tomatoesPotted), ("dishes", \.dishesTaken), ("plated", \.soupsPlated),
        ("delivered", \.deliveries), ("drops", \.drops), ("hand-overs", \.handOvers), ("collisions", \.collisions),
        ("faults", \.faults),
    ]

    private func players(_ statistics: EpisodeStatistics) -> [String] {
        let heading = identityHeading + ["seats", "score", "stay", "interact", "idle"] + Self.columns.map(\.heading)
        var table = TextTable(heading + ["of deliveries"], words: identityHeading.count)
        for player in statistics.players {
            let ticks = player.figures.ticks
            let shares = [player.figures.stays, player.figures.interacts, player.figures.idle].map { Percent.text($0.share(of: ticks)) }
            table.add(
                identity(player) + ["\(player.appearances)", player.score.map { Percent.decimal($0.mean) } ?? "-"] + shares
                    + Self.columns.map { Percent.decimal(player.mean($0.path)) } + [Percent.text(player.part(\.deliveries))])
        }
        return table.lines(.standardOutput)
    }

    private func eventTable(_ statistics: EpisodeStatistics) -> [String] {
        let players = statistics.players
        var table = TextTable(["event"] + players.map { identity($0).joined(separator: " ") }, words: 1)
        for event in Event.allCases {
            let counts = players.map { $0.events[Int(event.rawValue)] }
            if counts.contains(where: { $0 > 0 }) { table.add([event.name] + counts.map(String.init)) }
        }
        return table.lines(.standardOutput)
    }
}
