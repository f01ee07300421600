/// A drawing of straight-edged pieces in the unit square, `y` downwards; what lies in any piece is inked.
public struct Figure: Sendable, Hashable {
    /// A corner of a piece.
    public struct Corner: Sendable, Hashable {
        public let x: Double
        public let y: Double

        init(_ x: Double, _ y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// The pieces, each by its corners in order.
    public let pieces: [[Corner]]

    /// Whether a point is inked.
    public func contains(_ x: Double, _ y: Double) -> Bool { pieces.contains { Figure.contains($0, x, y) } }

    /// Whether a ray from the point to the right crosses the outline an odd number of times.
    private static func contains(_ corners: [Corner], _ x: Double, _ y: Double) -> Bool {
        var isInside = false
        var last = corners.last
        for corner in corners {
            if let last, (corner.y > y) != (last.y > y), x < (last.x - corner.x) * (y - corner.y) / (last.y - corner.y) + corner.x {
                isInside.toggle()
            }
            last = corner
        }
        return isInside
    }
}

extension Figure {
    /// Where pieces meet a body: the middle of its top and its bottom, and its sides.
    private struct Body {
        let corners: [Corner]
        let top: Corner
        let bottom: Corner
        let left: Corner
        let right: Corner
    }

    /// Bodies of two large triangles whose short sides are 2: a square, the square on its tip, a triangle, a rhomboid.
    private static let bodies = [
        Body(
            corners: [Corner(-1, -1), Corner(1, -1), Corner(1, 1), Corner(-1, 1)], top: Corner(0, -1), bottom: Corner(0, 1),
            left: Corner(-1, -0.2), right: Corner(1, -0.2)),
        Body(
            corners: [Corner(0, -1.414), Corner(1.414, 0), Corner(0, 1.414), Corner(-1.414, 0)], top: Corner(0, -1.3),
            bottom: Corner(0, 1.2), left: Corner(-1.1, -0.1), right: Corner(1.1, -0.1)),
        Body(
            corners: [Corner(0, -1), Corner(2, 1), Corner(-2, 1)], top: Corner(0, -0.9), bottom: Corner(0, 1),
            left: Corner(-1, 0.2), right: Corner(1, 0.2)),
        Body(
            corners: [Corner(0, -1), Corner(2, -1), Corner(0, 1), Corner(-2, 1)], top: Corner(1, -1), bottom: Corner(-1, 1),
            left: Corner(-0.75, -0.2), right: Corner(1.15, -0.2)),
    ]

    /// Heads over the origin: a square, the square on its tip, a middle triangle, a rhomboid.
    private static let heads = [
        [Corner(-0.5, -1), Corner(0.5, -1), Corner(0.5, 0), Corner(-0.5, 0)],
        [Corner(0, -1.414), Corner(0.707, -0.707), Corner(0, 0), Corner(-0.707, -0.707)],
        [Corner(0, -1), Corner(1, 0), Corner(-1, 0)],
        [Corner(-0.1, -1), Corner(0.9, -1), Corner(0.1, 0), Corner(-0.9, 0)],
    ]

    /// An arm of a small triangle to the left of the origin.
    private static let arm = [Corner(0.15, -0.5), Corner(-1, -0.5), Corner(0.15, 0.6)]

    /// What is below the origin: two small triangles, a middle one, a rhomboid to the left, the same to the right.
    private static let legs = [
        [
            [Corner(-0.8, -0.05), Corner(-0.1, 0.7), Corner(-1.5, 0.7)],
            [Corner(0.8, -0.05), Corner(1.5, 0.7), Corner(0.1, 0.7)],
        ],
        [[Corner(0, -0.2), Corner(1.4, 1.2), Corner(-1.4, 1.2)]],
        [[Corner(-0.4, -0.05), Corner(0.6, -0.05), Corner(-0.6, 1), Corner(-1.6, 1)]],
        [[Corner(-0.6, -0.05), Corner(0.4, -0.05), Corner(1.6, 1), Corner(0.6, 1)]],
    ]

    /// Units across the square that a figure is drawn in.
    private static let width = 5.6

    /// The figure with these values of `FigureLexicon.attributes`.
    init(_ values: [UInt8]) {
        let numbers = values.map(Int.init)
        let body = Figure.bodies[numbers[2]]
        var pieces = [body.corners]
        let turn = 0.55 * Double(numbers[1] - 1)
        pieces.append(Figure.heads[numbers[0]].map { Corner(body.top.x + turn + $0.x, body.top.y + 0.05 + $0.y) })
        if numbers[3] == 1 || numbers[3] == 3 { pieces.append(Figure.arm.map { Corner(body.left.x + $0.x, body.left.y + $0.y) }) }
        if numbers[3] == 2 || numbers[3] == 3 { pieces.append(Figure.arm.map { Corner(body.right.x - $0.x, body.right.y + $0.y) }) }
        pieces += Figure.legs[numbers[4]].map { $0.map { Corner(body.bottom.x + $0.x, body.bottom.y + $0.y) } }
        let all = pieces.joined()
        let (xs, ys) = (all.map(\.x), all.map(\.y))
        let centre = Corner(((xs.min() ?? 0) + (xs.max() ?? 0)) / 2, ((ys.min() ?? 0) + (ys.max() ?? 0)) / 2)
        self.pieces = pieces.map { piece in
            piece.map { Corner(0.5 + ($0.x - centre.x) / Figure.width, 0.5 + ($0.y - centre.y) / Figure.width) }
        }
    }
}
