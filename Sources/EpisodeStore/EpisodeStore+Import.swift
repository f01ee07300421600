import Basics
import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps

extension EpisodeStore {
    /// An episode that was played elsewhere, on its way into a store.
    public struct Foreign: Sendable {
        public var episode: Episode
        /// The collection that it belongs to, such as a file's name without its extension.
        public var collection: String
        /// Where in the collection; begins with the collection's name.
        public var source: String
        /// Names of the programs that sat in seats; nil for a person. Seats beyond the list were people's.
        public var agents: [String?]

        public init(_ episode: Episode, collection: String, source: String, agents: [String?] = []) {
            self.episode = episode
            self.collection = collection
            self.source = source
            self.agents = agents
        }
    }

    /// What became of episodes that were to be imported.
    public struct Imported: Sendable, Hashable {
        /// Newly stored.
        public var stored = 0
        /// Left out, because the same collection brought them before.
        public var known = 0
        /// Of the stored ones, those that are there from another collection, too.
        public var alsoElsewhere = 0
    }

    /// Stores recorded episodes of people in a run of kind `import`, each once a collection: one with the same map,
    /// actions and states that came from there before is left out. All are stored, or none. Nobody is named.
    /// - Parameter settings: a JSON object that says what is imported.
    public func importPeople(_ recorded: [Foreign], settings: String) throws -> Imported {
        var imported = Imported()
        var new: [(map: MapID, occupants: [Occupant], foreign: Foreign)] = []
        var seen: Set<Episode> = []
        for foreign in recorded {
            let map = try register(foreign.episode.layout)
            let occupants = try occupants(foreign)
            let sources = try sources(foreign.episode, occupants, on: map)
            let isKnown = sources.contains { source in [".", ":"].contains { source.hasPrefix(foreign.collection + $0) } }
            guard !isKnown, seen.insert(foreign.episode).inserted else {
                imported.known += 1
                continue
            }
            if !sources.isEmpty { imported.alsoElsewhere += 1 }
            new.append((map, occupants, foreign))
        }
        guard !new.isEmpty else { return imported }
        let run = try run(kind: "import", settings: settings, planned: new.count)
        try write(
            new.enumerated().map { index, entry in
                NewEpisode(
                    id: run.firstEpisode + index, run: run.id, map: entry.map,
                    occupants: entry.occupants, episode: entry.foreign.episode, source: entry.foreign.source)
            })
        try finish(run.id)
        imported.stored = new.count
        return imported
    }

    /// People without names, and programs as agents of kind `recorded`, of which nothing is known but the name.
    private func occupants(_ foreign: Foreign) throws -> [Occupant] {
        try foreign.episode.seats.indices.map { seat in
            guard foreign.agents.indices.contains(seat), let name = foreign.agents[seat] else { return .person(nil) }
            return .agent(try register(AgentRecord(name: name, kind: "recorded", hash: foreign.collection)))
        }
    }

    /// Where equal episodes of people came from that are there already.
    private func sources(_ episode: Episode, _ occupants: [Occupant], on map: MapID) throws -> [String] {
        try read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT COALESCE(source, '') FROM episodes WHERE map = ? AND line_up = ? AND seed = ? AND dynamics = ?
                        AND state_hash = ? AND actions = ?
                    """,
                arguments: [
                    map.row, EpisodeStore.lineUp(occupants), Int64(bitPattern: episode.seed),
                    episode.dynamics.rawValue, ContentHash.hexadecimal(episode.stateHash),
                    Data(ActionCode.encode(episode.actions, players: episode.players)),
                ])
        }
    }
}
