import ArgumentParser

extension PlayCommand {
    /// What is played, with the options that mean something then.
    private struct Way {
        /// In the words of a message, e.g. "--study".
        let name: String
        /// Why others are refused, as the end of a sentence.
        let reason: String
        let options: Set<String>
    }

    private static let lesson = Way(
        name: "--lesson", reason: "it waits for you, and keeps nothing", options: ["--lesson", "--keys", "--settings"])
    private static let lessonInMap = Way(
        name: "--lesson", reason: "it waits for you, and keeps nothing",
        options: lesson.options.union(["the map", "--with", "--seat", "--dynamics"]))
    private static let study = Way(
        name: "--study", reason: "the study's file says what is played, with whom and how",
        options: ["--study", "--participant", "--companion", "--new-version", "--keys"])
    private static let continued = Way(
        name: "--continue", reason: "kitchen, dynamics, length and seed are the episode's",
        options: ["--continue", "--tick", "--with", "--seat", "--coach", "--tick-ms", "--keys", "--settings"])
    private static let practice = Way(
        name: "--practice", reason: "the agent is chosen by the games of one person",
        options: [
            "--practice", "the map", "--seat", "--coach", "--seed", "--participant", "--tick-ms", "--dynamics", "--horizon", "--keys",
            "--settings",
        ])
    private static let game = Way(
        name: "a game in one kitchen", reason: "codes are for --study and --practice, ticks for --continue",
        options: [
            "the map", "--with", "--seat", "--two-players", "--coach", "--seed", "--tick-ms", "--dynamics", "--horizon", "--keys",
            "--settings", "--channel",
        ])
    private static let menu = Way(
        name: "the menu", reason: "speed, dynamics and length are chosen there; name a map to say them here",
        options: ["--with", "--seat", "--two-players", "--coach", "--participant", "--keys", "--settings"])

    private var way: Way {
        if study != nil { return Self.study }
        if lesson { return map == nil ? Self.lesson : Self.lessonInMap }
        if continued != nil { return Self.continued }
        if practice { return Self.practice }
        return map == nil ? Self.menu : Self.game
    }

    /// Every option of this command line, as it is called.
    private var given: [String] {
        let options: [(name: String, isGiven: Bool)] = [
            ("--study", study != nil), ("--lesson", lesson), ("--continue", continued != nil), ("--practice", practice),
            ("the map", map != nil), ("--with", !with.isEmpty), ("--seat", seat != nil), ("--two-players", twoPlayers),
            ("--coach", coach != nil), ("--seed", seed != nil), ("--tick", tick != nil), ("--tick-ms", pace.tickMs != nil),
            ("--dynamics", pace.dynamics != nil), ("--horizon", pace.horizon != nil), ("--participant", participant != nil),
            ("--companion", companion != nil), ("--new-version", newVersion), ("--keys", keys != nil), ("--settings", settings != nil),
            ("--channel", talk.channel != nil),
        ]
        return options.filter(\.isGiven).map(\.name)
    }

    /// Refuses options that would change nothing.
    func checkOptions() throws {
        if study == nil, companion != nil || newVersion {
            throw ValidationError("--companion and --new-version are for a study; name it with --study")
        }
        if (continued == nil) != (tick == nil) { throw ValidationError("--continue and --tick need each other") }
        let way = way
        let idle = given.filter { !way.options.contains($0) }
        if !idle.isEmpty {
            throw ValidationError("\(way.name) goes without \(Self.list(idle)): \(way.reason); leave out what is not meant")
        }
        if twoPlayers, seat != nil || coach != nil {
            throw ValidationError("--two-players are on seats 1 and 2, and hints are for one person; leave --seat and --coach out")
        }
        if lesson || continued != nil, with.count > 1 {
            throw ValidationError("\(way.name) has one agent for all seats that it fills; give --with once")
        }
    }

    private static func list(_ words: [String]) -> String {
        words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
    }
}
