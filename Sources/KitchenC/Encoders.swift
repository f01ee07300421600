import Kitchen

/// An encoding behind a handle.
final class EncoderBox {
    let encoder: RowEncoder

    init(_ encoder: RowEncoder) { self.encoder = encoder }
}

/// The encodings by number.
enum EncodingKind: Int32 {
    case none, lossless, features, grid

    /// - Parameters:
    ///   - horizon: the tick at which episodes end, for the urgency channel of the lossless encoding.
    ///   - option: of the features, 1 where every counter is a goal; of the grid, how many cells are seen in each direction, 0 for all and
    ///     below 0 for what the layout says.
    func rowKind(_ kitchen: Kitchen, horizon: Int, option: Int) -> RowEncoder.Kind {
        switch self {
        case .none, .lossless: .lossless(horizon: horizon)
        case .features: .features(option == 1 ? .all : .none)
        case .grid: .grid(EncodingKind.gridOptions(kitchen, option))
        }
    }

    /// What the grid encoding shows; nil for what the layout says.
    static func gridOptions(_ kitchen: Kitchen, _ option: Int) -> GridEncoding.Options? {
        guard option >= 0 else { return nil }
        var options = GridEncoding.Options(kitchen.layout)
        options.viewSize = option == 0 ? nil : option
        return options
    }
}

/// The element types by number.
enum ElementType: Int32 {
    case uint8, int16, float32, int64, float64
}

/// Makes an encoder of rows; null with an error where the kitchen has not this encoding.
@c(bk_encoder_new)
public func newEncoder(
    _ kitchen: UnsafeMutableRawPointer, _ kind: Int32, _ horizon: Int, _ option: Int32, _ shape: UnsafeMutablePointer<Int32>,
    _ error: UnsafeMutablePointer<CChar>?, _ capacity: Int32
) -> UnsafeMutableRawPointer? {
    let kitchen = object(kitchen, KitchenBox.self).kitchen
    let text = ErrorText(error, capacity)
    guard let kind = EncodingKind(rawValue: kind), kind != .none else {
        text.write("there is no encoding \(kind)")
        return nil
    }
    do {
        let encoder = try RowEncoder(kitchen, kind.rowKind(kitchen, horizon: horizon, option: Int(option)))
        writeShape(encoder.shape, shape)
        return handle(EncoderBox(encoder))
    } catch {
        text.write(error.description)
        return nil
    }
}

/// Writes the encodings of rows that were checked.
@c(bk_encoder_write)
public func encodeRows(
    _ encoder: UnsafeMutableRawPointer, _ rows: UnsafePointer<UInt16>, _ stamps: UnsafePointer<Int32>, _ count: Int, _ element: Int32,
    _ buffer: UnsafeMutableRawPointer
) -> Int32 {
    let encoder = object(encoder, EncoderBox.self).encoder
    switch ElementType(rawValue: element) {
    case .uint8: encoder.write(rows, stamps: stamps, count: count, into: buffer.assumingMemoryBound(to: UInt8.self))
    case .int16: encoder.write(rows, stamps: stamps, count: count, into: buffer.assumingMemoryBound(to: Int16.self))
    case .float32: encoder.write(rows, stamps: stamps, count: count, into: buffer.assumingMemoryBound(to: Float.self))
    case .int64: encoder.write(rows, stamps: stamps, count: count, into: buffer.assumingMemoryBound(to: Int.self))
    case .float64: encoder.write(rows, stamps: stamps, count: count, into: buffer.assumingMemoryBound(to: Double.self))
    case nil: return -1
    }
    return 0
}

/// Writes how many dimensions an observation has, then each of them, five numbers in all.
func writeShape(_ dimensions: [Int], _ shape: UnsafeMutablePointer<Int32>) {
    shape[0] = Int32(truncatingIfNeeded: dimensions.count)
    for (index, size) in dimensions.enumerated() { shape[index + 1] = Int32(truncatingIfNeeded: size) }
}
