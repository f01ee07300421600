import Agents
import Kitchen

/// The best that a partner of some agent can score with it in a kitchen, exactly: how `brigade solve --with` prints it.
public struct ResponseOptimum: Sendable, Hashable, Codable {
    public var map: String
    public var dynamics: String
    public var horizon: Int
    /// The agent responded to.
    public var partner: String
    /// The hash of its file.
    public var partnerHash: String
    /// The player that responds, counted from one.
    public var seat: Int
    /// Expected score of the best response: the mean over what the partner may do.
    public var score: Double
    /// Whether the response was allowed everything that the rules allow; else `score` is a lower bound.
    public var isExact: Bool
    /// The partner is assumed never to do what it does with a lower probability than this, see `SolveOptions.minProbability`.
    public var minProbability: Float
    /// What the response is allowed, in words.
    public var abstraction: String
    public var states: Int
    public var seconds: Double
    /// Processor time, of all threads.
    public var processorSeconds: Double
    public var peakBytes: Int

    /// Kept files and their readers have the names of before.
    private enum CodingKeys: String, CodingKey {
        case map, dynamics, horizon, partner, partnerHash, seat, score, isExact, abstraction, states, seconds, processorSeconds
        case peakBytes
        case minProbability = "leastChance"
    }
}

/// A best response that can be played.
public struct BestResponse: Sendable {
    /// Expected score from the start.
    public let score: Double
    /// Whether the response was allowed everything that the rules allow.
    public let isExact: Bool
    public let abstraction: Abstraction
    public let horizon: Int
    /// The player that responds, counted from zero.
    public let seat: Int
    let model: ResponseModel
    let policy: ResponsePolicy
    /// States that can be met.
    public var states: Int { model.count }
}

/// Computes best responses in one kitchen of two cooks.
public struct BestResponseSolver {
    public let kitchen: Kitchen
    public let options: SolveOptions

    /// - Parameter options: `counters` are those that the response may use; auto takes all, or none where all are too many.
    public init(_ kitchen: Kitchen, options: SolveOptions) {
        self.kitchen = kitchen
        self.options = options
    }

    /// The best response of player `seat` to the agents that `kind` makes.
    /// - Throws: `OracleError` where the partner is not stationary or there are too many states for the memory.
    public func solve(
        _ kind: any AgentKind, named name: String, seat: Int, _ progress: (SolveProgress) throws -> Void = { _ in }
    ) throws -> BestResponse {
        guard kitchen.layout.family == .overcooked else {
            throw OracleError("best responses are computed for kitchens of Overcooked-AI, where no recipe is drawn")
        }
        guard kitchen.players == 2, (0...1).contains(seat) else {
            throw OracleError("best responses are computed for seat 1 or 2 of kitchens of two players")
        }
        var agent = try kind.makeAgent()
        defer { agent.close() }
        try agent.begin(EpisodeContext(kitchen: kitchen, seat: 1 - seat, seed: 0, horizon: options.horizon))
        guard let partner = agent as? any StationaryPolicy else {
            throw OracleError(
                "'\(name)' does not play by a stationary policy: what it does depends on more than the kitchen's state and a "
                    + "small memory, so that no exact best response can be computed; 'brigade agents kinds' shows what kinds depend on")
        }
        guard let found = try model(partner, seat, progress) else {
            throw OracleError(
                "\(kitchen.layout.name) with '\(name)' has more states than fit into "
                    + "\(SizeEstimate.bytes(Double(options.memory))), even if the response uses no counters; raise --memory, "
                    + "leave out what the partner hardly ever does with --min-probability, or take one that does less at random")
        }
        let result = try ResponseInduction(model: found.model, horizon: options.horizon, jobs: options.jobs).run {
            try progress(.inducing(tick: $0, horizon: options.horizon, states: found.model.count))
        }
        return BestResponse(
            score: result.units * found.model.unit, isExact: !found.model.isRestricted,
            abstraction: Abstraction(counters: found.counters, waste: true), horizon: options.horizon, seat: seat,
            model: found.model, policy: result.policy)
    }

    /// The model with the counters asked for, or with as many as the memory holds; nil where it does not hold it.
    private func model(
        _ partner: any StationaryPolicy, _ seat: Int, _ progress: (SolveProgress) throws -> Void
    ) throws -> (model: ResponseModel, counters: [Cell])? {
        let maker = try ModelMaker(kitchen)
        let ranked = CounterRanking(maker.stepper, usable: maker.finder.usableCounters).counters
        func find(_ counters: [Cell]) throws -> (model: ResponseModel, counters: [Cell])? {
            try ResponseModel.find(
                kitchen, partner: partner, seat: seat, horizon: options.horizon, counters: counters,
                minProbability: options.minProbability, maxBytes: options.memory * 3 / 4
            ) { try progress(.enumerating($0)) }.map { ($0, counters) }
        }
        switch options.counters {
        case .all: return try find(ranked)
        case .cells(let cells): return try find(cells)
        case .auto:
            guard var best = try find([]) else { return nil }
            // Every counter multiplies the states by what can lie on it, at least an onion, a dish, a soup or nothing.
            while best.counters.count < ranked.count, best.model.isRestricted, best.model.bytes * 4 <= options.memory * 3 / 4,
                let next = try find(Array(ranked.prefix(best.counters.count + 1)))
            {
                best = next
            }
            return best
        }
    }
}
