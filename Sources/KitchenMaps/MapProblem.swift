/// Something wrong in a map or agent file: what and where, and what would be right.
public struct MapProblem: Error, Hashable, Sendable, CustomStringConvertible {
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
public struct MapProblems: Error, Sendable, CustomStringConvertible {
    public let problems: [MapProblem]

    public init(problems: [MapProblem]) { self.problems = problems }

    /// One problem of a file or folder as a whole.
    public init(file: String, _ message: String) { problems = [MapProblem(file: file, message: message)] }

    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
