import Basics
import Episodes
import Kitchen
import KitchenMaps

/// Episodes for seeds.
enum FuzzEpisode {
    /// An episode of random actions.
    static func random(_ folders: FuzzFolders, map: String, ticks: Int, seed: UInt64) throws -> Episode {
        let kitchen = try Kitchen(MapLibrary(folder: folders.checkout + "/Maps").layout(map))
        var random = RandomStream(seed, 0xF022)
        var recorder = try EpisodeRecorder(kitchen, horizon: ticks, seed: seed)
        while !recorder.game.isOver {
            try recorder.step((0..<kitchen.players).map { _ in Action(rawValue: UInt8(random.next() % 6)) ?? .stay })
        }
        recorder.notes.append(.init(tick: 3, seat: 1, kind: .message, text: "mind the onion"))
        return recorder.episode()
    }
}
