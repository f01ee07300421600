/// A column or a row of buttons, worked by arrow keys, Return, the pointer, a controller, or each one's own key.
struct Choices {
    struct Choice {
        let label: String
        /// A key that takes it at once.
        let key: String

        init(_ label: String, key: String = "") {
            self.label = label
            self.key = key
        }
    }

    let choices: [Choice]
    private(set) var focus = 0
    /// Where each was drawn last, for the pointer.
    private var areas: [Rect] = []

    init(_ choices: [Choice]) { self.choices = choices }

    /// - Returns: the index of what was chosen.
    mutating func handle(_ event: InputEvent) -> Int? {
        switch event {
        case .key("Up", isDown: true, _), .key("Left", isDown: true, _), .pad(_, .up, isDown: true), .pad(_, .left, isDown: true): move(-1)
        case .key("Down", isDown: true, _), .key("Right", isDown: true, _), .pad(_, .down, isDown: true), .pad(_, .right, isDown: true):
            move(1)
        case .key("Return", isDown: true, isRepeat: false), .key("Space", isDown: true, isRepeat: false), .pad(_, .a, isDown: true):
            return focus
        case .key(let key, isDown: true, isRepeat: false): return choices.firstIndex { $0.key == key }
        case .pointerMoved(let x, let y): focus = areas.firstIndex { $0.contains(x, y) } ?? focus
        case .pointerPressed(let x, let y): return areas.firstIndex { $0.contains(x, y) }
        default: break
        }
        return nil
    }

    private mutating func move(_ by: Int) { focus = (focus + by + choices.count) % choices.count }

    /// Draws them side by side in `area`.
    mutating func drawRow(on canvas: Canvas, in area: Rect) {
        let gap = 10 * canvas.unit
        let width = (area.width - gap * Double(choices.count - 1)) / Double(choices.count)
        areas = choices.indices.map { Rect(area.x + (width + gap) * Double($0), area.y, width, area.height) }
        for (index, choice) in choices.enumerated() {
            canvas.button(areas[index], choice.label, isFocused: index == focus, hint: choice.key)
        }
    }

    /// Draws the column from the top of `area`; returns its height.
    mutating func draw(on canvas: Canvas, in area: Rect) -> Double {
        let height = 44 * canvas.unit
        let step = height + 8 * canvas.unit
        areas = choices.indices.map { Rect(area.x, area.y + step * Double($0), area.width, height) }
        for (index, choice) in choices.enumerated() {
            canvas.button(areas[index], choice.label, isFocused: index == focus, hint: KeyNames.local(choice.key))
        }
        return step * Double(choices.count)
    }
}
