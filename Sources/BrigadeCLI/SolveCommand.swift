import Agents
import ArgumentParser
import Foundation
import Kitchen
import Oracle

/// Where optima are kept and how they are computed.
struct OracleOptions: ParsableArguments {
    @Option(help: "Ticks of an episode.")
    var horizon = 400
    @Option(help: "GiB of memory that may be used.")
    var memory = 4.0
    @Option(help: "Threads.")
    var jobs = 1
    @Option(
        help: ArgumentHelp(
            "Counters that cooks may use: auto, all, none, or cells such as 2,2/3,2.",
            discussion: "auto: as many as the memory holds, the most promising first. Fewer than all give a lower bound."))
    var counters = "auto"
    @Flag(inversion: .prefixedNo, help: "Let cooks spoil things, e.g. cook what nobody ordered. Default: where that fits.")
    var waste: Bool?
    @Option(help: "Folder in which results and values are kept.")
    var cache = "runs/oracle"

    @Option(help: "With --with: leave out what the agent does with a lower chance than this; 0 is exact.")
    var leastChance: Float = 0

    func options() throws -> SolveOptions {
        guard horizon > 0, horizon < 65_536, memory > 0, jobs > 0 else {
            throw ValidationError("--horizon, --memory and --jobs must be above zero, --horizon below 65536")
        }
        guard (0..<0.16).contains(leastChance) else { throw ValidationError("--least-chance must be from 0 to below 0.16") }
        var options = SolveOptions()
        options.leastChance = leastChance
        options.horizon = horizon
        options.memory = Int(memory * 1_073_741_824)
        options.jobs = jobs
        options.waste = waste
        options.counters = try choice()
        return options
    }

    private func choice() throws -> SolveOptions.Counters {
        switch counters {
        case "auto": return .auto
        case "all": return .all
        case "none": return .cells([])
        default:
            return .cells(
                try counters.split(separator: "/").map { cell in
                    let numbers = cell.split(separator: ",").compactMap { Int($0) }
                    guard numbers.count == 2 else {
                        throw ValidationError("--counters '\(counters)' is not auto, all, none, or cells such as 2,2/3,2")
                    }
                    return Cell(numbers[0], numbers[1])
                })
        }
    }
}

struct SolveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "solve",
        abstract: "Compute what cooks can at best score in a kitchen.",
        discussion: """
            Prints bounds between which the optimum lies. The lower one is attained: the optimum of all cooks who keep to \
            the abstraction, computed over every state they can be in. Results and values are kept under --cache and \
            serve the agents of kind optimal.

            With --with, prints the expected score of the best partner that AGENT can have, computed over every state that \
            the two can get to; AGENT must play by a stationary policy.

            Examples:
              brigade solve cramped_room --dynamics old
              brigade solve cramped_room --dynamics old --with greedy-plain --seat 2
              brigade solve forced_coordination --dynamics old --counters 2,1/2,2/2,3 --memory 8 --jobs 2 --json
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var oracle: OracleOptions
    @Option(help: "Dynamics: old or new. Default: what the map asks for, else new.")
    var dynamics: Dynamics?
    @OptionGroup var agents: AgentOptions
    @Option(name: .customLong("with"), help: ArgumentHelp("Compute the best response to this agent.", valueName: "agent"))
    var partner: String?
    @Option(help: "The player that responds, 1 or 2. Default: each in turn.")
    var seat: Int?
    @Flag(help: "Print the result as JSON; best responses as a list.")
    var json = false
    @Option(name: .customLong("db"), help: "The store that an optimal episode goes to. Default: episodes.sqlite under --cache.")
    var database: String?
    @Argument(help: "Name of a map, or path of a map file.")
    var map: String

    private var episodes: String { database ?? oracle.cache + "/episodes.sqlite" }

    func run() throws {
        let kitchen = try Kitchen(maps.library.layout(map), dynamics: dynamics)
        if let partner { return try respond(kitchen, to: agents.library.agent(partner)) }
        let solver = try OptimumSolver(kitchen, options: oracle.options())
        var line = StatusLine()
        let solved = try OracleCache(folder: oracle.cache).solve(solver) { line.show($0.text) }
        line.end()
        print(json ? try JSONOutput.pretty(solved.optimum) : Self.text(solved.optimum))
        guard let values = solved.values else {
            return Terminal.say("the values did not fit into the memory, so no optimal episode is stored; raise --memory")
        }
        let id = try OptimalEpisode(values: values, optimum: solved.optimum).store(in: episodes)
        Terminal.say("an optimal episode is number \(id) in \(episodes)")
    }

    private func respond(_ kitchen: Kitchen, to partner: AgentFile) throws {
        let solver = BestResponseSolver(kitchen, options: try oracle.options())
        var line = StatusLine()
        let responses = try (seat.map { [$0] } ?? [1, 2]).map { seat in
            try OracleCache(folder: oracle.cache).respond(solver, to: partner, seat: seat - 1) { line.show($0.text) }
        }
        line.end()
        print(json ? try JSONOutput.pretty(responses) : responses.map(Self.text).joined(separator: "\n"))
    }

    private static func text(_ response: ResponseOptimum) -> String {
        let least = response.leastChance > 0 ? " without what it does with a chance below \(response.leastChance)" : ""
        let score = (response.isExact || response.leastChance > 0 ? "" : "at least ") + String(format: "%.2f", response.score)
        return """
            \(response.map), \(response.dynamics) dynamics, \(response.horizon) ticks: the best response to \
            \(response.partner)\(least) as player \(response.seat) scores \(score)
            (\(response.abstraction); \(response.states) states, \
            \(String(format: "%.1f s, %.2f GiB", response.seconds, Double(response.peakBytes) / 1_073_741_824)))
            """
    }

    private static func text(_ optimum: Optimum) -> String {
        let number = MapDescription.number
        let score =
            optimum.isExact
            ? "\(number(optimum.lowerBound)), exactly"
            : "at least \(number(optimum.lowerBound)), at most \(number(optimum.upperBound)) (\(optimum.upperBoundBy))"
        let rates = String(format: "%.4f to %.4f", optimum.lowerRate, optimum.upperRate)
        return """
            \(optimum.map), \(optimum.dynamics) dynamics, \(optimum.horizon) ticks
            optimum: \(score)
            long-run reward per tick under the abstraction: \(rates)
            abstraction: \(optimum.abstraction); \(optimum.states) states, \
            \(String(format: "%.1f s, %.2f GiB", optimum.seconds, Double(optimum.peakBytes) / 1_073_741_824))
            """
    }
}

extension SolveProgress {
    /// For whoever waits.
    var text: String {
        switch self {
        case .enumerating(let count): "\(count) configurations found"
        case .inducing(let tick, let horizon, let states): "tick \(tick) of \(horizon) over \(states) states"
        case .bounding(let tick, let horizon): "upper bound: tick \(tick) of \(horizon)"
        }
    }
}
