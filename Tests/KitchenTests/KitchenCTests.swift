import Kitchen
import KitchenC
import Testing

/// The flat functions for other languages say and play what the kitchen does. The package's own tests (`make python`) go further.
@Suite struct KitchenCTests {
    private static let grid = "XXPXX\nO1 2O\nX   X\nXDXSX"

    /// A kitchen's handle, or what is wrong.
    private static func kitchen(_ grid: String = grid, orders: Int32 = 3, dynamics: Int32 = 0) -> (
        handle: UnsafeMutableRawPointer?, error: String
    ) {
        var error = [CChar](repeating: 0, count: 300)
        let layout = newLayout("mine", grid, 0, 0)
        defer { releaseLayout(layout) }
        let onions = [UInt8](repeating: 0, count: Int(orders))
        if setLayoutRecipes(layout, "start_all_orders", onions, [orders], 1, &error, 300) < 0 { return (nil, text(error)) }
        let handle = newKitchen(layout, dynamics, &error, 300)
        return (handle, handle == nil ? text(error) : "")
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    @Test func aBatchPlaysLikeSwifts() throws {
        let made = Self.kitchen()
        let kitchen = try #require(made.handle)
        defer { releaseKitchen(kitchen) }
        // Games, ticks, seed, first game, parts, starts, observations, option, autoreset, exchanged ingredients.
        let options: [Int64] = [30, 50, 3, 0, 3, 1, 1, 0, 0, 0]
        var shape = [Int32](repeating: 0, count: 5)
        let batch = try #require(newBatch(kitchen, options, 0.3, nil, 0, &shape, nil, 0))
        defer { releaseBatch(batch) }
        #expect(shape == [4, 2, 5, 4, 26] && batchParts(batch) == 3)
        var parameters = LayoutParameters()
        parameters.orders = [Recipe(onions: 3, tomatoes: 0)]
        let layout = try Layout(name: "mine", grid: Self.grid.split(separator: "\n").map(String.init), parameters: parameters)
        var own = try KitchenBatch(Kitchen(layout, dynamics: .old), games: 30, horizon: 50, seed: 3, starts: .random(0.3))
        for _ in 0..<120 {
            own.stepRandomly()
            for part in [2, 0, 1] as [Int32] { playPart(batch, part, 1) }
            endTick(batch)
        }
        #expect(batchChecksum(batch) == own.checksum)
        restartBatch(batch, 3)
        #expect(batchChecksum(batch) != own.checksum)
    }

    @Test func errorsAreText() {
        #expect(Self.kitchen("XXX\nX1X\nXXX").error.contains("no dish dispenser"))
        #expect(Self.kitchen(orders: 2).error.contains("old dynamics cook only soups of three"))
        #expect(Self.kitchen(orders: 9).error == "start_all_orders: a recipe of 9 ingredients; give at most 7")
        var short = [CChar](repeating: 1, count: 8)
        let layout = newLayout("mine", Self.grid, 0, 0)
        defer { releaseLayout(layout) }
        #expect(setLayoutNumbers(layout, "cook_time", [0.5], 1, &short, 8) == -1)
        #expect(Self.text(short) == "cook_ti")
        #expect(setLayoutNumbers(layout, "cook_time", [.nan], 1, nil, 0) == -1)
    }

    @Test func rowsAreChecked() throws {
        let kitchen = try #require(Self.kitchen().handle)
        defer { releaseKitchen(kitchen) }
        var facts = [Int32](repeating: 0, count: 16)
        kitchenFacts(kitchen, &facts)
        let (words, slots) = (Int(facts[7]), Int(facts[4]))
        var row = [UInt16](repeating: 0, count: words)
        var stamps = [Int32](repeating: 0, count: slots)
        // Two players with a soup of three onions that is done and nothing, and an onion on a counter.
        let done = Int32(Item(soup: [.onion, .onion, .onion], tick: 20)?.bits ?? 0)
        let state: [Int32] = [7, -1, 0, 2, 1, 1, 0, done, 3, 1, 1, 0, 1, 0, 0, 1, 0]
        #expect(packState(kitchen, state, Int32(state.count), &row, &stamps, nil, 0) == 0)
        #expect(checkRows(kitchen, row, 1, nil, 0) == -1)
        var error = [CChar](repeating: 0, count: 100)
        #expect(packState(kitchen, state, Int32(state.count) - 1, &row, &stamps, &error, 100) == -1)
        #expect(Self.text(error) == "the state is cut off after 16 numbers")
        for (word, value) in [(2, 999), (3, 64), (3, 5), (1, 0xFFFF), (6, 1)] as [(Int, UInt16)] {
            var wrong = row
            wrong[word] = value
            #expect(checkRows(kitchen, wrong, 1, &error, 100) == 0, "word \(word)")
        }
    }
}
