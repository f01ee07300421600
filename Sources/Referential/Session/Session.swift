/// A session of a game for a person and an agent, while it is played: which round is on, what was said, and how it went so far.
///
/// Terminal and window show the same sessions: the rounds follow from the game and the seed, and so does what a speaker says,
/// sampled or not.
public struct Session: Sendable {
    /// Who the person plays with.
    public enum Partner: Sendable {
        case speaker(any Speaker)
        case listener(any Listener)
        /// Partners who learn what the person says, in games of repeated reference.
        case adaptive(RepeatedPlay)
    }

    /// Bytes that a person says in a round, at most.
    public static let maxWords = 4096

    /// What happens next.
    public enum Phase: Sendable, Hashable {
        /// The person is to speak, to pick or to reconstruct.
        case asking
        /// The round is played: what was meant and what was picked can be shown.
        case answered
        case over
    }

    /// What is played.
    public let game: any ReferentialGame
    /// Who the person plays with.
    public private(set) var partner: Partner
    private let partnerName: String
    /// Rounds of the session.
    public let rounds: Int
    /// Decides the rounds, and the words that a speaker draws.
    public let seed: UInt64
    /// The rounds that were played, oldest first.
    public private(set) var played: [PlayedRound] = []
    /// What happens next.
    public private(set) var phase = Phase.asking
    /// The round that is on, with what was said in it so far.
    public private(set) var round: Round
    /// For each candidate the probability that the partner gives it, once it has listened.
    public private(set) var probabilities: [Double]?

    /// Begins the first round.
    /// - Throws: `ReferentialError` where a partner that is to speak cannot.
    public init(_ game: any ReferentialGame, partner: Partner, name: String, rounds: Int, seed: UInt64) throws {
        self.game = game
        self.partner = partner
        partnerName = name
        self.rounds = rounds
        self.seed = seed
        round = game.round(0, seed: seed)
        try begin()
    }

    /// What the person does; the partner does the other.
    public var role: Role {
        switch partner {
        case .speaker: .listener
        case .listener: .speaker
        case .adaptive(let play): play.roles.role(number, candidates: game.candidates)
        }
    }

    /// The partner's name; of partners who come one after the other with a number.
    public var name: String {
        guard case .adaptive(let play) = partner, play.partners.count > 1 else { return partnerName }
        return "\(partnerName) \(play.phase(number, candidates: game.candidates) + 1)"
    }

    /// Whether the same things are meant again and again.
    public var isRepeated: Bool { if case .adaptive = partner { true } else { false } }

    /// Rounds in which the target was picked.
    public var correct: Int { played.count { $0.isCorrect } }

    /// Number of the round that is on, counted from zero.
    public var number: Int { phase == .asking ? played.count : played.count - 1 }

    private mutating func begin() throws {
        probabilities = nil
        switch partner {
        case .speaker(let speaker): round.utterance = try speaker.speak(round, number: played.count, seed: seed)
        case .listener: break
        case .adaptive(let play):
            round.condition = play.condition(played.count, candidates: game.candidates)
            guard role == .listener else { return }
            let speaker = play.partners[play.phase(played.count, candidates: game.candidates)]
            round.utterance = try speaker.speak(round, number: played.count, seed: seed)
        }
    }

    /// Who listens in this round; nil where the person does.
    private var listener: (any Listener)? {
        switch partner {
        case .speaker: nil
        case .listener(let listener): listener
        case .adaptive(let play): role == .speaker ? play.partners[play.phase(number, candidates: game.candidates)] : nil
        }
    }

    /// The person says `text`, and the partner picks or reconstructs.
    /// - Throws: what the partner throws; the round is then still on.
    public mutating func say(_ text: String) throws {
        guard phase == .asking, let listener else { return }
        guard text.utf8.count <= Self.maxWords else {
            throw ReferentialError("this is \(text.utf8.count) bytes long; say it in at most \(Self.maxWords)")
        }
        if game.kind == .reconstruct {
            guard let thing = try listener.reconstruct(text) else {
                throw ReferentialError("\(name) picks candidates; it cannot reconstruct")
            }
            round.utterance = text
            return close(thing)
        }
        let heard = try listener.listen(text, round.candidates)
        probabilities = heard
        round.utterance = text
        close(picked: heard.mostLikely)
    }

    /// The person picks a candidate.
    public mutating func pick(_ candidate: Int) {
        guard phase == .asking, role == .listener, round.candidates.indices.contains(candidate) else { return }
        close(picked: candidate)
    }

    /// The person says which values the thing has that was meant.
    public mutating func reconstruct(_ values: [UInt8]) {
        guard phase == .asking, role == .listener, game.kind == .reconstruct else { return }
        close(values)
    }

    private mutating func close(_ thing: [UInt8]) {
        let isTarget = round.candidates[round.target] == .attributes(thing)
        close(picked: isTarget ? round.target : round.candidates.count, reconstruction: thing)
    }

    private mutating func close(picked: Int, reconstruction: [UInt8]? = nil) {
        played.append(
            PlayedRound(game, seed: seed, number: played.count, round: round, picked: picked, reconstruction: reconstruction))
        phase = .answered
        guard case .adaptive(var play) = partner, let last = played.last else { return }
        play.partners[play.phase(last.number, candidates: game.candidates)].remember(last)
        partner = .adaptive(play)
    }

    /// Goes on to the next round, or to the end.
    /// - Throws: what a partner throws that is to speak.
    public mutating func advance() throws {
        guard phase == .answered else { return }
        guard played.count < rounds else {
            phase = .over
            return
        }
        round = game.round(UInt64(played.count), seed: seed)
        phase = .asking
        try begin()
    }
}
