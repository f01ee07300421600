import Referential

/// Messages of a batch, step by step: the symbols that all of them say first, then those that all say second, and so on.
public struct MessageBatch: Sendable, Hashable {
    /// Messages.
    public let count: Int
    /// Symbols of the longest, its end symbol included.
    public let steps: Int
    /// `[steps, count]`; after its end symbol a message is filled up with end symbols.
    public let symbols: [Int32]
    /// For each message the step of its end symbol.
    public let ends: [Int32]

    /// - Parameter messages: without their end symbols.
    public init(_ messages: [[Int32]]) {
        count = messages.count
        steps = (messages.map(\.count).max() ?? 0) + 1
        ends = messages.map { Int32($0.count) }
        var symbols = [Int32](repeating: MessageRules.end, count: steps * count)
        for (column, message) in messages.enumerated() {
            for (step, symbol) in message.enumerated() { symbols[step * count + column] = symbol }
        }
        self.symbols = symbols
    }

    /// Symbols that count, end symbols included.
    public var length: Int { ends.reduce(0) { $0 + Int($1) + 1 } }

    /// The messages, without their end symbols.
    public var messages: [[Int32]] {
        (0..<count).map { column in (0..<Int(ends[column])).map { symbols[$0 * count + column] } }
    }
}
