/// A family of referential games, such as scenes: what there is to mean, how it is described and drawn, who speaks of it.
///
/// A value of the type is one game of the family; its `settings` decide everything about it. A new game is a type that conforms
/// and a line in `GameCatalogue.standard` (docs/adding-a-game.md); nothing else knows games by their names.
public protocol ReferentialGame: Sendable {
    // MARK: The family

    /// The word after `game:` in an experiment file.
    static var word: String { get }

    /// What there is to mean, in a line.
    static var summary: String { get }

    /// Which settings the family leaves open.
    static var choices: Set<GameSettings.Choice> { get }

    /// Candidates of a round where nothing else is said.
    static var standardCandidates: Int { get }

    /// Whether the people who describe these things come from a corpus; where they do not, all people are simulated.
    static var hasCorpus: Bool { get }

    /// The settings of the game that is called `name`; nil where no game of this family is called so.
    static func settings(of name: String) -> GameSettings?

    /// - Throws: `ReferentialError` for settings with which there is no game.
    init(_ settings: GameSettings) throws

    // MARK: The game

    /// What decides the game within its family.
    var settings: GameSettings { get }

    /// The game's name in logs, matrices and sidecars of agents. It is an identity: a game that changes gets another name.
    var name: String { get }

    /// What a speaker sees and a listener does.
    var kind: GameKind { get }

    /// What the candidates are.
    var things: Things { get }

    /// Candidates of a round.
    var candidates: Int { get }

    /// A round in which nobody has spoken. The same number and seed give the same round.
    func round(_ number: UInt64, seed: UInt64) -> Round

    /// A candidate in words, as a terminal prints it.
    func describe(_ candidate: Candidate) -> String

    /// The colour in which a window draws a candidate; nil for things that have none.
    func colour(of candidate: Candidate) -> HSLColour?

    /// The drawing of a candidate; nil for things that are not drawn.
    func figure(of candidate: Candidate) -> Figure?

    /// Attributes that an utterance mentions and what it says of them, each once; words without meaning are ignored. Nil for
    /// games whose things have no attributes.
    func mentions(in utterance: String) -> Set<[Int]>?

    /// A simulated speaker of the game. The same number and seed give the same one.
    func speaker(_ number: Int, seed: UInt64) -> any Speaker

    /// What people need to know to play, a line each.
    var glossary: [String] { get }
}

/// What a speaker sees and a listener does in a game.
public enum GameKind: String, Sendable, Hashable, CaseIterable {
    /// Both see the candidates; the listener picks one.
    case pick
    /// There is one candidate, which only the speaker sees; the listener reconstructs it, attribute by attribute.
    case reconstruct
    /// The speaker sees no candidate and reads a text about the target, which it translates; the listener picks.
    case translate
}

/// What decides a game within its family; nil is the family's own standard.
public struct GameSettings: Sendable, Hashable {
    /// What a family can leave open.
    public enum Choice: Sendable, Hashable {
        /// Candidates of a round.
        case candidates
        /// Attributes of things, and values of each.
        case attributes
    }

    /// Candidates of a round.
    public var candidates: Int?
    /// Attributes of a thing.
    public var attributes: Int?
    /// Values of an attribute.
    public var values: Int?
    /// Which targets are drawn.
    public var combinations: Combinations

    public init(candidates: Int? = nil, attributes: Int? = nil, values: Int? = nil, combinations: Combinations = .all) {
        self.candidates = candidates
        self.attributes = attributes
        self.values = values
        self.combinations = combinations
    }
}

extension ReferentialGame {
    public static var choices: Set<GameSettings.Choice> { [.candidates] }
    public static var standardCandidates: Int { 4 }
    public static var hasCorpus: Bool { false }
    public static func settings(of name: String) -> GameSettings? { name == word ? GameSettings() : nil }
    public var name: String { Self.word }
    public var kind: GameKind { .pick }
    public var glossary: [String] { [] }

    /// The standard game of the family.
    public init() throws { try self.init(GameSettings()) }

    public func describe(_ candidate: Candidate) -> String { candidate.numbers }

    public func colour(of candidate: Candidate) -> HSLColour? {
        if case .colour(let colour) = candidate { return colour }
        return nil
    }

    public func figure(of candidate: Candidate) -> Figure? { nil }

    /// The same game with targets of some combinations only. Things of less than two attributes have no combinations.
    /// - Throws: what `init` throws.
    func with(_ combinations: Combinations) throws -> Self {
        guard case .attributes(let space) = things, space.sizes.count > 1 else { return self }
        var settings = settings
        settings.combinations = combinations
        return try Self(settings)
    }

    /// Whether agents of this game and of `other` can play together: only the number of candidates may differ.
    public func isPlayed(with other: any ReferentialGame) -> Bool {
        Self.word == type(of: other).word && things == other.things && kind == other.kind
    }

    /// The candidates of a round of things with attributes, of which there are to be 2 to 64.
    /// - Throws: `ReferentialError` for another number.
    static func checked(_ candidates: Int) throws -> Int {
        guard (2...64).contains(candidates) else {
            throw ReferentialError("a round of \(word) has 2 to 64 candidates, not \(candidates)")
        }
        return candidates
    }
}
