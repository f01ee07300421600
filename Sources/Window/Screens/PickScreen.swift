import Kitchen

/// A long list in groups, to choose one of by arrows, pointer or typing a part of its name.
final class PickScreen: Screen {
    struct Item {
        let id: String
        let group: String
        let title: String
        /// A skill mark, a best score: what is at the line's right.
        let notes: [String]
        let about: String
    }

    private let heading: String
    private let items: [Item]
    private let choose: (String?) -> Step
    private var query: String
    private var focus: Int
    private var rows: [(index: Int, area: Rect)] = []

    /// - Parameters:
    ///   - chosen: the item that has the focus at first.
    ///   - query: what has been typed already.
    ///   - choose: what follows, with the item's `id`; nil is none.
    init(_ heading: String, _ items: [Item], chosen: String?, query: String = "", choose: @escaping (String?) -> Step) {
        self.heading = heading
        self.items = items
        self.query = query
        self.choose = choose
        focus = query.isEmpty ? items.firstIndex { $0.id == chosen } ?? 0 : 0
    }

    var title: String { "Brigade: \(heading)" }
    let isLively = false
    let wantsText = true

    /// What the query leaves: items that have a word that begins so for each of its words, in any order.
    private var found: [Item] {
        let words = query.lowercased().split(separator: " ")
        return items.filter { item in
            let text = "\(item.title) \(item.id)".lowercased().split { !$0.isLetter && !$0.isNumber }
            return words.allSatisfy { word in text.contains { $0.hasPrefix(word) } }
        }
    }

    func handle(_ event: InputEvent, now: Double) -> Step {
        let count = found.count
        switch event {
        case .key("Up", isDown: true, _), .pad(_, .up, isDown: true): move(-1, count)
        case .key("Down", isDown: true, _), .pad(_, .down, isDown: true): move(1, count)
        case .key("PageUp", isDown: true, _): move(-8, count)
        case .key("PageDown", isDown: true, _): move(8, count)
        case .wheel(let turns): move(turns > 0 ? -1 : 1, count)
        case .key("Backspace", isDown: true, _): type(String(query.dropLast()))
        case .text(let text): type(query + text)
        case .key("Return", isDown: true, isRepeat: false), .pad(_, .a, isDown: true):
            if found.indices.contains(focus) { return choose(found[focus].id) }
        case .key("Escape", isDown: true, isRepeat: false), .pad(_, .b, isDown: true), .pad(_, .back, isDown: true):
            return choose(nil)
        case .pointerMoved(let x, let y): focus = rows.first { $0.area.contains(x, y) }?.index ?? focus
        case .pointerPressed(let x, let y):
            if let row = rows.first(where: { $0.area.contains(x, y) }) { return choose(found[row.index].id) }
        default: break
        }
        return .stay
    }

    private func type(_ text: String) {
        query = text
        focus = 0
    }

    private func move(_ by: Int, _ count: Int) { focus = max(0, min(count - 1, focus + by)) }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var rest = canvas.bounds.inset(44 * u, 30 * u)
        canvas.text(heading, in: rest.takeTop(40 * u), TextStyle(28 * u, bold: true))
        let search = rest.takeTop(40 * u)
        canvas.panel(search, radius: 8 * u, Palette.card)
        let words = query.isEmpty ? "Type to search" : query + "_"
        canvas.text(words, in: search.inset(16 * u, 0), TextStyle(16 * u, query.isEmpty ? Palette.inkFaint : Palette.ink))
        _ = rest.takeTop(12 * u)
        let foot = rest.takeBottom(34 * u)
        canvas.keyLine([("Up", ""), ("Down", "choose"), ("Return", "take"), ("Escape", "back")], in: foot, size: 13 * u)
        let about = rest.takeBottom(64 * u)
        _ = rest.takeBottom(10 * u)
        paintRows(canvas, rest)
        guard found.indices.contains(focus) else {
            return canvas.text("Nothing is called that.", in: about, TextStyle(15 * u, Palette.orange))
        }
        var inside = about
        canvas.lines(found[focus].about, in: &inside, TextStyle(15 * u, Palette.inkSoft), most: 3)
    }

    /// Lines with headings of groups, as many as have room around the focus.
    private func paintRows(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let height = 32 * u
        let lines = lines
        let most = max(1, Int(area.height / height))
        let focused = lines.firstIndex { $0 == .item(focus) } ?? 0
        let first = max(0, min(lines.count - most, focused - most / 2))
        var rest = area
        rows = []
        for line in lines.dropFirst(first).prefix(most) {
            let row = rest.takeTop(height)
            switch line {
            case .heading(let text): canvas.text(text.uppercased(), in: row, TextStyle(13 * u, bold: true, Palette.inkFaint))
            case .item(let index):
                rows.append((index, row))
                paintRow(canvas, found[index], row, isFocused: index == focus)
            }
        }
    }

    private enum Line: Hashable {
        case heading(String)
        case item(Int)
    }

    private var lines: [Line] {
        var group: String?
        return found.enumerated().flatMap { index, item -> [Line] in
            defer { group = item.group }
            return item.group == group ? [.item(index)] : [.heading(item.group), .item(index)]
        }
    }

    private func paintRow(_ canvas: Canvas, _ item: Item, _ area: Rect, isFocused: Bool) {
        let u = canvas.unit
        if isFocused { canvas.panel(area.inset(0, 2 * u), radius: 6 * u, Palette.cardRaised) }
        var rest = area.inset(14 * u, 0)
        for note in item.notes.reversed() {
            canvas.text(note, in: rest.takeRight(min(110 * u, rest.width * 0.25)), TextStyle(14 * u, Palette.inkSoft), .right)
        }
        canvas.text(item.title, in: rest, TextStyle(17 * u, bold: isFocused))
    }
}
