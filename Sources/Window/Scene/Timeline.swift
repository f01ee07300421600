import Episodes

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
