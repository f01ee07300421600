import Kitchen

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
}

/// Things of some attributes with some values each; discrimination among `candidates` of them (EGG's basic game).
public struct AttributeGame: ReferentialGame {
    public let name: String
    public let space: AttributeSpace
    public let candidates: Int

    /// - Throws: `TalkProblem` when there are not so many different things.
    public init(attributes: Int, values: Int, candidates: Int) throws {
        guard attributes > 0, (2...255).contains(values), candidates >= 2 else {
            throw TalkProblem("a game needs attributes, 2 to 255 values each, and at least 2 candidates")
        }
        var things = 1
        for _ in 0..<attributes where things < candidates { things *= values }
        guard things >= candidates else {
            throw TalkProblem("\(attributes) attributes of \(values) values make \(things) things; \(candidates) candidates must differ")
        }
        space = AttributeSpace(
            names: (1...attributes).map { "attribute \($0)" }, sizes: Array(repeating: values, count: attributes))
        self.candidates = candidates
        name = "attributes-\(attributes)x\(values)-of-\(candidates)"
    }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        var random = RandomStream(seed, number, 0xA771B)
        var things: [[UInt8]] = []
        while things.count < candidates {
            let thing = space.thing(&random)
            if !things.contains(thing) { things.append(thing) }
        }
        return Round(candidates: things.map { .attributes($0) }, target: random.below(candidates), condition: "any")
    }
}
