import Agents
import Foundation
import Kitchen

/// A game being played.
final class GameScreen: Screen {
    let plan: GamePlan
    private let context: WindowContext
    var session: PlaySession
    private let partners: [Int: Partner]
    private let coach: GameCoach?
    private var dialogue: Dialogue?
    private var detail = ExplanationDetail.none
    var talk = TalkLine()
    /// The stage for which pictures have been made.
    private var preparedSize: Rect?
    /// Since when the key for another start is held.
    private var holdBegin: Double?
    private var isSaved = false
    private var isStopped = false
    /// What the agents had left to say when they were let go.
    private var ends: [Int: EpisodeEnd] = [:]

    /// Seconds that the key for another start must be held, so that nobody loses a game by a slip.
    private static let holdLength = 0.7

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
        coach = Self.coach(plan, context)
        var setup = plan.setup
        setup.waitsForPeople = context.isFirstGame && !plan.people.isEmpty
        session = try PlaySession(setup, partners: partners)
        detail = plan.people.isEmpty ? .plain : .none
        session.wantsExplanations = detail != .none
    }

    /// A page for a session that someone else has prepared.
    init(_ plan: GamePlan, session: PlaySession, context: WindowContext) {
        self.plan = plan
        self.context = context
        self.session = session
        partners = [:]
        coach = Self.coach(plan, context)
    }

    var isLively: Bool {
        switch session.phase {
        case .running, .countdown, .over: dialogue == nil
        case .preparing, .waiting, .paused, .failed: false
        }
    }

    /// The next tick; while agents get ready, the next look whether they are.
    var due: Double? { session.phase == .preparing ? DisplayWindow.now + 0.02 : session.due }

    var title: String {
        let place = "Brigade: \(plan.kitchen.layout.name)"
        switch session.phase {
        case .preparing: return "\(place), getting ready"
        case .waiting: return "\(place), waiting for you"
        case .countdown: return "\(place), about to begin"
        case .paused: return "\(place), paused at tick \(session.game.timestep), score \(KitchenScene.number(session.score))"
        case .failed: return "\(place), cannot be played"
        case .running, .over: return "\(place), score \(KitchenScene.number(session.score))"
        }
    }

    // MARK: Events

    func handle(_ event: InputEvent, now: Double) -> Step {
        if dialogue != nil, event != .focusLost { return answer(event, now: now) }
        if session.phase == .waiting, isGo(event) {
            context.noteFirstGame()
            session.begin(now: now)
            return .stay
        }
        switch event {
        case .text(let text): type(text)
        case .key(let key, isDown: true, _) where talk.typed != nil: typeKey(key)
        case .key(let key, let isDown, let isRepeat): return isRepeat ? .stay : self.key(key, isDown: isDown, now: now)
        case .pad(let pad, let button, let isDown): return self.pad(pad, button, isDown: isDown, now: now)
        case .focusLost:
            session.releaseAll()
            holdBegin = nil
            if dialogue == nil, !plan.people.isEmpty { pause(now: now) }
        default: break
        }
        return .stay
    }

    /// Whether an event says that somebody is ready: any key but those that lead elsewhere, a button, a click.
    private func isGo(_ event: InputEvent) -> Bool {
        switch event {
        case .key(let key, isDown: true, _): context.keys.command(key) == nil
        case .pad(_, let button, isDown: true): button != .back
        case .pointerPressed: true
        default: false
        }
    }

    private func key(_ key: String, isDown: Bool, now: Double) -> Step {
        if let (person, action) = context.keys.action(key, people: plan.people.count), plan.people.indices.contains(person) {
            act(person, action, isDown: isDown)
        } else if let command = context.keys.command(key) {
            if command == .restart {
                holdBegin = isDown && plan.commands.contains(.restart) ? now : nil
            } else if isDown {
                return run(command, now: now)
            }
        } else if isDown, key == "M" {
            context.sounds?.toggle()
        } else if isDown {
            talkKey(key)
        }
        return .stay
    }

    private func act(_ person: Int, _ action: Action, isDown: Bool) {
        let seat = plan.people[person]
        if isDown { session.press(action, seat: seat) } else { session.release(action, seat: seat) }
    }

    private func pad(_ pad: Int, _ button: PadButton, isDown: Bool, now: Double) -> Step {
        if let action = button.action {
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
        holdBegin = nil
        switch command {
        case .explanation:
            detail = detail.next
            session.wantsExplanations = detail != .none
        case .pause: pause(now: now)
        case .restart, .view: break
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
        if let coach, plan.coaching == .chosenByPerson { choices.append(.init("Coach: \(GameCoach.words(coach.level))", key: "C")) }
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
        case .pause where chosen == 1 && plan.commands.contains(.restart): return restart()
        case .pause where chosen == last - 1 && chosen > 0: return changeCoach(now: now)
        case .pause where chosen == last, .leave where chosen == last, .failed: return context.afterGame(nil)
        default:
            dialogue = nil
            session.resume(now: now)
            return .stay
        }
    }

    /// Goes on to the next level; later games begin with it.
    private func changeCoach(now: Double) -> Step {
        guard let coach else { return .stay }
        coach.set(GameCoach.next(after: coach.level))
        context.coachLevel = coach.level
        pause(now: now)
        return .stay
    }

    // MARK: Time

    func update(now: Double) -> Step {
        if session.update(now: now) { context.sounds?.play(session.sounds) }
        coach?.watch(session.game)
        if let holdBegin, now - holdBegin >= Self.holdLength, dialogue == nil { return restart() }
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
        coach?.stop(by: deadline)
    }

    /// The first person's seat.
    var person: Int { plan.people.first ?? 0 }

    /// What has been played so far.
    var record: GameRecord {
        var episode = session.episode(ends: ends)
        episode.add(coach?.notes ?? [])
        return GameRecord(plan: plan, episode: episode)
    }

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
        var (stage, side) = Self.areas(canvas)
        panel.paint(on: canvas, in: side)
        if let card = readyCard(now: now) {
            prepare(canvas, stage, now: now)
            card.paint(on: canvas, in: stage.takeBottom(ReadyCard.height(u)))
            _ = stage.takeBottom(14 * u)
        }
        var scene = scene(now: now)
        if let coach, coach.level != nil {
            let hint = coach.shown(at: session.ticks)
            scene.target = coach.level == .show ? hint?.target : nil
            Self.paintHint(hint, coach, on: canvas, in: stage.takeBottom(Self.hintStripHeight(u)))
        }
        if plan.channel != nil, !plan.people.isEmpty { paintTalk(on: canvas, in: stage.takeBottom(Self.talkStripHeight(u))) }
        KitchenPainter(scene, on: canvas, in: stage).paint()
        paintHold(canvas, stage, now: now)
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

    /// Makes the pictures of the kitchen at its full size before the first tick, which would come late otherwise.
    private func prepare(_ canvas: Canvas, _ stage: Rect, now: Double) {
        guard preparedSize != stage else { return }
        preparedSize = stage
        canvas.clipped(to: Rect(0, 0, 1, 1)) {
            let painter = KitchenPainter(scene(now: now), on: canvas, in: stage)
            painter.paint()
            painter.paintAllItems()
        }
    }

    /// The kitchen's part of the window and the panel's.
    static func areas(_ canvas: Canvas) -> (stage: Rect, side: Rect) {
        let margin = 20 * canvas.unit
        let side = SidePanel.place(canvas, margin: margin)
        var rest = canvas.bounds.inset(margin)
        _ = rest.takeRight(side.width + margin)
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
        var scene = KitchenScene(session, now: now)
        if detail != .none { scene.explanations = session.explanations }
        if [.preparing, .waiting, .countdown].contains(session.phase) {
            // Who is who, before it begins.
            scene.words = Dictionary(uniqueKeysWithValues: plan.players.indices.map { ($0, plan.name($0)) })
            return scene
        }
        guard talk.showsBubbles else { return scene }
        scene.words = session.words.filter { session.game.timestep - $0.value.tick < 20 }.mapValues(\.text)
        return scene
    }

    private var panel: SidePanel {
        let cooks = plan.players.indices.map { seat -> SidePanel.Cook in
            let person = plan.people.firstIndex(of: seat)
            return SidePanel.Cook(
                name: plan.name(seat), note: person.map(keys) ?? plan.note(seat), held: session.known.players[seat].held,
                waiting: session.waiting(seat: seat),
                isLate: session.latest.indices.contains(seat) && session.latest[seat].fault == .late)
        }
        var panel = SidePanel(
            kitchenName: plan.kitchenTitle, subtitle: plan.subtitle, book: plan.kitchen.book,
            wanted: session.wanted, plain: PlainWords(plan.kitchen.layout), score: session.score,
            tick: session.game.timestep, horizon: plan.horizon,
            secondsLeft: Double(session.ticksLeft) * session.setup.tickLength, lateTicks: session.slipped, cooks: cooks,
            deliveries: session.knownDeliveries)
        panel.hidden = plan.hidden
        panel.thoughts = detail == .none ? nil : thoughts
        panel.showsDetails = detail == .full
        let commands: [(KeyBindings.Command, String)] = [
            (.explanation, detail.verb), (.pause, "pause"), (.restart, "hold: again"), (.leave, "leave"),
        ]
        panel.keys = commands.filter { plan.commands.contains($0.0) }.map { (context.keys.label($0.0), $0.1) }
        if plan.channel != nil, !plan.people.isEmpty { panel.keys += talkKeys }
        if let sounds = context.sounds { panel.keys.append(("M", sounds.isMuted ? "sound on" : "mute")) }
        return panel
    }

    /// What every agent thinks, from the moment on that somebody asks.
    private var thoughts: [Int: Thought] {
        let agents = plan.players.indices.filter { plan.players[$0] != nil }
        return Dictionary(
            uniqueKeysWithValues: agents.map { seat in
                (seat, session.explanations[seat].map(Thought.told) ?? (session.silent.contains(seat) ? .silent : .thinking))
            })
    }

    private func keys(_ person: Int) -> String {
        if plan.people.count > 1 { return context.keys.summary(person: person) }
        return context.keys.summary(person: 1) + "  or  " + context.keys.summary(person: 0)
    }

    /// Below the kitchen, while the first tick is awaited.
    private func readyCard(now: Double) -> ReadyCard? {
        var card = ReadyCard(recipe: ReadyCard.recipe(plan.kitchen), heading: "", lines: [])
        let start = plan.kitchen.dynamics == .new ? "Touch the full pot with empty hands to cook it" : "A full pot cooks by itself"
        switch session.phase {
        case .preparing: (card.heading, card.lines) = ("Getting ready", ["The agents are thinking the kitchen over", start])
        case .waiting: (card.heading, card.lines) = ("Ready? Press any key", [start, "You: \(keys(0))"])
        case .countdown: (card.heading, card.lines) = (countdownWord(now: now), [start])
        default: return nil
        }
        return card
    }

    private func countdownWord(now: Double) -> String {
        let left = session.countdownLeft(now: now) / max(0.001, session.setup.countdown)
        return plan.people.isEmpty ? "Watch" : left > 0.66 ? "Ready" : left > 0.33 ? "Set" : "Cook!"
    }

    /// How long the key has still to be held.
    private func paintHold(_ canvas: Canvas, _ stage: Rect, now: Double) {
        guard let holdBegin else { return }
        let u = canvas.unit
        let box = Rect(stage.midX - 150 * u, stage.maxY - 64 * u, 300 * u, 56 * u)
        canvas.box(box, radius: 12 * u, width: 2 * u, Palette.line, Palette.card)
        var inside = box.inset(14 * u, 8 * u)
        let words = "Hold \(context.keys.label(.restart)) to start again"
        canvas.text(words, in: inside.takeTop(24 * u), TextStyle(15 * u, bold: true), .centre)
        canvas.bar(inside.takeBottom(8 * u), share: (now - holdBegin) / Self.holdLength, Palette.yellow)
    }
}
