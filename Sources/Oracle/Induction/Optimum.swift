import Foundation
import Kitchen

/// What two cooks (or one) can at best score in a kitchen: the true optimum lies between the bounds.
public struct Optimum: Sendable, Hashable, Codable {
    /// The map's name.
    public var map: String
    public var dynamics: String
    /// Ticks of an episode.
    public var horizon: Int
    /// What the lower bound's cooks are allowed, in words.
    public var abstraction: String
    /// Counters that the lower bound's cooks may use, as `[x, y]`.
    public var counters: [[Int]]
    /// Whether those cooks may spoil things.
    public var waste: Bool
    /// The best score under the abstraction: attained by an episode.
    public var lowerBound: Double
    /// A score that no cooks exceed.
    public var upperBound: Double
    /// How the upper bound was found: `exact`, or by which relaxation: `priced counters`, `labour`, `pots`.
    public var upperBoundBy: String
    /// The reward per tick of a cycle in the optimal episode, repeated for ever; 0 where none was found.
    public var lowerRate: Double
    /// A reward per tick that no cooks of the abstraction exceed in the long run.
    public var upperRate: Double
    /// States of the model.
    public var states: Int
    /// Wall-clock time of solving.
    public var seconds: Double
    /// Processor time of solving, of all threads.
    public var processorSeconds: Double
    /// The most memory that the program had in use meanwhile.
    public var peakBytes: Int

    /// Whether the optimum is known exactly.
    public var isExact: Bool { lowerBound == upperBound }
}

/// What a computation takes of the machine: time on the wall, time of the processors, and memory.
struct Expense {
    private let begin = ContinuousClock.now
    private let processorBegin = Expense.usage.processorSeconds

    /// Begins to count, the memory from what is in use now.
    init() {
        // The kernel then forgets the process's earlier peak (proc(5), clear_refs); where it does not, the peak is the process's.
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    }

    var seconds: Double { (ContinuousClock.now - begin) / .seconds(1) }
    var processorSeconds: Double { Expense.usage.processorSeconds - processorBegin }
    var peakBytes: Int { Expense.usage.peakBytes }

    private static var usage: (processorSeconds: Double, peakBytes: Int) {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return (0, 0) }
        let times = [usage.ru_utime, usage.ru_stime].map { Double($0.tv_sec) + Double($0.tv_usec) / 1e6 }
        return (times[0] + times[1], usage.ru_maxrss * 1024)
    }
}

extension KitchenValues {
    /// The reward per tick of the best cycle in the optimal episode: cooks could walk it for ever.
    func bestCycle(_ episode: [[Action]]) throws -> Double {
        var game = try KitchenGame(kitchen, horizon: episode.count)
        var met: [Int: [(tick: Int, score: Double)]] = [:]
        var score = 0.0
        var best = 0.0
        for tick in 0...episode.count {
            if let state = model.state(of: game.row) {
                for earlier in met[state] ?? [] { best = max(best, (score - earlier.score) / Double(tick - earlier.tick)) }
                met[state, default: []].append((tick, score))
            }
            if tick < episode.count { score += try game.step(episode[tick]).reward }
        }
        return best
    }
}
