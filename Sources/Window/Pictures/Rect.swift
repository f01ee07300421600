/// A rectangle in pixels, `y` downwards.
struct Rect: Hashable, Sendable {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    init(_ x: Double, _ y: Double, _ width: Double, _ height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The square of `size` around a point.
    init(around x: Double, _ y: Double, size: Double) {
        self.init(x - size / 2, y - size / 2, size, size)
    }

    var maxX: Double { x + width }
    var maxY: Double { y + height }
    var midX: Double { x + width / 2 }
    var midY: Double { y + height / 2 }

    func contains(_ px: Double, _ py: Double) -> Bool { px >= x && px < maxX && py >= y && py < maxY }

    /// The area that the two share.
    func shared(with other: Rect) -> Double {
        max(0, min(maxX, other.maxX) - max(x, other.x)) * max(0, min(maxY, other.maxY) - max(y, other.y))
    }

    /// Whether the two share more than `slack` in both directions.
    func overlaps(_ other: Rect, slack: Double = 0) -> Bool {
        min(maxX, other.maxX) - max(x, other.x) > slack && min(maxY, other.maxY) - max(y, other.y) > slack
    }

    /// Smaller by `dx` at the left and right, by `dy` at top and bottom.
    func inset(_ dx: Double, _ dy: Double) -> Rect { Rect(x + dx, y + dy, max(0, width - 2 * dx), max(0, height - 2 * dy)) }
    func inset(_ d: Double) -> Rect { inset(d, d) }

    func moved(_ dx: Double, _ dy: Double) -> Rect { Rect(x + dx, y + dy, width, height) }

    /// Cuts a strip of `height` off the top.
    mutating func takeTop(_ height: Double) -> Rect {
        let strip = Rect(x, y, width, min(height, self.height))
        y += strip.height
        self.height -= strip.height
        return strip
    }

    mutating func takeBottom(_ height: Double) -> Rect {
        let strip = Rect(x, maxY - min(height, self.height), width, min(height, self.height))
        self.height -= strip.height
        return strip
    }

    mutating func takeLeft(_ width: Double) -> Rect {
        let strip = Rect(x, y, min(width, self.width), height)
        x += strip.width
        self.width -= strip.width
        return strip
    }

    mutating func takeRight(_ width: Double) -> Rect {
        let strip = Rect(maxX - min(width, self.width), y, min(width, self.width), height)
        self.width -= strip.width
        return strip
    }

    /// On whole pixels, so that edges are sharp and neighbours meet.
    var snapped: Rect {
        let left = x.rounded()
        let top = y.rounded()
        return Rect(left, top, maxX.rounded() - left, maxY.rounded() - top)
    }
}
