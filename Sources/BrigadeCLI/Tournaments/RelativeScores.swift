import Agents
import ArgumentParser
import Kitchen
import KitchenMaps
import Oracle
import Tournaments

/// Turns scores into percent of what the oracle found possible.
struct RelativeScores {
    enum Base: String, ExpressibleByArgument, CaseIterable {
        case optimum
        case bestResponse = "best-response"
    }

    let base: Base
    let maps: MapLibrary
    let agents: AgentLibrary
    let cache: OracleCache

    /// - Throws: `ValidationError` with the command to run where something has not been solved yet.
    func apply(to play: CrossPlay) throws -> CrossPlay {
        var kitchens: [String: Kitchen] = [:]
        for map in play.maps + play.solos.map(\.map) {
            kitchens[map] = try Kitchen(maps.layout(map), dynamics: Dynamics(rawValue: play.dynamics))
        }
        let settings = "--dynamics \(play.dynamics) --horizon \(play.horizon)"
        func optimum(_ kitchen: Kitchen) throws -> Double {
            guard let known = cache.optimum(kitchen, horizon: play.horizon) else {
                throw missing("optimum of \(kitchen.layout.name)", "brigade solve \(kitchen.layout.name) \(settings)")
            }
            return known.lowerBound
        }
        let measure = "percent of the \(base == .optimum ? "optimum" : "best response")"
        return try play.relative(measure) { map, partner, seat in
            // Every map of the play has its kitchen.
            guard let kitchen = kitchens[map] else { return 0 }
            switch base {
            case .optimum: return try optimum(kitchen)
            case .bestResponse:
                let known = try cache.response(kitchen, horizon: play.horizon, to: agents.agent(partner), seat: seat)
                guard let known else {
                    throw missing(
                        "best response to \(partner) on \(map) as player \(seat + 1)",
                        "brigade solve \(map) \(settings) --with \(partner) --seat \(seat + 1)")
                }
                return known.score
            }
        } alone: { map in
            // Nobody who is alone responds to anybody.
            base == .optimum ? try kitchens[map].map(optimum) : nil
        }
    }

    private func missing(_ what: String, _ command: String) -> ValidationError {
        ValidationError("the \(what) is not known in \(cache.folder) yet; run: \(command) --cache \(cache.folder)")
    }
}
