import Basics
import Referential

/// What an experiment is about: the things, people's rounds to learn from, people to be judged by.
public struct TalkWorld: Sendable {
    public let game: String
    public let encoding: CandidateEncoding
    /// How speakers read, where they see nothing.
    public let source: SourceEncoding?
    /// Whether listeners build things, and see nothing.
    public let isBuilt: Bool
    /// How descriptions are read, to see what they mention; nil for colours.
    let wording: Wording?
    public let vocabulary: Vocabulary
    public let rules: MessageRules
    /// People's rounds to learn from, and who spoke in each.
    public let human: EncodedRounds
    public let humanSpeakers: [String]
    /// Contexts to play in, in which nobody has spoken.
    public let contexts: EncodedRounds
    /// Rounds of the same people that nothing learns from: some to judge by, and all of them.
    public let heard: [Round]
    let rest: [Round]
    /// Rounds of people of whom nothing is learned.
    public let unheard: [Round]

    /// Rounds of people or their stand-ins, dealt out by a seed.
    /// - Parameters:
    ///   - standIns: whose game it is; nil for colours.
    ///   - known: rounds of people to learn from; `humanRounds` of them are taken, and the rest is for judging.
    ///   - contexts: rounds to play in.
    ///   - longest: words at most that are said or heard.
    /// - Throws: `TalkError` for too few rounds.
    init(
        game: String, standIns: StandIns?, known: [Round], unheard: [Round], contexts: [Round], humanRounds: Int, longest: Int,
        seed: UInt64
    ) throws {
        guard known.count > humanRounds, !unheard.isEmpty else {
            throw TalkError(
                "\(humanRounds) rounds are to be learned from and others kept for judging, but there are only \(known.count), "
                    + "and \(unheard.count) of other people")
        }
        var random = RandomStream(seed, StreamKey.talkWorld)
        let dealt = known.shuffled(using: &random)
        let human = Array(dealt.prefix(humanRounds))
        self.game = game
        let encoding = standIns?.encoding ?? .colours
        self.encoding = encoding
        (isBuilt, wording) = (standIns?.isBuilt ?? false, standIns?.wording)
        vocabulary = Vocabulary(learning: human.compactMap(\.utterance), isNatural: standIns == nil)
        rules = try MessageRules(vocabulary: vocabulary.words.count, longest: longest)
        if standIns?.isTranslated ?? false {
            let words = Vocabulary(learning: human.compactMap(\.source), isNatural: false)
            source = try SourceEncoding(vocabulary: words, longest: longest)
        } else {
            source = nil
        }
        self.human = try EncodedRounds(human, encoding: encoding, vocabulary: vocabulary, rules: rules, source: source)
        self.contexts = try EncodedRounds(
            contexts.map { round in
                var round = round
                round.utterance = nil
                return round
            }, encoding: encoding, vocabulary: vocabulary, rules: rules, source: source)
        humanSpeakers = human.map(\.speaker)
        rest = Array(dealt.dropFirst(humanRounds))
        heard = Array(rest.prefix(2000))
        self.unheard = unheard
    }

    /// Colours: people of a corpus, of whom a fifth is kept for judging, or stand-ins where there is none.
    /// - Parameter corpus: people's rounds; nil for stand-ins.
    public static func colours(corpus: [Round]?, humanRounds: Int, longest: Int, seed: UInt64) throws -> TalkWorld {
        let rounds = try corpus ?? standIns()
        // Who is kept for judging is the same whatever the seed.
        var random = RandomStream(StreamKey.keptPeople)
        let people = Set(rounds.map(\.speaker)).sorted().shuffled(using: &random)
        let kept = Set(people.prefix(people.count / 5))
        let known = rounds.filter { !kept.contains($0.speaker) }
        return try TalkWorld(
            game: corpus == nil ? "colours-synthetic" : "colours", standIns: nil, known: known,
            unheard: rounds.filter { kept.contains($0.speaker) }, contexts: known, humanRounds: humanRounds, longest: longest, seed: seed)
    }

    private static func standIns() throws -> [Round] {
        let personas = (0..<100).map { ColourPersona($0, seed: 11) }
        return try (0..<6000).map { number in
            let persona = personas[number % personas.count]
            var round = ColourGame().round(UInt64(number), seed: 11)
            var random = RandomStream(11, UInt64(number), StreamKey.simulatedSpeakers)
            round.utterance = try persona.speak(round, random: &random)
            round.speaker = "persona \(persona.number)"
            return round
        }
    }

    /// A game with stand-ins for people: 60 to learn from, 40 others to be judged by; targets of training are of seen combinations.
    public static func standIns(_ standIns: StandIns, humanRounds: Int, longest: Int, seed: UInt64) throws -> TalkWorld {
        try TalkWorld(
            game: standIns.all.name, standIns: standIns, known: standIns.knownRounds(), unheard: standIns.unheard(),
            contexts: standIns.contexts(), humanRounds: humanRounds, longest: longest, seed: seed)
    }
}
