import Basics
import Episodes
import Kitchen
import Testing

/// The hash of an episode's states, which is in every log.
@Suite struct StateHashTests {
    /// After any number of ticks it is what the states' checksums make one after the other, however many are hashed at a time.
    @Test func theHashIsMadeOfEveryState() throws {
        for map in ["cramped_room", "counter_circuit"] {
            let kitchen = try EpisodeTests.kitchen(map, .new)
            var recorder = try EpisodeRecorder(kitchen, horizon: 11, seed: 0)
            var hash = recorder.game.checksum
            var random = RandomStream(3)
            #expect(recorder.episode().stateHash == hash)
            while !recorder.game.isOver {
                try recorder.step((0..<2).map { _ in Action.allCases[random.below(6)] })
                hash = RandomStream.mix(hash ^ recorder.game.checksum)
                #expect(recorder.episode().stateHash == hash, "after \(recorder.game.timestep) ticks")
            }
        }
    }
}
