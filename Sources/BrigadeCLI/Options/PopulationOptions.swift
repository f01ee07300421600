import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning
import Populations

/// Options of all commands that train populations.
struct PopulationOptions: ParsableArguments {
    @Argument(help: "The kitchen: a map's name or file.")
    var map: String
    @OptionGroup var maps: MapOptions
    @Option(help: "Dynamics: old or new.")
    var dynamics = Dynamics.old
    @Option(.seed, help: "Run seed.") var seed: UInt64 = 0
    @Option(.from(4, to: 65_536), help: "Games that a learner plays at once, one episode an iteration.") var games = PPOSettings().games
    @Option(.learningHorizon, help: "Ticks of an episode.") var horizon = PPOSettings().horizon
    @Option(name: .customLong("run"), help: "Folder of the run. Default: runs/METHOD-MAP-SEED.")
    var folder: String?
    @Option(
        help: ArgumentHelp(
            "Learn this member alone, for one of several jobs on one run folder; exits 75 while members that it needs are not done.",
            valueName: "member"))
    var only: String?
    @Option(
        .from(1, to: 1_000_000),
        help: ArgumentHelp(
            "Of so many snapshots of a member one keeps its weights for good.",
            discussion: """
                Others lose theirs when nobody reads them any more, and share a file. It changes nothing in the result. Runs of meta \
                and evolution keep all.
                """,
            valueName: "count"))
    var snapshotsEvery = 1
    @Flag(help: "List the members and what each needs, and learn nothing.")
    var listMembers = false
    @Option(
        .jobs, name: [.short, .long], help: "Threads; they change nothing in the result. Default: what the scheduler gave, else one a core."
    )
    var jobs = AvailableCores.count()

    static let about = """
        The run's folder gets a snapshot of every member after every segment of its learning, and at the end metrics.csv and \
        the agents' files. A run that was stopped, by Ctrl-C or in any other way, goes on when the same command is given \
        again, and its result is that of an undisturbed one. 'brigade train show RUN' shows curves and lineage.
        """

    func kitchen() throws -> Kitchen { try Kitchen(maps.library.layout(map), dynamics: dynamics) }

    /// Settings of a learner in the kitchen.
    /// - Parameter steps: nil for what the map is known to take.
    func learner(steps: Int?) throws -> PPOSettings {
        var settings = PPOSettings()
        (settings.seed, settings.games, settings.horizon) = (seed, games, horizon)
        settings.steps = try steps ?? PPOSettings.steps(for: maps.library.layout(map).name)
        return settings
    }

    /// Runs a method to its end, or until it is stopped, and prints its agents.
    /// - Throws: `ExitCode` 130 when stopped.
    func train<Method: PopulationMethod>(_ method: Method) throws {
        let folder = folder ?? "runs/\(Method.name)-\(method.kitchen.layout.name)-\(seed)"
        if listMembers { return list(method) }
        guard snapshotsEvery == 1 || Method.foldsSnapshots else {
            throw ValidationError("runs of \(Method.name) keep all snapshots; leave --snapshots-every out")
        }
        let run = try PopulationRun(folder: folder, method: method, only: only, keepEvery: snapshotsEvery)
        let before = run.progress.done
        if before > 0 { Terminal.say("going on after \(before) of \(run.progress.all) segments in \(folder)") }
        let interruption = Interruption()
        let line = SegmentLine(before: before)
        let files: [String]?
        do {
            files = try run.run(jobs: jobs, report: { line.show($0) }, shouldStop: { interruption.hasHappened })
        } catch let missing as MissingMembers {
            Terminal.say("\(missing) in \(folder)")
            throw ExitCode.incomplete
        }
        guard let files else {
            line.end()
            Terminal.say("stopped after \(run.progress.done) of \(run.progress.all) segments; the same command goes on from there")
            throw ExitCode(130)
        }
        line.end()
        if let only, files.isEmpty { return Terminal.say("\(only) is done in \(folder)") }
        for file in files { print(file) }
    }

    /// The jobs of a method's independent members, and the rest.
    func parts(_ method: some PopulationMethod) throws -> CommandParts? {
        guard only == nil, !listMembers else { return nil }
        let free = method.members.filter { needs(of: $0, method).isEmpty }
        let bound = method.members.filter { !free.contains($0) }
        guard !free.isEmpty else {
            throw ValidationError(
                "the members of \(type(of: method).name) need each other; plan the run as one job with several --cores, without --by-members"
            )
        }
        // One that needs only members that are learned to their end can say that they are not; others go on segment by segment.
        return CommandParts(jobs: free.map { ["--only", $0.name] }, last: bound.count == 1 ? ["--only", bound[0].name] : [])
    }

    /// Names of the members, in their order, that one needs.
    private func needs(of member: Member, _ method: some PopulationMethod) -> [String] {
        let keys = method.readsTheSame(member.name) ? Array(member.keys.prefix(1)) : member.keys
        let needs = Set(keys.flatMap(method.needs).map(\.member)).subtracting([member.name])
        return method.members.map(\.name).filter(needs.contains)
    }

    /// A line for each member: its name, its segments, and whose snapshots it needs.
    private func list(_ method: some PopulationMethod) {
        printLines(
            method.members.map { member in
                let names = needs(of: member, method)
                return "\(member.name) \(member.segments) segments" + (names.isEmpty ? "" : ", needs \(names.joined(separator: " "))")
            })
    }
}

/// Options of commands that train partners and then a best response to them.
struct ResponseOptions: ParsableArguments {
    @Option(.steps, help: "Environment steps of each partner. Default: what the map is known to take.") var steps: Int?
    @Option(.steps, help: "Environment steps of the best response. Default: as many.") var responseSteps: Int?
    @Option(.iterations, help: "Iterations of a segment.") var iterations = 10
    @Option(
        .from(0, to: 100),
        help: "How much more often the harder partners are drawn: the exponent of their rank; 0 for all alike. Default: 3 with mep, else 0."
    )
    var priority: Double?

    /// The settings in the kitchen.
    /// - Parameters:
    ///   - partners: self-play learners.
    ///   - usualPriority: of the method.
    func settings(_ options: PopulationOptions, partners: Int, usualPriority: Double = 0) throws -> ResponseSettings {
        let own = try options.learner(steps: steps)
        var settings = ResponseSettings(
            partner: own, response: try options.learner(steps: responseSteps ?? own.steps), partners: partners,
            priority: priority ?? usualPriority)
        settings.iterations = iterations
        return settings
    }
}

/// Shows the progress of a population's run on standard error.
private final class SegmentLine: @unchecked Sendable {
    // Sendable: a run reports one segment at a time.
    private var line = StatusLine()
    private let before: Int

    init(before: Int) { self.before = before }

    func show(_ progress: PopulationRunProgress) {
        let score = progress.metrics["score"].flatMap(Double.init).map { String(format: "score %.1f", $0) } ?? ""
        line.show(done: progress.done, of: progress.all, since: before, what: "segments (\(progress.key) \(score))")
    }

    func end() { line.end() }
}
