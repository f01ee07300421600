import Agents
import Foundation
import Kitchen

/// A game being played.
final class GameScreen: Screen {
    private let plan: GamePlan
    private let context: WindowContext
    var session: PlaySession
    private let partners: [Int: Partner]
    private var dialogue: Dialogue?
    private var showsExplanations = false
    private var isSaved = false
    private var isStopped = false
    /// What the agents had left to say when they were let go.
    private var ends: [Int: EpisodeEnd] = [:]

    /// What lies over the game and waits for an answer.
    private struct Dialogue {
        enum Kind { case pause, leave, failed(String) }
        let kind: Kind
        var choices: Choices
    }

    init(_ plan: GamePlan, context: WindowContext) throws {
        self.plan = plan
        self.context = context
        partners = plan.partners()
        session = try PlaySession(plan.setup, partners: partners)
        showsExplanations = plan.people.isEmpty
        session.wantsExplanations = showsExplanations
    }

    /// A page for a session that someone else has prepared.
    init(_ plan: GamePlan, session: PlaySession, context: WindowContext) {
        self.plan = plan
        self.context = context
        self.session = session
        partners = [:]
    }

    var title: String {
        let place = "Brigade: \(plan.kitchen.layout.name)"
        switch session.phase {
        case .preparing: return "\(place), getting ready"
        case .countdown: return "\(place), about to begin"
        case .paused: return "\(place), paused at tick \(session.game.timestep), score \(KitchenScene.number(session.score))"
        case .failed: return "\(place), cannot be played"
        case .running, .over: return "\(place), score \(KitchenScene.number(session.score))"
        }
    }

    // MARK: Events

    func handle(_ event: InputEvent, now: Double) -> Step {
        if dialogue != nil, event != .focusLost { return answer(event, now: now) }
        switch event {
        case .key(let key, let isDown, let isRepeat): return isRepeat ? .stay : self.key(key, isDown: isDown, now: now)
        case .pad(let pad, let button, let isDown): return self.pad(pad, button, isDown: isDown, now: now)
        case .focusLost:
            session.releaseAll()
            if dialogue == nil, !plan.people.isEmpty { pause(now: now) }
        default: break
        }
        return .stay
    }

    private func key(_ key: String, isDown: Bool, now: Double) -> Step {
        if let (person, action) = context.keys.action(key, people: plan.people.count), plan.people.indices.contains(person) {
            act(person, action, isDown: isDown)
        } else if isDown, let command = context.keys.command(key) {
            return run(command, now: now)
        } else if isDown, key == "M" {
            context.sounds?.toggle()
        }
        return .stay
    }

    private func act(_ person: Int, _ action: Action, isDown: Bool) {
        let seat = plan.people[person]
        if isDown { session.press(action, seat: seat) } else { session.release(action, seat: seat) }
    }

    private func pad(_ pad: Int, _ button: PadButton, isDown: Bool, now: Double) -> Step {
        let moves: [PadButton: Action] = [.up: .north, .down: .south, .left: .west, .right: .east, .a: .interact]
        if let action = moves[button] {
            guard !plan.people.isEmpty else { return .stay }
            act(min(pad, plan.people.count - 1), action, isDown: isDown)
        } else if isDown {
            let commands: [PadButton: KeyBindings.Command] = [.y: .explanation, .start: .pause, .back: .leave]
            if let command = commands[button] { return run(command, now: now) }
        }
        return .stay
    }

    private func run(_ command: KeyBindings.Command, now: Double) -> Step {
        guard plan.commands.contains(command) else { return .stay }
        switch command {
        case .explanation:
            showsExplanations.toggle()
            session.wantsExplanations = showsExplanations
        case .pause: pause(now: now)
        case .restart: return restart()
        case .leave:
            session.pause(now: now)
            dialogue = Dialogue(kind: .leave, choices: Choices([.init("Play on", key: "Escape"), .init("Leave", key: "L")]))
        }
        return .stay
    }

    private func pause(now: Double) {
        session.pause(now: now)
        guard session.phase == .paused else { return }
        var choices: [Choices.Choice] = [.init("Play on", key: context.keys.name(.pause))]
        if plan.commands.contains(.restart) { choices.append(.init("Start again", key: context.keys.name(.restart))) }
        dialogue = Dialogue(kind: .pause, choices: Choices(choices + [.init("Leave", key: "L")]))
    }

    private func restart() -> Step {
        do { return .show(try GameScreen(plan.again, context: context)) } catch { return .show(NoticeScreen(error, context: context)) }
    }

    private func answer(_ event: InputEvent, now: Double) -> Step {
        guard let kind = dialogue?.kind else { return .stay }
        var chosen = dialogue?.choices.handle(event)
        // Escape is never an accident's way out: it closes the question that it opened.
        if case .key("Escape", isDown: true, _) = event, chosen == nil { chosen = 0 }
        guard let chosen else { return .stay }
        let last = (dialogue?.choices.choices.count ?? 0) - 1
        switch kind {
        case .pause where chosen == 1 && last > 1: return restart()
        case .pause where chosen == last, .leave where chosen == last, .failed: return context.afterGame(nil)
        default:
            dialogue = nil
            session.resume(now: now)
            return .stay
        }
    }

    // MARK: Time

    func update(now: Double) -> Step {
        if session.update(now: now) { context.sounds?.play(session.sounds) }
        if case .failed(let seat, let reason) = session.phase, dialogue == nil {
            dialogue = Dialogue(kind: .failed("\(plan.name(seat)) cannot play here: \(reason)"), choices: Choices([.init("Back")]))
        }
        guard session.phase == .over else { return .stay }
        // Read before this game is among them.
        let standing = context.standing(of: plan)
        save()
        return context.afterGame(record, standing)
    }

    func finish() {
        save()
        stopPartners()
    }

    /// Short enough that the game is kept also where the program was asked to end.
    private static let patience = 1.0

    /// Once: who has not ended by then is not waited for again.
    private func stopPartners() {
        guard !isStopped else { return }
        isStopped = true
        for partner in partners.values { partner.beginStopping() }
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        ends = partners.mapValues { $0.stop(by: deadline) }
    }

    /// What has been played so far.
    var record: GameRecord { GameRecord(plan: plan, episode: session.episode(ends: ends)) }

    /// Keeps what was played; once, and only if something was.
    private func save() {
        guard !isSaved && session.ownTicks > 0 else { return }
        isSaved = true
        // What they still have open, such as a question to a language model, ends with the game.
        stopPartners()
        context.save(record)
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        let (stage, side) = Self.areas(canvas)
        let painter = KitchenPainter(scene(now: now), on: canvas, in: stage)
        painter.paint()
        panel.paint(on: canvas, in: side)
        switch session.phase {
        case .preparing: paintBanner(canvas, stage, "Getting ready", "The agents are thinking the kitchen over")
        case .countdown: paintCountdown(canvas, painter, stage, now: now)
        default: break
        }
        guard var dialogue else { return }
        canvas.dim()
        let (heading, text) = words(dialogue.kind)
        let height = (150 + 52 * Double(dialogue.choices.choices.count)) * u
        var inside = canvas.dialogue(width: 460 * u, height: height)
        canvas.text(heading, in: inside.takeTop(34 * u), TextStyle(26 * u, bold: true), .centre)
        canvas.paragraph(text, in: inside.takeTop(64 * u).moved(0, 6 * u), TextStyle(15 * u, Palette.inkSoft), .centre)
        _ = dialogue.choices.draw(on: canvas, in: inside)
        self.dialogue = dialogue
    }

    /// The kitchen's part of the window and the panel's.
    static func areas(_ canvas: Canvas) -> (stage: Rect, side: Rect) {
        let u = canvas.unit
        var rest = canvas.bounds.inset(20 * u)
        let side = rest.takeRight(min(rest.width * 0.42, 350 * u))
        _ = rest.takeRight(20 * u)
        return (rest, side)
    }

    private func words(_ kind: Dialogue.Kind) -> (String, String) {
        switch kind {
        case .pause: ("Paused", "Tick \(session.game.timestep) of \(plan.horizon), \(KitchenScene.number(session.score)) points")
        case .leave: ("Leave this game?", "What was played so far is kept as an unfinished game.")
        case .failed(let reason): ("This cannot be played", reason)
        }
    }

    private func scene(now: Double) -> KitchenScene {
        var scene = KitchenScene(plan.kitchen, at: session.after)
        scene.before = session.before
        scene.actions = session.latest.map(\.action)
        scene.progress = session.progress(now: now)
        scene.clock = now
        let time = Double(session.game.timestep) - 1 + scene.progress
        scene.popups = KitchenScene.popups(session.deliveries, time: time, length: 1.2 / session.setup.tickLength)
        if showsExplanations { scene.explanations = session.explanations }
        if session.phase == .countdown {
            // Who is who, before it begins.
            scene.words = Dictionary(uniqueKeysWithValues: plan.players.indices.map { ($0, plan.name($0)) })
            return scene
        }
        scene.words = session.words.filter { session.game.timestep - $0.value.tick < 20 }.mapValues(\.text)
        return scene
    }

    private var panel: SidePanel {
        let cooks = plan.players.indices.map { seat -> SidePanel.Cook in
            let person = plan.people.firstIndex(of: seat)
            return SidePanel.Cook(
                name: plan.name(seat), note: person.map(keys) ?? plan.note(seat), waiting: session.waiting(seat: seat),
                isLate: session.latest.indices.contains(seat) && session.latest[seat].fault == .late)
        }
        var panel = SidePanel(
            kitchenName: plan.kitchen.layout.name, subtitle: plan.subtitle, book: plan.kitchen.book, score: session.score,
            tick: session.game.timestep, horizon: plan.horizon,
            secondsLeft: Double(session.ticksLeft) * session.setup.tickLength, cooks: cooks, deliveries: session.deliveries)
        panel.explanations = showsExplanations ? session.explanations : nil
        let commands: [(KeyBindings.Command, String)] = [
            (.explanation, "explain"), (.pause, "pause"), (.restart, "restart"), (.leave, "leave"),
        ]
        panel.keys = commands.filter { plan.commands.contains($0.0) }.map { (context.keys.name($0.0), $0.1) }
        if let sounds = context.sounds { panel.keys.append(("M", sounds.isMuted ? "sound on" : "mute")) }
        return panel
    }

    private func keys(_ person: Int) -> String {
        if plan.people.count > 1 { return context.keys.summary(person: person) }
        return context.keys.summary(person: 1) + "  or  " + context.keys.summary(person: 0)
    }

    private func paintBanner(_ canvas: Canvas, _ stage: Rect, _ heading: String, _ text: String) {
        let u = canvas.unit
        let box = Rect(stage.midX - 210 * u, stage.midY - 48 * u, 420 * u, 96 * u)
        canvas.box(box, radius: 12 * u, width: 2 * u, Palette.line, Palette.card)
        var inside = box.inset(16 * u, 14 * u)
        canvas.text(heading, in: inside.takeTop(36 * u), TextStyle(26 * u, bold: true), .centre)
        canvas.text(text, in: inside, TextStyle(15 * u, Palette.inkSoft), .centre)
    }

    /// What to do, while the first tick is awaited.
    private func paintCountdown(_ canvas: Canvas, _ painter: KitchenPainter, _ stage: Rect, now: Double) {
        let u = canvas.unit
        let tops = [stage.maxY - 152 * u, stage.y + 4 * u, stage.midY - 74 * u]
        let box = painter.clearest(tops.map { Rect(stage.midX - 250 * u, $0, 500 * u, 148 * u) })
        canvas.box(box, radius: 12 * u, width: 2 * u, Palette.line, Palette.card.faded(0.96))
        var inside = box.inset(20 * u, 14 * u)
        let left = session.countdownLeft(now: now) / session.setup.countdown
        let heading = plan.people.isEmpty ? "Watch" : left > 0.66 ? "Ready" : left > 0.33 ? "Set" : "Cook!"
        canvas.text(heading, in: inside.takeTop(40 * u), TextStyle(30 * u, bold: true, Palette.yellow), .centre)
        let order = plan.kitchen.book.recipes.first(where: plan.kitchen.book.orders.contains) ?? Recipe(onions: 3, tomatoes: 0)
        let signs: [Sprite] =
            order.ingredients.map { $0 == .onion ? .onion : .tomato }
            + [
                .arrow(.east, Palette.inkSoft), .pot(order.ingredients, lit: true, front: false), .arrow(.east, Palette.inkSoft), .dish,
                .arrow(.east, Palette.inkSoft), .serving(front: false),
            ]
        let size = min(44 * u, inside.width / Double(signs.count) - 6 * u)
        var x = inside.midX - (size + 6 * u) * Double(signs.count) / 2
        let row = inside.takeTop(56 * u)
        for sign in signs {
            canvas.draw(sign, in: Rect(around: x + size / 2, row.midY, size: size))
            x += size + 6 * u
        }
        let start = plan.kitchen.dynamics == .new ? "touch the full pot with empty hands to cook it" : "a full pot cooks by itself"
        canvas.text(start, in: inside, TextStyle(14 * u, Palette.inkSoft), .centre)
    }
}

extension GamePlan {
    /// A line about an agent that sits on `seat`; none for one that plays under another name.
    func note(_ seat: Int) -> String { aliases[seat] == nil ? players[seat]?.description ?? "" : "your partner" }

    var subtitle: String { "\(kitchen.dynamics) dynamics, \(tickMilliseconds) ms a tick" }
}
