import Basics
import KitchenMaps
import Testing

@testable import Kitchen

/// What an agent makes of what it sees is what the grid encoding shows its player.
@Suite struct ObservationEncodingTests {
    @Test(arguments: [
        "v2-benchmark/test_time_simple_5x5", "v2-benchmark/test_time_wide_5x5", "v2-benchmark/grounded_coord_ring_5x5",
        "v2-benchmark/demo_cook_wide_5x5", "v2/cramped_room_v2",
    ])
    func itIsTheGridEncodingOfTheView(_ map: String) throws {
        let kitchen = try Kitchen(MapLibrary(folder: Paths.maps).layout(map), dynamics: .old)
        let (whole, own) = (try GridEncoding(kitchen), try ObservationEncoding(kitchen))
        #expect(GridEncoding.shape(kitchen.layout) == [whole.rows, whole.columns, whole.channelCount])
        let exchanged = IngredientPermutation([.tomato, .onion])
        var random = RandomStream(7)
        var views = [Float](repeating: 0, count: whole.size)
        var view = [Float](repeating: 0, count: own.size)
        // Random states, for what random play seldom brings: dishes in hands and on counters, pots of all sorts.
        for seed in 0..<30 {
            var game = try KitchenGame(kitchen, from: kitchen.start(.randomReset, seed: UInt64(seed)))
            for _ in 0..<25 {
                let permutations = [random.chance(0.5) ? exchanged : .identity, .identity]
                try views.withUnsafeMutableBufferPointer { try whole.write(game, permutations: permutations, into: $0) }
                for seat in 0..<2 {
                    try view.withUnsafeMutableBufferPointer {
                        try own.write(game.observation(of: seat), permutation: permutations[seat], into: $0)
                    }
                    #expect(view == Array(views[(seat * own.size)..<((seat + 1) * own.size)]), "\(map), seed \(seed), seat \(seat)")
                }
                try game.step((0..<2).map { _ in Action.allCases[random.below(6)] })
            }
        }
    }
}
