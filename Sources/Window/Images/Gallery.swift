import Agents
import Foundation
import Kitchen
import Referential

/// The pictures of the documents: every page of the window in a staged game, drawn without a display and the same
/// each time.
public enum Gallery {
    /// Names and PNGs.
    /// - Parameters:
    ///   - layouts: for the menu; the games are on the ones called `cramped_room` and `coordination_ring`.
    ///   - agents: of which `greedy` plays.
    /// - Throws: `WindowError` where there is no font or something to stage is missing.
    public static func pictures(layouts: [Layout], agents: [AgentFile], width: Int = 1280, height: Int = 720) throws -> [(
        name: String, png: Data
    )] {
        try bitmaps(layouts: layouts, agents: agents, width: width, height: height).map { ($0.name, PNG.encode($0.bitmap)) }
    }

    package static func bitmaps(
        layouts: [Layout], agents: [AgentFile], width: Int = 1280, height: Int = 720
    ) throws -> [(name: String, bitmap: Bitmap)] {
        guard let ring = layouts.first(where: { $0.name == "coordination_ring" }) else {
            throw WindowError("the pictures need the kitchen coordination_ring; say where maps are with --maps-folder")
        }
        guard let cook = agents.first(where: { $0.name == "greedy" }) else {
            throw WindowError("the pictures need the agent greedy; say where agents are with --agents-folder")
        }
        let offscreen = try OffscreenCanvas(width: width, height: height)
        let context = WindowContext(keys: .standard, log: nil)
        func drawn(_ screen: any Screen, at now: Double) -> Bitmap {
            screen.draw(on: offscreen.canvas, now: now)
            return offscreen.bitmap
        }
        let plan = GamePlan(kitchen: try Kitchen(ring, dynamics: .old), players: [nil, cook], horizon: 400, seed: 7)
        let staged = try StagedGame(plan, person: cook.kind, context: context)
        let menu = MenuScreen(MenuModel(layouts: layouts, agents: agents), context: context)
        var pictures = [("menu", drawn(menu, at: 0))]
        if case .show(let list) = menu.handle(.text("c"), now: 0) { pictures.append(("kitchens", drawn(list, at: 0))) }
        pictures.append(("keys", drawn(KeysScreen(context) { .stay }, at: 0)))
        pictures.append(("ready", drawn(try ready(plan, context), at: 0)))
        for _ in 0..<46 { _ = staged.tick() }
        pictures.append(("game", drawn(staged.screen, at: staged.now(0.45))))
        _ = staged.screen.handle(.key("Tab", isDown: true, isRepeat: false), now: staged.now(0.5))
        for _ in 0..<54 { _ = staged.tick() }
        pictures.append(("overlay", drawn(staged.screen, at: staged.now(0.45))))
        _ = staged.screen.handle(.key("Tab", isDown: true, isRepeat: false), now: staged.now(0.45))
        pictures.append(("details", drawn(staged.screen, at: staged.now(0.45))))
        _ = staged.screen.handle(.key("P", isDown: true, isRepeat: false), now: staged.now(0.5))
        pictures.append(("pause", drawn(staged.screen, at: staged.now(0.5))))
        _ = staged.screen.handle(.key("P", isDown: true, isRepeat: false), now: staged.now(0.5))
        for _ in 0..<300 { _ = staged.tick() }
        let record = staged.screen.record
        let scores: [Double] = [120, 160, 100, 140, 60, 120, 20, 80]
        let partners = ["greedy", "greedy", "planner", "greedy", "planner", "random", "random", "greedy"]
        let past = zip(scores, partners).map { PastGame(players: [PastGame.human, $1], score: $0) }
        let standing = Standing(past: past, best: PastGame(players: ["planner", "planner"], score: 300))
        pictures.append(("result", drawn(ResultScreen(record, standing, context: context), at: 0)))
        pictures += try replays(record, partner: cook, context) { drawn($0, at: $1) }
        pictures += try views(context) { drawn($0, at: $1) }
        pictures += try talking(context) { drawn($0, at: $1) }
        pictures.append(("referential-round", drawn(try talk(), at: 0)))
        pictures += try names().map { ($0, drawn($1, at: 0)) }
        return pictures
    }

    /// Pages that show a game again, and the lesson.
    private static func replays(
        _ record: GameRecord, partner: AgentFile, _ context: WindowContext, _ drawn: (any Screen, Double) -> Bitmap
    ) throws -> [(String, Bitmap)] {
        let memory = try ExplanationMemory(record.episode, agents: [1: partner.kind])
        memory.wait()
        let replay = ReplayScreen(try ReplayView(record), memory: memory, context: context)
        _ = replay.update(now: 0)
        let compare = CompareScreen(try ReplayView(record), try ReplayView(record), context: context)
        for _ in 0..<10 {
            for screen in [replay, compare] as [any Screen] { _ = screen.handle(.key("PageDown", isDown: true, isRepeat: false), now: 0) }
        }
        let lesson = try LessonScreen(LessonMaterials(in: record.plan.kitchen, seat: 0, partner: partner), context: context)
        defer { lesson.finish() }
        return [("replay", drawn(replay, 0)), ("compare", drawn(compare, 0)), ("lesson", drawn(lesson, 0))]
    }

    /// A person's first game, which waits for a key.
    private static func ready(_ plan: GamePlan, _ context: WindowContext) throws -> GameScreen {
        var setup = plan.setup
        setup.waitsForPeople = true
        let screen = GameScreen(plan, session: try PlaySession(setup, partners: [:]), context: context)
        _ = screen.update(now: 0)
        return screen
    }
}
