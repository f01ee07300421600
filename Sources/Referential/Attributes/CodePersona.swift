import Basics

/// A simulated speaker of things of nameless attributes: a letter and a number a value, in an order of its own, by one of two
/// spellings, sometimes with an attribute left out. Letters begin again after 26 attributes.
public struct CodePersona: Speaker, Hashable {
    /// The number that decides, with a seed, everything about it.
    public let number: Int
    /// The attributes that it describes.
    public let space: AttributeSpace
    let order: [Int]
    /// For each attribute whether its letter is written twice.
    let isDoubled: [Bool]
    /// Probability to leave an attribute out.
    let omission: Double

    public init(_ number: Int, space: AttributeSpace, seed: UInt64) {
        var random = RandomStream(seed, UInt64(number), StreamKey.codePersona)
        self.number = number
        self.space = space
        order = Array(space.sizes.indices).shuffled(using: &random)
        isDoubled = space.sizes.map { _ in random.chance(0.5) }
        omission = random.share(from: 0, to: 0.1)
    }

    private static func letter(_ attribute: Int) -> String { String(Character(UnicodeScalar(UInt8(97 + attribute % 26)))) }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        let (target, _) = try round.things(of: space.sizes.count, "these personas describe things of \(space.sizes.count) attributes only")
        let said = order.filter { _ in !random.chance(omission) }
        return (said.isEmpty ? [order[0]] : said).map { attribute in
            let letter = CodePersona.letter(attribute)
            return (isDoubled[attribute] ? letter + letter : letter) + "\(target[attribute])"
        }.joined(separator: " ")
    }

    /// What an utterance mentions: attributes and values, each once; other words are ignored.
    public static func mentioned(_ utterance: String, in space: AttributeSpace) -> Set<[Int]> {
        let spellings = space.sizes.indices.flatMap { [(letter($0), $0), (letter($0) + letter($0), $0)] }
        let letters = Dictionary(spellings, uniquingKeysWith: { first, _ in first })
        return Set(
            utterance.split(separator: " ").compactMap { word in
                let letter = String(word.prefix { !$0.isNumber })
                guard let attribute = letters[letter], let value = Int(word.dropFirst(letter.count)), value < space.sizes[attribute]
                else { return nil }
                return [attribute, value]
            })
    }
}
