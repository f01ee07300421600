import Basics
import Foundation
import Referential

/// Rounds of a referential game: a person picks what an agent means, or says what an agent is to pick.
final class TalkScreen: Screen {
    private var session: Session
    private let log: (any RoundLog)?
    private var typed = ""
    private var focus = 0
    private var errorMessage: String?
    /// Where the candidates and the button were drawn last, for the pointer.
    private var areas: [Rect] = []
    private var button = Rect(0, 0, 0, 0)

    /// Characters of an utterance, and candidates side by side, at most.
    private static let (longest, abreast) = (120, 6)

    /// - Throws: `ReferentialError` for a session that the window cannot show.
    init(_ session: Session, log: (any RoundLog)?) throws {
        guard session.game.kind != .reconstruct && !(session.game.kind == .translate && session.role == .speaker) else {
            throw ReferentialError("the window shows candidates to speak of or to pick; play this game in the terminal, without --window")
        }
        self.session = session
        self.log = log
    }

    private var isListening: Bool { session.role == .listener }

    var title: String { "Brigade: \(session.game.name) with \(session.name), \(session.correct) of \(session.played.count)" }
    let isLively = false
    /// Between rounds, too: the first letter of the next one may come in the same frame as the Return that begins it.
    var wantsText: Bool { !isListening }
    private var isSpeaking: Bool { !isListening && session.phase == .asking }

    // MARK: Events

    func handle(_ event: InputEvent, now: Double) -> Step {
        switch event {
        case .key("Escape", isDown: true, _), .pad(_, .back, isDown: true): return .leave
        case .key("Return", isDown: true, isRepeat: false), .pad(_, .a, isDown: true): return goOn()
        case .key("Backspace", isDown: true, _): typed = String(typed.dropLast())
        case .key("Left", isDown: true, _), .pad(_, .left, isDown: true): move(-1)
        case .key("Right", isDown: true, _), .pad(_, .right, isDown: true): move(1)
        case .key("Up", isDown: true, _), .pad(_, .up, isDown: true): move(-columns)
        case .key("Down", isDown: true, _), .pad(_, .down, isDown: true): move(columns)
        case .key(let key, isDown: true, isRepeat: false): if isListening, let digit = Int(key) { pick(digit - 1) }
        case .text(let text): if isSpeaking { typed = String((typed + text).prefix(Self.longest)) }
        case .pointerMoved(let x, let y): focus = areas.firstIndex { $0.contains(x, y) } ?? focus
        case .pointerPressed(let x, let y):
            if button.contains(x, y) { return goOn() }
            if isListening, let place = areas.firstIndex(where: { $0.contains(x, y) }) { pick(place) }
        default: break
        }
        return .stay
    }

    private func move(_ by: Int) {
        let count = session.round.candidates.count
        focus = (focus + by + count) % count
    }

    /// Candidates side by side: more than six lie in two or more rows.
    private var columns: Int {
        let count = session.round.candidates.count
        return count <= Self.abreast ? count : (count + 1) / 2 <= Self.abreast ? (count + 1) / 2 : Self.abreast
    }

    private func pick(_ place: Int) {
        guard session.phase == .asking else { return }
        session.pick(place)
        keep()
    }

    private func goOn() -> Step {
        do {
            switch session.phase {
            case .asking where isListening: pick(focus)
            case .asking:
                let words = typed.trimmingCharacters(in: .whitespaces)
                guard !words.isEmpty else { return .stay }
                try session.say(words)
                keep()
            case .answered:
                try session.advance()
                typed = ""
                focus = 0
            case .over: return .leave
            }
        } catch {
            errorMessage = "\(error)"
        }
        return .stay
    }

    /// Keeps the round that was just played.
    private func keep() {
        guard session.phase == .answered, let played = session.played.last else { return }
        do {
            try log?.save(played, role: session.role)
        } catch {
            errorMessage = "This round could not be kept: \(error)"
        }
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var area = canvas.bounds.inset(48 * u, 36 * u)
        paintHeading(canvas, area.takeTop(54 * u))
        guard session.phase != .over else { return paintEnd(canvas, area) }
        _ = area.takeTop(16 * u)
        canvas.keyLine(keys, in: area.takeBottom(34 * u), size: 13 * u)
        if let errorMessage { canvas.text(errorMessage, in: area.takeBottom(28 * u), TextStyle(15 * u, Palette.vermilion)) }
        let bottom = area.takeBottom(150 * u)
        paintCandidates(canvas, area)
        paintWords(canvas, bottom)
    }

    private var keys: [(key: String, does: String)] {
        let leave = (key: "Escape", does: "leave")
        switch session.phase {
        case .asking where isListening:
            let count = session.round.candidates.count
            return [("1-\(min(count, 9))", "pick"), (count > 9 ? "Arrows, Return" : "Return", "pick the framed one"), leave]
        case .asking: return [("Return", "say it"), leave]
        default: return [("Return", "go on"), leave]
        }
    }

    private func paintHeading(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let task = isListening ? "What does \(session.name) mean?" : "Say which one you mean"
        canvas.text(session.phase == .over ? "Thank you" : task, in: area, TextStyle(28 * u, bold: true))
        let place = session.isRepeated && session.phase != .over ? "\(session.round.condition)    " : ""
        let count = place + "round \(min(session.number + 1, session.rounds)) of \(session.rounds)    \(session.correct) correct"
        canvas.text(count, in: area, TextStyle(17 * u, Palette.inkSoft), .right)
    }

    private func paintCandidates(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let round = session.round
        let (columns, gap) = (Double(columns), (round.candidates.count > Self.abreast ? 14 : 22) * u)
        let rows = (Double(round.candidates.count) / columns).rounded(.up)
        let below = (rows > 1 ? 48 : 40) * u
        let side = min((area.width - gap * (columns - 1)) / columns, area.height / rows - below)
        let left = area.midX - (side * columns + gap * (columns - 1)) / 2
        areas = round.candidates.indices.map { index in
            let (row, column) = (index / self.columns, index % self.columns)
            return Rect(left + (side + gap) * Double(column), area.y + (side + below) * Double(row), side, side)
        }
        let isAnswered = session.phase == .answered
        for (index, candidate) in round.candidates.enumerated() {
            let isMeant = index == round.target && (isAnswered || !isListening)
            let isFramed = isMeant || (!isAnswered && isListening && index == focus)
            let edge = isMeant ? Palette.yellow : Palette.sky
            if isFramed { canvas.box(areas[index].inset(-8 * u), radius: 20 * u, width: 5 * u, edge, Palette.night) }
            canvas.candidate(candidate, of: session.game, in: areas[index])
            let label = Rect(areas[index].x - gap / 2, areas[index].maxY + 10 * u, side + gap, 26 * u)
            canvas.text(caption(index, isAnswered), in: label, TextStyle(16 * u, bold: isMeant, isMeant ? edge : Palette.inkSoft), .centre)
        }
    }

    /// The caption under a candidate: its number, or what it was.
    private func caption(_ index: Int, _ isAnswered: Bool) -> String {
        guard isAnswered else { return index == session.round.target && !isListening ? "this one" : "\(index + 1)" }
        let probability = session.probabilities.map { " (\($0[index].percent))" } ?? ""
        let isMeant = index == session.round.target
        let isPicked = index == session.played.last?.picked
        return (isMeant && isPicked ? "meant and picked" : isMeant ? "meant" : isPicked ? "picked" : "\(index + 1)") + probability
    }

    private func paintWords(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var area = area
        _ = area.takeTop(10 * u)
        var bubble = area.takeTop(66 * u)
        let isCorrect = session.played.last?.isCorrect == true
        if session.phase == .answered {
            let verdict = isCorrect ? "Understood." : "Not this time."
            canvas.text(
                verdict, in: bubble.takeRight(220 * u), TextStyle(22 * u, bold: true, isCorrect ? Palette.green : Palette.vermilion), .right
            )
        }
        canvas.box(bubble, radius: 14 * u, width: 2 * u, isSpeaking ? Palette.sky : Palette.line, Palette.card)
        let words = isSpeaking ? typed + "▏" : "“\(session.round.utterance ?? "")”"
        canvas.text(words, in: bubble.inset(20 * u, 0), TextStyle(24 * u, bold: true))
        _ = area.takeTop(14 * u)
        button = Rect(area.x, area.y, 260 * u, 44 * u)
        guard session.phase == .answered || isSpeaking else {
            button = Rect(0, 0, 0, 0)
            return
        }
        canvas.button(button, isSpeaking ? "Say it" : "Go on", isFocused: !isSpeaking || !typed.isEmpty, hint: "Return")
    }

    /// The names that formed: each figure with what it was called first and last, and how often both understood each other.
    private func paintNames(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var area = area
        button = area.takeBottom(44 * u)
        button = Rect(button.x, button.y, 260 * u, button.height)
        canvas.button(button, "Leave", isFocused: true, hint: "Return")
        let counts = session.byCondition.map { "\($0.condition): \($0.correct)/\($0.rounds)" }.joined(separator: "    ")
        canvas.text(
            "\(session.correct) of \(session.rounds) correct    \(counts)", in: area.takeTop(34 * u), TextStyle(16 * u, Palette.inkSoft))
        let names = session.names
        let (across, gap) = (names.count > Self.abreast ? 2.0 : 1.0, 16 * u)
        let height = min(96 * u, (area.height - 30 * u) / (Double(names.count) / across).rounded(.up))
        for (index, name) in names.enumerated() {
            let (row, column) = (Double(index / Int(across)), Double(index % Int(across)))
            let width = (area.width - gap) / across
            var card = Rect(area.x + column * (width + gap), area.y + 8 * u + row * height, width, height - 8 * u)
            canvas.candidate(name.candidate, of: session.game, in: card.takeLeft(card.height))
            card = card.inset(14 * u, 4 * u)
            let last = name.last.isEmpty ? "never understood" : "“\(name.last)”"
            canvas.text(last, in: card.takeTop(card.height / 2), TextStyle(19 * u, bold: true))
            canvas.text("first: “\(name.first)”", in: card, TextStyle(14 * u, Palette.inkSoft))
        }
    }

    private func paintEnd(_ canvas: Canvas, _ area: Rect) {
        if session.isRepeated { return paintNames(canvas, area) }
        let u = canvas.unit
        var inside = canvas.dialogue(width: 620 * u, height: 300 * u)
        canvas.text("\(session.correct) of \(session.rounds) correct", in: inside.takeTop(48 * u), TextStyle(30 * u, bold: true))
        for condition in Set(session.played.map(\.round.condition)).sorted() {
            let rounds = session.played.filter { $0.round.condition == condition }
            let line = "\(condition): \(rounds.count { $0.isCorrect }) of \(rounds.count)"
            canvas.text(line, in: inside.takeTop(32 * u), TextStyle(18 * u, Palette.inkSoft))
        }
        button = inside.takeBottom(44 * u)
        canvas.button(button, "Leave", isFocused: true, hint: "Return")
    }
}
