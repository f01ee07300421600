import Basics
import Referential

/// What an experiment is about: the things, people's rounds to learn from, people to be judged by.
public struct ExperimentData: Sendable {
    /// What is played.
    public let game: any ReferentialGame
    /// The game's name, or `colours-synthetic` where simulated speakers take the place of a corpus.
    public let name: String
    /// How agents see things.
    public let encoding: CandidateEncoding
    /// How speakers read, where they see nothing.
    public let source: SourceEncoding?
    /// The words of the rounds to learn from.
    public let vocabulary: Vocabulary
    /// What a message is.
    public let rules: MessageRules
    /// People's rounds to learn from, and who spoke in each.
    public let human: EncodedRounds
    /// Who spoke in each of `human`.
    public let humanSpeakers: [String]
    /// Contexts to play in, in which nobody has spoken.
    public let contexts: EncodedRounds
    /// Rounds of the same people that nothing learns from: some to judge by, and all of them.
    public let heard: [Round]
    let rest: [Round]
    /// Rounds of people that nothing learns from.
    public let unheard: [Round]

    /// How many rounds are used, and how much is said in them.
    public struct Size: Sendable, Hashable {
        /// Rounds of people to learn from.
        public var humanRounds: Int
        /// Words of an utterance at most.
        public var maxLength: Int

        public init(humanRounds: Int, maxLength: Int) {
            self.humanRounds = humanRounds
            self.maxLength = maxLength
        }
    }

    /// Rounds of people of a game, simulated or not.
    private struct People {
        /// Rounds to learn from, and to judge by what is left of them.
        let known: [Round]
        /// Rounds of people that nothing learns from.
        let unheard: [Round]
        /// Rounds to play in.
        let contexts: [Round]
    }

    /// The data of a game, dealt out by a seed.
    /// - Parameter corpus: rounds of people, for games that have a corpus; nil for simulated speakers.
    /// - Throws: `ReferentialError` for too few rounds.
    public init(_ game: any ReferentialGame, corpus: [Round]? = nil, size: Size, seed: UInt64) throws {
        guard type(of: game).hasCorpus else {
            // 60 speakers to learn from, 40 others to be judged by; targets of training are of seen combinations.
            let speakers = try SimulatedSpeakers(game)
            let people = try People(known: speakers.knownRounds(), unheard: speakers.unheard(), contexts: speakers.contexts())
            try self.init(game, game.name, people, isNatural: false, size, seed)
            return
        }
        let rounds = try corpus ?? SimulatedSpeakers.corpus(of: game)
        // A fifth of the people is kept for judging, the same people whatever the seed.
        var random = RandomStream(StreamKey.keptPeople)
        let names = Set(rounds.map(\.speaker)).sorted().shuffled(using: &random)
        let kept = Set(names.prefix(names.count / 5))
        let known = rounds.filter { !kept.contains($0.speaker) }
        let people = People(known: known, unheard: rounds.filter { kept.contains($0.speaker) }, contexts: known)
        try self.init(game, corpus == nil ? "\(game.name)-synthetic" : game.name, people, isNatural: true, size, seed)
    }

    private init(
        _ game: any ReferentialGame, _ name: String, _ people: People, isNatural: Bool, _ size: Size, _ seed: UInt64
    ) throws {
        let known = people.known
        guard known.count > size.humanRounds, !people.unheard.isEmpty else {
            throw ReferentialError(
                "\(size.humanRounds) rounds are to be learned from and others kept for judging, but there are only \(known.count), "
                    + "and \(people.unheard.count) of other people")
        }
        var random = RandomStream(seed, StreamKey.talkWorld)
        let dealt = known.shuffled(using: &random)
        let human = Array(dealt.prefix(size.humanRounds))
        self.game = game
        self.name = name
        let encoding = CandidateEncoding(game.things)
        self.encoding = encoding
        vocabulary = Vocabulary(learning: human.compactMap(\.utterance), isNatural: isNatural)
        rules = try MessageRules(vocabulary: vocabulary.words.count, maxLength: size.maxLength)
        source = try ExperimentData.source(game, human, size)
        self.human = try EncodedRounds(human, encoding: encoding, vocabulary: vocabulary, rules: rules, source: source)
        self.contexts = try EncodedRounds(
            people.contexts.map { round in
                var round = round
                round.utterance = nil
                return round
            }, encoding: encoding, vocabulary: vocabulary, rules: rules, source: source)
        humanSpeakers = human.map(\.speaker)
        rest = Array(dealt.dropFirst(size.humanRounds))
        heard = Array(rest.prefix(2000))
        unheard = people.unheard
    }

    private static func source(_ game: any ReferentialGame, _ human: [Round], _ size: Size) throws -> SourceEncoding? {
        guard game.kind == .translate else { return nil }
        let words = Vocabulary(learning: human.compactMap(\.source), isNatural: false)
        return try SourceEncoding(vocabulary: words, maxLength: size.maxLength)
    }
}
