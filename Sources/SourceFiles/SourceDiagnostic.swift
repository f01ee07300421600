import Basics

/// Something wrong in a map or agent file: what and where, and what would be right.
public struct SourceDiagnostic: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Sendable { case error, warning }

    public let file: String
    /// Nil where it is the file or folder as a whole.
    public let position: SourcePosition?
    public let severity: Severity
    public let message: String

    public init(file: String, position: SourcePosition? = nil, severity: Severity = .error, message: String) {
        self.file = file
        self.position = position
        self.severity = severity
        self.message = message
    }

    /// `file:line:column: error: message`, as compilers write it.
    public var description: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(file)\(place): \(severity.rawValue): \(message)"
    }
}

/// Every problem of a map or agent file that could not be read; never empty.
public struct SourceDiagnostics: Error, Sendable, CustomStringConvertible {
    public let problems: [SourceDiagnostic]

    public init(problems: [SourceDiagnostic]) { self.problems = problems }

    /// One problem of a file or folder as a whole.
    public init(file: String, _ message: String) { problems = [SourceDiagnostic(file: file, message: message)] }

    /// Most problems that are printed of one file; the first ones tell what is wrong.
    private static let maxPrinted = 50

    public var description: String {
        let printed = problems.prefix(SourceDiagnostics.maxPrinted).map(\.description)
        let rest = problems.count - printed.count
        return (printed + (rest > 0 ? ["... and \(rest) more like these"] : [])).joined(separator: "\n")
    }
}

extension SourceDiagnostics {
    /// The text of a file of ours.
    /// - Parameter missing: what to say where there is none.
    /// - Throws: `SourceDiagnostics`, with one entry.
    package static func text(_ path: String, _ format: FileFormat, missing: String = "there is no such file") throws -> String {
        do {
            return try InputFile.text(path, format)
        } catch {
            throw SourceDiagnostics(file: path, error.reason == .missing ? missing : error.message)
        }
    }

    /// What `body` returns; a single problem that it throws becomes one of these.
    package static func gathering<T>(_ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let problem as SourceDiagnostic {
            throw SourceDiagnostics(problems: [problem])
        }
    }
}
