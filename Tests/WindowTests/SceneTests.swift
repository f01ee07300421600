import Episodes
import Kitchen
import KitchenMaps
import Testing

@testable import Window

/// What a picture of a kitchen shows.
@Suite struct SceneTests {
    private let kitchen: Kitchen
    private let offscreen: OffscreenCanvas

    init() throws {
        kitchen = try Kitchen(MapLibrary.standard.layout("cramped_room"), dynamics: .new)
        offscreen = try OffscreenCanvas(width: 500, height: 400)
    }

    private func picture(_ state: KitchenState, _ change: (inout KitchenScene) -> Void = { _ in }) -> Bitmap {
        var scene = KitchenScene(kitchen, at: state)
        change(&scene)
        offscreen.canvas.begin(Palette.night)
        KitchenPainter(scene, on: offscreen.canvas, in: offscreen.canvas.bounds).paint()
        return offscreen.bitmap
    }

    /// Pixels that differ so much that nobody overlooks them.
    private func difference(_ a: Bitmap, _ b: Bitmap) -> Int {
        (0..<a.width * a.height).count { pixel in
            (0..<3).contains { abs(Int(a.bytes[pixel * 4 + $0]) - Int(b.bytes[pixel * 4 + $0])) > 40 }
        }
    }

    /// Whichever way a cook looks and whoever is around it: at least half of what it holds is seen.
    @Test func whatACookHoldsIsSeenInAllDirections() throws {
        let items: [Item] = [.onion, .tomato, .dish, try #require(Item(soup: [.onion, .onion, .tomato], tick: 20))]
        for facing in Direction.allCases {
            for item in items {
                var state = kitchen.start
                // One cook right below the other, which would hide what the upper one holds in front of it.
                state.players[0] = PlayerState(cell: Cell(2, 1), orientation: facing)
                state.players[1] = PlayerState(cell: Cell(2, 2), orientation: .north)
                let bare = picture(state)
                state.players[0].held = item
                let cell = 100.0
                let size = (item.isSoup || item == .dish ? 0.5 : 0.42) * cell
                #expect(Double(difference(bare, picture(state))) > 0.35 * size * size, "\(item) facing \(facing)")
            }
        }
    }

    /// Under new dynamics a full pot waits for somebody to start it, and shows that; one that lacks something does not.
    @Test func aFullPotThatWaitsShowsAHand() throws {
        func hand(_ ingredients: [Ingredient], tick: Int) throws -> Bool {
            var state = kitchen.start
            state.objects = [PlacedItem(cell: Cell(2, 0), item: try #require(Item(soup: ingredients, tick: tick)))]
            offscreen.canvas.drawings = []
            _ = picture(state)
            return offscreen.canvas.drawings?.contains { $0.kind == .sprite(.hand) } ?? false
        }
        #expect(try hand([.onion, .onion, .onion], tick: -1))
        #expect(try !hand([.onion, .onion], tick: -1))
        #expect(try !hand([.onion, .onion, .onion], tick: 3))
    }

    /// A cook's bubble is beside the other cook, not over it.
    @Test func bubblesHideNoCook() throws {
        var state = kitchen.start
        state.players[0] = PlayerState(cell: Cell(2, 1), orientation: .south)
        state.players[1] = PlayerState(cell: Cell(2, 2), orientation: .north)
        offscreen.canvas.drawings = []
        _ = picture(state) { $0.explanations = [1: Explanation(intention: "brings an ingredient to the pot at (2, 0)")] }
        let drawings = try #require(offscreen.canvas.drawings)
        let bubble = try #require(drawings.first { $0.text == "to the pot" }).area
        let other = try #require(drawings.first { $0.kind == .sprite(.cook(seat: 0, facing: .south)) }).area
        #expect(bubble.shared(with: other) < 0.05 * other.width * other.height)
    }
}
