import Basics

/// Scenes in two languages: the speaker sees nothing, reads what somebody wrote about the target in the first language, and
/// writes in the second; the listener, who knows only the second, picks.
public struct TranslationGame: ReferentialGame {
    public static let word = "languages"
    public static let summary = "scenes, which the speaker reads of in one language and describes in another"

    public let kind = GameKind.translate
    private let scenes: SceneGame
    private static let writers = (0..<20).map { Writer($0) }

    /// - Throws: `ReferentialError` for less than 2 candidates, or more than 64.
    public init(_ settings: GameSettings) throws {
        _ = try Self.checked(settings.candidates ?? Self.standardCandidates)
        scenes = try SceneGame(settings)
    }

    public var settings: GameSettings { scenes.settings }
    public var things: Things { scenes.things }
    public var candidates: Int { scenes.candidates }
    public var glossary: [String] { SmallLanguage.first.glossary + [""] + SmallLanguage.second.glossary }

    public func describe(_ candidate: Candidate) -> String { scenes.describe(candidate) }
    public func colour(of candidate: Candidate) -> HSLColour? { scenes.colour(of: candidate) }
    public func mentions(in utterance: String) -> Set<[Int]>? { SmallLanguage.second.mentioned(utterance) }
    public func speaker(_ number: Int, seed: UInt64) -> any Speaker { Translator(number, seed: seed) }

    public func round(_ number: UInt64, seed: UInt64) -> Round {
        var round = scenes.round(number, seed: seed)
        var random = RandomStream(seed, number, StreamKey.translationRound)
        let writers = TranslationGame.writers
        round.source = writers[random.below(writers.count)].write(round, random: &random)
        return round
    }
}

/// Who writes about scenes in the first language, by its distinctions.
struct Writer: Sendable {
    private let choice: IncrementalChoice

    init(_ number: Int) {
        var random = RandomStream(UInt64(number), StreamKey.smallLanguage)
        // The shape comes first: it is the noun.
        let rest = Array(1..<6).shuffled(using: &random)
        choice = IncrementalChoice(
            preference: [SmallLanguage.shape] + rest, verbosity: 0.3 + Double(random.below(60)) / 100,
            rationality: 0.8 + Double(random.below(20)) / 100)
    }

    func write(_ round: Round, random: inout RandomStream) -> String {
        let language = SmallLanguage.first
        guard let (target, others) = try? round.things(of: SceneLexicon.space.sizes.count, "") else { return "" }
        let chosen = choice.choose(target, others, &random) { attribute, a, b in
            language.concept(attribute, Int(a)) == language.concept(attribute, Int(b))
        }
        let said = chosen.union([SmallLanguage.shape])
        return language.text(Dictionary(uniqueKeysWithValues: said.map { ($0, language.concept($0, Int(target[$0]))) }))
    }
}

/// A simulated speaker who translates from the first language into the second, seeing no scene. Where one word of the first
/// can be several of the second, it has its favourite; it may put the count last, and it misspells.
public struct Translator: Speaker, Hashable {
    /// The number that decides, with a seed, everything about it.
    public let number: Int
    /// For each concept of colour of the first language which of its translations is taken.
    let favourites: [Int]
    let isCountLast: Bool
    let typos: Double

    public init(_ number: Int, seed: UInt64) {
        var random = RandomStream(seed, UInt64(number), StreamKey.translator)
        self.number = number
        favourites = SmallLanguage.first.concepts[1].map { _ in random.below(6) }
        isCountLast = random.chance(0.3)
        typos = random.share(from: 0, to: 0.04)
    }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        guard let source = round.source else { throw ReferentialError("translators need something to read") }
        let (from, into) = (SmallLanguage.first, SmallLanguage.second)
        var description: [Int: Int] = [:]
        for (attribute, concept) in from.read(source) {
            var choices: [Int] = []
            for value in from.concepts[attribute][concept].values {
                let other = into.concept(attribute, value)
                if !choices.contains(other) { choices.append(other) }
            }
            description[attribute] = choices[attribute == 1 ? favourites[concept] % choices.count : 0]
        }
        let order = isCountLast ? into.order.filter { $0 != SmallLanguage.count } + [SmallLanguage.count] : into.order
        let words = into.text(description, order: order).split(separator: " ")
        return words.map { String($0).misspelt(typos, &random) }.joined(separator: " ")
    }
}
