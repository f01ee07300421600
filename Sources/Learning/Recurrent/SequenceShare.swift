import Agents
import Basics
import Kitchen
import Neural

/// A share of a recurrent learner's games: its batch, what it remembers, its rollout and its gradients. One thread at a time works on it.
final class SequenceShare: @unchecked Sendable {
    // Sendable: the learner hands a share to one worker at a time and waits for it.

    let settings: RecurrentSettings
    let network: RecurrentNetwork
    let kitchen: Kitchen
    let number: Int
    let games: Int
    /// Seats of all games.
    let rows: Int
    /// Whose they are.
    private let seats: RecurrentSeats
    /// Those of learners, in rising order.
    private let learned: [Int]
    var batch: KitchenBatch
    private var observer: ViewObserver
    /// Partners of other kinds in the seats that are nobody's row.
    let library: PartnerSeats?
    /// Of the episodes that ended in the last rollout, by partner of the library.
    private(set) var partnerScores: [PPO.PartnerScore] = []
    private var meetings = RandomStream(0)
    private let focalPoints: FocalPoints?
    private(set) var buffer: SequenceBuffer
    /// Of all rows: what is remembered, `[rows, hidden]`.
    let states: FloatBuffer
    /// Of all rows: whether an episode begins with the tick to come.
    let begins: UnsafeMutableBufferPointer<Bool>
    /// Of all games: what the team has earned in the episode so far.
    var earned: [Double]
    private let playing: SequencePass
    private let learning: SequencePass
    /// Places of the views of a pass, and which of its steps begin episodes.
    private let places: UnsafeMutableBufferPointer<Int32>
    private let sampleBegins: UnsafeMutableBufferPointer<Bool>
    private let sampleStates: FloatBuffer
    private let probabilities = FloatBuffer(Action.allCases.count)
    private let actions: UnsafeMutableBufferPointer<UInt8>
    /// What each row says in this tick, and what it has heard; nothing for those that do not talk.
    private var said: [Int]
    var heard: [HeardSymbols]
    /// Of the last rollout.
    private(set) var talk: TalkCounts
    /// Of each row: where what it said in the tick is in a table of information.
    private var told: [Int]
    /// The rows of a policy in the order of the epoch.
    private var order: [Int] = []
    /// `[parameters]`.
    let gradients: FloatBuffer
    private(set) var sums = PPOLoss.Sums()
    /// Of the episodes that ended in the last rollout.
    private(set) var scores = (sum: 0.0, count: 0)
    private(set) var shaped = 0.0
    /// What went wrong in the last rollout.
    private(set) var problem: (any Error)?

    /// - Throws: what the kitchen or the batch object to.
    init(
        _ number: Int, settings: RecurrentSettings, network: RecurrentNetwork, kitchen: Kitchen, partners: Int = 0,
        library: PartnerPool? = nil
    ) throws {
        self.number = number
        self.settings = settings
        self.network = network
        self.kitchen = kitchen
        let games = settings.allGames / RecurrentSettings.shares
        let rows = games * kitchen.players
        (self.games, self.rows) = (games, rows)
        let seats = settings.seats(partners: partners, isBesideLibrary: library != nil)
        self.seats = seats
        learned = seats.rows.prefix(seats.learners).flatMap { $0 }.sorted()
        var batch = try KitchenBatch(
            kitchen, games: games, horizon: settings.horizon, seed: settings.seed, firstGame: number * games,
            starts: settings.batchStarts(number))
        try SequenceShare.stagger(&batch, all: settings.allGames)
        observer = try ViewObserver(network.input, batch)
        self.library = try library.map {
            try PartnerSeats($0, input: network.input.isFeatures ? network.input : nil, batch: batch)
        }
        partnerScores = Array(repeating: PPO.PartnerScore(), count: library?.partners.count ?? 0)
        focalPoints = settings.focalPoints > 0 ? try FocalPoints(kitchen) : nil
        self.batch = batch
        buffer = SequenceBuffer(
            ticks: settings.rollout, rows: rows, viewSize: network.viewSize, hearing: network.talking.hearing,
            hidden: network.remembered)
        states = FloatBuffer(rows * network.remembered)
        begins = SequenceShare.memory(rows, true)
        earned = Array(repeating: 0, count: games)
        let sequences = seats.rows[0].count / settings.minibatches
        let most = seats.rows.map(\.count).max() ?? rows
        playing = SequencePass(network, steps: 1, sequences: most, isForTraining: false)
        learning = SequencePass(network, steps: settings.rollout, sequences: sequences, isForTraining: true)
        places = SequenceShare.memory(max(most, settings.rollout * sequences), 0)
        sampleBegins = SequenceShare.memory(places.count, false)
        sampleStates = FloatBuffer(max(most, sequences) * network.remembered)
        actions = SequenceShare.memory(rows, Action.stay.rawValue)
        said = Array(repeating: network.talking.silence, count: rows)
        heard = Array(repeating: HeardSymbols(), count: rows)
        told = Array(repeating: 0, count: rows)
        talk = TalkCounts(kitchen, utterances: network.talking.utterances)
        gradients = FloatBuffer(network.table.count)
    }

    private static func memory<Element>(_ count: Int, _ element: Element) -> UnsafeMutableBufferPointer<Element> {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
        memory.initialize(repeating: element)
        return memory
    }

    deinit {
        begins.deallocate()
        places.deallocate()
        sampleBegins.deallocate()
        actions.deallocate()
    }

    /// Lets the first episodes end at different ticks, so that every rollout has all parts of an episode.
    private static func stagger(_ batch: inout KitchenBatch, all: Int) throws {
        for game in 0..<batch.games {
            var state = batch.state(game: game)
            state.timestep = (batch.firstGame + game) * batch.horizon / all
            try batch.load(state, game: game)
        }
    }

    /// Begins all games again, in states of a buffer, for a stage of state augmentation.
    func begin(in buffer: AugmentedStarts) throws {
        var next = try KitchenBatch(
            kitchen, games: games, horizon: settings.horizon, seed: buffer.seed, firstGame: number * games,
            starts: .states(buffer.states))
        try SequenceShare.stagger(&next, all: settings.allGames)
        observer = try ViewObserver(network.input, next)
        batch = next
        for row in 0..<rows { begins[row] = true }
        for game in 0..<games { earned[game] = 0 }
    }

    // MARK: Playing

    /// Plays on in every game for a rollout and estimates advantages.
    /// - Parameters:
    ///   - parameters: one pointer a policy, each to `[parameters]`.
    ///   - information: what utterances told in the rollout before (`TalkCounts.informationTable`).
    func collect(
        _ parameters: [UnsafePointer<Float>], iteration: Int, weights: RecurrentSettings.RewardWeights, information: [Double]
    ) {
        var random = RandomStream(settings.seed, StreamKey.rollout, UInt64(iteration), UInt64(number), Pass.training.key)
        beginLibrary(iteration)
        scores = (0, 0)
        shaped = 0
        talk.clear()
        buffer.views.clear()
        buffer.states.base.update(from: states.pointer, count: states.count)
        do {
            for tick in 0...settings.rollout {
                try look(tick)
                let isLast = tick == settings.rollout
                choose(parameters, tick, isLast, &random)
                guard !isLast else { break }
                countTalk()
                try library?.act(batch, observer.shownFeatures, observationSize: network.viewSize, into: actions)
                try batch.step(UnsafeBufferPointer(actions))
                reward(tick, weights, information)
                hear()
            }
        } catch { problem = error }
        buffer.estimateAdvantages(gamma: Float(settings.gamma), gaeLambda: Float(settings.gaeLambda))
    }

    /// Lets everybody of the library whose first episode this is take a seat.
    private func beginLibrary(_ iteration: Int) {
        guard let library else { return }
        for partner in partnerScores.indices { partnerScores[partner] = PPO.PartnerScore() }
        meetings = RandomStream(settings.seed, StreamKey.partners, UInt64(iteration), UInt64(number))
        library.drawActions(seed: settings.seed, iteration: iteration)
        for game in 0..<games where isWithPartner(game) && library.assignment[game] < 0 { library.meet(in: game, &meetings) }
    }

    private func isWithPartner(_ game: Int) -> Bool { library != nil && games + game >= seats.rows[0].count }

    /// Keeps what all rows see, and which episodes begin.
    private func look(_ tick: Int) throws {
        try observer.observe(batch)
        for row in 0..<rows {
            observer.append(row, to: &buffer.views)
            let first = network.viewSize
            if let now = heard[row].now { buffer.views.mark(first &+ now) }
            if let last = heard[row].last { buffer.views.mark(first &+ settings.symbols &+ last) }
        }
        (buffer.begins.baseAddress.unsafelyUnwrapped + tick &* rows).update(from: begins.baseAddress.unsafelyUnwrapped, count: rows)
    }

    /// Draws actions and what is said from the policies, and keeps values. What is seen after the last tick is only valued, and is looked
    /// at again when the games go on.
    private func choose(_ parameters: [UnsafePointer<Float>], _ tick: Int, _ isLast: Bool, _ random: inout RandomStream) {
        let (count, utterances) = (Action.allCases.count, network.talking.utterances)
        for policy in seats.rows.indices {
            let own = seats.rows[policy]
            playing.forward(
                parameters[policy], rows: buffer.views, gather(own, ticks: tick..<(tick + 1), states.pointer), state: sampleStates.pointer)
            playing.heads(parameters[policy], gradients: nil, count: own.count) { first, samples, given, _ in
                for index in 0..<samples {
                    let row = own[first &+ index]
                    let place = tick &* rows &+ row
                    buffer.values.base[place] = given.values[index]
                    guard !isLast else { continue }
                    let action = draw(given.logits + index &* count, count, &random)
                    (actions[row], buffer.actions[place]) = (UInt8(action.choice), UInt8(action.choice))
                    buffer.logProbabilities.base[place] = action.logProbability
                    guard let voice = given.voice else { continue }
                    let utterance = draw(voice + index &* utterances, utterances, &random)
                    (said[row], buffer.said[place]) = (utterance.choice, UInt8(utterance.choice))
                    let likelihoods = buffer.logProbabilities.base
                    likelihoods[place] += utterance.logProbability
                }
            }
            guard !isLast else { continue }
            let hidden = network.remembered
            for (index, row) in own.enumerated() where hidden > 0 {
                (states.base + row &* hidden).update(from: playing.outputs.pointer + index &* hidden, count: hidden)
            }
        }
    }

    private func draw(
        _ logits: UnsafePointer<Float>, _ count: Int, _ random: inout RandomStream
    ) -> (choice: Int, logProbability: Float) {
        let logSumExp = Softmax.probabilities(logits, into: probabilities.base, count: count)
        let choice = Softmax.choice(probabilities.pointer, count: count, uniform: random.uniformFloat())
        return (choice, logits[choice] - logSumExp)
    }

    /// Counts what is said while which recipe is wanted.
    private func countTalk() {
        guard settings.symbols > 0 else { return }
        let states = batch.rows.baseAddress.unsafelyUnwrapped
        for row in learned {
            told[row] = talk.place(said[row], seat: row & 1, state: UnsafePointer(states) + row / 2 &* kitchen.rowWords)
            talk.add(told[row])
        }
    }

    /// Lets everyone hear what the other said in the tick that was played; in a new episode nothing has been said.
    private func hear() {
        guard settings.symbols > 0 else { return }
        for row in 0..<rows {
            if begins[row] {
                heard[row] = HeardSymbols()
            } else {
                let other = said[row ^ 1]
                heard[row].hear(other == network.talking.silence ? nil : other)
            }
        }
    }

    /// Writes the rewards of a tick, counts them, and notes which episodes are over.
    private func reward(_ tick: Int, _ weights: RecurrentSettings.RewardWeights, _ information: [Double]) {
        let players = kitchen.players
        for game in 0..<games {
            let points = (0..<players).map { kitchen.sparseReward(batch.outcome(game: game, player: $0)) }
            let team = points.reduce(0) { $0 + ($1 < 0 ? weights.penalties * $1 : $1) }
            let isOver = batch.ended(game: game)
            for seat in 0..<players {
                let mine = kitchen.shapedReward(batch.outcome(game: game, player: seat))
                let row = game &* players &+ seat
                let marked = marks(game, seat) ? weights.focal : 0
                let spent = settings.symbols > 0 && said[row] != network.talking.silence ? settings.messageCost : 0
                let signalled = weights.signal > 0 ? weights.signal * information[told[row]] : 0
                buffer.rewards.base[tick &* rows &+ row] = Float(
                    (team + weights.shaped * mine + marked + signalled - spent) * settings.rewardScale)
                shaped += mine
                begins[row] = isOver
            }
            earned[game] += points.reduce(0, +)
            guard isOver else { continue }
            scores = (scores.sum + earned[game], scores.count + 1)
            if isWithPartner(game) { part(game) }
            earned[game] = 0
        }
    }

    /// Counts what was earned with the partner of a game, and lets the next take its seat.
    private func part(_ game: Int) {
        guard let library else { return }
        if !library.isSlipping[game] { partnerScores[library.assignment[game]].addGame(scoring: earned[game]) }
        library.meet(in: game, &meetings)
    }

    /// Whether a seat marks the recipe of a game.
    private func marks(_ game: Int, _ seat: Int) -> Bool {
        guard let focalPoints, seat == focalPoints.knower else { return false }
        return focalPoints.isMarked(UnsafePointer(batch.rows.baseAddress.unsafelyUnwrapped) + game &* kitchen.rowWords)
    }

    // MARK: Learning

    /// Puts the sequences of a policy into a new order.
    func shuffle(_ policy: Int, iteration: Int, epoch: Int) {
        let key = UInt64(number + RecurrentSettings.shares * policy)
        var random = RandomStream(settings.seed, StreamKey.minibatches, UInt64(iteration), UInt64(epoch), key)
        order = seats.rows[policy]
        order.shuffle(using: &random)
    }

    /// Sequences of a policy's minibatch.
    func sequences(_ policy: Int) -> Int { seats.rows[policy].count / settings.minibatches }

    /// The rows of a minibatch.
    private func rows(_ policy: Int, minibatch: Int) -> ArraySlice<Int> {
        let count = sequences(policy)
        return order[(minibatch * count)..<((minibatch + 1) * count)]
    }

    /// Of the advantages of a minibatch.
    func advantageMoments(_ policy: Int, minibatch: Int) -> AdvantageMoments {
        var moments = AdvantageMoments()
        let own = rows(policy, minibatch: minibatch)
        for tick in 0..<settings.rollout {
            for row in own { moments.add(Double(buffer.advantages.base[tick &* rows &+ row])) }
        }
        return moments
    }

    /// Of the returns and values of all samples of learners.
    func returnMoments() -> ReturnMoments {
        var moments = ReturnMoments()
        for tick in 0..<settings.rollout {
            for row in learned {
                let index = tick &* rows &+ row
                moments.add(return: Double(buffer.returns.base[index]), value: Double(buffer.values.base[index]))
            }
        }
        return moments
    }

    /// Computes the gradient of the loss over a minibatch's sequences into `gradients`, and their part of the metrics into `sums`.
    /// - Parameter scale: one over the samples of all shares.
    func accumulateGradients(
        _ parameters: UnsafePointer<Float>, _ policy: Int, minibatch: Int, loss: PPOLoss, normalisation: AdvantageMoments.Normalisation,
        scale: Float
    ) {
        gradients.clear()
        var sums = PPOLoss.Sums()
        let samples = gather(rows(policy, minibatch: minibatch), ticks: 0..<settings.rollout, buffer.states.pointer)
        learning.forward(parameters, rows: buffer.views, samples, state: sampleStates.pointer)
        let count = Action.allCases.count
        let utterances = network.talking.utterances
        learning.heads(parameters, gradients: gradients.base, count: samples.count) { first, chunk, given, targets in
            guard let targets else { return }
            for index in 0..<chunk {
                let place = Int(samples.places[first &+ index])
                var utterance: PPOLoss.Utterance?
                if let voice = given.voice, let target = targets.voice {
                    utterance = PPOLoss.Utterance(
                        said: Int(buffer.said[place]), logits: voice + index &* utterances, count: utterances,
                        entropyCoefficient: Float(settings.voiceEntropyCoefficient), gradient: target + index &* utterances)
                }
                targets.values[index] = loss.gradient(
                    PPOLoss.Sample(
                        action: Int(buffer.actions[place]), logProbability: buffer.logProbabilities.base[place],
                        value: buffer.values.base[place], advantage: normalisation.normalised(buffer.advantages.base[place]),
                        return: buffer.returns.base[place]),
                    logits: given.logits + index &* count, value: given.values[index], actions: count, scale: scale,
                    into: targets.logits + index &* count, saying: utterance, sums: &sums)
            }
        }
        learning.backward(parameters, gradients: gradients.base, rows: buffer.views, samples)
        self.sums = sums
    }

    /// Where the views of some rows' sequences are, and what was remembered at their beginning, which goes to `sampleStates`.
    /// - Parameter states: of all rows before the first of the ticks, `[rows, hidden]`.
    private func gather(_ own: some RandomAccessCollection<Int>, ticks: Range<Int>, _ states: UnsafePointer<Float>) -> SequencePass.Samples
    {
        let hidden = network.remembered
        for (index, row) in own.enumerated() {
            (sampleStates.base + index &* hidden).update(from: states + row &* hidden, count: hidden)
            for (step, tick) in ticks.enumerated() {
                places[step &* own.count &+ index] = Int32(tick &* rows &+ row)
                sampleBegins[step &* own.count &+ index] = buffer.begins[tick &* rows &+ row]
            }
        }
        return SequencePass.Samples(
            places: UnsafePointer(places.baseAddress.unsafelyUnwrapped),
            begins: UnsafePointer(sampleBegins.baseAddress.unsafelyUnwrapped), steps: ticks.count, sequences: own.count)
    }
}
