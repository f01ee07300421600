import Agents
import Episodes
import Kitchen
import Testing

@testable import Window

/// What a seat sees and remembers, and how it is drawn.
@Suite struct SeatMemoryTests {
    private let replay: Replay
    private let pot = Cell(4, 1)

    init() throws { replay = try Replay(Gallery.hiddenEpisode()) }

    /// What a seat has in mind after so many ticks.
    private func memory(_ seat: Int, after ticks: Int) -> SeatMemory {
        var memory = SeatMemory(seats: [seat], in: replay.kitchen)
        for state in replay.states.prefix(ticks + 1) { memory.look(at: state) }
        return memory
    }

    @Test func whatWasSeenIsRemembered() {
        let wanted = replay.states[0].recipe?.recipe
        let end = replay.states[9]
        let first = memory(0, after: 9)
        #expect(!first.sees(pot) && first.inMind(end).item(on: pot).ingredients == [.tomato], "the pot as it was when last seen")
        #expect(first.wanted.recipe == wanted && first.wanted == wanted.map(WantedRecipe.seen))
        #expect(first.visible == [0] && first.ghosts == [1] && first.inMind(end).players[1].cell == Cell(5, 1))
        #expect(end.players[1].cell == Cell(7, 1), "where the other really is")
        let second = memory(1, after: 9)
        #expect(second.wanted == wanted.map(WantedRecipe.remembered), "it saw the button while it was lit")
        #expect(second.ghosts == [0] && second.inMind(end).recipe?.buttons == [:])
        #expect(memory(1, after: 6).wanted == wanted.map(WantedRecipe.seen))
    }

    @Test func nothingIsKnownThatWasNeverSeen() {
        let start = memory(1, after: 0)
        #expect(start.wanted == .unknown && start.inMind(replay.states[0]).recipe == nil)
        #expect(start.visible == [1] && start.ghosts == [])
        #expect(start.inMind(replay.states[0]).players[0].cell != replay.states[0].players[0].cell)
    }

    @Test func aCookIsForgottenWhereItIsSeenToBeGone() throws {
        var memory = SeatMemory(seats: [0], in: replay.kitchen)
        var state = replay.states[0]
        state.players[1].cell = Cell(3, 3)
        memory.look(at: state)
        #expect(memory.visible == [0, 1])
        state.players[1].cell = Cell(6, 3)
        memory.look(at: state)
        #expect(memory.visible == [0] && memory.ghosts == [], "its place is in view, and it is not there")
    }

    @Test func twoAtOneKeyboardSeeWhatEitherSees() {
        var memory = SeatMemory(seats: [0, 1], in: replay.kitchen)
        memory.look(at: replay.states[0])
        #expect(memory.visible == [0, 1] && memory.wanted != .unknown)
        #expect(memory.sees(Cell(0, 0)) && memory.sees(Cell(8, 4)) && !memory.sees(Cell(8, 0)))
    }

    // MARK: Drawing

    private func drawings(_ view: ReplayView, at time: Double, from seat: Int?) throws -> [Sprite] {
        let offscreen = try OffscreenCanvas(width: 640, height: 360)
        offscreen.canvas.drawings = []
        offscreen.canvas.begin(Palette.night)
        let scene = view.scene(at: time, clock: 0, withExplanations: false, from: seat)
        KitchenPainter(scene, on: offscreen.canvas, in: offscreen.canvas.bounds).paint()
        return (offscreen.canvas.drawings ?? []).compactMap { drawing -> Sprite? in
            guard case .sprite(let sprite) = drawing.kind else { return nil }
            return sprite
        }
    }

    private func view() throws -> ReplayView {
        var view = try ReplayView(Gallery.hiddenEpisode(), names: ["one", "two"])
        for seat in view.viewers { view.look(from: seat) }
        return view
    }

    private func seats(_ sprites: [Sprite]) -> Set<Int> {
        Set(
            sprites.compactMap { sprite -> Int? in
                guard case .cook(let seat, facing: _) = sprite else { return nil }
                return seat
            })
    }

    private func isLit(_ sprites: [Sprite]) -> Bool {
        sprites.contains { sprite -> Bool in
            guard case .button(_, lit: true, front: _) = sprite else { return false }
            return true
        }
    }

    @Test func aSeatIsShownNoMoreThanItKnows() throws {
        let view = try view()
        #expect(view.viewers == 0..<2)
        #expect(try seats(drawings(view, at: 0, from: nil)) == [0, 1])
        #expect(try seats(drawings(view, at: 0, from: 1)) == [1], "the other cook was never seen")
        #expect(try seats(drawings(view, at: 9, from: 1)) == [0, 1], "it is drawn where it was last seen")
        #expect(try !isLit(drawings(view, at: 4.5, from: nil)) && isLit(drawings(view, at: 7, from: 1)))
        #expect(try isLit(drawings(view, at: 9, from: nil)) && !isLit(drawings(view, at: 9, from: 1)))
        let shown = try drawings(view, at: 0, from: 1).contains(.indicator([], front: false))
        #expect(shown, "what the board says is not known")
    }

    @Test func thePanelSaysWhatTheSeatKnows() throws {
        let view = try view()
        let all = view.panel(at: 9, withExplanations: false)
        let seat = view.panel(at: 9, withExplanations: false, from: 1)
        #expect(all.wanted == replay.states[9].recipe.map { WantedRecipe.seen($0.recipe) })
        #expect(view.panel(at: 0, withExplanations: false, from: 1).wanted == .unknown)
        #expect(all.score == -RecipeRules.buttonCost, "the button's price counts")
        #expect(seat.subtitle == "what seat 2 sees" && seat.cooks[0].note == "out of sight" && all.cooks[0].note != "out of sight")
    }

    @Test func aKeyGoesFromViewToView() throws {
        let context = WindowContext(keys: .standard, log: nil)
        let screen = ReplayScreen(try ReplayView(Gallery.hiddenEpisode(), names: ["one", "two"]), from: 4, context: context)
        let offscreen = try OffscreenCanvas(width: 640, height: 360)
        var pictures: [[UInt8]] = []
        for _ in 0..<4 {
            screen.draw(on: offscreen.canvas, now: 0)
            pictures.append(offscreen.bitmap.bytes)
            _ = screen.handle(.key("V", isDown: true, isRepeat: false), now: 0)
        }
        #expect(pictures[0] == pictures[3] && Set(pictures).count == 3)
    }

    @Test func whoPlaysIsShownItsView() throws {
        var setup = PlaySession.Setup(kitchen: replay.kitchen)
        setup.people = [1]
        let session = try PlaySession(setup, partners: [:])
        #expect(session.wanted == .unknown && session.known.recipe == nil && session.sight?.visible == [1])
        setup.people = []
        #expect(try PlaySession(setup, partners: [:]).sight == nil, "who watches sees it all")
    }

    @Test func filmsOfASeatNeedOneThatHidesSomething() throws {
        let film = try Film(view(), from: 1, width: 320, height: 180)
        #expect(film.count == 9)
        #expect(throws: WindowError.self) { try Film(view(), from: 2, width: 320, height: 180) }
    }

    // MARK: Ingredients

    @Test func ingredientsDifferInColourAndShape() throws {
        for (index, one) in Ingredient.allCases.enumerated() {
            for other in Ingredient.allCases[(index + 1)...] {
                let (a, b) = (ItemPictures.broth([one]), ItemPictures.broth([other]))
                let apart = max(abs(Int(a.red) - Int(b.red)), abs(Int(a.green) - Int(b.green)), abs(Int(a.blue) - Int(b.blue)))
                #expect(apart >= 30, "\(one) and \(other)")
            }
        }
        let canvas = try OffscreenCanvas(width: 64, height: 64)
        let pictures = Ingredient.allCases.map { ingredient -> [Bool] in
            canvas.canvas.begin(Palette.night)
            canvas.canvas.draw(.ingredient(ingredient), in: canvas.canvas.bounds)
            let bytes = canvas.bitmap.bytes
            return (0..<64 * 64).map { bytes[$0 * 4] != Palette.night.red || bytes[$0 * 4 + 1] != Palette.night.green }
        }
        for (index, one) in pictures.enumerated() {
            for other in pictures[(index + 1)...] {
                let differing = zip(one, other).count { $0 != $1 }
                #expect(differing > 64 * 64 / 40, "outlines differ in more than a fortieth of the picture")
            }
        }
    }
}
