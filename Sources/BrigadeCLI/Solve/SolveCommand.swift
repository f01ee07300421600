import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import Oracle

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

            In a kitchen of OvercookedV2, prints the floor and the ceiling of expected scores: what cooks earn who see of a \
            recipe only whether their dish was right, and what they earn who always know it. With --alone one cook has the \
            kitchen to itself.

            Of several maps or agents, one that cannot be solved is told, the others are solved, and the exit code is 1.

            Examples:
              brigade solve cramped_room --dynamics old
              brigade solve cramped_room --dynamics old --with greedy-plain --seat 2
              brigade solve forced_coordination --dynamics old --counters 2,1/2,2/2,3 --memory 8 --jobs 2 --json
              brigade solve cramped_room coordination_ring --dynamics old --with stay --with greedy-plain --markdown
              brigade solve v2/test_time_simple --alone --seat 2 --redraw --penalty --json
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var oracle: OracleOptions
    @Option(help: "Dynamics: old or new. Default: what the map asks for, else new.")
    var dynamics: Dynamics?
    @OptionGroup var agents: AgentOptions
    @Option(
        name: .customLong("with"),
        help: ArgumentHelp("Compute the best response to this agent. Can be given several times.", valueName: "agent"))
    var partners: [String] = []
    @OptionGroup var recipes: RecipeSolveOptions
    @Option(.from(1, to: 2), help: "The player that responds, or that is alone. Default: each in turn.")
    var seat: Int?
    @Flag(help: "Print the result as JSON; a list where there are several maps, or best responses.")
    var json = false
    @Flag(help: "Print a Markdown table, one line for each result.")
    var markdown = false
    @Option(name: .customLong("db"), help: "The store that optimal episodes go to. Default: episodes.sqlite under --cache.")
    var database: String?
    @Argument(help: "Names of maps, or paths of map files.")
    var map: [String]

    private var episodes: String { database ?? oracle.cache + "/episodes.sqlite" }

    func validate() throws {
        if json && markdown { throw ValidationError("--json and --markdown exclude each other") }
    }

    func run() throws {
        let options = try oracle.options()
        let kitchens = try map.map { try Kitchen(maps.library.layout($0), dynamics: dynamics) }
        let results = SolveResults(form: json ? .json : markdown ? .markdown : .text)
        let drawn = kitchens.filter { $0.layout.family == .overcookedV2 }
        if !drawn.isEmpty {
            try solveRecipes(drawn, of: kitchens, options, results)
        } else if partners.isEmpty {
            let optima = try LargeMemory.keeping(options.memory / 4 * 3) {
                try each(kitchens, named: \.layout.name) { try solve($0, options, results) }
            }
            if json { print(try map.count == 1 ? JSONText.pretty(optima[0]) : JSONText.pretty(optima)) }
            if optima.count < kitchens.count { throw ExitCode.failure }
        } else {
            let files = try agents.library.agents(partners)
            Warnings.sayMisfits(files, in: kitchens.map(\.layout.name))
            let seats = try seats()
            let tasks = kitchens.flatMap { kitchen in files.flatMap { file in seats.map { (kitchen, file, $0) } } }
            let responses = try each(tasks, named: { "\($0.0.layout.name) with \($0.1.name) as player \($0.2 + 1)" }) {
                try respond($0, options, results)
            }
            if json { print(try JSONText.pretty(responses.map(PrintedResponse.init))) }
            if responses.count < tasks.count { throw ExitCode.failure }
        }
    }

    /// Floors and ceilings of kitchens where chance decides the recipe.
    private func solveRecipes(_ drawn: [Kitchen], of all: [Kitchen], _ options: SolveOptions, _ results: SolveResults) throws {
        guard drawn.count == all.count, partners.isEmpty else {
            throw ValidationError(
                "\(drawn[0].layout.name) follows OvercookedV2's rules: solve such maps apart from others and without --with")
        }
        let seats: [Int?] = recipes.alone ? try seats() : [nil]
        let tasks = try drawn.map(recipes.kitchen).flatMap { kitchen in
            seats.filter { $0.map { $0 < kitchen.players } ?? true }.map { (kitchen, $0) }
        }
        let ranges = try each(tasks, named: { "\($0.0.layout.name)\($0.1.map { " with player \($0 + 1) alone" } ?? "")" }) { task in
            var line = StatusLine()
            let range = try recipes.solve(task.0, seat: task.1, options) { line.show($0.text) }
            line.end()
            results.show(range)
            return range
        }
        if json { print(try JSONText.pretty(ranges)) }
        if ranges.count < tasks.count { throw ExitCode.failure }
    }

    private func seats() throws -> [Int] {
        guard let seat else { return [0, 1] }
        return [seat - 1]
    }

    /// What `work` gives for each of `tasks`; where there are several, one that cannot be done is told and left out.
    private func each<Task, Result>(_ tasks: [Task], named name: (Task) -> String, _ work: (Task) throws -> Result) throws -> [Result] {
        try tasks.compactMap { task in
            do {
                return try work(task)
            } catch let problem as OracleError where tasks.count > 1 {
                Terminal.say("\(name(task)): \(problem)")
                return nil
            }
        }
    }

    private func solve(_ kitchen: Kitchen, _ options: SolveOptions, _ results: SolveResults) throws -> Optimum {
        var line = StatusLine()
        let solved = try OracleCache(folder: oracle.cache).solve(OptimumSolver(kitchen, options: options)) { line.show($0.text) }
        line.end()
        results.show(solved.optimum)
        if let values = solved.values {
            let id = try OptimalEpisode(values: values, optimum: solved.optimum).store(in: episodes)
            Terminal.say("an optimal episode is number \(id) in \(episodes)")
        } else {
            Terminal.say("the values did not fit into the memory, so no optimal episode is stored; raise --memory")
        }
        return solved.optimum
    }

    private func respond(
        _ task: (kitchen: Kitchen, partner: AgentFile, seat: Int), _ options: SolveOptions, _ results: SolveResults
    ) throws -> ResponseOptimum {
        var line = StatusLine()
        let solver = BestResponseSolver(task.kitchen, options: options)
        let response = try OracleCache(folder: oracle.cache).respond(solver, to: task.partner, seat: task.seat) { line.show($0.text) }
        line.end()
        results.show(response)
        return response
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
