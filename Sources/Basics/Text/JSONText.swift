import Foundation

/// Values as JSON text: keys in alphabetical order, the same bytes every time, harmless to a terminal.
public enum JSONText {
    /// `value` over many lines; numbers that are infinite, or none, are the texts `inf`, `-inf` and `nan`.
    public static func pretty(_ value: some Encodable) throws -> String {
        escaped(try stored(value, isPretty: true, hasInfinities: true))
    }

    /// `value` on one line.
    public static func line(_ value: some Encodable) throws -> String { escaped(try stored(value)) }

    /// `value` as files and stores keep it: the same bytes every time, with nothing escaped for a terminal.
    /// - Parameters: as of `encoder`.
    public static func stored(
        _ value: some Encodable, isPretty: Bool = false, escapesSlashes: Bool = false, hasInfinities: Bool = false
    ) throws -> String {
        let encoder = encoder(isPretty: isPretty, escapesSlashes: escapesSlashes, hasInfinities: hasInfinities)
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The encoder of all JSON that Brigade writes: keys in alphabetical order.
    /// - Parameters:
    ///   - isPretty: over many lines rather than on one.
    ///   - escapesSlashes: `\/` for `/`. New files do without; those that always had it keep their bytes.
    ///   - hasInfinities: numbers that are infinite, or none, are written as the texts `inf`, `-inf` and `nan`; otherwise they throw.
    public static func encoder(isPretty: Bool = false, escapesSlashes: Bool = false, hasInfinities: Bool = false) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        if !escapesSlashes { encoder.outputFormatting.insert(.withoutEscapingSlashes) }
        if hasInfinities {
            encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        }
        return encoder
    }

    /// The JSON text `json` with escapes for the characters in its strings that a terminal would act upon. The encoder
    /// escapes those below the space by itself.
    public static func escaped(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: { $0.value > 0x20 && $0.isUnsafeToShow }) else { return json }
        var text = ""
        for scalar in json.unicodeScalars {
            if scalar.value > 0x20 && scalar.isUnsafeToShow {
                for unit in UTF16.encode(scalar) ?? .init() { text += String(format: "\\u%04x", unit) }
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
