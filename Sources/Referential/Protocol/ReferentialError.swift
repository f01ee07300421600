/// Why something cannot be said, heard, read or trained, in words for a person.
public struct ReferentialError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
