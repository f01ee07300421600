import Basics
import Foundation

/// What the terminal that a stream leads to can show.
struct Terminal: Sendable {
    let hasColour: Bool
    let isInteractive: Bool

    /// Standard output, honouring NO_COLOR (no-color.org) and `TERM=dumb`.
    static var standardOutput: Terminal { Terminal(STDOUT_FILENO) }
    static var standardError: Terminal { Terminal(STDERR_FILENO) }

    /// No terminal at all: text without styles, as for a file.
    static let plain = Terminal(hasColour: false, isInteractive: false)

    private init(hasColour: Bool, isInteractive: Bool) {
        self.hasColour = hasColour
        self.isInteractive = isInteractive
    }

    private init(_ descriptor: Int32) {
        let environment = ProcessInfo.processInfo.environment
        isInteractive = isatty(descriptor) == 1
        hasColour = isInteractive && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    enum Style: String {
        case bold = "1", dim = "2", red = "31", green = "32", yellow = "33", blue = "34", magenta = "35", cyan = "36"
    }

    /// `text` in `styles`, or plain where there is no colour.
    func style(_ text: String, _ styles: Style...) -> String {
        guard !styles.isEmpty else { return text }
        return style(text, code: styles.map(\.rawValue).joined(separator: ";"))
    }

    /// `text` in the style with this code (SGR: numbers and semicolons), or plain where there is no colour.
    func style(_ text: String, code: String) -> String {
        guard hasColour else { return text }
        return "\(Self.opening)\(code)\(Self.closing)\(text)\(Self.opening)0\(Self.closing)"
    }

    // Between `style` and the terminal a style's code stands between two of Unicode's characters for a program's own use.
    // So everything that is printed can be cleaned of control characters in one place, without telling ours from those
    // in somebody's message.
    private static let opening = Unicode.Scalar(0xFDD0 as UInt32) ?? "\u{FFFD}"
    private static let closing = Unicode.Scalar(0xFDD1 as UInt32) ?? "\u{FFFD}"

    /// What of a text that is to be shown is ours.
    enum Extent {
        /// It is one line: a line's end in it came from elsewhere.
        case oneLine
        /// It is laid out over lines.
        case severalLines

        fileprivate func clean(_ text: some StringProtocol) -> String { self == .oneLine ? text.cleaned : text.cleanedLines }
    }

    /// `text` as it goes to a terminal: our styles, and none of the control characters that it may have brought along.
    static func shown(_ text: String, over extent: Extent = .severalLines) -> String {
        guard text.unicodeScalars.contains(opening) else { return extent.clean(text) }
        var shown = ""
        for (index, part) in text.unicodeScalars.split(separator: opening, omittingEmptySubsequences: false).enumerated() {
            let end = index == 0 ? nil : part.firstIndex(of: closing)
            if let end {
                let code = part[..<end]
                let isCode = code.allSatisfy { $0 == ";" || ("0"..."9").contains($0) }
                shown += isCode ? "\u{1B}[\(String(code))m" : ""
            }
            shown += extent.clean(String(part[(end.map { part.index(after: $0) } ?? part.startIndex)...]))
        }
        return shown
    }

    /// Talk that is no result goes to standard error. Where nobody can read that, nothing can be said about it either.
    /// It is one line, whatever it holds.
    static func say(_ line: String) { write(shown(line, over: .oneLine)) }

    /// Talk over several lines, such as everything that is wrong with a file.
    static func sayLines(_ text: String) { write(shown(text)) }

    private static func write(_ text: String) {
        try? Descriptor.write(Array((text + "\n").utf8), to: STDERR_FILENO, named: "standard error")
    }
}
