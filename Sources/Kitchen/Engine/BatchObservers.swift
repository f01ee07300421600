/// Keeps both players' lossless encodings of every game of a batch, or of some games, up to date in a buffer of the caller's:
/// `[games, 2, width, height, 26]`.
///
/// Only what changed since the last call is written, so nothing else may write to the buffer in between.
public struct LosslessObserver: ~Copyable {
    public let encoding: LosslessEncoding
    /// The games that are shown.
    private let part: Range<Int>
    /// Words of all rows of the batch.
    private let batchWords: Int
    /// The rows that the buffer shows.
    private let shown: UnsafeMutableBufferPointer<UInt16>
    private var hasWritten = false

    /// - Throws: `ObservationError` unless the kitchen is one of Overcooked-AI with two players.
    public init(_ batch: borrowing KitchenBatch) throws(ObservationError) {
        try self.init(batch, part: 0..<batch.games, horizon: batch.horizon)
    }

    /// - Parameters:
    ///   - part: the games that are shown.
    ///   - horizon: the tick at which episodes end, for the urgency channel.
    /// - Throws: `ObservationError` unless the kitchen is one of Overcooked-AI with two players.
    package init(_ batch: borrowing KitchenBatch, part: Range<Int>, horizon: Int) throws(ObservationError) {
        let encoding = try LosslessEncoding(batch.kitchen, horizon: horizon)
        self.encoding = encoding
        self.part = part
        batchWords = batch.memory.rows.count
        shown = .allocate(capacity: part.count * batch.memory.stride)
        shown.initialize(repeating: 0)
    }

    deinit { shown.deallocate() }

    /// Elements that a buffer for `games` games needs.
    public func size(games: Int) -> Int { games * encoding.size }

    /// Lets the next `observe` write everything, because something else has written to the buffer or it is another one.
    package mutating func forget() { hasWritten = false }

    /// Brings `buffer` up to the batch's states.
    /// - Throws: `ObservationError` for a buffer or batch of another size.
    public mutating func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<UInt8>) throws(ObservationError) {
        try bring(batch, into: buffer)
    }

    /// Brings `buffer` up to the batch's states.
    /// - Throws: `ObservationError` for a buffer or batch of another size.
    public mutating func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Float>) throws(ObservationError) {
        try bring(batch, into: buffer)
    }

    @inline(__always)
    private mutating func bring<Element: EncodingElement>(
        _ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Element>
    ) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: size(games: part.count))
        try ObservationError.size(batch.memory.rows.count, expected: batchWords)
        let encoding = encoding  // a local copy stays in registers, see KitchenBatch.stepAll
        let stride = batch.memory.stride
        let rows = UnsafePointer(batch.memory.rows.baseAddress.unsafelyUnwrapped + part.lowerBound &* stride)
        let shown = shown.baseAddress.unsafelyUnwrapped
        let views = buffer.baseAddress.unsafelyUnwrapped
        for game in 0..<part.count {
            let view = views + game &* encoding.size
            if hasWritten {
                encoding.update(from: shown + game &* stride, to: rows + game &* stride, in: view)
            } else {
                encoding.write(rows + game &* stride, into: view)
            }
        }
        UnsafeMutableRawPointer(shown).copyMemory(from: rows, byteCount: part.count &* stride &* MemoryLayout<UInt16>.stride)
        hasWritten = true
    }
}

extension FeatureEncoding {
    /// Writes both players' features of every game of `batch`: `[games, 2, 96]`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Int16>) throws(ObservationError) {
        try writeAll(batch, 0..<batch.games, buffer)
    }

    /// Writes both players' features of every game of `batch`: `[games, 2, 96]`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Float>) throws(ObservationError) {
        try writeAll(batch, 0..<batch.games, buffer)
    }

    /// As `observe(_:into:)`, of some of the games.
    package func observe(
        _ batch: borrowing KitchenBatch, part: Range<Int>, into buffer: UnsafeMutableBufferPointer<Int16>
    ) throws(ObservationError) {
        try writeAll(batch, part, buffer)
    }

    /// As `observe(_:into:)`, of some of the games.
    package func observe(
        _ batch: borrowing KitchenBatch, part: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
    ) throws(ObservationError) {
        try writeAll(batch, part, buffer)
    }

    @inline(__always)
    private func writeAll<Element: EncodingElement>(
        _ batch: borrowing KitchenBatch, _ part: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Element>
    ) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: part.count * FeatureEncoding.size)
        let rows = UnsafePointer(batch.memory.rows.baseAddress.unsafelyUnwrapped + part.lowerBound &* batch.memory.stride)
        let stamps = UnsafePointer(batch.memory.stamps.baseAddress.unsafelyUnwrapped + part.lowerBound &* batch.memory.slots)
        let features = buffer.baseAddress.unsafelyUnwrapped
        for game in 0..<part.count {
            write(
                rows + game &* batch.memory.stride, stamps: stamps + game &* batch.memory.slots,
                into: features + game &* FeatureEncoding.size)
        }
    }
}
