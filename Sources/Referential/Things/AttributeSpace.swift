import Basics

/// What attributes things have, and how many values each has.
public struct AttributeSpace: Sendable, Hashable {
    /// The attributes' names, for people.
    public let names: [String]
    /// Values of each attribute, 1 to 255.
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

/// Which combinations of the first two attributes a target may have, of a scene those of shape and colour. Every eighth
/// combination is kept out of training.
public enum Combinations: String, Sendable, Hashable, CaseIterable {
    case seen, unseen, all

    /// Whether a thing of these values may be a target.
    func allow(_ thing: [UInt8]) -> Bool { self == .all || Combinations.isUnseen(thing) == (self == .unseen) }

    /// Whether a thing's first two attributes are a combination that is kept out of training.
    public static func isUnseen(_ thing: [UInt8]) -> Bool { thing.count > 1 && (Int(thing[0]) + 3 * Int(thing[1])) % 8 == 0 }
}
