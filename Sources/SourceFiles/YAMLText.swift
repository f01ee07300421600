/// Texts as YAML scalars that read back as the same text, whatever is in them; the one place that all writers of YAML share.
package enum YAMLText {
    /// `text` as a value on a line of its own: plain where a reader takes that for the same text, else quoted.
    package static func scalar(_ text: String) -> String { readsBackPlain(text) ? text : quoted(text) }

    /// `text` in double quotes, with everything escaped that is not printed.
    package static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "\"":
                quoted += "\\"
                quoted.unicodeScalars.append(scalar)
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            default:
                if isPrintable(scalar) { quoted.unicodeScalars.append(scalar) } else { quoted += escape(scalar) }
            }
        }
        return quoted + "\""
    }

    /// `text` in single quotes, where these can hold it, else in double ones.
    package static func singleQuoted(_ text: String) -> String {
        text.unicodeScalars.allSatisfy(isPrintable) ? "'\(text.replacing("'", with: "''"))'" : quoted(text)
    }

    private static func readsBackPlain(_ text: String) -> Bool {
        guard text.unicodeScalars.allSatisfy(isPrintable),
            let root = try? YAMLReader.read("key: \(text)\n", file: "", expecting: "a mapping"),
            case .mapping(let entries) = root.value, entries.count == 1, case .text(let read, _) = entries[0].value.value
        else { return false }
        // Equal to the scalar, not only to the eye.
        return Array(read.unicodeScalars) == Array(text.unicodeScalars)
    }

    /// Whether YAML lets `scalar` stand for itself inside quotes. Line separators and the byte order mark would be folded or lost.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
