import Basics

/// What attributes things have, and how many values each has.
public struct AttributeSpace: Sendable, Hashable {
    public let names: [String]
    public let sizes: [Int]

    public init(names: [String], sizes: [Int]) {
        precondition(names.count == sizes.count && sizes.allSatisfy { (1...255).contains($0) })
        self.names = names
        self.sizes = sizes
    }

    /// Elements of a thing's one-hot encoding.
    public var width: Int { sizes.reduce(0, +) }

    /// Any thing, all equally likely.
    func thing(_ random: inout RandomStream) -> [UInt8] { sizes.map { UInt8(random.below($0)) } }

    /// A thing with one or two attributes changed.
    func neighbour(of thing: [UInt8], _ random: inout RandomStream) -> [UInt8] {
        var other = thing
        for _ in 0...random.below(2) {
            let attribute = random.below(thing.count)
            let size = sizes[attribute]
            other[attribute] = UInt8((Int(thing[attribute]) + 1 + random.below(size - 1)) % size)
        }
        return other
    }
}

/// Things of some attributes with some values each (EGG's basic game): discrimination among `candidates` of them, or, with one
/// candidate, reconstruction, in which the listener sees nothing and builds the thing.
public struct AttributeGame: ReferentialGame {
    public let name: String
    public let space: AttributeSpace
    public let candidates: Int
    public let combinations: SceneGame.Combinations

    /// - Throws: `TalkError` when there are not so many different things.
    public init(attributes: Int, values: Int, candidates: Int, combinations: SceneGame.Combinations = .all) throws {
        guard attributes > 0, (2...255).contains(values), candidates >= 1 else {
            throw TalkError("a game needs attributes, 2 to 255 values each, and at least 1 candidate")
        }
        guard combinations == .all || attributes > 1 else { throw TalkError("things of one attribute have no combinations") }
        self.combinations = combinations
        var things = 1
        for _ in 0..<attributes where things < candidates { things *= values }
        guard things >= candidates else {
            throw TalkError("\(attributes) attributes of \(values) values make \(things) things; \(candidates) candidates must differ")
        }
        space = AttributeSpace(
            names: (1...attributes).map { "attribute \($0)" }, sizes: Array(repeating: values, count: attributes))
        self.candidates = candidates
        name = "attributes-\(attributes)x\(values)-" + (candidates == 1 ? "built" : "of-\(candidates)")
    }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        var random = RandomStream(seed, number, StreamKey.attributeRound)
        var things: [[UInt8]] = []
        while things.count < candidates {
            let thing = space.thing(&random)
            if !things.contains(thing) { things.append(thing) }
        }
        let target = random.below(candidates)
        while !combinations.allow(things[target]) || things.firstIndex(of: things[target]) != things.lastIndex(of: things[target]) {
            things[target] = space.thing(&random)
        }
        return Round(candidates: things.map { .attributes($0) }, target: target, condition: "any")
    }
}
