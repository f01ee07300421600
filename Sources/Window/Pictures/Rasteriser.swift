/// Pixels of four bytes (red, green, blue, alpha; straight alpha), row by row.
package struct Bitmap: Sendable {
    package let width: Int
    package let height: Int
    package var bytes: [UInt8]

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
        bytes = Array(repeating: 0, count: width * height * 4)
    }

    /// The pixel as 0xRRGGBB, without its alpha.
    package subscript(x: Int, y: Int) -> UInt32 {
        let index = (y * width + x) * 4
        return UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
    }
}

/// Turns pictures into smooth-edged pixels: each row of pixels is cut by several scan lines, along which the
/// covered part of every pixel is exact.
struct Rasteriser {
    private static let linesPerRow = 6
    private let width: Int
    private let height: Int
    /// Premultiplied red, green, blue, alpha from 0 to 1.
    private var pixels: [Float]
    private var coverage: [Float]

    /// `picture`, stretched to `width` x `height` pixels.
    static func draw(_ picture: Picture, width: Int, height: Int) -> Bitmap {
        var rasteriser = Rasteriser(width: max(1, width), height: max(1, height))
        for fill in picture.fills { rasteriser.fill(fill) }
        return rasteriser.bitmap
    }

    private init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = Array(repeating: 0, count: width * height * 4)
        coverage = Array(repeating: 0, count: width)
    }

    /// An edge that goes down the page, and which way it was drawn.
    private struct Edge {
        let top: Point
        let bottom: Point
        let winding: Int

        func x(at y: Double) -> Double { top.x + (bottom.x - top.x) * (y - top.y) / (bottom.y - top.y) }
    }

    private mutating func fill(_ fill: Picture.Fill) {
        let edges = edges(fill.path)
        guard let first = edges.map(\.top.y).min(), let last = edges.map(\.bottom.y).max() else { return }
        let rows = max(0, Int(first))..<max(0, min(height, Int(last.rounded(.up))))
        var crossings: [(x: Double, winding: Int)] = []
        for row in rows {
            for index in coverage.indices { coverage[index] = 0 }
            for line in 0..<Self.linesPerRow {
                let y = Double(row) + (Double(line) + 0.5) / Double(Self.linesPerRow)
                crossings.removeAll(keepingCapacity: true)
                for edge in edges where edge.top.y <= y && y < edge.bottom.y {
                    crossings.append((edge.x(at: y), edge.winding))
                }
                crossings.sort { $0.x < $1.x }
                var winding = 0
                for index in crossings.indices.dropLast() {
                    winding += crossings[index].winding
                    if winding != 0 { cover(crossings[index].x, crossings[index + 1].x) }
                }
            }
            blend(fill.colour, row: row)
        }
    }

    private func edges(_ path: Path) -> [Edge] {
        var edges: [Edge] = []
        let scale = (x: Double(width), y: Double(height))
        for outline in path.outlines {
            for (index, point) in outline.enumerated() {
                let next = outline[(index + 1) % outline.count]
                let a = Point(point.x * scale.x, point.y * scale.y)
                let b = Point(next.x * scale.x, next.y * scale.y)
                if a.y < b.y { edges.append(Edge(top: a, bottom: b, winding: 1)) }
                if a.y > b.y { edges.append(Edge(top: b, bottom: a, winding: -1)) }
            }
        }
        return edges
    }

    /// Adds a scan line's stretch from `left` to `right` to the row's coverage.
    private mutating func cover(_ left: Double, _ right: Double) {
        let left = max(0, left)
        let right = min(Double(width), right)
        guard left < right else { return }
        let share = 1 / Float(Self.linesPerRow)
        let first = Int(left)
        let last = min(width - 1, Int(right))
        if first == last {
            coverage[first] += Float(right - left) * share
            return
        }
        coverage[first] += Float(Double(first + 1) - left) * share
        for x in first + 1..<max(first + 1, last) { coverage[x] += share }
        coverage[last] += Float(right - Double(last)) * share
    }

    private mutating func blend(_ colour: Colour, row: Int) {
        let red = Float(colour.red) / 255
        let green = Float(colour.green) / 255
        let blue = Float(colour.blue) / 255
        let alpha = Float(colour.alpha) / 255
        for x in 0..<width where coverage[x] > 0 {
            let opacity = min(1, coverage[x]) * alpha
            let index = (row * width + x) * 4
            pixels[index] = red * opacity + pixels[index] * (1 - opacity)
            pixels[index + 1] = green * opacity + pixels[index + 1] * (1 - opacity)
            pixels[index + 2] = blue * opacity + pixels[index + 2] * (1 - opacity)
            pixels[index + 3] = opacity + pixels[index + 3] * (1 - opacity)
        }
    }

    private var bitmap: Bitmap {
        var bitmap = Bitmap(width: width, height: height)
        for index in stride(from: 0, to: pixels.count, by: 4) where pixels[index + 3] > 0 {
            let alpha = pixels[index + 3]
            for channel in 0..<3 {
                bitmap.bytes[index + channel] = UInt8(min(255, (pixels[index + channel] / alpha * 255).rounded()))
            }
            bitmap.bytes[index + 3] = UInt8(min(255, (alpha * 255).rounded()))
        }
        return bitmap
    }
}
