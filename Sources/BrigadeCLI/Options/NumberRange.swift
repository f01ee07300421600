import Episodes

/// A type of number that an option can have.
protocol OptionNumber: Comparable, Sendable, Decodable, LosslessStringConvertible {
    /// What such a number is called, such as `a whole number`.
    static var title: String { get }
    /// The number as people write it.
    var words: String { get }
}

extension OptionNumber where Self: FixedWidthInteger {
    static var title: String { "a whole number" }
    /// The largest number of the type as a power: nobody counts nineteen digits.
    var words: String { self == .max ? "2^\(Self.bitWidth - (Self.isSigned ? 1 : 0)) - 1" : "\(self)" }
}

extension OptionNumber where Self: BinaryFloatingPoint {
    static var title: String { "a number" }
    var words: String { Double(self).plain }
}

extension Int: OptionNumber {}
extension Int64: OptionNumber {}
extension UInt64: OptionNumber {}
extension Double: OptionNumber {}
extension Float: OptionNumber {}

/// The numbers that an option takes. Its words are in `--help` and in the message about a number outside, so that both
/// and the check are one thing: `@Option(.from(1, to: 50), help: "Frames a second.") var fps = 20`.
struct NumberRange<Number: OptionNumber>: Sendable {
    private let lower: Number
    private let upper: Number
    private var includesLower = true
    private var includesUpper = true

    static func from(_ lower: Number, to upper: Number) -> NumberRange { NumberRange(lower: lower, upper: upper) }

    static func from(_ lower: Number, below upper: Number) -> NumberRange {
        NumberRange(lower: lower, upper: upper, includesUpper: false)
    }

    static func above(_ lower: Number, to upper: Number) -> NumberRange {
        NumberRange(lower: lower, upper: upper, includesLower: false)
    }

    /// E.g. `from 1 to 1000`, `above 0 to 1`.
    var words: String {
        "\(includesLower ? "from" : "above") \(lower.words) \(includesUpper ? "to" : "to below") \(upper.words)"
    }

    /// False for what is no number, too.
    func contains(_ number: Number) -> Bool {
        (includesLower ? number >= lower : number > lower) && (includesUpper ? number <= upper : number < upper)
    }

    /// The number that `text` is.
    /// - Throws: `NumberError` for what is no number, and for one outside the range.
    func read(_ text: String) throws -> Number {
        guard let number = Number(text), contains(number) else { throw NumberError(description: "it must be \(Number.title) \(words)") }
        return number
    }
}

/// Why a number is refused; the parser says which option had it.
struct NumberError: Error, Hashable, CustomStringConvertible {
    let description: String
}
