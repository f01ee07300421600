import Episodes

/// Pointer and wheel on a replay's bar: its button, and a place that is dragged.
struct Scrubber {
    private var isDragging = false
    private var track = Rect(0, 0, 1, 1)
    private var button = Rect(0, 0, 0, 0)

    /// Takes an event of the pointer or the wheel; others change nothing.
    mutating func handle(_ event: InputEvent, _ cursor: inout Replay.Cursor) {
        switch event {
        case .pointerPressed(let x, let y):
            if button.contains(x, y) { cursor.apply(.playOrPause) }
            isDragging = track.inset(-20, -24).contains(x, y)
            drag(x, &cursor)
        case .pointerMoved(let x, _): drag(x, &cursor)
        case .pointerReleased: isDragging = false
        case .wheel(let turns): cursor.step(turns > 0 ? -1 : 1)
        default: break
        }
    }

    private func drag(_ x: Double, _ cursor: inout Replay.Cursor) {
        guard isDragging else { return }
        cursor.seek((x - track.x) / max(1, track.width) * Double(cursor.range.upperBound))
    }

    /// Draws the bar of `cursor`, and notes where its parts are.
    mutating func paint(_ cursor: Replay.Cursor, _ deliveries: [Delivery], on canvas: Canvas, in area: Rect) {
        (button, track, _) = Timeline.parts(area, canvas.unit)
        Timeline(
            count: cursor.range.upperBound, time: cursor.time, isPlaying: cursor.isPlaying, speed: cursor.speed, deliveries: deliveries
        ).paint(on: canvas, in: area)
    }
}

/// The bar below a replay: how far it is, where soups were delivered, how fast it goes.
struct Timeline {
    let count: Int
    let time: Double
    let isPlaying: Bool
    let speed: Double
    let deliveries: [Delivery]

    static func height(_ unit: Double) -> Double { 64 * unit }

    /// Where the button and the track lie within `area`.
    static func parts(_ area: Rect, _ unit: Double) -> (button: Rect, track: Rect, speed: Rect) {
        var rest = area.inset(14 * unit, 10 * unit)
        let button = rest.takeLeft(rest.height)
        let speed = rest.takeRight(130 * unit)
        return (button, rest.inset(18 * unit, 0), speed)
    }

    func paint(on canvas: Canvas, in area: Rect) {
        let u = canvas.unit
        canvas.panel(area, radius: 10 * u, Palette.card)
        let (button, track, end) = Self.parts(area, u)
        canvas.panel(button, radius: 8 * u, Palette.cardRaised)
        canvas.draw(isPlaying ? .pause(Palette.ink) : .triangleRight(Palette.ink), in: button.inset(button.width * 0.24))
        let share = count == 0 ? 0 : time / Double(count)
        let bar = Rect(track.x, track.midY - 4 * u, track.width, 8 * u)
        canvas.bar(bar, share: share, Palette.sky)
        for delivery in deliveries {
            let x = track.x + track.width * Double(delivery.tick + 1) / Double(max(1, count))
            canvas.draw(.soup(delivery.recipe.ingredients), in: Rect(around: x, track.midY - 15 * u, size: 20 * u))
            canvas.fill(Rect(x - u, track.midY - 4 * u, 2 * u, 8 * u), Palette.yellow)
        }
        canvas.draw(.disc(Palette.ink), in: Rect(around: track.x + track.width * share, track.midY, size: 18 * u))
        let style = TextStyle(15 * u, bold: true)
        canvas.text("\(Int(time)) / \(count)", end.maxX, end.midY - canvas.lineHeight(style), style, .right)
        let speed = speed < 1 ? "1/\(Int(1 / self.speed)) speed" : "\(Int(self.speed))x speed"
        canvas.text(speed, end.maxX, end.midY + 2 * u, TextStyle(13 * u, Palette.inkSoft), .right)
    }
}
