import Foundation

/// Any program that speaks the protocol of docs/agent-protocol.md over its standard input and output.
public struct ProcessKind: AgentKind {
    public static let name = "process"
    public static let summary = """
        Any program, one JSON line a tick over standard input and output; see docs/agent-protocol.md.
        It is shown the whole state; with 'needs: view' in its file, next to 'kind:', what its seat sees.
        command: the program and its arguments, a list; it runs in the agent file's folder (must be given)
        environment: further variables that it is given, a list of names or of NAME=value; without, it is given only
            \(ProgramEnvironment.standardWords)
        deadline_ms: time for an action, in milliseconds (100)
        start_ms: time to start and say hello (10000)
        begin_ms: time to get ready for an episode (5000)
        games: how many games a program that plays many at once is asked to play in step (1: it does not; docs/agent-protocol.md);
            deadline_ms is 10000 then
        encoding: what such a program is shown, features (default) or lossless
        counters: of features, true makes objects on counters places to go to; default false
        patience: faults in a row after which the seat is taken away until the next episode (10)
        """

    public static var goesByClock: Bool { true }
    public static let possibleNeeds = [AgentNeed.state, .view]

    let settings: ProcessSettings
    /// What a program that plays many games at once is shown; nil for one that is asked state by state.
    let batch: BatchProcessAgent.Form?

    public var games: Int { batch?.games ?? 1 }

    public init(_ reader: inout ParameterReader) {
        let command = reader.texts("command")
        reader.markFiles("command")
        let environment = reader.texts("environment")
        for item in environment where !ProgramEnvironment.isItem(item) {
            reader.report("environment has '\(item)'; give names of variables, or NAME=value", at: "environment")
        }
        let games = reader.count("games", 1, in: 1...Self.maxGames)
        let isLossless = reader.word("encoding", among: ["features", "lossless"]) == "lossless"
        let seesCounters = reader.flag("counters", false)
        batch =
            games > 1 ? BatchProcessAgent.Form(games: games, encoding: isLossless ? .lossless : .features(seesCounters: seesCounters)) : nil
        settings = ProcessSettings(
            command: command, folder: reader.folder.isEmpty ? "." : reader.folder, environment: environment,
            deadline: reader.count("deadline_ms", games > 1 ? 10_000 : 100, in: 1...600_000),
            start: reader.count("start_ms", 10_000, in: 1...600_000),
            begin: reader.count("begin_ms", 5_000, in: 1...600_000), patience: reader.count("patience", 10, in: 1...1_000_000),
            needs: reader.needs)
        if batch != nil && reader.needs == .view {
            reader.report(
                "a program that plays many games at once is shown encodings of the whole state; leave 'needs: view' out", at: "games")
        }
        if command.isEmpty { reader.report("'command' is missing among the parameters; give the program and its arguments") }
    }

    /// Most games in step.
    private static let maxGames = 4096

    public func makeAgent() throws -> any Agent {
        let path = try settings.path()
        if let batch { return BatchProcessAgent(settings, batch, path: path) }
        return ProcessAgent(settings, path: path)
    }
}

/// The parameters of a process agent; times in milliseconds.
struct ProcessSettings: Sendable {
    var command: [String]
    var folder: String
    /// Variables that the program is given beyond the standard ones, by name or as NAME=value.
    var environment: [String] = []
    var deadline = 100
    var start = 10_000
    var begin = 5_000
    var patience = 10
    /// What it is to be shown in a kitchen that hides something.
    var needs = AgentNeed.state

    /// The file of the program: in the folder where its name has a slash, else in PATH as a shell looks it up.
    /// - Throws: `AgentError` where there is none that can be run.
    func path() throws -> String {
        let name = command.first ?? ""
        if name.contains("/") {
            let path = name.hasPrefix("/") ? name : URL(fileURLWithPath: folder).appendingPathComponent(name).path
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw AgentError("there is no program \(path) that can be run")
            }
            return path
        }
        let folders = ProcessInfo.processInfo.environment["PATH", default: "/usr/local/bin:/usr/bin:/bin"].split(separator: ":")
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
            return "\(folder)/\(name)"
        }
        throw AgentError("there is no program '\(name)' in PATH")
    }
}
