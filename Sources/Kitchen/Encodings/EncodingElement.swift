/// A number type that observations are written in: `UInt8` and `Float` for the lossless encoding,
/// `Int16` and `Float` for the features, which may be negative.
public protocol EncodingElement: Sendable, Equatable {
    /// `value` in this type; `UInt8` holds 255 for anything above, and 0 for anything below.
    static func encoded(_ value: Int) -> Self
}

extension UInt8: EncodingElement {
    @inline(__always)
    public static func encoded(_ value: Int) -> UInt8 { UInt8(truncatingIfNeeded: Swift.max(0, Swift.min(value, 255))) }
}

extension Int16: EncodingElement {
    @inline(__always)
    public static func encoded(_ value: Int) -> Int16 { Int16(truncatingIfNeeded: value) }
}

extension Float: EncodingElement {
    @inline(__always)
    public static func encoded(_ value: Int) -> Float { Float(value) }
}

/// An observation that cannot be made: a kitchen without exactly two players, or a buffer of the wrong size.
public struct ObservationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    static func twoPlayers(_ kitchen: Kitchen) throws {
        guard kitchen.players == 2 else {
            throw ObservationError(
                description: "the encodings are defined for two players; '\(kitchen.layout.name)' has \(kitchen.players)")
        }
    }

    static func size(_ count: Int, expected: Int) throws {
        guard count == expected else {
            throw ObservationError(description: "the buffer has \(count) elements; \(expected) are needed")
        }
    }
}
