import Agents
import Episodes
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Window

/// What is drawn, as rectangles: nothing overlaps, nothing leaves its place, over all maps and window sizes.
@Suite struct LayoutTests {
    private static let sizes = [(1280, 720), (1024, 768), (640, 480), (480, 320), (1920, 1080)]

    private static let told = Explanation(
        intention: "puts an onion into the pot at (3, 0), which is the one that lacks it most of all the pots in this kitchen",
        reason: "looking ahead its value is 123.4; second best: takes a dish from (0, 2), 101.7, unless somebody else was quicker",
        beliefs: (0..<4).map { .init(seat: $0, what: "takes an onion from the dispenser at (0, 3)", probability: 0.9 - 0.2 * Double($0)) },
        path: [[1, 1], [2, 1]], wish: "that player 2 takes a dish from (0, 2) and waits at the counter at (2, 2)")

    private func panel(_ layout: Layout, cooks: Int, thoughts: Int, details: Bool) throws -> SidePanel {
        let kitchen = try (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
        let names = ["You", "Cook who learned from people's play", "Helper 3", "Planner"]
        var panel = SidePanel(
            kitchenName: KitchenNames.title(layout.name), subtitle: "old dynamics, 150 ms a tick", book: kitchen.book,
            plain: PlainWords(layout), score: 12345, tick: 1234, horizon: 4000, secondsLeft: 599, lateTicks: details ? 12 : 0,
            cooks: (0..<cooks).map {
                .init(
                    name: names[$0], note: "Does the nearest useful thing and steps around you.", held: .onion,
                    waiting: [.north, .interact], isLate: $0 == 1)
            },
            deliveries: [])
        panel.thoughts = thoughts == 0 ? nil : Dictionary(uniqueKeysWithValues: (0..<thoughts).map { ($0, .told(Self.told)) })
        panel.showsDetails = details
        panel.keys = [("Tab", "explain"), ("P", "pause"), ("R", "hold: again"), ("Escape", "leave")]
        return panel
    }

    /// What is wrong with the texts that were drawn, in words.
    private func faults(_ drawings: [Drawing], within place: Rect) -> [String] {
        let texts = drawings.filter { $0.text != nil }
        var faults: [String] = []
        for (index, drawing) in texts.enumerated() {
            let area = drawing.area
            if area.x < place.x - 1 || area.maxX > place.maxX + 1 || area.y < place.y - 1 || area.maxY > place.maxY + 1 {
                faults.append("'\(drawing.text ?? "")' leaves its place")
            }
            for other in texts[..<index] where area.overlaps(other.area, slack: 1.5) {
                faults.append("'\(drawing.text ?? "")' is over '\(other.text ?? "")'")
            }
        }
        return faults
    }

    @Test(arguments: sizes) func panelsLayOutInTheSpaceThereIs(_ size: (width: Int, height: Int)) throws {
        let offscreen = try OffscreenCanvas(width: size.width, height: size.height)
        let canvas = offscreen.canvas
        defer { withExtendedLifetime(offscreen) {} }
        let library = MapLibrary(folder: Checkout.path("Maps"))
        for map in try library.names() {
            let layout = try library.layout(map)
            for (cooks, thoughts, details) in [
                (1, 0, false), (2, 0, false), (2, 1, false), (2, 2, true), (3, 3, false), (4, 4, true), (4, 3, false),
            ] {
                canvas.begin(Palette.night)
                canvas.drawings = []
                let (_, side) = GameScreen.areas(canvas)
                try panel(layout, cooks: cooks, thoughts: thoughts, details: details).paint(on: canvas, in: side)
                let drawings = canvas.drawings ?? []
                #expect(faults(drawings, within: side).isEmpty, "\(map), \(cooks) cooks, \(thoughts) thoughts, \(size)")
                let texts = drawings.compactMap(\.text).joined(separator: "\n")
                for thought in 0..<thoughts {
                    let intention = details ? "Puts an onion into the pot" : "Puts an onion into the"
                    #expect(texts.components(separatedBy: intention).count > thought, "\(map): a thought is missing at \(size)")
                }
                #expect(drawings.contains { $0.kind == .sprite(.ingredient(.onion)) && $0.area.width > 8 }, "what is held is in the panel")
            }
        }
    }

    /// The card before the first tick lies beside the kitchen, not on it.
    @Test(arguments: sizes) func theReadyCardHidesNoCell(_ size: (width: Int, height: Int)) throws {
        let offscreen = try OffscreenCanvas(width: size.width, height: size.height)
        let canvas = offscreen.canvas
        defer { withExtendedLifetime(offscreen) {} }
        let library = MapLibrary(folder: Checkout.path("Maps"))
        let agents = try AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self])).agents(["stay"])
        for map in try library.names() {
            let layout = try library.layout(map)
            let kitchen = try (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
            let players = layout.starts.indices.map { $0 == 0 ? nil : agents[0] }
            let plan = GamePlan(kitchen: kitchen, players: players, seed: 1)
            var setup = plan.setup
            setup.waitsForPeople = true
            let screen = GameScreen(plan, session: try PlaySession(setup, partners: [:]), context: WindowContext(keys: .standard, log: nil))
            _ = screen.update(now: 0)
            canvas.drawings = []
            screen.draw(on: canvas, now: 0)
            // The first frame makes pictures for later ones.
            canvas.drawings = []
            screen.draw(on: canvas, now: 0)
            let drawings = canvas.drawings ?? []
            let texts = drawings.filter { $0.text != nil }
            let ready = try #require(texts.first { $0.text == "Ready? Press any key" })
            let cells = drawings.filter { drawing in
                switch drawing.kind {
                case .sprite(.counter), .sprite(.dispenser), .sprite(.serving), .sprite(.cook): true
                default: false
                }
            }
            #expect(cells.allSatisfy { !$0.area.overlaps(ready.area) }, "\(map) at \(size)")
            let stage = GameScreen.areas(canvas).stage
            let card = Rect(stage.x, ready.area.y, stage.width, stage.maxY - ready.area.y)
            // The card's own signs are in it: a kitchen's cells are larger or above.
            let kitchenCells = cells.filter { $0.area.midY < ready.area.y }
            #expect(
                kitchenCells.count >= layout.starts.count && kitchenCells.allSatisfy { !$0.area.overlaps(card, slack: 1) },
                "\(map) at \(size)")
            #expect(screen.title.hasSuffix("waiting for you"))
            _ = screen.handle(.key("F3", isDown: true, isRepeat: false), now: 1)
            #expect(screen.title.hasSuffix("about to begin"))
        }
    }

    @Test(arguments: sizes) func menusLayOutInTheSpaceThereIs(_ size: (width: Int, height: Int)) throws {
        let offscreen = try OffscreenCanvas(width: size.width, height: size.height)
        let canvas = offscreen.canvas
        defer { withExtendedLifetime(offscreen) {} }
        let library = MapLibrary(folder: Checkout.path("Maps"))
        let agents = try AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self, GreedyKind.self]))
            .agents(["greedy", "stay"])
        let context = WindowContext(keys: KeyBindings.sets[3].keys, log: nil)
        let layouts = try library.names().map(library.layout)
        for kitchen in ["cramped_room", "multiplayer_schelling", "marshmallow_experiment_coordination"] {
            let menu = MenuScreen(MenuModel(layouts: layouts, agents: agents, start: .init(kitchen: kitchen)), context: context)
            let list = try #require(Self.shown(menu.handle(.text("c"), now: 0)))
            let keys = KeysScreen(context) { .stay }
            for screen in [menu, list, keys] as [any Screen] {
                canvas.drawings = []
                screen.draw(on: canvas, now: 0)
                #expect(faults(canvas.drawings ?? [], within: canvas.bounds).isEmpty, "\(screen.title), \(kitchen), \(size)")
            }
        }
    }

    private static func shown(_ step: Step) -> (any Screen)? {
        guard case .show(let screen) = step else { return nil }
        return screen
    }

    private final class Thinker: PartnerSource {
        let readiness = PartnerReadiness.ready
        var reply: PartnerAnswer?
        func ask(_ game: KitchenGame, heard: [HeardMessage], withExplanation: Bool) {}
        func answer(tick: Int) -> PartnerAnswer? { reply?.tick == tick ? reply : nil }
    }

    /// From the first press of Tab on the panel knows who is there: thinking, then what it said, or that it says nothing.
    @Test func theFirstTabNamesThePartner() throws {
        let offscreen = try OffscreenCanvas(width: 1280, height: 720)
        let canvas = offscreen.canvas
        defer { withExtendedLifetime(offscreen) {} }
        let kitchen = try Kitchen(MapLibrary.standard.layout("cramped_room"), dynamics: .old)
        let agents = try AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([GreedyKind.self])).agents(["greedy"])
        let plan = GamePlan(kitchen: kitchen, players: [nil, agents[0]], seed: 1)
        var setup = plan.setup
        setup.countdown = 0
        let partner = Thinker()
        let screen = GameScreen(
            plan, session: try PlaySession(setup, partners: [1: partner]), context: WindowContext(keys: .standard, log: nil))
        for now in [0.0, 0.01] { _ = screen.update(now: now) }
        func shows(_ text: String, at now: Double) -> Bool {
            _ = screen.update(now: now)
            canvas.drawings = []
            screen.draw(on: canvas, now: now)
            return canvas.drawings?.contains { $0.text == text } ?? false
        }
        _ = screen.handle(.key("Tab", isDown: true, isRepeat: false), now: 0.02)
        #expect(shows("is thinking …", at: 0.03))
        #expect(shows("is thinking …", at: 0.2), "the question of that tick was asked before")
        partner.reply = PartnerAnswer(tick: 1, decision: Decision(.stay), explanation: nil)
        #expect(shows("plays without explaining itself", at: 0.4))
        let told = Explanation(intention: "brings an ingredient to the pot at (2, 0)", reason: "its value is 40")
        partner.reply = PartnerAnswer(tick: 2, decision: Decision(.stay), explanation: told)
        #expect(shows("Brings an ingredient to the pot", at: 0.6))
        #expect(shows("to the pot", at: 0.61) && !shows("because its value is 40", at: 0.62))
        _ = screen.handle(.key("Tab", isDown: true, isRepeat: false), now: 0.63)
        #expect(shows("because its value is 40", at: 0.64))
    }

    /// A slow game says so while it is played.
    @Test func lateTicksAreSaid() throws {
        let offscreen = try OffscreenCanvas(width: 640, height: 360)
        let canvas = offscreen.canvas
        defer { withExtendedLifetime(offscreen) {} }
        canvas.begin(Palette.night)
        canvas.drawings = []
        try panel(MapLibrary.standard.layout("cramped_room"), cooks: 2, thoughts: 1, details: true)
            .paint(on: canvas, in: GameScreen.areas(canvas).side)
        #expect(canvas.drawings?.contains { $0.text?.hasPrefix("12 ticks late") == true } == true)
    }
}
