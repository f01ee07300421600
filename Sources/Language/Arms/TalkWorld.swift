import Kitchen
import Referential

/// What an experiment is about: the things, people's rounds to learn from, people to be judged by.
public struct TalkWorld: Sendable {
    public let game: String
    public let encoding: CandidateEncoding
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
    ///   - known: rounds of people to learn from; `humanRounds` of them are taken, and the rest is for judging.
    ///   - contexts: rounds to play in.
    ///   - longest: words at most that are said or heard.
    /// - Throws: `TalkProblem` for too few rounds.
    init(
        game: String, encoding: CandidateEncoding, isNatural: Bool, known: [Round], unheard: [Round], contexts: [Round],
        humanRounds: Int, longest: Int, seed: UInt64
    ) throws {
        guard known.count > humanRounds, !unheard.isEmpty else {
            throw TalkProblem(
                "\(humanRounds) rounds are to be learned from and others kept for judging, but there are only \(known.count), "
                    + "and \(unheard.count) of other people")
        }
        var random = RandomStream(seed, 0x3047D)
        let dealt = known.shuffled(using: &random)
        let human = Array(dealt.prefix(humanRounds))
        self.game = game
        self.encoding = encoding
        vocabulary = Vocabulary(learning: human.compactMap(\.utterance), isNatural: isNatural)
        rules = try MessageRules(vocabulary: vocabulary.words.count, longest: longest)
        self.human = try EncodedRounds(human, encoding: encoding, vocabulary: vocabulary, rules: rules)
        self.contexts = try EncodedRounds(
            contexts.map { Round(candidates: $0.candidates, target: $0.target, condition: $0.condition) }, encoding: encoding,
            vocabulary: vocabulary, rules: rules)
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
        var random = RandomStream(0xC0FFEE)
        let people = Set(rounds.map(\.speaker)).sorted().shuffled(using: &random)
        let kept = Set(people.prefix(people.count / 5))
        let known = rounds.filter { !kept.contains($0.speaker) }
        return try TalkWorld(
            game: corpus == nil ? "colours-synthetic" : "colours", encoding: .colours, isNatural: true, known: known,
            unheard: rounds.filter { kept.contains($0.speaker) }, contexts: known, humanRounds: humanRounds, longest: longest, seed: seed)
    }

    private static func standIns() throws -> [Round] {
        let personas = (0..<100).map { ColourPersona($0, seed: 11) }
        return try (0..<6000).map { number in
            let persona = personas[number % personas.count]
            var round = ColourGame().round(UInt64(number), seed: 11)
            var random = RandomStream(11, UInt64(number), 0x3A1D)
            round.utterance = try persona.speak(round.candidates, target: round.target, random: &random)
            round.speaker = "persona \(persona.number)"
            return round
        }
    }

    /// Scenes: 60 personas to learn from, 40 others, some with words that nobody else uses, to be judged by; targets of
    /// training are of seen combinations.
    public static func scenes(candidates: Int, humanRounds: Int, longest: Int, seed: UInt64) throws -> TalkWorld {
        let world: UInt64 = 0x5CE
        let seen = try SceneGame(candidates: candidates, combinations: .seen)
        let all = try SceneGame(candidates: candidates)
        let known = try Persona.rounds(
            (0..<60).map { Persona($0, seed: world, usesRareWords: false) }, each: 100, game: seen, first: 0, seed: world)
        let unheard = try Persona.rounds(
            (60..<100).map { Persona($0, seed: world, usesRareWords: $0 % 4 == 0) }, each: 75, game: all, first: 100_000, seed: world)
        return try TalkWorld(
            game: "scenes", encoding: .attributes(SceneLexicon.space.sizes), isNatural: false, known: known, unheard: unheard,
            contexts: (0..<8000).map { seen.round(1_000_000 + $0, seed: world) }, humanRounds: humanRounds, longest: longest, seed: seed)
    }
}
