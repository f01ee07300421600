import Agents
import Basics
import Episodes
import Foundation

extension TournamentPlan {
    /// Episodes that every shard plays to compare machines.
    private static let canaries = 3
    /// Among so many units they are looked for.
    private static let candidates = 64

    /// A hash over the states of a few episodes of the plan, the same on every machine that plays as the others do; nil where
    /// agents that go by the clock leave none. The episodes are not stored.
    public func canary() throws -> String? {
        let units = PlanPart(self, try Shard(1, of: 1)).dealt.prefix(Self.candidates).filter { unit in
            !entry(unit).lineUp.contains { type(of: players[$0].kind).goesByClock }
        }
        guard !units.isEmpty else { return nil }
        var pool = AgentPool(players)
        defer { pool.close() }
        let hashes = try units.prefix(Self.canaries).map { unit in
            let entry = entry(unit)
            var match = try Match(kitchens[entry.map], horizon: horizon, seed: entry.seed, explains: false)
            return ContentHash.hexadecimal(try pool.play(&match, entry.lineUp) { _ in false }.stateHash)
        }
        return ContentHash.of(hashes.map { Data($0.utf8) })
    }
}
