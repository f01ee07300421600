// Text that came from elsewhere (messages and explanations of agents, names of agents and maps, what somebody typed) may
// hold characters that move a terminal's cursor, set its title, ring, hide text or turn its direction. Whatever is shown
// to a person goes through here first; what is stored or exported stays as it was.

extension StringProtocol {
    /// The text on one line, with a visible sign in the place of every character that would do something instead of
    /// being shown: `␛` for an escape, `␊` for a line's end, `\u{202E}` for an override of direction.
    public var cleaned: String { clean(keeping: []) }

    /// The same over several lines: line ends and tabs stay.
    public var cleanedLines: String { clean(keeping: ["\n", "\t"]) }

    private func clean(keeping kept: Set<Unicode.Scalar>) -> String {
        guard unicodeScalars.contains(where: { $0.isUnsafeToShow && !kept.contains($0) }) else { return String(self) }
        var text = ""
        for scalar in unicodeScalars {
            if scalar.isUnsafeToShow && !kept.contains(scalar) {
                text += scalar.visible
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// Whether a terminal or a window would do something with the character, or show nothing, instead of showing it.
    public var isUnsafeToShow: Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F: true
        // Marks, embeddings, overrides and isolates of direction.
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x206F: true
        // Breaks of lines and paragraphs, and what takes no room. The joiners U+200C and U+200D are parts of words and
        // pictures.
        case 0x00AD, 0x180E, 0x200B, 0x2028, 0x2029, 0x2060...0x2065, 0xFEFF, 0xFFF9...0xFFFB: true
        // Tags, and what is no character.
        case 0xE0000...0xE0FFF, 0xFDD0...0xFDEF: true
        default: value & 0xFFFE == 0xFFFE
        }
    }

    /// The sign for a control character, or the number of another.
    fileprivate var visible: String {
        switch value {
        case 0x00...0x1F: String(Unicode.Scalar(0x2400 + value) ?? "\u{FFFD}")
        case 0x7F: "\u{2421}"
        default: "\\u{\(String(value, radix: 16, uppercase: true))}"
        }
    }
}
