/// A round of repeated reference: the same things are meant again and again, and everybody learns afterwards what was meant.
public struct RepeatedRound: Sendable, Hashable {
    /// Which partner of the session, counted from 0; pairs that stay together have one phase.
    public var phase: Int
    /// Which time around: in each repetition every shape is the target once.
    public var repetition: Int
    /// The shapes on the table, by number, in order.
    public var shapes: [Int]
    /// The number of the shape that is meant.
    public var target: Int
    /// The shape that was picked; nil where the record does not name it.
    public var choice: Int?
    /// Who spoke and who listened, by number within the session.
    public var speaker: Int
    /// Who listened.
    public var listener: Int
    /// What the speaker said; empty where nothing was.
    public var words: String

    public init(
        phase: Int = 0, repetition: Int, shapes: [Int], target: Int, choice: Int? = nil, speaker: Int = 0, listener: Int = 1,
        words: String
    ) {
        self.phase = phase
        self.repetition = repetition
        self.shapes = shapes
        self.target = target
        self.choice = choice
        self.speaker = speaker
        self.listener = listener
        self.words = words
    }
}

/// What a pair or a community of people said to each other, in the order in which it was said.
public struct RepeatedSession: Sendable, Hashable {
    /// Whether partners stay together.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Two people who keep their roles.
        case pair
        /// People who change partners after each phase.
        case community
    }

    /// Whether partners stay together.
    public let kind: Kind
    /// The number that the file gives it.
    public let number: Int
    /// The rounds in the order in which they were played.
    public var rounds: [RepeatedRound]

    public init(kind: Kind, number: Int, rounds: [RepeatedRound]) {
        self.kind = kind
        self.number = number
        self.rounds = rounds
    }
}

/// The twelve shapes of the tangram experiments (Hawkins and others 2020, 2023), which have letters for names.
public enum TangramShapes {
    /// How many there are.
    public static let count = 12
    /// All of them.
    public static let all = Array(0..<count)
    /// The four shapes on the table of each set in communities.
    public static let sets = ["ABCD", "EFGL", "HIJK"].map { $0.compactMap { number("\($0)") } }

    /// The letter of a shape.
    public static func letter(_ shape: Int) -> String { String(UnicodeScalar(UInt8(65 + shape))) }

    /// The shape with this letter; nil for another text.
    public static func number(_ letter: String) -> Int? {
        guard letter.utf8.count == 1, let byte = letter.utf8.first, (65..<65 + UInt8(count)).contains(byte) else { return nil }
        return Int(byte) - 65
    }
}
