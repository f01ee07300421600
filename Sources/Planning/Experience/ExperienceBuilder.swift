import Agents
import Basics
import Episodes
import Kitchen

/// Makes experience of played episodes: every piece of work that somebody did, of which those are kept after which the team
/// earned at least what is usual in the kitchen.
public struct ExperienceBuilder {
    /// What is kept.
    public struct Settings: Sendable, Hashable {
        /// Ticks after a situation in which rewards count.
        public var window = 100
        /// A stretch is a success from this many times the kitchen's usual reward on.
        public var success = 1.0
        /// Examples that are kept of each kitchen at most.
        public var perKitchen = 600
        /// Of what is kept where there is more.
        public var seed: UInt64 = 1

        public init() {}
    }

    private let settings: Settings
    private var knowledge: [KitchenKey: SituationReader] = [:]
    private var found: [String: [Example]] = [:]

    public init(_ settings: Settings) { self.settings = settings }

    /// How many stretches were looked at.
    public var count: Int { found.values.reduce(0) { $0 + $1.count } }

    /// Takes in an episode.
    /// - Parameters:
    ///   - number: its row in the store.
    ///   - players: who played, in seat order.
    /// - Throws: `ParameterError` or `StepError` for a log that cannot be played again.
    public mutating func add(_ episode: Episode, number: Int64, players: [String]) throws {
        let reader = try reader(episode)
        let knowledge = reader.knowledge
        var game = try KitchenGame(knowledge.kitchen, from: episode.start, horizon: episode.horizon)
        var open = (0..<episode.players).map { _ in Opening?.none }
        var rewards: [Double] = []
        var examples: [Example] = []
        for tick in 0..<episode.ticks {
            let before = game.row
            let joint = episode.jointAction(tick)
            for player in 0..<episode.players where open[player] == nil {
                let situation = game.withState { reader.situation($0, of: player, left: episode.horizon - tick) }
                open[player] = Opening(situation: situation, tick: tick)
            }
            rewards.append(try game.step(joint).reward)
            for player in 0..<episode.players {
                let work = knowledge.kitchen.withState(of: before) { before in
                    game.withState { after in knowledge.workDone(before, player, joint[player], after) }
                }
                guard let work, let begun = open[player] else { continue }
                examples.append(
                    Example(
                        situation: begun.situation, work: work, ticks: tick + 1 - begun.tick, reward: 0, usual: 0, times: 1,
                        kitchen: episode.layout.name, player: players[player], episode: number, seat: player, tick: begun.tick))
                open[player] = nil
            }
        }
        keep(examples, rewards, episode.layout.name)
    }

    /// When somebody had nothing under way, and how things stood.
    private struct Opening {
        var situation: Situation
        var tick: Int
    }

    private mutating func reader(_ episode: Episode) throws -> SituationReader {
        let key = KitchenKey(layout: episode.layout, dynamics: episode.dynamics, horizon: 0, seat: 0)
        if let known = knowledge[key] { return known }
        let reader = SituationReader(try KitchenKnowledge(episode.kitchen()))
        knowledge[key] = reader
        return reader
    }

    /// Keeps those of which it is known how they ended, with what came of them.
    private mutating func keep(_ examples: [Example], _ rewards: [Double], _ kitchen: String) {
        var sums = [0.0]
        for reward in rewards { sums.append((sums.last ?? 0) + reward) }
        for example in examples where example.tick + settings.window <= rewards.count {
            var example = example
            example.reward = sums[example.tick + settings.window] - sums[example.tick]
            found[kitchen, default: []].append(example)
        }
    }

    /// The experience of all that was taken in; the same episodes in the same order give the same.
    /// - Throws: `ExperienceError` where nothing is worth keeping.
    public func finished() throws -> Experience {
        let kept = found.sorted { $0.key < $1.key }.flatMap { kitchen, examples in
            let usual = examples.reduce(0) { $0 + $1.reward } / Double(examples.count)
            let rounded = (usual * 100).rounded() / 100
            let successes = examples.filter { $0.reward > 0 && $0.reward >= usual * settings.success }
            return thinned(merged(successes)).map { example in
                var example = example
                example.usual = rounded
                return example
            }
        }
        guard !kept.isEmpty else {
            throw ExperienceError(
                count == 0
                    ? "no stretch of \(settings.window) ticks was found in these episodes"
                    : "none of \(count) stretches earned as much as asked for; there is nothing to keep")
        }
        return Experience(window: settings.window, examples: kept)
    }

    /// What was done several times in one situation, as one example: the first with the highest reward.
    private func merged(_ examples: [Example]) -> [Example] {
        struct Key: Hashable {
            var situation: Situation
            var work: Skill.Work
        }
        var places: [Key: Int] = [:]
        var merged: [Example] = []
        for example in examples {
            let key = Key(situation: example.situation, work: example.work)
            guard let place = places[key] else {
                places[key] = merged.count
                merged.append(example)
                continue
            }
            let times = merged[place].times + 1
            if example.reward > merged[place].reward { merged[place] = example }
            merged[place].times = times
        }
        return merged
    }

    /// As many as are kept of a kitchen, at random, so that what is done often stays frequent.
    private func thinned(_ examples: [Example]) -> [Example] {
        guard examples.count > settings.perKitchen else { return examples }
        var random = RandomStream(settings.seed, StreamKey.experienceSample)
        let drawn = examples.indices.map { (lot: random.next(), index: $0) }.sorted { $0.lot < $1.lot }
        return drawn.prefix(settings.perKitchen).map(\.index).sorted().map { examples[$0] }
    }
}
