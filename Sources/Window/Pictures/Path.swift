import Foundation

/// A point in the plane, `y` downwards.
struct Point: Hashable, Sendable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }

    static func + (a: Point, b: Point) -> Point { Point(a.x + b.x, a.y + b.y) }
    static func - (a: Point, b: Point) -> Point { Point(a.x - b.x, a.y - b.y) }
    static func * (a: Point, k: Double) -> Point { Point(a.x * k, a.y * k) }
}

/// Closed outlines made of straight pieces; what lies inside is where they wind around (non-zero rule), so an
/// outline that runs the other way cuts a hole.
struct Path: Sendable {
    var outlines: [[Point]] = []

    init(_ outlines: [[Point]] = []) { self.outlines = outlines }

    static func + (a: Path, b: Path) -> Path { Path(a.outlines + b.outlines) }

    /// The same outlines, running the other way.
    var reversed: Path { Path(outlines.map { $0.reversed() }) }

    func map(_ move: (Point) -> Point) -> Path { Path(outlines.map { $0.map(move) }) }

    // MARK: Shapes

    static func polygon(_ points: [Point]) -> Path { Path([points]) }

    static func rect(_ r: Rect) -> Path {
        polygon([Point(r.x, r.y), Point(r.maxX, r.y), Point(r.maxX, r.maxY), Point(r.x, r.maxY)])
    }

    static func ellipse(_ x: Double, _ y: Double, _ rx: Double, _ ry: Double) -> Path {
        polygon(arcPoints(x, y, rx, ry, from: 0, to: 2 * .pi, steps: 48).dropLast())
    }

    static func circle(_ x: Double, _ y: Double, _ r: Double) -> Path { ellipse(x, y, r, r) }

    /// A circle's edge, `width` wide, around radius `r`.
    static func ring(_ x: Double, _ y: Double, _ r: Double, width: Double) -> Path {
        circle(x, y, r + width / 2) + circle(x, y, r - width / 2).reversed
    }

    /// A part of a ring, from the top clockwise by `share` of the whole.
    static func arc(_ x: Double, _ y: Double, _ r: Double, width: Double, share: Double) -> Path {
        if share >= 1 { return ring(x, y, r, width: width) }
        let begin = -Double.pi / 2
        let end = begin + 2 * .pi * share
        let steps = max(2, Int(48 * share))
        let outer = arcPoints(x, y, r + width / 2, r + width / 2, from: begin, to: end, steps: steps)
        let inner = arcPoints(x, y, r - width / 2, r - width / 2, from: begin, to: end, steps: steps)
        return polygon(outer + inner.reversed())
    }

    static func roundedRect(_ r: Rect, radius: Double) -> Path {
        roundedPolygon(rect(r).outlines[0], radius: min(radius, r.width / 2, r.height / 2))
    }

    /// A regular polygon with its first corner at `angle` (0 is to the right, in radians, clockwise).
    static func regular(_ corners: Int, _ x: Double, _ y: Double, _ r: Double, angle: Double) -> [Point] {
        (0..<corners).map {
            let turn = angle + 2 * .pi * Double($0) / Double(corners)
            return Point(x + r * cos(turn), y + r * sin(turn))
        }
    }

    /// A polygon whose corners are cut by quadratic curves that begin `radius` before them.
    static func roundedPolygon(_ corners: [Point], radius: Double) -> Path {
        var points: [Point] = []
        for (index, corner) in corners.enumerated() {
            let before = corners[(index + corners.count - 1) % corners.count]
            let after = corners[(index + 1) % corners.count]
            let from = towards(corner, before, radius)
            let to = towards(corner, after, radius)
            for step in 0...8 {
                let t = Double(step) / 8
                points.append(from * ((1 - t) * (1 - t)) + corner * (2 * t * (1 - t)) + to * (t * t))
            }
        }
        return polygon(points)
    }

    /// A line with round ends.
    static func line(_ points: [Point], width: Double) -> Path {
        var path = Path()
        for (a, b) in zip(points, points.dropFirst()) {
            let angle = atan2(b.y - a.y, b.x - a.x)
            path.outlines.append(
                arcPoints(b.x, b.y, width / 2, width / 2, from: angle - .pi / 2, to: angle + .pi / 2, steps: 10)
                    + arcPoints(a.x, a.y, width / 2, width / 2, from: angle + .pi / 2, to: angle + 1.5 * .pi, steps: 10))
        }
        return path
    }

    private static func towards(_ from: Point, _ to: Point, _ distance: Double) -> Point {
        let way = to - from
        let length = max(1e-9, (way.x * way.x + way.y * way.y).squareRoot())
        return from + way * min(0.5, distance / length)
    }

    private static func arcPoints(
        _ x: Double, _ y: Double, _ rx: Double, _ ry: Double, from: Double, to: Double, steps: Int
    ) -> [Point] {
        (0...steps).map {
            let angle = from + (to - from) * Double($0) / Double(steps)
            return Point(x + rx * cos(angle), y + ry * sin(angle))
        }
    }
}
