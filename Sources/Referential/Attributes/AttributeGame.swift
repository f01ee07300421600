import Basics

/// Things of some attributes with some values each (EGG's basic game): the listener picks one of several.
public struct AttributeGame: ReferentialGame {
    public static let word = "attributes"
    public static let summary = "one of several things of nameless attributes, EGG's basic game"
    public static let choices: Set<GameSettings.Choice> = [.candidates, .attributes]
    public static let standardCandidates = 3

    public let settings: GameSettings
    /// The attributes and their values.
    public let space: AttributeSpace
    public let candidates: Int

    /// - Throws: `ReferentialError` when there are not so many different things.
    public init(_ settings: GameSettings) throws {
        self.settings = settings
        candidates = settings.candidates ?? Self.standardCandidates
        guard candidates >= 2 else { throw ReferentialError("a game needs at least 2 candidates to pick from, not \(candidates)") }
        space = try AttributeSpace(settings, candidates: candidates)
    }

    public var name: String { "\(space.name)-of-\(candidates)" }
    public var things: Things { .attributes(space) }

    public static func settings(of name: String) -> GameSettings? {
        guard let match = name.wholeMatch(of: /attributes-(\d+)x(\d+)-of-(\d+)/), let candidates = Int(match.3) else { return nil }
        return GameSettings(candidates: candidates, attributes: Int(match.1), values: Int(match.2))
    }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        space.round(number, seed: seed, candidates: candidates, combinations: settings.combinations)
    }

    public func mentions(in utterance: String) -> Set<[Int]>? { CodePersona.mentioned(utterance, in: space) }
    public func speaker(_ number: Int, seed: UInt64) -> any Speaker { CodePersona(number, space: space, seed: seed) }
}

/// Reconstruction of a thing of some attributes: the listener sees nothing and says each attribute's value.
public struct ReconstructionGame: ReferentialGame {
    public static let word = "reconstruction"
    public static let summary = "a thing of nameless attributes, which the listener reconstructs"
    public static let choices: Set<GameSettings.Choice> = [.attributes]

    public let settings: GameSettings
    /// The attributes and their values.
    public let space: AttributeSpace
    public let kind = GameKind.reconstruct
    public let candidates = 1

    /// - Throws: `ReferentialError` for numbers with which there are no things.
    public init(_ settings: GameSettings) throws {
        self.settings = settings
        space = try AttributeSpace(settings, candidates: 1)
    }

    /// "Built" is an old word for reconstructed, which logs and matrices keep.
    public var name: String { "\(space.name)-built" }
    public var things: Things { .attributes(space) }

    public static func settings(of name: String) -> GameSettings? {
        guard let match = name.wholeMatch(of: /attributes-(\d+)x(\d+)-built/) else { return nil }
        return GameSettings(attributes: Int(match.1), values: Int(match.2))
    }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        space.round(number, seed: seed, candidates: 1, combinations: settings.combinations)
    }

    public func mentions(in utterance: String) -> Set<[Int]>? { CodePersona.mentioned(utterance, in: space) }
    public func speaker(_ number: Int, seed: UInt64) -> any Speaker { CodePersona(number, space: space, seed: seed) }
}

extension AttributeSpace {
    /// Nameless attributes.
    /// - Throws: `ReferentialError` where there are fewer than `candidates` different things, or no combinations of attributes.
    fileprivate init(_ settings: GameSettings, candidates: Int) throws {
        let (attributes, values) = (settings.attributes ?? 5, settings.values ?? 4)
        guard attributes > 0, (2...255).contains(values) else {
            throw ReferentialError("things need attributes, and 2 to 255 values of each, not \(attributes) of \(values)")
        }
        guard settings.combinations == .all || attributes > 1 else {
            throw ReferentialError("things of one attribute have no combinations")
        }
        var things = 1
        for _ in 0..<attributes where things < candidates { things *= values }
        guard things >= candidates else {
            throw ReferentialError(
                "\(attributes) attributes of \(values) values make \(things) things; \(candidates) candidates must differ")
        }
        self.init(names: (1...attributes).map { "attribute \($0)" }, sizes: Array(repeating: values, count: attributes))
    }

    fileprivate var name: String { "attributes-\(sizes.count)x\(sizes[0])" }

    /// A round of different things, all equally likely but for those that a target may not be.
    fileprivate func round(_ number: UInt64, seed: UInt64, candidates: Int, combinations: Combinations) -> Round {
        var random = RandomStream(seed, number, StreamKey.attributeRound)
        var things: [[UInt8]] = []
        while things.count < candidates {
            let thing = thing(&random)
            if !things.contains(thing) { things.append(thing) }
        }
        let target = random.below(candidates)
        while !combinations.allow(things[target]) || things.firstIndex(of: things[target]) != things.lastIndex(of: things[target]) {
            things[target] = thing(&random)
        }
        return Round(candidates: things.map { .attributes($0) }, target: target, condition: "any")
    }
}
