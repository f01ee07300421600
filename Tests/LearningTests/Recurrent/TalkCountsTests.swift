import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Learning

/// What symbols mean while they are learned.
@Suite struct TalkCountsTests {
    private static func kitchen() throws -> Kitchen { try Kitchen(MapLibrary.standard.layout("test_time_simple_5x5"), dynamics: .old) }

    /// Says `words` in games whose recipe is the number given with each, and counts them.
    private func counts(_ words: [(recipe: Int, said: Int)]) throws -> TalkCounts {
        let kitchen = try Self.kitchen()
        let possible = kitchen.layout.parameters.recipes?.possible ?? []
        var counts = TalkCounts(kitchen, utterances: 3)
        var batch = try KitchenBatch(kitchen, games: 1, seed: 1)
        for (recipe, said) in words {
            var state = kitchen.start
            state.recipe = RecipeState(recipe: possible[recipe])
            try batch.load(state, game: 0)
            counts.add(counts.place(said, seat: 1, state: UnsafePointer(try #require(batch.rows.baseAddress))))
        }
        return counts
    }

    @Test func bitsAreTheInformationAboutTheRecipe() throws {
        // One symbol a recipe is all of one bit, the same symbol for both nothing; 2 is silence.
        let known = try counts([(0, 0), (1, 1), (0, 0), (1, 1)])
        #expect(abs(known.bits(seat: 1) - 1) < 1e-12 && known.messages(seat: 1) == 4)
        #expect(known.bits(seat: 0) == 0 && known.messages(seat: 0) == 0)
        #expect(try abs(counts([(0, 2), (1, 1)]).bits(seat: 1) - 1) < 1e-12)
        #expect(try counts([(0, 1), (1, 1), (0, 2), (1, 2)]).bits(seat: 1) == 0)
        // By seat, then recipe, then utterance: what is said with one recipe alone tells a bit, what is said with both as often nothing.
        let table = try counts([(0, 0), (0, 2), (1, 1), (1, 2)]).informationTable
        #expect(table == [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0])
        var sum = try counts([(0, 0)])
        sum.add(try counts([(1, 0)]))
        #expect(sum.bits(seat: 1) == 0 && sum.messages(seat: 1) == 2)
        sum.clear()
        #expect(sum.messages(seat: 1) == 0)
    }

    @Test func theFileKeepsWhatTheCheckpointKnows() throws {
        try inScratchFolder { folder in
            let file = TalkFile(path: folder + "/talk.csv")
            try file.keep(0)
            for iteration in 1...3 { try file.append(TalkMetrics(iteration: iteration, steps: 10 * iteration)) }
            try file.keep(2)
            let lines = try String(contentsOfFile: file.path, encoding: .utf8).split(separator: "\n")
            #expect(lines.count == 3 && lines[2].hasPrefix("2,20,"))
        }
    }
}
