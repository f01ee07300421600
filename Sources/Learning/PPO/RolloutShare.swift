import Basics
import Agents
import Kitchen
import Neural

/// A share of the games: its batch, its experience, its tapes and its gradients. One thread at a time works on it.
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
        var iteration = 0
        /// Which collection of the iteration it is.
        var pass = 0
        var shapedWeight = 0.0
        /// Whether the episodes begin at random instead of at the kitchen's start.
        var isRandom = false
        /// How many of the share's games are played without partners, where there are any.
        var alone = 0
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
    private let utility: EventUtility?
    private(set) var rows: [Row] = []
    /// Rows of each set of parameters; with one set all of them.
    private(set) var sets: [Range<Int>] = []
    private(set) var experience: Experience
    private var partners: PartnerSeats?
    private var diversity: PopulationEntropy?

    private let scene: FloatBuffer
    let input: FloatBuffer
    let bodyTape: Sequential.Tape
    let policyTape: Sequential.Tape
    let valueTape: Sequential.Tape
    private let probabilities = FloatBuffer(Action.allCases.count)
    private let actions: UnsafeMutableBufferPointer<UInt8>
    let order: UnsafeMutableBufferPointer<Int32>
    let gradients: FloatBuffer
    private var random = RandomStream(0)
    private var startsRandomly = false
    var sums = PPOObjective.Sums()
    /// Where this share's own parameters are when it adapts to its partner: beside the learner's.
    var adaptation: Adaptation?
    /// Sparse and shaped reward of the last episode of every game together.
    private(set) var sparse = 0.0
    private(set) var shaped = 0.0
    /// The sparse reward and the games of each partner.
    private(set) var byPartner: [(score: Double, games: Int)] = []
    /// How often the first of two learners did what.
    private(set) var events = [Int](repeating: 0, count: Event.allCases.count)
    /// What went wrong in the last piece of work.
    var problem: (any Error)?

    /// - Parameter utility: what the first of two learners is rewarded for (`PPO.init`).
    /// - Throws: what the kitchen or the batch object to.
    init(_ number: Int, settings: PPOSettings, network: PolicyNetwork, value: Sequential, kitchen: Kitchen, utility: EventUtility?) throws {
        self.number = number
        self.settings = settings
        self.network = network
        self.value = value
        self.kitchen = kitchen
        self.utility = utility
        let games = settings.games / PPOSettings.shares
        self.games = games
        // One tick more than is played, so that the state after the last is there to be valued. The urgency
        // channel tells the end itself.
        let isTimed = settings.input == .lossless
        batch = try KitchenBatch(
            kitchen, games: games, horizon: settings.horizon + (isTimed ? 0 : 1), seed: settings.seed, firstGame: number * games)
        observer = try BatchObserver(network.plan.input, batch)
        let viewSize = observer.viewSize
        experience = Experience(ticks: settings.horizon, capacity: games * 2, viewSize: viewSize)
        let capacity = max(games * 2, RolloutShare.chunk)
        scene = FloatBuffer(games * 2 * viewSize)
        input = FloatBuffer(capacity * viewSize)
        bodyTape = Sequential.Tape(network.body, capacity: capacity, isForTraining: true)
        policyTape = Sequential.Tape(network.policy, capacity: capacity, isForTraining: true)
        valueTape = Sequential.Tape(value, capacity: capacity, isForTraining: true)
        actions = .allocate(capacity: games * 2)
        actions.initialize(repeating: Action.stay.rawValue)
        order = .allocate(capacity: settings.horizon * games * 2)
        order.initialize(repeating: 0)
        gradients = FloatBuffer(network.table.count)
        takeSeats(alone: games)
    }

    /// Plays in another company from now on.
    /// - Throws: what the partners object to.
    func join(_ company: Company) throws {
        partners =
            company.partners.isEmpty
            ? nil : try PartnerSeats(company, input: network.plan.input, batch: batch, groups: settings.partnersAtOnce)
        byPartner = Array(repeating: (0, 0), count: company.partners.count)
        diversity =
            company.population.isEmpty || company.diversity == 0
            ? nil : try PopulationEntropy(company, network: network, capacity: RolloutShare.chunk)
    }

    /// Sets which seats the learner plays.
    /// - Parameter alone: the first games, which have no partner.
    private func takeSeats(alone: Int) {
        func rows(_ isWanted: (Int, Int) -> Bool) -> [Row] {
            (0..<2).flatMap { seat in
                // With partners, the learner's seat alternates from game to game.
                (0..<games).filter { ($0 < alone || $0 & 1 == seat) && isWanted($0, seat) }
                    .map { Row(game: $0, seat: seat, hasPartner: $0 >= alone) }
            }
        }
        let parts: [[Row]]
        if utility != nil {
            // Two learners, whose seats alternate.
            parts = [rows { $0 & 1 == $1 }, rows { $0 & 1 != $1 }]
        } else if settings.isPerSeat {
            parts = [rows { $1 == 0 }, rows { $1 == 1 }]
        } else {
            parts = [rows { _, _ in true }]
        }
        self.rows = parts.flatMap { $0 }
        var first = 0
        sets = parts.map { part in
            defer { first += part.count }
            return first..<(first + part.count)
        }
        experience.rows = self.rows.count
    }

    deinit {
        actions.deallocate()
        order.deallocate()
    }

    // MARK: Playing

    /// Plays one episode of every game and estimates advantages.
    /// - Parameter parameters: one pointer a set.
    func collect(_ parameters: [UnsafePointer<Float>], _ round: Round) {
        random = RandomStream(settings.seed, StreamKey.rollout, UInt64(round.iteration), UInt64(number), UInt64(round.pass))
        let alone = partners == nil ? games : round.alone
        takeSeats(alone: alone)
        partners?.begin(seed: settings.seed, iteration: round.iteration, pass: round.pass, alone: alone)
        (sparse, shaped) = (0, 0)
        for event in events.indices { events[event] = 0 }
        for partner in byPartner.indices { byPartner[partner] = (0, 0) }
        let own = parameters.map(adapted)
        do {
            if round.isRandom || startsRandomly { batch = try freshBatch(round) }
            startsRandomly = round.isRandom
            for tick in 0..<settings.horizon {
                try observer.observe(batch, into: scene.all)
                decide(own, tick)
                try partners?.act(batch, scene.pointer, viewSize: experience.viewSize, into: actions)
                try batch.step(UnsafeBufferPointer(actions))
                reward(tick, round.shapedWeight)
            }
            try valueEnd(own)
        } catch {
            problem = error
        }
        diversity?.reward(experience, scale: Float(settings.rewardScale))
        experience.estimateAdvantages(discount: Float(settings.discount), lambda: Float(settings.lambda))
    }

    /// Games that begin as told; what they begin with depends on nothing that happened before.
    private func freshBatch(_ round: Round) throws -> KitchenBatch {
        var random = RandomStream(settings.seed, StreamKey.randomStartGames, UInt64(round.iteration))
        return try KitchenBatch(
            kitchen, games: games, horizon: batch.horizon, seed: random.next(), firstGame: batch.firstGame,
            starts: round.isRandom ? .random(settings.randomStarts) : .standard)
    }

    private func decide(_ parameters: [UnsafePointer<Float>], _ tick: Int) {
        look(tick)
        let count = Action.allCases.count
        for set in sets.indices {
            let range = sets[set]
            let body = network.body.forward(
                parameters[set], input: experience.view(tick: tick, row: range.lowerBound), batch: range.count, tape: bodyTape,
                isSparse: true)
            let logits = network.policy.forward(parameters[set], input: body, batch: range.count, tape: policyTape)
            let values = value.forward(parameters[set], input: body, batch: range.count, tape: valueTape)
            for row in range {
                let index = tick &* rows.count &+ row
                let own = logits + (row &- range.lowerBound) &* count
                let partition = Softmax.probabilities(own, into: probabilities.base, count: count)
                let choice = Softmax.choice(
                    probabilities.pointer, count: count, uniform: random.uniformFloat())
                experience.actions[index] = UInt8(choice)
                experience.logProbabilities.base[index] = own[choice] - partition
                experience.values.base[index] = values[row &- range.lowerBound]
                actions[rows[row].game &* 2 &+ rows[row].seat] = UInt8(choice)
            }
        }
    }

    /// Copies the rows' views out of the scene.
    private func look(_ tick: Int) {
        let size = experience.viewSize
        for row in rows.indices {
            experience.view(tick: tick, row: row).update(
                from: scene.base + (rows[row].game &* 2 &+ rows[row].seat) &* size, count: size)
        }
    }

    private func reward(_ tick: Int, _ shapedWeight: Double) {
        for row in rows.indices {
            let (game, seat) = (rows[row].game, rows[row].seat)
            let own = batch.outcome(game: game, player: seat)
            let other = batch.outcome(game: game, player: 1 &- seat)
            let team = kitchen.sparseReward(own) + kitchen.sparseReward(other)
            let mine = kitchen.shapedReward(own)
            var points = team + shapedWeight * mine
            if let utility, row < sets[0].upperBound {
                points = utility.points(own) + utility.team * points
                EventUtility.count(own, in: &events)
            }
            experience.rewards.base[tick &* rows.count &+ row] = Float(points * settings.rewardScale)
            sparse += kitchen.sparseReward(own)
            shaped += mine
            guard rows[row].hasPartner, let partners else { continue }
            sparse += kitchen.sparseReward(other)
            byPartner[partners.assignment[game]].score += team
            if tick == 0 { byPartner[partners.assignment[game]].games += 1 }
        }
    }

    /// The value of the state after the last tick; nothing where the network is shown that the end is near.
    private func valueEnd(_ parameters: [UnsafePointer<Float>]) throws {
        let end = experience.values.base + settings.horizon &* rows.count
        guard settings.input == .features else { return end.update(repeating: 0, count: rows.count) }
        try observer.observe(batch, into: scene.all)
        for row in rows.indices {
            (input.base + row &* experience.viewSize).update(
                from: scene.base + (rows[row].game &* 2 &+ rows[row].seat) &* experience.viewSize, count: experience.viewSize)
        }
        for set in sets.indices {
            let range = sets[set]
            let body = network.body.forward(
                parameters[set], input: input.pointer + range.lowerBound &* experience.viewSize, batch: range.count, tape: bodyTape)
            end.advanced(by: range.lowerBound).update(
                from: value.forward(parameters[set], input: body, batch: range.count, tape: valueTape), count: range.count)
        }
        // The tick that makes every game begin anew.
        actions.update(repeating: Action.stay.rawValue)
        try batch.step(UnsafeBufferPointer(actions))
    }
}
