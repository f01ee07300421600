/// Why something cannot be solved exactly, and what can be done about it.
public struct OracleError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
