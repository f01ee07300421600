import Basics

/// What a participant's code can be, wherever it is given.
public enum ParticipantCode {
    /// Most letters, digits and signs of a code.
    public static let maxLength = 100

    /// The rule in words.
    public static let rule = "a participant's code is a word of at most \(maxLength) letters, digits and signs"

    public static func isCode(_ text: String) -> Bool {
        text.contains { !$0.isWhitespace } && text.unicodeScalars.count <= maxLength && text == text.cleaned
    }

    /// `code` with as much of what was typed as a code can have.
    static func typed(_ text: String, after code: String) -> String {
        text.filter { $0.isLetter || $0.isNumber || "-_".contains($0) }.reduce(code) { isCode($0 + String($1)) ? $0 + String($1) : $0 }
    }
}
