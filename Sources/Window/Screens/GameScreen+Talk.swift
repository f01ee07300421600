import Episodes
import Kitchen

/// What a person is about to say in a game, and whether what is said is shown.
struct TalkLine {
    /// What is typed; nil while nobody types.
    var typed: String?
    /// Why the last words could not be said.
    var objection: String?
    var showsBubbles = true
}

/// Talking in a game: keys for signals, T to type, and the line below the kitchen.
extension GameScreen {
    static func talkStripHeight(_ unit: Double) -> Double { 84 * unit }

    /// Ticks for which words that were heard stay in the line, also those of a cook out of sight.
    private static let heardFor = 40

    var wantsText: Bool { talk.typed != nil }

    private var channel: TalkChannel? { session.setup.channel }

    /// The signals, in the order of their keys.
    private var signals: [Signal] {
        let recipes = session.setup.kitchen.book.recipes
        let isOpen = session.setup.kitchen.layout.parameters.recipes != nil && recipes.count > 1
        return Signal.usual + (isOpen ? (1...min(2, recipes.count)).map(Signal.recipe) : [])
    }

    /// What keys do, for the panel.
    var talkKeys: [(String, String)] {
        let bubbles = ("B", talk.showsBubbles ? "hide words" : "show words")
        switch channel?.form {
        case .text: return [("T", "talk"), ("1-\(signals.count)", "signals"), bubbles]
        case .signals: return [("1-\(signals.count)", "signals"), bubbles]
        case .symbols(let count): return [("0-\(min(9, count - 1))", "symbols"), bubbles]
        case nil: return []
        }
    }

    /// A key that is none of the game's.
    func talkKey(_ key: String) {
        guard let channel, session.setup.people.contains(person) else { return }
        switch (key, channel.form) {
        case ("B", _): talk.showsBubbles.toggle()
        case ("T", .text):
            talk.typed = ""
            session.releaseAll()
        case (_, .symbols): if Int(key) != nil { say(key) }
        default:
            if let number = Int(key), signals.indices.contains(number - 1) { say(signals[number - 1].text) }
        }
    }

    /// A key while somebody types: the game goes on, the cook stands.
    func typeKey(_ key: String) {
        switch key {
        case "Return":
            let words = (talk.typed ?? "").trimmingCharacters(in: .whitespaces)
            talk.typed = nil
            if !words.isEmpty { say(words) }
        case "Escape": talk.typed = nil
        case "Backspace": talk.typed = talk.typed.map { String($0.dropLast()) }
        default: break
        }
    }

    /// Typed text.
    func type(_ text: String) {
        guard let typed = talk.typed, let limit = channel?.limit else { return }
        talk.typed = String((typed + text).prefix(limit))
    }

    private func say(_ text: String) { talk.objection = session.say(text, seat: person) }

    /// What is typed, or what was said last.
    func paintTalk(on canvas: Canvas, in strip: Rect) {
        let u = canvas.unit
        var area = strip
        _ = area.takeTop(10 * u)
        canvas.panel(area, radius: 10 * u, talk.typed == nil ? Palette.card.faded(0.5) : Palette.card)
        var inside = area.inset(16 * u, 6 * u)
        var top = inside.takeTop(24 * u)
        canvas.text("HEARD", in: top.takeLeft(64 * u), TextStyle(13 * u, bold: true, Palette.inkFaint))
        canvas.text(heard, in: top, TextStyle(15 * u))
        canvas.text("SAY", in: inside.takeLeft(64 * u), TextStyle(13 * u, bold: true, Palette.inkFaint))
        if let typed = talk.typed {
            canvas.text(typed + "|", in: inside, TextStyle(17 * u, bold: true, Palette.yellow))
        } else if let objection = talk.objection {
            canvas.text(objection, in: inside, TextStyle(14 * u, Palette.vermilion))
        } else {
            canvas.paragraph(hint, in: inside, TextStyle(12 * u, Palette.inkSoft))
        }
    }

    /// What the others said last.
    private var heard: String {
        let latest = session.words.filter { $0.key != person && session.ticks - $0.value.tick < Self.heardFor }
        return latest.sorted { $0.key < $1.key }.map { "\(plan.name($0)): \($1.text)" }.joined(separator: "   ")
    }

    private var hint: String {
        guard let channel, case .symbols = channel.form else {
            return signals.enumerated().map { "\($0 + 1) \($1.text)" }.joined(separator: "   ")
        }
        return "press a digit: what a symbol means is up to you"
    }
}
