import Foundation

/// What the terminal that a stream leads to can show.
struct Terminal: Sendable {
    let hasColour: Bool
    let isInteractive: Bool

    /// Standard output, honouring NO_COLOR (no-color.org) and `TERM=dumb`.
    static var standardOutput: Terminal { Terminal(STDOUT_FILENO) }
    static var standardError: Terminal { Terminal(STDERR_FILENO) }

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
        guard hasColour, !styles.isEmpty else { return text }
        return "\u{1B}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1B}[0m"
    }

    /// Talk that is no result goes to standard error.
    static func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
