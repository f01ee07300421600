import EpisodeStore
import Episodes
import Foundation
import Tournaments

extension FuzzFormat {
    static let stores = FuzzFormat(
        name: "stores", ending: ".sqlite", inputs: 600, seeds: { [try storeBytes($0)] },
        read: { input in
            let path = try input.path()
            for log in ["-wal", "-shm", "-journal"] { try? FileManager.default.removeItem(atPath: path + log) }
            let store = try EpisodeStore(reading: path)
            var statistics = EpisodeStatistics()
            try? store.forEachRow { _, row in
                guard let stored = try? row.get() else { return }
                _ = try? stored.episode.difference()
                _ = try? EpisodeExport(stored).json()
                statistics.add(stored.episode, map: stored.map, players: stored.players)
            }
            _ = statistics.teams.map(\.score)
            _ = try? store.runs()
            _ = try? store.summaries()
            let scores = try store.scores()
            _ = CrossPlayTable(try CrossPlay(scores), map: nil, seats: .averaged, bootstrap: .init(resamples: 20, seed: 1))
        })

    /// A store of one run of four episodes.
    private static func storeBytes(_ folders: FuzzFolders) throws -> [UInt8] {
        let path = folders.scratch + "/seed.sqlite"
        let store = try EpisodeStore(creating: path)
        let agents = try ["ann", "bob"].map { name in
            try store.register(AgentRecord(name: name, kind: "random", hash: name))
        }
        let first = try FuzzEpisode.random(folders, map: "cramped_room", ticks: 40, seed: 1)
        let map = try store.register(first.layout)
        let run = try store.run(kind: "tournament", settings: #"{"seed": 1}"#, planned: 4)
        for seed in 0..<4 {
            try store.write([
                NewEpisode(
                    id: run.firstEpisode + Int(seed), run: run.id, map: map,
                    occupants: [.agent(agents[seed % 2]), .agent(agents[seed / 2])],
                    episode: FuzzEpisode.random(folders, map: "cramped_room", ticks: 40, seed: UInt64(seed)))
            ])
        }
        try store.close()
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
