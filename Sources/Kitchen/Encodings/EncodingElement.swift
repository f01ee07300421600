/// A number type that observations are written in: `UInt8` and `Float` for the lossless and the grid encoding,
/// `Int16` and `Float` for the features, which may be negative.
public protocol EncodingElement: Sendable, Equatable {
    /// `value` in this type; `UInt8` holds 255 for anything above, and 0 for anything below.
    static func encoded(_ value: Int) -> Self

    /// Copies `count` small numbers into a buffer of this type.
    static func copy(_ bytes: UnsafePointer<UInt8>, to buffer: UnsafeMutablePointer<Self>, count: Int)
}

extension EncodingElement {
    @inline(__always)
    public static func copy(_ bytes: UnsafePointer<UInt8>, to buffer: UnsafeMutablePointer<Self>, count: Int) {
        for index in 0..<count { buffer[index] = .encoded(Int(bytes[index])) }
    }
}

extension UInt8: EncodingElement {
    @inline(__always)
    public static func encoded(_ value: Int) -> UInt8 { UInt8(truncatingIfNeeded: Swift.max(0, Swift.min(value, 255))) }

    @inline(__always)
    public static func copy(_ bytes: UnsafePointer<UInt8>, to buffer: UnsafeMutablePointer<UInt8>, count: Int) {
        UnsafeMutableRawPointer(buffer).copyMemory(from: bytes, byteCount: count)
    }
}

extension Int16: EncodingElement {
    @inline(__always)
    public static func encoded(_ value: Int) -> Int16 { Int16(truncatingIfNeeded: value) }
}

/// For callers whose arrays have whole numbers of the machine's size, as NumPy's have.
extension Int: EncodingElement {
    @inline(__always)
    public static func encoded(_ value: Int) -> Int { value }
}

extension Float: EncodingElement {
    @inline(__always)
    public static func encoded(_ value: Int) -> Float { Float(value) }
}

/// As `Int`, for callers whose features are NumPy's floating-point numbers.
extension Double: EncodingElement {
    @inline(__always)
    public static func encoded(_ value: Int) -> Double { Double(value) }
}

/// An observation that cannot be made: of a kitchen for which it is not defined, or in a buffer of the wrong size.
public struct ObservationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    static func twoPlayers(_ kitchen: Kitchen) throws(ObservationError) {
        guard kitchen.players == 2 else {
            throw ObservationError(
                description: "the encodings are defined for two players; '\(kitchen.layout.name)' has \(kitchen.players)")
        }
    }

    static func family(_ kitchen: Kitchen, _ family: RuleFamily) throws(ObservationError) {
        guard kitchen.layout.family == family else {
            throw ObservationError(
                description: "this encoding is one of \(family.name); "
                    + "'\(kitchen.layout.name)' is a kitchen of \(kitchen.layout.family.name)")
        }
    }

    static func size(_ count: Int, expected: Int) throws(ObservationError) {
        guard count == expected else {
            throw ObservationError(description: "the buffer has \(count) elements; \(expected) are needed")
        }
    }
}
