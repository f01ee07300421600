import Basics
import Referential

/// A method that trains a listener for sessions, from few sessions of people and games with simulated partners.
public enum SessionMethod: String, Sendable, Hashable, CaseIterable, Codable {
    /// People's rounds only; adapts by plain gradient steps.
    case supervised
    /// People's sessions only, as what is adapted to.
    case supervisedMeta = "supervised-meta"
    /// Games with a speaker of its own besides.
    case s2p
    /// Games with frozen speakers, by plain steps, or by sessions.
    case staticMultitask = "static-multitask"
    case staticMeta = "static-meta"
    /// The newest speaker learns with the newest listener and joins those that the next listener learns to adapt to.
    case dynamic
    /// Ablations: plain steps; the newest speaker only; no sessions of people.
    case dynamicNoMeta = "dynamic-no-meta"
    case dynamicLatest = "dynamic-latest"
    case dynamicNoSupervised = "dynamic-no-supervised"

    /// Whether sessions are the unit of learning: the listener is the network over what it remembers. Other listeners take gradient steps from
    /// weights that were learned without any.
    public var isMeta: Bool {
        switch self {
        case .supervised, .s2p, .staticMultitask, .dynamicNoMeta: false
        case .supervisedMeta, .staticMeta, .dynamic, .dynamicLatest, .dynamicNoSupervised: true
        }
    }

    /// How a listener of the method adapts.
    public var adaptation: Adaptation { isMeta ? .learned : .gradient }
}

/// What a method may spend, the same for all.
public struct SessionBudget: Sendable, Hashable, Codable {
    /// Sessions of people to learn from.
    public var people = 8
    /// Sessions of games that the last listener learns from.
    public var games = 12
    /// Frozen speakers, and stages of a dynamic population.
    public var speakers = 3
    /// Share of its words that a speaker of a population has coined.
    public var coined = 0.3
    /// Repetitions of a game.
    public var repetitions = 6
    /// Steps of the network over what is remembered.
    public var steps = 400

    public init() {}
}

/// How a listener that a method made does with partners it has not heard.
public struct SessionMethodResult: Sendable, Hashable, Codable {
    public let method: SessionMethod
    public let seed: UInt64
    /// Sessions of people and of games that it learned from.
    public let people: Int
    public let games: Int
    /// By partners (`people`, or `dialect 0`, `dialect 0.5`, `dialect 1`: simulated speakers of so large a share of coined words) for each
    /// session the rounds and the correct ones.
    public let judged: [String: [SessionEvaluation.Count]]
    /// The same sessions of people by a listener that counts, with the same words of everybody.
    public let counting: [SessionEvaluation.Count]
    /// People's first repetition, and their last.
    public let first: SessionEvaluation.Count
    public let last: SessionEvaluation.Count
}

/// One run of a method.
public struct SessionMethodRun: Sendable {
    private let method: SessionMethod
    private let budget: SessionBudget
    private let seed: UInt64
    /// Sessions of people that are learned from, and those that judge.
    private let (people, judges): ([RepeatedSession], [RepeatedSession])

    /// Sessions of people that judge, and of simulated speakers of each kind.
    public static let (judging, simulated) = (20, 10)

    /// - Parameters:
    ///   - sessions: people's; the same of them judge whatever the seed is.
    ///   - seed: decides which of the others are learned from, and everything else.
    /// - Throws: `ReferentialError` where there are too few sessions.
    public init(_ method: SessionMethod, sessions: [RepeatedSession], budget: SessionBudget, seed: UInt64) throws {
        guard sessions.count >= Self.judging + budget.people else {
            throw ReferentialError(
                "\(sessions.count) sessions are too few: \(Self.judging) judge, and \(budget.people) are learned from")
        }
        var fixed = RandomStream(0, StreamKey.sessionMethod)
        var random = RandomStream(seed, 1, StreamKey.sessionMethod)
        let order = sessions.shuffled(using: &fixed)
        judges = Array(order.prefix(Self.judging))
        people = Array(order.dropFirst(Self.judging).shuffled(using: &random).prefix(budget.people))
        (self.method, self.budget, self.seed) = (method, budget, seed)
    }

    /// Trains and judges.
    public func result() -> SessionMethodResult {
        let games = games()
        let model = learn(games)
        var judged = ["people": SessionEvaluation(model, judges, by: method.adaptation, onceEach: false)]
        for share in [0, 0.5, 1] {
            judged[share == 0.5 ? "dialect 0.5" : "dialect \(Int(share))"] = SessionEvaluation(
                model, partners(share), by: method.adaptation, onceEach: false)
        }
        let counting = SessionEvaluation(model, judges, by: .counts, onceEach: false)
        let own = judged["people"]?.byRepetition ?? [:]
        return SessionMethodResult(
            method: method, seed: seed, people: method == .dynamicNoSupervised ? 0 : people.count, games: games.count,
            judged: judged.mapValues(\.bySession), counting: counting.bySession, first: own[own.keys.min() ?? 0] ?? .init(),
            last: own[own.keys.max() ?? 0] ?? .init())
    }

    /// Simulated speakers that nobody has heard: words of the people who judge, and names of their own.
    private func partners(_ share: Double) -> [RepeatedSession] {
        let phrases = PhraseBook(learning: judges)
        return (0..<Self.simulated).map { number in
            DialectSpeaker(phrases, coined: share, dialect: 1_000_000 + UInt64(number)).play(
                with: nil, by: .none, repetitions: budget.repetitions, seed: 2_000_000 + UInt64(number)
            ).session
        }
    }

    private func learn(_ games: [RepeatedSession]) -> PartnerModel {
        let sessions = (method == .dynamicNoSupervised ? [] : people) + games
        return PartnerModel(
            learning: sessions, seed: seed, .init(parts: 2, networkSteps: budget.steps, isMeta: method.isMeta))
    }

    // MARK: Games

    private func speaker(_ number: Int) -> DialectSpeaker {
        var random = RandomStream(seed, UInt64(number), 2, StreamKey.sessionMethod)
        // Each hears a resample of the people.
        let heard = people.map { _ in people[random.below(people.count)] }
        return DialectSpeaker(PhraseBook(learning: heard), coined: budget.coined, dialect: random.next())
    }

    /// The sessions of games that the last listener learns from.
    private func games() -> [RepeatedSession] {
        switch method {
        case .supervised, .supervisedMeta: []
        case .s2p: ownGames()
        case .staticMultitask, .staticMeta: sessions(of: (0..<budget.speakers).map(speaker))
        case .dynamic, .dynamicNoMeta, .dynamicLatest, .dynamicNoSupervised: dynamicGames()
        }
    }

    /// Sessions of several speakers in turn, for a listener that understands everything.
    private func sessions(of speakers: [DialectSpeaker]) -> [RepeatedSession] {
        (0..<budget.games).map { game in
            speakers[game % speakers.count].play(
                with: nil, by: .none, repetitions: budget.repetitions, seed: RandomStream.mix(seed &* 1000 &+ UInt64(game))
            ).session
        }
    }

    /// A speaker learns with a listener that learned from people, then the listener from its games.
    private func ownGames() -> [RepeatedSession] {
        var own = speaker(0)
        practise(&own, with: learn([]), stage: 0)
        return sessions(of: [own])
    }

    /// At each stage the newest speaker learns with the newest listener and joins the buffer.
    private func dynamicGames() -> [RepeatedSession] {
        var buffer: [DialectSpeaker] = []
        for stage in 0..<budget.speakers {
            var newest = buffer.last.map { offspring(of: $0, stage) } ?? speaker(stage)
            let games = buffer.isEmpty ? [] : sessions(of: method == .dynamicLatest ? [buffer[stage - 1]] : buffer)
            let listener = games.isEmpty && method == .dynamicNoSupervised ? nil : learn(games)
            if let listener { practise(&newest, with: listener, stage: stage) }
            buffer.append(newest)
        }
        return sessions(of: method == .dynamicLatest ? buffer.suffix(1) : buffer)
    }

    /// A speaker that has the words of another, some of which it has replaced by words of its own.
    private func offspring(of speaker: DialectSpeaker, _ stage: Int) -> DialectSpeaker {
        var random = RandomStream(seed, UInt64(stage), 3, StreamKey.sessionMethod)
        return DialectSpeaker(speaker.phrases, coined: budget.coined, dialect: random.next())
    }

    /// A speaker learns from some games with a listener.
    private func practise(_ speaker: inout DialectSpeaker, with listener: PartnerModel, stage: Int) {
        for game in 0..<max(1, budget.games / 4) {
            let key = RandomStream.mix(seed &* 1000 &+ UInt64(500 + stage * 20 + game))
            speaker.learn(
                from: speaker.play(with: listener, by: method.adaptation, repetitions: budget.repetitions, seed: key).draws)
        }
    }
}
