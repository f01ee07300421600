import Basics
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import Oracle

/// Puts an episode that earns the optimum into a store, where it replays like any other.
struct OptimalEpisode {
    let values: KitchenValues
    let optimum: Optimum

    /// - Returns: the number of the episode; the same when it is there already.
    func store(in path: String) throws -> Int64 {
        let kitchen = values.kitchen
        var recorder = try EpisodeRecorder(kitchen, horizon: optimum.horizon, seed: 0)
        for joint in try values.optimalEpisode() { try recorder.step(joint) }
        let store = try EpisodeStore(creating: path)
        let map = try store.register(kitchen.layout)
        let settings = Settings(
            abstraction: optimum.abstraction, dynamics: optimum.dynamics, horizon: optimum.horizon, map: kitchen.layout.contentHash)
        let planner = try store.register(
            AgentRecord(
                name: "oracle", kind: "oracle", hash: ContentHash.of([Data(optimum.abstraction.utf8)]),
                description: "An optimal joint plan with \(optimum.abstraction)."))
        let run = try store.run(kind: "optimum", settings: JSONText.line(settings), planned: 1)
        let occupants = Array(repeating: Occupant.agent(planner), count: kitchen.players)
        try store.write([
            NewEpisode(id: run.firstEpisode, run: run.id, map: map, occupants: occupants, episode: recorder.episode())
        ])
        try store.finish(run.id)
        return run.firstEpisode.row
    }

    /// What decides the episode; the store knows its run again by it.
    private struct Settings: Encodable {
        let abstraction: String
        let dynamics: String
        let horizon: Int
        let map: String
    }
}
