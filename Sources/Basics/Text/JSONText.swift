import Foundation

/// Values as JSON text: keys in alphabetical order, the same bytes every time, harmless to a terminal.
public enum JSONText {
    /// `value` over many lines.
    public static func pretty(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// `value` on one line.
    public static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
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
