/// Rows of small whole numbers, -2048 to 2047, of which most are 0, such as views of a kitchen: only the others are kept, in memory that
/// grows.
public struct SparseRows: ~Copyable {
    /// Numbers of a row.
    public let width: Int
    /// Numbers of what is appended; the rest of a row is marked.
    private let appended: Int
    /// Rows at most.
    public let capacity: Int
    /// Rows that are there.
    public private(set) var count = 0
    /// Where each row begins among the entries, and the last ends: `[capacity + 1]`.
    private let starts: UnsafeMutablePointer<Int>
    /// A number's place in its row, shifted by `valueBits`, and the number.
    private var entries: UnsafeMutableBufferPointer<UInt32>

    static let valueBits: UInt32 = 12

    /// - Parameter marks: numbers at the end of a row that `mark` sets; the others are appended.
    public init(width: Int, marks: Int = 0, capacity: Int) {
        precondition(width < 1 << (32 - SparseRows.valueBits), "a row of \(width) numbers is too long for its places")
        self.width = width
        appended = width - marks
        self.capacity = capacity
        starts = .allocate(capacity: capacity + 1)
        starts.initialize(repeating: 0, count: capacity + 1)
        entries = .allocate(capacity: max(width, 32 * capacity))
    }

    deinit {
        starts.deallocate()
        entries.deallocate()
    }

    /// Removes all rows.
    public mutating func clear() { count = 0 }

    /// Adds a row: the numbers before those that are marked.
    public mutating func append(_ row: UnsafePointer<UInt8>) {
        precondition(count < capacity, "more than \(capacity) rows")
        let start = starts[count]
        if start + width > entries.count { grow() }
        let target = entries.baseAddress.unsafelyUnwrapped
        var next = start
        var place = 0
        // Eight at a time: most are all 0.
        while place &+ 8 <= appended {
            var word = UnsafeRawPointer(row + place).loadUnaligned(as: UInt64.self).littleEndian
            while word != 0 {
                let byte = word.trailingZeroBitCount & ~7
                let value = UInt32(truncatingIfNeeded: word &>> UInt64(byte)) & 0xFF
                target[next] = UInt32(truncatingIfNeeded: place &+ byte &>> 3) &<< SparseRows.valueBits | value
                next &+= 1
                word &= ~(0xFF &<< UInt64(byte))
            }
            place &+= 8
        }
        while place < appended {
            if row[place] != 0 {
                target[next] = UInt32(truncatingIfNeeded: place) &<< SparseRows.valueBits | UInt32(row[place])
                next &+= 1
            }
            place &+= 1
        }
        count += 1
        starts[count] = next
    }

    /// Adds a row of whole numbers: those before the ones that are marked.
    public mutating func append(_ row: UnsafePointer<Float>) {
        precondition(count < capacity, "more than \(capacity) rows")
        var next = starts[count]
        if next + width > entries.count { grow() }
        let target = entries.baseAddress.unsafelyUnwrapped
        for place in 0..<appended where row[place] != 0 {
            target[next] = UInt32(truncatingIfNeeded: place) &<< SparseRows.valueBits | SparseRows.bits(row[place])
            next &+= 1
        }
        count += 1
        starts[count] = next
    }

    /// A number as an entry has it, in its lowest bits.
    @inline(__always)
    private static func bits(_ number: Float) -> UInt32 {
        UInt32(truncatingIfNeeded: Int(max(-2048, min(2047, number)))) & (1 &<< valueBits &- 1)
    }

    /// The number of an entry.
    @inline(__always)
    static func number(_ entry: UInt32) -> Float {
        let unused = 32 &- valueBits
        return Float(Int32(bitPattern: entry &<< unused) &>> Int32(unused))
    }

    /// Sets the number at a place of the last row to 1. Places are marked in rising order, once each.
    public mutating func mark(_ place: Int) {
        precondition(count > 0 && place >= appended && place < width, "place \(place) is none of the marks")
        // Not `+= 1`: Swift 6.3 cannot compile that for the thread sanitizer here.
        let end = starts[count]
        entries[end] = UInt32(truncatingIfNeeded: place) &<< SparseRows.valueBits | 1
        starts[count] = end + 1
    }

    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 2 * entries.count + width)
        _ = larger.update(fromContentsOf: entries)
        entries.deallocate()
        entries = larger
    }

    /// The places and numbers of a row that are not 0.
    @inline(__always)
    func entries(of row: Int) -> UnsafeBufferPointer<UInt32> {
        UnsafeBufferPointer(
            start: UnsafePointer(entries.baseAddress.unsafelyUnwrapped) + starts[row], count: starts[row &+ 1] &- starts[row])
    }

    /// Writes a row with all its zeros, `[width]`.
    public func write(_ row: Int, into target: UnsafeMutablePointer<Float>) {
        target.update(repeating: 0, count: width)
        for entry in entries(of: row) { target[Int(entry &>> SparseRows.valueBits)] = SparseRows.number(entry) }
    }
}

extension Dense {
    /// As `forward`, of sparse rows.
    /// - Parameter places: which rows, `[batch]`.
    public func forward(
        _ parameters: UnsafePointer<Float>, rows: borrowing SparseRows, places: UnsafePointer<Int32>,
        output: UnsafeMutablePointer<Float>, batch: Int
    ) {
        let (weights, biases, outputs) = (parameters + kernel, parameters + bias, outputs)
        for index in 0..<batch {
            let (target, entries) = (output + index &* outputs, rows.entries(of: Int(places[index])))
            var first = 0
            // As many outputs at a time as registers can hold.
            while first &+ 32 <= outputs {
                var sums = (
                    VectorMath.load(biases + first), VectorMath.load(biases + (first &+ 8)), VectorMath.load(biases + (first &+ 16)),
                    VectorMath.load(biases + (first &+ 24))
                )
                for entry in entries {
                    let number = SparseRows.number(entry)
                    let row = weights + (Int(entry &>> SparseRows.valueBits) &* outputs &+ first)
                    sums.0 += number * VectorMath.load(row)
                    sums.1 += number * VectorMath.load(row + 8)
                    sums.2 += number * VectorMath.load(row + 16)
                    sums.3 += number * VectorMath.load(row + 24)
                }
                VectorMath.store(sums.0, target + first)
                VectorMath.store(sums.1, target + (first &+ 8))
                VectorMath.store(sums.2, target + (first &+ 16))
                VectorMath.store(sums.3, target + (first &+ 24))
                first &+= 32
            }
            guard first < outputs else { continue }
            (target + first).update(from: biases + first, count: outputs &- first)
            for entry in entries {
                let row = weights + (Int(entry &>> SparseRows.valueBits) &* outputs &+ first)
                Products.add(SparseRows.number(entry), row, to: target + first, count: outputs &- first)
            }
        }
    }

    /// As `accumulate`, of sparse rows.
    /// - Parameter places: which rows, `[batch]`.
    public func accumulate(
        gradients: UnsafeMutablePointer<Float>, rows: borrowing SparseRows, places: UnsafePointer<Int32>,
        outputGradient: UnsafePointer<Float>, batch: Int
    ) {
        let (weights, outputs) = (gradients + kernel, outputs)
        for index in 0..<batch {
            let gradient = outputGradient + index &* outputs
            for entry in rows.entries(of: Int(places[index])) {
                Products.add(
                    SparseRows.number(entry), gradient, to: weights + Int(entry &>> SparseRows.valueBits) &* outputs, count: outputs)
            }
        }
        Products.addRows(outputGradient, rows: batch, columns: outputs, to: gradients + bias)
    }
}
