/// Keeps both players' lossless encodings of every game of a batch up to date in a buffer of the caller's:
/// `[games, 2, width, height, 26]`.
///
/// Only what changed since the last call is written, so nothing else may write to the buffer in between.
public struct LosslessObserver: ~Copyable {
    public let encoding: LosslessEncoding
    /// The rows that the buffer shows.
    private let shown: UnsafeMutableBufferPointer<UInt16>
    private var hasWritten = false

    /// - Throws: `ObservationError` unless the kitchen is one of Overcooked-AI with two players.
    public init(_ batch: borrowing KitchenBatch) throws {
        let encoding = try LosslessEncoding(batch.kitchen, horizon: batch.horizon)
        self.encoding = encoding
        shown = .allocate(capacity: batch.memory.rows.count)
        shown.initialize(repeating: 0)
    }

    deinit { shown.deallocate() }

    /// Elements that a buffer for `games` games needs.
    public func size(games: Int) -> Int { games * encoding.size }

    /// Brings `buffer` up to the batch's states.
    /// - Throws: `ObservationError` for a buffer or batch of another size.
    public mutating func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<UInt8>) throws {
        try bring(batch, into: buffer)
    }

    /// Brings `buffer` up to the batch's states.
    /// - Throws: `ObservationError` for a buffer or batch of another size.
    public mutating func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Float>) throws {
        try bring(batch, into: buffer)
    }

    @inline(__always)
    private mutating func bring<Element: EncodingElement>(
        _ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Element>
    ) throws {
        try ObservationError.size(buffer.count, expected: size(games: batch.games))
        try ObservationError.size(batch.memory.rows.count, expected: shown.count)
        let encoding = encoding  // a local copy stays in registers, see KitchenBatch.stepAll
        let stride = batch.memory.stride
        let rows = UnsafePointer(batch.memory.rows.baseAddress.unsafelyUnwrapped)
        let shown = shown.baseAddress.unsafelyUnwrapped
        let views = buffer.baseAddress.unsafelyUnwrapped
        for game in 0..<batch.games {
            let view = views + game &* encoding.size
            if hasWritten {
                encoding.update(from: shown + game &* stride, to: rows + game &* stride, in: view)
            } else {
                encoding.write(rows + game &* stride, into: view)
            }
        }
        shown.update(from: rows, count: batch.games &* stride)
        hasWritten = true
    }
}

extension FeatureEncoding {
    /// Writes both players' features of every game of `batch`: `[games, 2, 96]`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Int16>) throws {
        try writeAll(batch, buffer)
    }

    /// Writes both players' features of every game of `batch`: `[games, 2, 96]`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Float>) throws {
        try writeAll(batch, buffer)
    }

    @inline(__always)
    private func writeAll<Element: EncodingElement>(
        _ batch: borrowing KitchenBatch, _ buffer: UnsafeMutableBufferPointer<Element>
    ) throws {
        try ObservationError.size(buffer.count, expected: batch.games * FeatureEncoding.size)
        let rows = UnsafePointer(batch.memory.rows.baseAddress.unsafelyUnwrapped)
        let stamps = UnsafePointer(batch.memory.stamps.baseAddress.unsafelyUnwrapped)
        let features = buffer.baseAddress.unsafelyUnwrapped
        for game in 0..<batch.games {
            write(
                rows + game &* batch.memory.stride, stamps: stamps + game &* batch.memory.slots,
                into: features + game &* FeatureEncoding.size)
        }
    }
}
