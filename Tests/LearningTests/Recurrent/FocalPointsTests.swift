import Kitchen
import KitchenMaps
import Testing

@testable import Learning

/// The counters by which a recipe is told.
@Suite struct FocalPointsTests {
    private static func kitchen(_ name: String) throws -> Kitchen { try Kitchen(MapLibrary.standard.layout(name), dynamics: .old) }

    @Test func theyAreTheFirstCountersForBoth() throws {
        let simple = try FocalPoints(Self.kitchen("test_time_simple_5x5"))
        #expect(simple.knower == 0 && simple.counters == [Cell(3, 1), Cell(3, 2)])
        let wide = try FocalPoints(Self.kitchen("test_time_wide_5x5"))
        #expect(wide.knower == 1 && wide.counters == [Cell(2, 3), Cell(4, 3)])
    }

    /// Something on the wanted recipe's counter, nothing on the others.
    @Test func aRecipeIsMarkedByItsCounterAlone() throws {
        let kitchen = try Self.kitchen("test_time_simple_5x5")
        let points = try FocalPoints(kitchen)
        let possible = kitchen.layout.parameters.recipes?.possible ?? []
        func isMarked(_ recipe: Int, _ cells: [Cell]) throws -> Bool {
            var state = kitchen.start
            state.recipe = RecipeState(recipe: possible[recipe])
            state.objects = cells.map { PlacedItem(cell: $0, item: .dish) }
            var batch = try KitchenBatch(kitchen, games: 1, seed: 1)
            try batch.load(state, game: 0)
            return points.isMarked(UnsafePointer(try #require(batch.rows.baseAddress)))
        }
        let (first, second) = (points.counters[0], points.counters[1])
        #expect(try isMarked(0, [first]) && !isMarked(1, [first]) && isMarked(1, [second, Cell(3, 3)]))
        #expect(try !isMarked(0, []) && !isMarked(0, [first, second]))
    }

    @Test func kitchensWithoutThemAreRefused() throws {
        func problem(_ name: String) throws -> String {
            let kitchen = try Self.kitchen(name)
            return #expect(throws: LearningError.self) { _ = try FocalPoints(kitchen) }?.description ?? ""
        }
        #expect(try problem("cramped_room").contains("has no focal points"))
        #expect(try problem("v2/cramped_room_v2").contains("has no focal points"))
    }
}
