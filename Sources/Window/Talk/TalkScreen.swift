import Basics
import Foundation
import Referential

/// Rounds of a referential game: a person picks what an agent means, or says what an agent is to pick.
final class TalkScreen: Screen {
    private var sitting: TalkSitting
    private let log: (any TalkLog)?
    private var typed = ""
    private var focus = 0
    private var trouble: String?
    /// Where the candidates and the button were drawn last, for the pointer.
    private var areas: [Rect] = []
    private var button = Rect(0, 0, 0, 0)

    /// Characters of an utterance, at most.
    private static let longest = 120

    init(_ sitting: TalkSitting, log: (any TalkLog)?) {
        self.sitting = sitting
        self.log = log
    }

    private var plan: TalkPlan { sitting.plan }
    private var isListening: Bool { plan.role == .listener }

    var title: String { "Brigade: \(plan.game) with \(plan.name), \(sitting.score) of \(sitting.played.count)" }
    let isLively = false
    var wantsText: Bool { !isListening && sitting.phase == .asking }

    // MARK: Events

    func handle(_ event: InputEvent, now: Double) -> Step {
        switch event {
        case .key("Escape", isDown: true, _), .pad(_, .back, isDown: true): return .leave
        case .key("Return", isDown: true, isRepeat: false), .pad(_, .a, isDown: true): return goOn()
        case .key("Backspace", isDown: true, _): typed = String(typed.dropLast())
        case .key("Left", isDown: true, _), .pad(_, .left, isDown: true): move(-1)
        case .key("Right", isDown: true, _), .pad(_, .right, isDown: true): move(1)
        case .key(let key, isDown: true, isRepeat: false): if isListening, let digit = Int(key) { pick(digit - 1) }
        case .text(let text): if wantsText { typed = String((typed + text).prefix(Self.longest)) }
        case .pointerMoved(let x, let y): focus = areas.firstIndex { $0.contains(x, y) } ?? focus
        case .pointerPressed(let x, let y):
            if button.contains(x, y) { return goOn() }
            if isListening, let place = areas.firstIndex(where: { $0.contains(x, y) }) { pick(place) }
        default: break
        }
        return .stay
    }

    private func move(_ by: Int) {
        let count = sitting.round.candidates.count
        focus = (focus + by + count) % count
    }

    private func pick(_ place: Int) {
        guard sitting.phase == .asking else { return }
        sitting.pick(place)
        keep()
    }

    private func goOn() -> Step {
        do {
            switch sitting.phase {
            case .asking where isListening: pick(focus)
            case .asking:
                let words = typed.trimmingCharacters(in: .whitespaces)
                guard !words.isEmpty else { return .stay }
                try sitting.say(words)
                keep()
            case .answered:
                try sitting.goOn()
                typed = ""
                focus = 0
            case .over: return .leave
            }
        } catch {
            trouble = "\(error)"
        }
        return .stay
    }

    /// Keeps the round that was just played.
    private func keep() {
        guard sitting.phase == .answered, let played = sitting.played.last else { return }
        do {
            try log?.save(played, of: plan)
        } catch {
            trouble = "This round could not be kept: \(error)"
        }
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var area = canvas.bounds.inset(48 * u, 36 * u)
        paintHeading(canvas, area.takeTop(54 * u))
        guard sitting.phase != .over else { return paintEnd(canvas, area) }
        _ = area.takeTop(16 * u)
        canvas.keyLine(keys, in: area.takeBottom(34 * u), size: 13 * u)
        if let trouble { canvas.text(trouble, in: area.takeBottom(28 * u), TextStyle(15 * u, Palette.vermilion)) }
        let bottom = area.takeBottom(150 * u)
        paintCandidates(canvas, area)
        paintWords(canvas, bottom)
    }

    private var keys: [(key: String, does: String)] {
        let leave = (key: "Escape", does: "leave")
        switch sitting.phase {
        case .asking where isListening: return [("1-\(sitting.round.candidates.count)", "pick"), ("Return", "pick the framed one"), leave]
        case .asking: return [("Return", "say it"), leave]
        default: return [("Return", "go on"), leave]
        }
    }

    private func paintHeading(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let task = isListening ? "What does \(plan.name) mean?" : "Say which one you mean"
        canvas.text(sitting.phase == .over ? "Thank you" : task, in: area, TextStyle(28 * u, bold: true))
        let count = "round \(min(sitting.number + 1, plan.rounds)) of \(plan.rounds)    \(sitting.score) understood"
        canvas.text(count, in: area, TextStyle(17 * u, Palette.inkSoft), .right)
    }

    private func paintCandidates(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let round = sitting.round
        let count = Double(round.candidates.count)
        let gap = 22 * u
        let side = min((area.width - gap * (count - 1)) / count, area.height - 40 * u)
        let left = area.midX - (side * count + gap * (count - 1)) / 2
        areas = round.candidates.indices.map { Rect(left + (side + gap) * Double($0), area.y, side, side) }
        let isAnswered = sitting.phase == .answered
        for (index, candidate) in round.candidates.enumerated() {
            let isMeant = index == round.target && (isAnswered || !isListening)
            let isFramed = isMeant || (!isAnswered && isListening && index == focus)
            let edge = isMeant ? Palette.yellow : Palette.sky
            if isFramed { canvas.box(areas[index].inset(-8 * u), radius: 20 * u, width: 5 * u, edge, Palette.night) }
            canvas.candidate(candidate, of: plan.game, in: areas[index])
            let label = Rect(areas[index].x, areas[index].maxY + 10 * u, side, 26 * u)
            canvas.text(caption(index, isAnswered), in: label, TextStyle(16 * u, bold: isMeant, isMeant ? edge : Palette.inkSoft), .centre)
        }
    }

    /// What stands under a candidate: its number, or what became of it.
    private func caption(_ index: Int, _ isAnswered: Bool) -> String {
        guard isAnswered else { return index == sitting.round.target && !isListening ? "this one" : "\(index + 1)" }
        let chance = sitting.chances.map { " (\($0[index].percent))" } ?? ""
        let isMeant = index == sitting.round.target
        let isPicked = index == sitting.played.last?.picked
        return (isMeant && isPicked ? "meant and picked" : isMeant ? "meant" : isPicked ? "picked" : "\(index + 1)") + chance
    }

    private func paintWords(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var area = area
        _ = area.takeTop(10 * u)
        var bubble = area.takeTop(66 * u)
        let isRight = sitting.played.last?.isRight == true
        if sitting.phase == .answered {
            let verdict = isRight ? "Understood." : "Not this time."
            canvas.text(
                verdict, in: bubble.takeRight(220 * u), TextStyle(22 * u, bold: true, isRight ? Palette.green : Palette.vermilion), .right)
        }
        canvas.box(bubble, radius: 14 * u, width: 2 * u, wantsText ? Palette.sky : Palette.line, Palette.card)
        let words = wantsText ? typed + "▏" : "“\(sitting.utterance ?? "")”"
        canvas.text(words, in: bubble.inset(20 * u, 0), TextStyle(24 * u, bold: true))
        _ = area.takeTop(14 * u)
        button = Rect(area.x, area.y, 260 * u, 44 * u)
        guard sitting.phase == .answered || wantsText else {
            button = Rect(0, 0, 0, 0)
            return
        }
        canvas.button(button, wantsText ? "Say it" : "Go on", isFocused: !wantsText || !typed.isEmpty, hint: "Return")
    }

    private func paintEnd(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var inside = canvas.dialogue(width: 620 * u, height: 300 * u)
        canvas.text("\(sitting.score) of \(plan.rounds) understood", in: inside.takeTop(48 * u), TextStyle(30 * u, bold: true))
        for condition in Set(sitting.played.map(\.round.condition)).sorted() {
            let rounds = sitting.played.filter { $0.round.condition == condition }
            let line = "\(condition): \(rounds.count { $0.isRight }) of \(rounds.count)"
            canvas.text(line, in: inside.takeTop(32 * u), TextStyle(18 * u, Palette.inkSoft))
        }
        button = inside.takeBottom(44 * u)
        canvas.button(button, "Leave", isFocused: true, hint: "Return")
    }
}
