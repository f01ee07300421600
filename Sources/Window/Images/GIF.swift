import Foundation

/// Writes moving GIFs (GIF89a): one palette for all frames, each frame only where it differs from the one before.
///
/// The window's pictures are flat colours with soft edges, so the commonest 255 colours are the palette and the
/// rest take the nearest.
package struct GIF {
    package private(set) var data = Data()
    private let width: Int
    private let height: Int
    private var palette = GIFPalette()
    private var before: [UInt8] = []

    /// - Parameter samples: frames from which the palette is made.
    package init(samples: [Bitmap], width: Int, height: Int) {
        self.width = width
        self.height = height
        palette = GIFPalette(samples)
        data.append(contentsOf: Array("GIF89a".utf8))
        data.append(littleEndian: width)
        data.append(littleEndian: height)
        data.append(contentsOf: [0xF7, 0, 0])  // a global palette of 256 colours of 8 bits
        data.append(contentsOf: palette.bytes)
        data.append(contentsOf: [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0])  // for ever
    }

    /// Adds a frame that stays for `hundredths` of a second.
    package mutating func add(_ bitmap: Bitmap, hundredths: Int) {
        let pixels = palette.indices(bitmap)
        let area = changed(pixels)
        data.append(contentsOf: [0x21, 0xF9, 4, 0x05])  // keep what is there; one index is see-through
        data.append(littleEndian: hundredths)
        data.append(contentsOf: [GIFPalette.clear, 0, 0x2C])
        for number in [area.x.lowerBound, area.y.lowerBound, area.x.count, area.y.count] { data.append(littleEndian: number) }
        data.append(0)
        var part: [UInt8] = []
        part.reserveCapacity(area.x.count * area.y.count)
        for y in area.y {
            for index in (y * width + area.x.lowerBound)..<(y * width + area.x.upperBound) {
                part.append(!before.isEmpty && before[index] == pixels[index] ? GIFPalette.clear : pixels[index])
            }
        }
        data.append(LZW.encode(part))
        before = pixels
    }

    /// What has been made of the file since it was last taken.
    package mutating func takeData() -> Data {
        defer { data = Data() }
        return data
    }

    /// Ends the file.
    package mutating func finish() { data.append(0x3B) }

    /// The smallest rectangle outside of which nothing changed; at least one pixel.
    private func changed(_ pixels: [UInt8]) -> (x: Range<Int>, y: Range<Int>) {
        guard !before.isEmpty else { return (0..<width, 0..<height) }
        var left = width
        var right = 0
        var top = height
        var bottom = 0
        for y in 0..<height {
            for x in 0..<width where before[y * width + x] != pixels[y * width + x] {
                left = min(left, x)
                right = max(right, x + 1)
                top = min(top, y)
                bottom = max(bottom, y + 1)
            }
        }
        return left < right ? (left..<right, top..<bottom) : (0..<1, 0..<1)
    }
}

/// The 255 commonest colours of some frames, and the nearest of them for any other.
private struct GIFPalette {
    /// The index that is no colour.
    static let clear: UInt8 = 255
    private var colours: [UInt32] = []
    private var known: [UInt32: UInt8] = [:]

    init() {}

    init(_ samples: [Bitmap]) {
        var counts: [UInt32: Int] = [:]
        for sample in samples {
            for y in 0..<sample.height {
                for x in 0..<sample.width { counts[sample[x, y], default: 0] += 1 }
            }
        }
        // Ties by value, so that the same frames make the same file.
        colours = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(255).map(\.key)
        for (index, colour) in colours.enumerated() { known[colour] = UInt8(index) }
    }

    var bytes: [UInt8] {
        var bytes = colours.flatMap { colour in [16, 8, 0].map { UInt8(truncatingIfNeeded: colour >> $0) } }
        bytes += Array(repeating: 0, count: 768 - bytes.count)
        return bytes
    }

    mutating func indices(_ bitmap: Bitmap) -> [UInt8] {
        var indices: [UInt8] = []
        indices.reserveCapacity(bitmap.width * bitmap.height)
        var latest: (colour: UInt32, index: UInt8)?
        for y in 0..<bitmap.height {
            for x in 0..<bitmap.width {
                let colour = bitmap[x, y]
                if latest?.colour != colour { latest = (colour, index(colour)) }
                indices.append(latest?.index ?? 0)
            }
        }
        return indices
    }

    private mutating func index(_ colour: UInt32) -> UInt8 {
        if let index = known[colour] { return index }
        func distance(_ other: UInt32) -> Int {
            [16, 8, 0].reduce(0) { sum, shift in
                let difference = Int(colour >> shift & 255) - Int(other >> shift & 255)
                return sum + difference * difference
            }
        }
        let nearest = colours.indices.min { distance(colours[$0]) < distance(colours[$1]) } ?? 0
        known[colour] = UInt8(nearest)
        return UInt8(nearest)
    }
}

/// The compression of GIF: Lempel, Ziv and Welch with codes of growing width.
private enum LZW {
    private static let clear = 256
    private static let end = 257

    static func encode(_ bytes: [UInt8]) -> Data {
        var writer = BitWriter()
        var table: [UInt32: Int] = [:]
        var next = end + 1
        var width = 9
        writer.write(clear, width)
        var current = Int(bytes.first ?? 0)
        for byte in bytes.dropFirst() {
            let key = UInt32(current) << 8 | UInt32(byte)
            if let code = table[key] {
                current = code
                continue
            }
            writer.write(current, width)
            table[key] = next
            if next == 1 << width { width += 1 }
            next += 1
            if next == 4096 {
                writer.write(clear, width)
                table.removeAll(keepingCapacity: true)
                next = end + 1
                width = 9
            }
            current = Int(byte)
        }
        writer.write(current, width)
        writer.write(end, width)
        return writer.blocks
    }

    /// Codes packed from the lowest bit, in blocks of at most 255 bytes.
    private struct BitWriter {
        private var bytes: [UInt8] = []
        private var pending: UInt32 = 0
        private var count = 0

        mutating func write(_ code: Int, _ width: Int) {
            pending |= UInt32(code) << UInt32(count)
            count += width
            while count >= 8 {
                bytes.append(UInt8(truncatingIfNeeded: pending))
                pending >>= 8
                count -= 8
            }
        }

        var blocks: Data {
            var all = bytes
            if count > 0 { all.append(UInt8(truncatingIfNeeded: pending)) }
            var data = Data([8])
            for begin in stride(from: 0, to: all.count, by: 255) {
                let block = all[begin..<min(begin + 255, all.count)]
                data.append(UInt8(block.count))
                data.append(contentsOf: block)
            }
            data.append(0)
            return data
        }
    }
}

extension Data {
    /// Two bytes, the low one first.
    fileprivate mutating func append(littleEndian value: Int) {
        append(contentsOf: [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)])
    }
}
