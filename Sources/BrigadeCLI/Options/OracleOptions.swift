import ArgumentParser
import Basics
import Kitchen
import Oracle

/// Where optima are kept and how they are computed.
struct OracleOptions: ParsableArguments {
    @Option(.from(1, to: 65_535), help: "Ticks of an episode.")
    var horizon = 400
    @Option(.above(0, to: 1024), help: "GiB of memory that may be used.")
    var memory = 4.0
    @Option(.jobs, help: "Threads.")
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

    @Option(
        .from(0, to: 1),
        help: ArgumentHelp(
            "With --with: leave out what the agent does with a lower probability than this.",
            discussion: "At 0 it is taken as it is, at 1 as one that always does what is most likely: networks do everything "
                + "everywhere with some probability, which makes too many states."))
    var minProbability: Float = 0

    func options() throws -> SolveOptions {
        try MachineMemory.check(memory * 1_073_741_824, for: "--memory \(memory.plain) GiB", lower: "--memory")
        var options = SolveOptions()
        options.minProbability = minProbability
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
