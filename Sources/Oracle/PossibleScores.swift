import Agents
import Kitchen

/// What was found possible in kitchens, out of a cache: that which scores can be compared with.
public struct PossibleScores: Sendable {
    /// What scores are compared with.
    public enum Base: String, Sendable, CaseIterable {
        /// The best known score of a team.
        case optimum
        /// The best score of any partner of an agent.
        case bestResponse = "best-response"

        /// In words for a heading.
        public var words: String { self == .optimum ? "optimum" : "best response" }
    }

    /// Something that has not been solved yet.
    public enum Missing: Error, Sendable, Hashable {
        case optimum(map: String)
        /// - Parameter seat: the one who responds, counted from zero.
        case response(map: String, partner: String, seat: Int)
    }

    public let base: Base
    private let cache: OracleCache
    private let horizon: Int
    private let kitchens: [String: Kitchen]
    private let agents: AgentLibrary
    private let measured: Measured

    /// The best that was measured beside a partner by the player of a seat; nil where nothing was.
    public typealias Measured = @Sendable (_ kitchen: Kitchen, _ partner: AgentFile, _ seat: Int) -> Double?

    /// - Parameters:
    ///   - kitchens: by the name of the map.
    ///   - agents: where partners are looked up by name.
    ///   - measured: best responses that were not solved for but found by playing.
    public init(
        base: Base, cache: OracleCache, horizon: Int, kitchens: [String: Kitchen], agents: AgentLibrary,
        measured: @escaping Measured = { _, _, _ in nil }
    ) {
        self.base = base
        self.cache = cache
        self.horizon = horizon
        self.kitchens = kitchens
        self.agents = agents
        self.measured = measured
    }

    /// What is possible with `partner` in a seat of its own, for the player of `seat`.
    /// - Throws: `Missing`; `SourceDiagnostics` for an agent that is not there.
    public func score(on map: String, with partner: String, seat: Int) throws -> Double {
        if base == .optimum { return try optimum(map) }
        guard let kitchen = kitchens[map] else { throw Missing.response(map: map, partner: partner, seat: seat) }
        let agent = try agents.agent(partner)
        let solved = cache.response(kitchen, horizon: horizon, to: agent, seat: seat)?.score
        // What was solved without counters can be less than what was measured.
        guard let best = [solved, measured(kitchen, agent, seat)].compactMap({ $0 }).max() else {
            throw Missing.response(map: map, partner: partner, seat: seat)
        }
        return best
    }

    /// What is possible for an agent alone; nil for best responses, since nobody who is alone responds to anybody.
    /// - Throws: `Missing`.
    public func scoreAlone(on map: String) throws -> Double? { base == .optimum ? try optimum(map) : nil }

    private func optimum(_ map: String) throws -> Double {
        guard let kitchen = kitchens[map], let known = cache.optimum(kitchen, horizon: horizon) else { throw Missing.optimum(map: map) }
        return known.lowerBound
    }
}
