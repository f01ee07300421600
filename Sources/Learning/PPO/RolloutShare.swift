import Agents
import Basics
import Kitchen
import Neural

/// A share of the games: its batch, its rollout buffer, its tapes and its gradients. One thread at a time works on it.
final class RolloutShare: @unchecked Sendable {
    // Sendable: the learner hands a share to one worker at a time and waits for it.

    /// A seat of a game that the learner plays.
    struct Row {
        let game: Int
        let seat: Int
        /// Whether the other seat is a partner's.
        let hasPartner: Bool
    }

    /// What decides how an iteration's episodes are played.
    struct Round {
        let iteration: Int
        let pass: Pass
        let shapedWeight: Double
        /// Whether the episodes begin at random instead of at the kitchen's start.
        let startsAtRandom: Bool
        /// How many of the share's games, from the first on, have no partner.
        let selfPlayGames: Int
    }

    /// Samples that go through the network together: what fits into a core's cache.
    static let chunk = 256

    let settings: PPOSettings
    let network: PolicyNetwork
    let value: Sequential
    let kitchen: Kitchen
    let number: Int
    let games: Int
    private var batch: KitchenBatch
    private var observer: BatchObserver
    private let roster: Roster
    private(set) var rows: [Row] = []
    /// Rows of each set of parameters; with one set all of them.
    private(set) var sets: [Range<Int>] = []
    private(set) var buffer: RolloutBuffer
    private var partners: PartnerSeats?
    private var diversity: PopulationEntropy?

    /// Of all seats, `[games, 2, observationSize]`.
    private let observations: FloatBuffer
    /// `[chunk, observationSize]`.
    let input: FloatBuffer
    let bodyTape: Sequential.Tape
    let policyTape: Sequential.Tape
    let valueTape: Sequential.Tape
    private let probabilities = FloatBuffer(Action.allCases.count)
    private let actions: UnsafeMutableBufferPointer<UInt8>
    /// Samples of a set of parameters in the order of the epoch, as places in the buffer.
    let order: UnsafeMutableBufferPointer<Int32>
    /// `[parameters]`.
    let gradients: FloatBuffer
    private var random = RandomStream(0)
    /// Whether the batch's episodes begin at random.
    private var startsAtRandom = false
    var sums = PPOLoss.Sums()
    /// What this share's adaptation to its partner adds to the learner's parameters.
    var adaptation: Adaptation?
    /// Sparse and shaped reward of the last episode of every game together.
    private(set) var sparse = 0.0
    private(set) var shaped = 0.0
    /// The sparse reward of the games with each partner.
    private(set) var partnerScores: [PPO.PartnerScore] = []
    /// How often the biased learner of a pair, or the learner where it has a partner, caused each event.
    private(set) var events = [Int](repeating: 0, count: Event.allCases.count)
    /// Whether what is faced from a pose is a counter: `[pose.index]`.
    private let facesCounter: [Bool]
    /// What the utility of a row's learner goes by, of the state before the tick.
    private var situations: [EventUtility.Situation]
    /// The rows whose events are counted.
    var countedRows: Int { roster.utility == nil ? rows.count { $0.hasPartner } : sets[0].count }
    /// What went wrong in the last piece of work.
    var problem: (any Error)?

    /// - Throws: what the kitchen or the batch object to.
    init(_ number: Int, settings: PPOSettings, network: PolicyNetwork, value: Sequential, kitchen: Kitchen, roster: Roster) throws {
        self.number = number
        self.settings = settings
        self.network = network
        self.value = value
        self.kitchen = kitchen
        self.roster = roster
        let games = settings.games / PPOSettings.shares
        self.games = games
        // One tick more than is played, so that the state after the last is there to be valued. The urgency
        // channel shows the end itself.
        let isTimed = settings.input == .lossless
        batch = try KitchenBatch(
            kitchen, games: games, horizon: settings.horizon + (isTimed ? 0 : 1), seed: settings.seed, firstGame: number * games)
        observer = try BatchObserver(network.plan.input, batch)
        let observationSize = observer.observationSize
        buffer = RolloutBuffer(ticks: settings.horizon, capacity: games * 2, observationSize: observationSize)
        let capacity = max(games * 2, RolloutShare.chunk)
        observations = FloatBuffer(games * 2 * observationSize)
        input = FloatBuffer(capacity * observationSize)
        bodyTape = Sequential.Tape(network.body, capacity: capacity, isForTraining: true)
        policyTape = Sequential.Tape(network.policy, capacity: capacity, isForTraining: true)
        valueTape = Sequential.Tape(value, capacity: capacity, isForTraining: true)
        actions = .allocate(capacity: games * 2)
        actions.initialize(repeating: Action.stay.rawValue)
        order = .allocate(capacity: settings.horizon * games * 2)
        order.initialize(repeating: 0)
        gradients = FloatBuffer(network.table.count)
        facesCounter = kitchen.allPoses.map { kitchen.layout[kitchen.floor[$0.cell].neighbour($0.facing)] == .counter }
        situations = Array(repeating: EventUtility.Situation(), count: games * 2)
        takeSeats(selfPlayGames: games)
    }

    /// Plays with the partners of a pool from now on.
    /// - Throws: what the partners object to.
    func join(_ pool: PartnerPool) throws {
        partners = try PartnerSeats(pool, input: network.plan.input, batch: batch, groups: settings.partnersAtOnce)
        partnerScores = Array(repeating: PPO.PartnerScore(), count: pool.partners.count)
    }

    /// Rewards the entropy of a population's mean policy from now on.
    /// - Throws: what the population's networks object to.
    func reward(_ diversity: PopulationDiversity) throws {
        guard diversity.weight != 0 else { return }
        self.diversity = try PopulationEntropy(diversity, network: network, capacity: RolloutShare.chunk)
    }

    /// Sets which seats the learner plays.
    /// - Parameter selfPlayGames: the first games, which have no partner.
    private func takeSeats(selfPlayGames: Int) {
        func rows(_ isWanted: (Int, Int) -> Bool) -> [Row] {
            (0..<2).flatMap { seat in
                // With partners, the learner's seat alternates from game to game.
                (0..<games).filter { ($0 < selfPlayGames || $0 & 1 == seat) && isWanted($0, seat) }
                    .map { Row(game: $0, seat: seat, hasPartner: $0 >= selfPlayGames) }
            }
        }
        let parts: [[Row]] =
            switch roster {
            // Two learners, whose seats alternate.
            case .biasedPair: [rows { $0 & 1 == $1 }, rows { $0 & 1 != $1 }]
            case .policy(.perSeat, _): [rows { $1 == 0 }, rows { $1 == 1 }]
            case .policy(.shared, _): [rows { _, _ in true }]
            }
        self.rows = parts.flatMap { $0 }
        var first = 0
        sets = parts.map { part in
            defer { first += part.count }
            return first..<(first + part.count)
        }
        buffer.use(rows: self.rows.count)
    }

    deinit {
        actions.deallocate()
        order.deallocate()
    }

    // MARK: Playing

    /// Plays one episode of every game and estimates advantages.
    /// - Parameter parameters: one pointer a set, each to `[parameters]`.
    func collect(_ parameters: [UnsafePointer<Float>], _ round: Round) {
        random = RandomStream(settings.seed, StreamKey.rollout, UInt64(round.iteration), UInt64(number), round.pass.key)
        takeSeats(selfPlayGames: round.selfPlayGames)
        partners?.begin(seed: settings.seed, iteration: round.iteration, pass: round.pass, selfPlayGames: round.selfPlayGames)
        (sparse, shaped) = (0, 0)
        for event in events.indices { events[event] = 0 }
        for partner in partnerScores.indices { partnerScores[partner] = PPO.PartnerScore() }
        let own = parameters.map(adapted)
        do {
            if round.startsAtRandom || startsAtRandom { batch = try newBatch(round) }
            startsAtRandom = round.startsAtRandom
            for tick in 0..<settings.horizon {
                try observer.observe(batch, into: observations.all)
                act(own, tick)
                try partners?.act(batch, observations.pointer, observationSize: buffer.observationSize, into: actions)
                if roster.utility != nil { lookAround() }
                try batch.step(UnsafeBufferPointer(actions))
                reward(tick, round.shapedWeight)
            }
            try valueFinalStates(own)
        } catch {
            problem = error
        }
        diversity?.reward(buffer, scale: Float(settings.rewardScale))
        buffer.estimateAdvantages(gamma: Float(settings.gamma), gaeLambda: Float(settings.gaeLambda))
    }

    /// Games that begin as the round says; what they begin with depends on nothing that happened before.
    private func newBatch(_ round: Round) throws -> KitchenBatch {
        var random = RandomStream(settings.seed, StreamKey.randomStartGames, UInt64(round.iteration))
        return try KitchenBatch(
            kitchen, games: games, horizon: batch.horizon, seed: random.next(), firstGame: batch.firstGame,
            starts: round.startsAtRandom ? .random(settings.randomStarts) : .standard)
    }

    /// Draws the learner's actions of a tick from its policy.
    private func act(_ parameters: [UnsafePointer<Float>], _ tick: Int) {
        observe(tick)
        let count = Action.allCases.count
        for set in sets.indices {
            let range = sets[set]
            let body = network.body.forward(
                parameters[set], input: buffer.observation(tick: tick, row: range.lowerBound), batch: range.count, tape: bodyTape,
                isSparse: true)
            let logits = network.policy.forward(parameters[set], input: body, batch: range.count, tape: policyTape)
            let values = value.forward(parameters[set], input: body, batch: range.count, tape: valueTape)
            for row in range {
                let index = tick &* rows.count &+ row
                let own = logits + (row &- range.lowerBound) &* count
                let logSumExp = Softmax.probabilities(own, into: probabilities.base, count: count)
                let choice = Softmax.choice(
                    probabilities.pointer, count: count, uniform: random.uniformFloat())
                buffer.actions[index] = UInt8(choice)
                buffer.logProbabilities.base[index] = own[choice] - logSumExp
                buffer.values.base[index] = values[row &- range.lowerBound]
                actions[rows[row].game &* 2 &+ rows[row].seat] = UInt8(choice)
            }
        }
    }

    /// Copies the rows' observations into the buffer.
    private func observe(_ tick: Int) {
        let size = buffer.observationSize
        for row in rows.indices {
            buffer.observation(tick: tick, row: row).update(
                from: observations.base + (rows[row].game &* 2 &+ rows[row].seat) &* size, count: size)
        }
    }

    /// Notes what utilities go by, before the tick.
    private func lookAround() {
        for row in rows.indices {
            let (game, seat) = (rows[row].game, rows[row].seat)
            situations[row] = EventUtility.Situation(
                isAtCounter: facesCounter[batch.pose(game: game, player: seat).index], soupSize: batch.held(game: game, player: seat).size)
        }
    }

    /// Writes the rewards of a tick and counts them.
    private func reward(_ tick: Int, _ shapedWeight: Double) {
        let utility = roster.utility
        for row in rows.indices {
            let (game, seat) = (rows[row].game, rows[row].seat)
            let own = batch.outcome(game: game, player: seat)
            let other = batch.outcome(game: game, player: 1 &- seat)
            let team = kitchen.sparseReward(own) + kitchen.sparseReward(other)
            let mine = kitchen.shapedReward(own)
            var points = team + shapedWeight * mine
            if let utility, row < sets[0].upperBound {
                points = utility.team * team + utility.shaped * shapedWeight * mine
                points += utility.points(own, stays: batch.action(game: game, player: seat) == .stay, situations[row])
                EventUtility.count(own, in: &events)
            }
            buffer.rewards.base[tick &* rows.count &+ row] = Float(points * settings.rewardScale)
            sparse += kitchen.sparseReward(own)
            shaped += mine
            guard rows[row].hasPartner, let partners else { continue }
            EventUtility.count(own, in: &events)
            sparse += kitchen.sparseReward(other)
            partnerScores[partners.assignment[game]].add(score: team)
            if tick == 0 { partnerScores[partners.assignment[game]].addGame() }
        }
    }

    /// Computes the values of the states after the last tick; 0 where the network is shown that the end is near.
    private func valueFinalStates(_ parameters: [UnsafePointer<Float>]) throws {
        let end = buffer.values.base + settings.horizon &* rows.count
        guard settings.input == .features else { return end.update(repeating: 0, count: rows.count) }
        try observer.observe(batch, into: observations.all)
        for row in rows.indices {
            (input.base + row &* buffer.observationSize).update(
                from: observations.base + (rows[row].game &* 2 &+ rows[row].seat) &* buffer.observationSize, count: buffer.observationSize)
        }
        for set in sets.indices {
            let range = sets[set]
            let body = network.body.forward(
                parameters[set], input: input.pointer + range.lowerBound &* buffer.observationSize, batch: range.count, tape: bodyTape)
            end.advanced(by: range.lowerBound).update(
                from: value.forward(parameters[set], input: body, batch: range.count, tape: valueTape), count: range.count)
        }
        // The tick that makes every game begin again.
        actions.update(repeating: Action.stay.rawValue)
        try batch.step(UnsafeBufferPointer(actions))
    }

    // MARK: Samples

    /// Samples of a set of parameters.
    func samples(set: Int) -> Int { settings.horizon * sets[set].count }

    /// Puts the samples of a set of parameters into a new order.
    func shuffle(set: Int, iteration: Int, epoch: Int) {
        var random = RandomStream(settings.seed, StreamKey.minibatches, UInt64(iteration), UInt64(epoch), UInt64(number))
        let (range, rows) = (sets[set], rows.count)
        for index in 0..<samples(set: set) {
            order[index] = Int32(index / range.count &* rows &+ range.lowerBound &+ index % range.count)
        }
        for index in stride(from: samples(set: set) &- 1, to: 0, by: -1) {
            let other = Int(truncatingIfNeeded: ((random.next() >> 32) &* UInt64(index &+ 1)) >> 32)
            order.swapAt(index, other)
        }
    }

    /// Of the advantages of a set of parameters.
    func advantageMoments(set: Int) -> AdvantageMoments {
        var moments = AdvantageMoments()
        for tick in 0..<settings.horizon {
            for row in sets[set] { moments.add(Double(buffer.advantages.base[tick &* rows.count &+ row])) }
        }
        return moments
    }

    /// Of the returns and values of all samples.
    func returnMoments() -> ReturnMoments {
        var moments = ReturnMoments()
        for index in 0..<(settings.horizon &* rows.count) {
            moments.add(return: Double(buffer.returns.base[index]), value: Double(buffer.values.base[index]))
        }
        return moments
    }
}
