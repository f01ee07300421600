import Agents
import Basics
import Episodes
import Kitchen

/// One episode of an adaptive agent: look, recognise, choose a way of playing, play.
struct AdaptivePlay {
    private(set) var recognition: Recognition
    private var ways: [Way]
    /// Those that watch while another is played.
    private let watching: [Int]
    private var current = 0
    private let values: ResponseValues
    private var record: Record
    private var progress: ProgressWatch
    private let rehearsal: Rehearsal
    private let settings: AdaptiveSettings
    private let episode: EpisodeContext
    /// What its user should know.
    let remarks: [String]
    /// The tick from which a way may be given up, and that of the last choice.
    private var bound = Numbers.opening
    private var chosen = 0
    /// What came of the last rehearsal of each way, points a tick, and when it was; nil where it was not rehearsed.
    private var rehearsed: (rates: [Double?], tick: Int) = ([], -1)
    private var reason = Reason.beginning
    private var takeovers: UInt64 = 0
    /// Of the models.
    private let files: [AgentFile]

    /// An agent that can be played as.
    private struct Way {
        let file: AgentFile
        var agent: any Agent
    }

    /// Why it plays as it does.
    enum Reason: Hashable { case beginning, recognition, results, deadlock, rehearsal }

    private enum Numbers {
        /// Ticks before it gives up its first way, and another one.
        static let opening = 16
        static let patience = 12
        /// Ticks between choices, and between rehearsals.
        static let choice = 4
        static let rehearsal = 24
        /// Ticks between looks at where the partner goes.
        static let foresight = 4
        /// How many ways are rehearsed.
        static let rehearsed = 4
        /// What a rehearsal counts beside what is expected otherwise.
        static let trust = 0.5
        /// By how much another way must be better.
        static let advantage = 1.08
        /// By how much more is expected of a way that remembers beside somebody unknown: it finds out by itself how to play there,
        /// while what was measured of the others holds for whom it was measured with.
        static let memory = 0.5
    }

    /// - Parameters:
    ///   - crew: who is known and who can be played as.
    ///   - reserve: agents of the crew that were made for an earlier episode; see `agents`.
    ///   - memory: of an episode with the same partner, kitchen and seat; nil for a partner not met before.
    init(
        _ crew: Crew, reserve: [String: any Agent], _ settings: AdaptiveSettings, _ episode: EpisodeContext, recalling memory: Memory?
    ) throws {
        (self.settings, self.episode) = (settings, episode)
        let kitchen = episode.kitchen
        let soup = max(1, kitchen.book.bestReward(from: nil))
        var remarks = crew.remarks
        let views = SharedViews()
        let shadows = PartnerModel.shadows(
            of: try crew.models.map { ($0, try reserve[AdaptivePlay.key($0, isWay: false)] ?? $0.makeAgent()) }, besides: episode,
            views: views, &remarks)
        let able = try AdaptivePlay.ways(crew, reserve, episode, &remarks)
        ways = able
        watching = able.indices.filter { (able[$0].agent as? any ReserveAgent)?.remembers == true }
        self.remarks = remarks
        recognition = Recognition(
            shadows.map(\.model), seat: kitchen.players == 2 ? 1 - episode.seat : episode.seat, views: views, settings,
            isLearning: settings.recognises)
        values = ResponseValues(
            crew.pairs, models: shadows.map { ($0.file.name, $0.file.contentHash) },
            ways: able.map { ($0.file.name, $0.file.contentHash) }, soup: soup)
        files = shadows.map(\.file)
        record = Record(ways: able.count, soup: soup)
        progress = ProgressWatch(cookTime: kitchen.book.recipes.map(kitchen.book.cookTime).max() ?? 0)
        rehearsal = Rehearsal(
            seat: episode.seat, soup: soup, pots: Set(kitchen.layout.cells(of: .pot)), ticks: settings.lookahead, games: settings.games)
        if let memory, memory.recognition.models.map(\.name) == recognition.models.map(\.name), memory.ways == ways.map(\.file.name) {
            recognition.recall(memory.recognition)
            record.recall(memory.record)
            bound = 0
        }
    }

    /// What it found out about its partner, for a next episode.
    struct Memory {
        let recognition: Recognition
        let record: Record
        let ways: [String]
    }

    var memory: Memory { Memory(recognition: recognition, record: record, ways: ways.map(\.file.name)) }

    /// The ways that can be played in an episode, begun.
    /// - Throws: `AgentError` where there is none.
    private static func ways(
        _ crew: Crew, _ reserve: [String: any Agent], _ episode: EpisodeContext, _ remarks: inout [String]
    ) throws -> [Way] {
        var ways: [Way] = []
        for file in crew.ways {
            var agent = try reserve[key(file, isWay: true)] ?? file.makeAgent()
            do {
                try agent.begin(episode)
                ways.append(Way(file: file, agent: agent))
            } catch {
                agent.close()
                remarks.append("it cannot play as \(file.name): \(error)")
            }
        }
        guard !ways.isEmpty else { throw AgentError("it can play as none of its ways here: \(remarks.joined(separator: "; "))") }
        return ways
    }

    /// By what an agent is known in `agents`.
    private static func key(_ file: AgentFile, isWay: Bool) -> String { (isWay ? "way " : "model ") + file.path }

    /// All its agents, for the next episode.
    var agents: [String: any Agent] {
        let models = zip(files, recognition.models).map { (AdaptivePlay.key($0, isWay: false), $1.agent) }
        return Dictionary(models + ways.map { (AdaptivePlay.key($0.file, isWay: true), $0.agent) }) { first, _ in first }
    }

    /// The name of the agent as which it plays.
    var wayName: String { ways[current].file.name }

    // MARK: A tick

    mutating func act(_ game: KitchenGame) -> Decision {
        guard ways.count > 1 else { return ways[current].agent.act(game) }
        recognition.learn(game)
        let isStuck = note(game)
        if isStuck || (game.timestep >= bound && game.timestep - chosen >= Numbers.choice) { choose(game, isStuck: isStuck) }
        let stations = foreseen(game)
        recognition.look(game)
        if isForeseen, var planner = ways[current].agent as? any ForecastTakingAgent {
            planner.expect(PartnerForecast(next: recognition.mixture, stations: stations))
            ways[current].agent = planner
        }
        watch(game)
        return ways[current].agent.act(game)
    }

    /// Shows the game to the ways that go by what they have seen.
    private mutating func watch(_ game: KitchenGame) {
        for way in watching where way != current {
            guard var agent = ways[way].agent as? any ReserveAgent else { continue }
            agent.watch(game)
            ways[way].agent = agent
        }
    }

    /// Whether the partner is predicted well enough for its actions to be counted on.
    private var isForeseen: Bool { settings.predicts && recognition.predicted >= settings.minPredicted }

    /// Where the partner takes or puts something next, in ticks in which a planner is told so; nil in others.
    private func foreseen(_ game: KitchenGame) -> [Int: Double]? {
        guard isForeseen, game.timestep % Numbers.foresight == 0, ways[current].agent is any ForecastTakingAgent else { return nil }
        let standIn = ways.first { !($0.agent is any ForecastTakingAgent) }
        return rehearsal.stations(in: game, beside: recognition, key: episode.seed) { seed in
            standIn.flatMap { AdaptivePlay.copy($0.agent, seed: seed, isResting: true) }
        }
    }

    /// Takes in what the last tick brought.
    /// - Returns: whether nothing has gone on for too long.
    private mutating func note(_ game: KitchenGame) -> Bool {
        guard game.timestep > 0 else { return false }
        let outcomes = (0..<game.kitchen.players).map { game.outcome(of: $0) }
        record.note(current, reward: outcomes.reduce(0) { $0 + game.kitchen.sparseReward($1) })
        let hasHappened = outcomes.contains { outcome in
            outcome.tookSoupFromPot || AdaptivePlay.stepsOfASoup.contains { outcome.events.contains($0) }
        }
        guard progress.isStuck(game.timestep, hasHappened: hasHappened), settings.tries else { return false }
        record.noteDeadlock(current)
        return true
    }

    /// What brings a soup nearer to its delivery, taking it out of the pot apart.
    private static let stepsOfASoup: [Event] = [.pottingOnion, .pottingTomato, .soupDelivery]

    // MARK: Choosing

    private mutating func choose(_ game: KitchenGame, isStuck: Bool) {
        chosen = game.timestep
        let unseen = expected
        var estimates = settings.tries ? record.estimates(unseen) : unseen
        let isRehearsed = rehearse(game, estimates, isStuck: isStuck)
        if isRehearsed {
            for (way, rate) in rehearsed.rates.enumerated() {
                if let rate { estimates[way] += Numbers.trust * (rate - estimates[way]) }
            }
        }
        let others = ways.indices.filter { !isStuck || $0 != current }
        guard let best = others.max(by: { (estimates[$0], $1) < (estimates[$1], $0) }), best != current else { return }
        guard isStuck || estimates[best] > Numbers.advantage * estimates[current] else { return }
        let isKnown = unseen[best] > unseen[current]
        take(best, game, isStuck ? .deadlock : isKnown ? .recognition : isRehearsed ? .rehearsal : .results)
    }

    /// Points a tick that each way can be expected to earn beside whom the partner is taken for. `[ways]`
    private var expected: [Double] {
        var expected = values.expected(recognition.likeness(countsOnStrangers: settings.fallsBack))
        guard settings.fallsBack else { return expected }
        for way in watching { expected[way] *= 1 + Numbers.memory * recognition.posterior.none }
        return expected
    }

    /// Plays on in thought where that is due and likely to be right.
    /// - Returns: whether what came of the last time still counts.
    private mutating func rehearse(_ game: KitchenGame, _ estimates: [Double], isStuck: Bool) -> Bool {
        guard settings.searches, recognition.predicted >= settings.minPredicted else { return false }
        guard isStuck || rehearsed.tick < 0 || game.timestep - rehearsed.tick >= Numbers.rehearsal else { return true }
        let order = ways.indices.sorted { (estimates[$0], $1) > (estimates[$1], $0) }
        let candidates = Set(order.prefix(Numbers.rehearsed) + [current])
        let (ways, current, recognition) = (ways, current, recognition)
        rehearsed.tick = game.timestep
        rehearsed.rates = ways.indices.map { way in
            guard candidates.contains(way) else { return nil }
            return rehearsal.rate(
                of: { AdaptivePlay.copy(ways[way].agent, seed: $0, isResting: way != current) }, in: game, beside: recognition,
                key: episode.seed)
        }
        return true
    }

    /// A copy to play on with; nil where there is none.
    /// - Parameter isResting: whether it was not asked in the tick before.
    private static func copy(_ agent: any Agent, seed: UInt64, isResting: Bool) -> (any Agent)? {
        guard let agent = agent as? any ReserveAgent else { return nil }
        let copy = agent.forked(seed: seed)
        guard isResting, var copy = copy as? any ReserveAgent else { return copy }
        copy.resume()
        return copy
    }

    private mutating func take(_ way: Int, _ game: KitchenGame, _ reason: Reason) {
        (current, self.reason) = (way, reason)
        bound = game.timestep + Numbers.patience
        takeovers += 1
        record.noteTakeover()
        rehearsed.tick = -1
        if var agent = ways[way].agent as? any ReserveAgent {
            agent.resume()
            ways[way].agent = agent
        } else {
            let seed = RandomStream(episode.seed, takeovers, StreamKey.rehearsal).key
            try? ways[way].agent.begin(
                EpisodeContext(kitchen: episode.kitchen, seat: episode.seat, seed: seed, horizon: episode.horizon))
        }
    }

    // MARK: Words

    /// What it does and why.
    var explanation: Explanation {
        AdaptiveReport(
            inner: ways[current].agent.explain(), way: wayName, reason: reason, recognition: recognition, partner: 1 - episode.seat,
            isAlone: ways.count == 1
        ).explanation
    }

    mutating func finish() -> EpisodeEnd {
        var end = EpisodeEnd()
        for index in ways.indices {
            let own = ways[index].agent.finish()
            end.exchanges += own.exchanges
            end.remarks += own.remarks
        }
        return end
    }
}
