import Agents
import Basics
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Window

/// The lesson's steps lead to its goals, in many kitchens, also after wrong turns.
@Suite struct LessonTests {
    private static func kitchen(_ map: String, _ dynamics: Dynamics) throws -> Kitchen {
        try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout(map), dynamics: dynamics)
    }

    private func agent(_ name: String) throws -> any Agent {
        try AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([GreedyKind.self, StayKind.self])).agents([name])[0]
            .makeAgent()
    }

    /// Someone who does what the lesson says, after `mess` ticks of doing anything.
    /// - Returns: the lesson at the end, and every text that it showed, each once, in order.
    private func follow(
        _ chapter: LessonChapter, _ kitchen: Kitchen, mess: Int = 0, ticks: Int = 600
    ) throws -> (run: LessonRun, texts: [String], game: KitchenGame) {
        var recorder = try EpisodeRecorder(kitchen, horizon: 10_000, seed: 1)
        var run = LessonRun(chapter, kitchen, now: 0)
        var others: [Int: any Agent] = [:]
        for seat in 0..<kitchen.players where seat != chapter.seat {
            var other = try agent(chapter.partner)
            try other.begin(EpisodeContext(kitchen: kitchen, seat: seat, seed: 1, horizon: 10_000))
            others[seat] = other
        }
        var random = RandomStream(UInt64(mess))
        var texts: [String] = []
        for tick in 0..<mess + ticks {
            let moment = LessonMoment(
                game: recorder.game, seat: chapter.seat, figures: recorder.figures[chapter.seat], soups: recorder.deliveries.count)
            if tick >= mess { run.update(moment, now: Double(tick)) }
            if run.isDone { break }
            if tick >= mess, texts.last != run.step.text { texts.append(run.step.text) }
            let own = tick < mess ? Action(rawValue: UInt8(random.next() % 6)) ?? .stay : run.nextAction(recorder.game) ?? .stay
            var joint = Array(repeating: Action.stay, count: kitchen.players)
            for seat in others.keys.sorted() { joint[seat] = others[seat]?.act(recorder.game).action ?? .stay }
            joint[chapter.seat] = own
            try recorder.step(joint)
        }
        for var other in others.values { other.close() }
        return (run, texts, recorder.game)
    }

    private func chapter(_ kitchen: Kitchen, partner: String = "stay", seat: Int = 0) -> LessonChapter {
        LessonChapter.alone(in: kitchen, seat: seat, partner: partner)
    }

    @Test func theFirstPartLeadsToASoup() throws {
        let kitchen = try Self.kitchen("cramped_room_single", .old)
        let found = try follow(LessonChapter.standard[0], kitchen)
        let isDone = found.run.isDone
        #expect(isDone)
        #expect(
            found.texts.prefix(7) == [
                "Walk to the marked place.", "Go there and turn to it: walk against it.", "Take an onion.",
                "Put the onion into the pot: it will hold 1 of 3.", "Take an onion.", "Put the onion into the pot: it will hold 2 of 3.",
                "Take an onion.",
            ], "\(found.texts)")
        #expect(found.texts.contains("Take a dish.") && found.texts.last == "Bring the soup to the bell.")
        #expect(found.texts.contains("Take the soup out of the pot with the dish."))
    }

    @Test func eachPartOfTheLessonIsReached() throws {
        for chapter in LessonChapter.standard {
            let found = try follow(chapter, Self.kitchen(chapter.kitchen, .old))
            let isDone = found.run.isDone
            #expect(isDone, "\(chapter.title): \(found.texts)")
        }
    }

    @Test func thePassingPartSaysToPass() throws {
        let chapter = LessonChapter.standard[1]
        let found = try follow(chapter, Self.kitchen(chapter.kitchen, .old))
        #expect(found.texts.contains("Put the onion on the counter, for your partner."), "\(found.texts)")
    }

    @Test func startingAPotIsTaught() throws {
        let kitchen = try Self.kitchen("cramped_room_single", .new)
        let found = try follow(chapter(kitchen), kitchen)
        let isDone = found.run.isDone
        #expect(isDone && found.texts.contains("The pot is full: touch it with empty hands, so that it cooks."), "\(found.texts)")
    }

    @Test(
        arguments: [
            "cramped_room", "coordination_ring", "counter_circuit_o_1order", "asymmetric_advantages", "simple_tomato", "five_by_five",
        ],
        Dynamics.allCases)
    func itLeadsToASoupInOtherKitchens(_ map: String, _ dynamics: Dynamics) throws {
        let kitchen = try Self.kitchen(map, dynamics)
        // A partner who stands in the only way helps nobody.
        let found = try follow(chapter(kitchen, partner: map.hasPrefix("co") ? "greedy" : "stay"), kitchen, ticks: 400)
        let isDone = found.run.isDone
        #expect(isDone, "\(found.texts.suffix(8))")
    }

    /// After a minute of pressing anything the arrow knows what makes sense, and what is in the way is put aside.
    @Test(arguments: [40, 150, 300]) func wrongTurnsAreAnswered(_ mess: Int) throws {
        for (map, dynamics) in [("cramped_room_single", Dynamics.old), ("cramped_room_single", .new), ("coordination_ring", .old)] {
            let kitchen = try Self.kitchen(map, dynamics)
            let found = try follow(chapter(kitchen, partner: "greedy"), kitchen, mess: mess)
            let isDone = found.run.isDone
            #expect(isDone, "\(map) \(dynamics) after \(mess): \(found.texts.suffix(8))")
        }
    }

    /// A pot that was filled otherwise needs no onion.
    @Test func theArrowFollowsWhatMakesSense() throws {
        let kitchen = try Self.kitchen("cramped_room_single", .old)
        let guide = LessonGuide(kitchen, seat: 0)
        func text(_ held: Item, pot: Item?) throws -> String {
            var state = kitchen.start
            state.players[0].held = held
            if let pot { state.objects.append(PlacedItem(cell: kitchen.layout.cells(of: .pot)[0], item: pot)) }
            let game = try KitchenGame(kitchen, from: state)
            return guide.step(LessonMoment(game: game, seat: 0, figures: .init(), soups: 0, hasActivePartner: false)).text
        }
        let soup = try #require(Item(soup: [.onion, .onion, .onion], tick: 3))
        let done = try #require(Item(soup: [.onion, .onion, .onion], tick: 20))
        #expect(try text(.none, pot: nil) == "Take an onion.")
        #expect(try text(.none, pot: soup) == "Take a dish.")
        #expect(try text(.dish, pot: soup) == "Wait at the pot with the dish: the soup needs 17 more ticks.")
        #expect(try text(.dish, pot: done) == "Take the soup out of the pot with the dish.")
        #expect(try text(.onion, pot: done) == "The onion is not needed now: put it on a free counter.")
        #expect(try text(done, pot: nil) == "Bring the soup to the bell.")
    }

    @Test func helpComesAfterSomeSecondsAndWaits() throws {
        let kitchen = try Self.kitchen("cramped_room_single", .old)
        var run = LessonRun(LessonChapter.standard[0], kitchen, now: 10)
        let moment = LessonMoment(game: try KitchenGame(kitchen), seat: 0, figures: .init(), soups: 0)
        run.update(moment, now: 11)
        let begin = 10.0
        #expect(!run.needsHelp(now: begin + LessonRun.patience - 0.1) && run.needsHelp(now: begin + LessonRun.patience))
        run.update(moment, now: 1000)
        #expect(run.needsHelp(now: 1000) && run.done == 0, "it waits as long as it takes")
        #expect(run.nextAction(moment.game) != nil)
    }

    /// The page itself: keys reach the cook, and the title tells the step.
    @Test func thePageWaitsForKeys() throws {
        let library = MapLibrary(folder: Checkout.path("Maps"))
        let agents = AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([GreedyKind.self, StayKind.self]))
        let materials = try LessonMaterials(
            kitchen: { try Kitchen(library.layout($0), dynamics: .old) }, partner: { try agents.agents([$0])[0] })
        let screen = try LessonScreen(materials, context: WindowContext(keys: .standard, log: nil))
        var now = 0.0
        func pass(_ seconds: Double) {
            for _ in 0..<Int(seconds / 0.05) {
                now += 0.05
                _ = screen.update(now: now)
            }
        }
        pass(1)
        #expect(screen.title == "Brigade: lesson 1 of 3, Walk to the marked place.")
        let target = try #require(screen.run.step.target)
        let start = try Self.kitchen("cramped_room_single", .old).start.players[0].cell
        let moves = (
            target.x > start.x ? "Right" : "Left", abs(target.x - start.x), target.y > start.y ? "Down" : "Up", abs(target.y - start.y)
        )
        for key in Array(repeating: moves.0, count: moves.1) + Array(repeating: moves.2, count: moves.3) {
            _ = screen.handle(.key(key, isDown: true, isRepeat: false), now: now)
            _ = screen.handle(.key(key, isDown: false, isRepeat: false), now: now)
            pass(0.3)
        }
        #expect(screen.title == "Brigade: lesson 1 of 3, Go there and turn to it: walk against it.")
        pass(LessonRun.patience + 1)
        #expect(screen.help.contains("next press"))
        guard case .show(let next) = screen.handle(.key("N", isDown: true, isRepeat: false), now: now) else {
            throw WindowError("N leads nowhere")
        }
        #expect(next.title.hasPrefix("Brigade: lesson 2 of 3"))
        next.finish()
        screen.finish()
    }
}
