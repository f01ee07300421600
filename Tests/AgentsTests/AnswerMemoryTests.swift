import Basics
import Kitchen
import KitchenMaps
import Testing

@testable import Agents

/// What networks are shown in states that count as the same.
@Suite struct AnswerMemoryTests {
    /// Where an answer is remembered, the network would be shown the very same again: here the view takes the answer's place.
    @Test(arguments: [
        ("cramped_room", InputEncoding.lossless), ("cramped_room", .features(seesCounters: true)),
        ("counter_circuit_o_1order", .features(seesCounters: true)), ("counter_circuit_o_1order", .features(seesCounters: false)),
    ])
    func equalStatesHaveEqualViews(map: String, encoding: InputEncoding) throws {
        let kitchen = try Kitchen(MapLibrary.standard.layout(map), dynamics: .old)
        let horizon = 300
        let view = try GameView(encoding, kitchen: kitchen, horizon: horizon)
        let memory = try AnswerMemory(
            kitchen, horizon: horizon, size: view.size, heedsOrder: encoding == .features(seesCounters: true))
        var (seen, known) = ([Float](repeating: 0, count: view.size), [Float](repeating: 0, count: view.size))
        var (hits, different) = (0, 0)
        for episode in 0..<6 {
            var random = RandomStream(UInt64(episode % 4))
            var game = try KitchenGame(kitchen, horizon: horizon)
            while !game.isOver {
                // What was sent for is found like what was not, and may be dropped.
                if game.timestep % 3 > 0 { memory.send(for: game) }
                if game.timestep % 3 > 1 {
                    memory.send(for: try KitchenGame(kitchen, horizon: horizon))
                    memory.drop()
                }
                let found = known.withUnsafeMutableBufferPointer { memory.recall(game, into: $0.baseAddress.unsafelyUnwrapped) }
                try seen.withUnsafeMutableBufferPointer { try view.write(game, memory: TickMemory(), into: $0) }
                if found {
                    hits += 1
                    different += known == seen ? 0 : 1
                } else {
                    seen.withUnsafeBufferPointer { memory.keep($0.baseAddress.unsafelyUnwrapped) }
                }
                // Interacts are frequent, so that much lies on counters.
                try game.advance((0..<2).map { _ in random.below(3) == 0 ? .interact : Action.allCases[random.below(5)] })
            }
        }
        #expect(hits >= 2 * horizon && different == 0)
    }
}
