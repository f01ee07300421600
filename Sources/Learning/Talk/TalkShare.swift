import Agents
import Basics
import Kitchen
import Neural

/// A share of the games of a `TalkLearning`: its batch, what was played, its tapes and gradients. One thread at a time works on it.
final class TalkShare: @unchecked Sendable {
    // Sendable: the learning hands a share to one worker at a time and waits for it.

    /// A policy's part in a game: one seat, or both where it plays with itself.
    struct Row {
        let game: Int
        let learner: Int
        let seats: [Int]
    }

    /// What decides how an iteration's episodes are played.
    struct Round {
        let key: RandomStream
        let shapedWeight: Double
        let startsAtRandom: Bool
        /// Policies in all, and how many of them, from the first on, learn.
        let policies: Int
        let learners: Int
    }

    /// Pairs of observations that go through a network together.
    static let chunk = 128

    let settings: TalkSettings
    let network: TalkingNetwork
    private let value: Sequential
    private let kitchen: Kitchen
    private let games: Int
    private let firstGame: Int
    private var batch: KitchenBatch
    private var observer: GridObserver
    private(set) var rows: [Row] = []
    /// The rows of each policy.
    private(set) var parts: [Range<Int>] = []
    /// Rows of observations of both players, `[2, inputs]`.
    private(set) var buffer: RolloutBuffer
    /// What was chosen, and how probable it was: `[ticks, rows, 2 seats, action and utterance]`.
    private let choices: UnsafeMutableBufferPointer<UInt8>
    private let logs: FloatBuffer
    private let views: FloatBuffer
    private let input: FloatBuffer
    private let bodyTape: Sequential.Tape
    private let policyTape: Sequential.Tape
    private let voiceTape: Sequential.Tape
    private let valueTape: Sequential.Tape
    private let probabilities: FloatBuffer
    private var actions: [UInt8]
    /// `[games, 2]`: what is said in this tick, and what was in the one before; `network.silence` for nothing.
    private var said: [UInt8]
    private var before: [UInt8]
    private var order: [Int32] = []
    let gradients: FloatBuffer
    private(set) var acting = PPOLoss.Sums()
    private(set) var talking = PPOLoss.Sums()
    /// Of the last episodes: the team's reward, without shaped ones and costs, and messages.
    private(set) var score = 0.0
    private(set) var messages = 0.0
    /// What went wrong in the last piece of work.
    var problem: (any Error)?

    init(_ number: Int, settings: TalkSettings, network: TalkingNetwork, value: Sequential, kitchen: Kitchen) throws {
        self.settings = settings
        self.network = network
        self.value = value
        self.kitchen = kitchen
        games = settings.games / TalkSettings.shares
        firstGame = number * games
        batch = try KitchenBatch(kitchen, games: games, horizon: settings.horizon + 1, firstGame: firstGame)
        observer = try GridObserver(batch)
        let (pairs, most) = (2 * network.inputs, max(2 * games, TalkShare.chunk))
        buffer = RolloutBuffer(ticks: settings.horizon, capacity: 2 * games, observationSize: pairs)
        let samples = settings.horizon * 2 * games * 4
        choices = .allocate(capacity: samples)
        choices.initialize(repeating: 0)
        logs = FloatBuffer(samples)
        views = FloatBuffer(games * 2 * network.sizes.view)
        input = FloatBuffer(most * pairs)
        bodyTape = Sequential.Tape(network.body, capacity: 2 * most, isForTraining: true)
        policyTape = Sequential.Tape(network.policy, capacity: 2 * most, isForTraining: true)
        voiceTape = Sequential.Tape(network.voice, capacity: 2 * most, isForTraining: true)
        valueTape = Sequential.Tape(value, capacity: most, isForTraining: true)
        probabilities = FloatBuffer(max(Action.allCases.count, network.utterances))
        actions = Array(repeating: Action.stay.rawValue, count: 2 * games)
        said = Array(repeating: UInt8(network.silence), count: 2 * games)
        before = said
        gradients = FloatBuffer(network.table.count)
    }

    deinit { choices.deallocate() }

    // MARK: Playing

    /// Plays one episode of every game and estimates advantages.
    /// - Parameter parameters: one pointer a policy, each to `[parameters]`.
    func collect(_ parameters: [UnsafePointer<Float>], _ round: Round) {
        var random = round.key
        seat(round, &random)
        (score, messages) = (0, 0)
        for index in said.indices { before[index] = UInt8(network.silence) }
        do {
            batch = try KitchenBatch(
                kitchen, games: games, horizon: settings.horizon + 1, seed: random.next(), firstGame: firstGame,
                starts: round.startsAtRandom ? .randomReset : .standard)
            observer.forget()
            for tick in 0..<settings.horizon {
                try observe(into: buffer.observation(tick: tick, row: 0))
                act(parameters, tick, &random)
                try actions.withUnsafeBufferPointer { actions in try batch.step(actions) }
                reward(tick, round.shapedWeight)
                swap(&before, &said)
            }
            try observe(into: input.base)
            for policy in parts.indices where !parts[policy].isEmpty {
                let part = parts[policy]
                let body = network.body.forward(
                    parameters[policy], input: input.pointer + part.lowerBound &* buffer.observationSize, batch: 2 &* part.count,
                    tape: bodyTape)
                let values = value.forward(parameters[policy], input: body, batch: part.count, tape: valueTape)
                (buffer.values.base + (settings.horizon &* rows.count &+ part.lowerBound)).update(from: values, count: part.count)
            }
        } catch {
            problem = error
        }
        buffer.estimateAdvantages(gamma: Float(settings.gamma), gaeLambda: Float(settings.gaeLambda))
    }

    /// Decides who plays what, and puts each policy's rows side by side.
    private func seat(_ round: Round, _ random: inout RandomStream) {
        var all: [Row] = []
        for game in 0..<games {
            guard round.policies > 1 else {
                all.append(Row(game: game, learner: 0, seats: [0, 1]))
                continue
            }
            // A learner, and anybody else.
            let own = random.below(round.learners)
            let drawn = random.below(round.policies - 1)
            let other = drawn < own ? drawn : drawn + 1
            let seat = random.below(2)
            all += [Row(game: game, learner: own, seats: [seat]), Row(game: game, learner: other, seats: [1 - seat])]
        }
        rows = (0..<round.policies).flatMap { policy in all.filter { $0.learner == policy } }
        var first = 0
        parts = (0..<round.policies).map { policy in
            let count = all.count { $0.learner == policy }
            defer { first += count }
            return first..<(first + count)
        }
        buffer.use(rows: rows.count)
    }

    /// Writes what both players of each row see and heard: `[rows, 2, inputs]`.
    private func observe(into target: UnsafeMutablePointer<Float>) throws {
        try observer.observe(batch, into: views.all)
        let (view, inputs) = (network.sizes.view, network.inputs)
        for row in rows.indices {
            for seat in 0..<2 {
                let place = target + (2 &* row &+ seat) &* inputs
                place.update(from: views.base + (2 &* rows[row].game &+ seat) &* view, count: view)
                network.write(heard: Int(before[2 &* rows[row].game &+ 1 &- seat]), into: place + view)
            }
        }
    }

    /// Draws actions and what is said.
    private func act(_ parameters: [UnsafePointer<Float>], _ tick: Int, _ random: inout RandomStream) {
        for policy in parts.indices where !parts[policy].isEmpty {
            let part = parts[policy]
            let body = network.body.forward(
                parameters[policy], input: buffer.observation(tick: tick, row: part.lowerBound), batch: 2 &* part.count, tape: bodyTape)
            let acts = network.policy.forward(parameters[policy], input: body, batch: 2 &* part.count, tape: policyTape)
            let says = network.voice.forward(parameters[policy], input: body, batch: 2 &* part.count, tape: voiceTape)
            let values = value.forward(parameters[policy], input: body, batch: part.count, tape: valueTape)
            for row in part {
                buffer.values.base[tick &* rows.count &+ row] = values[row &- part.lowerBound]
                for seat in rows[row].seats {
                    let index = 2 &* (row &- part.lowerBound) &+ seat
                    let sample = 4 &* (tick &* rows.count &+ row) &+ 2 &* seat
                    let place = 2 &* rows[row].game &+ seat
                    actions[place] = draw(acts + index &* Action.allCases.count, Action.allCases.count, sample, &random)
                    said[place] = draw(says + index &* network.utterances, network.utterances, sample &+ 1, &random)
                }
            }
        }
    }

    private func draw(_ logits: UnsafePointer<Float>, _ count: Int, _ sample: Int, _ random: inout RandomStream) -> UInt8 {
        let logSumExp = Softmax.probabilities(logits, into: probabilities.base, count: count)
        let choice = Softmax.choice(probabilities.pointer, count: count, uniform: random.uniformFloat())
        choices[sample] = UInt8(choice)
        logs.base[sample] = logits[choice] - logSumExp
        return UInt8(choice)
    }

    /// Writes the team's reward of a tick, which is the same for both.
    private func reward(_ tick: Int, _ shapedWeight: Double) {
        for row in rows.indices {
            let game = rows[row].game
            var (sparse, shaped, spoken) = (0.0, 0.0, 0)
            for seat in 0..<2 {
                let outcome = batch.outcome(game: game, player: seat)
                sparse += kitchen.sparseReward(outcome)
                shaped += kitchen.shapedReward(outcome)
                if Int(said[2 &* game &+ seat]) != network.silence { spoken += 1 }
            }
            let points = sparse + shapedWeight * shaped - settings.messageCost * Double(spoken)
            buffer.rewards.base[tick &* rows.count &+ row] = Float(points * settings.rewardScale)
            // A game has two rows where two policies play it.
            let share = Double(rows[row].seats.count) / 2
            score += sparse * share
            messages += Double(spoken) * share
        }
    }

    // MARK: Samples

    /// Pairs of observations of a policy.
    func samples(_ policy: Int) -> Int { settings.horizon * parts[policy].count }

    /// Seats that a policy plays in each of its rows.
    func seats(_ policy: Int) -> Int { parts[policy].first.map { rows[$0].seats.count } ?? 0 }

    /// Puts the samples of a policy into a new order.
    func shuffle(_ policy: Int, _ key: RandomStream) {
        var random = key
        let part = parts[policy]
        order = (0..<settings.horizon).flatMap { tick in part.map { Int32(tick * rows.count + $0) } }
        order.shuffle(using: &random)
    }

    /// Of the advantages of a policy.
    func advantageMoments(_ policy: Int) -> AdvantageMoments {
        var moments = AdvantageMoments()
        for tick in 0..<settings.horizon {
            for row in parts[policy] { moments.add(Double(buffer.advantages.base[tick &* rows.count &+ row])) }
        }
        return moments
    }

    /// The losses of a policy's two heads, and how samples are weighed.
    struct Losses: Sendable {
        let acting: PPOLoss
        let talking: PPOLoss
        let normalisation: AdvantageMoments.Normalisation
        /// One over the samples of the whole minibatch, a seat each.
        let scale: Float
    }

    /// Computes the gradient of the losses over some of the policy's samples, as places in the order of the epoch.
    func accumulateGradients(_ parameters: UnsafePointer<Float>, samples: Range<Int>, _ losses: Losses) {
        gradients.clear()
        (acting, talking) = (PPOLoss.Sums(), PPOLoss.Sums())
        var first = samples.lowerBound
        while first < samples.upperBound {
            let count = min(TalkShare.chunk, samples.upperBound - first)
            accumulateChunk(parameters, first: first, count: count, losses)
            first += count
        }
    }

    private func accumulateChunk(_ parameters: UnsafePointer<Float>, first: Int, count: Int, _ losses: Losses) {
        let size = buffer.observationSize
        for index in 0..<count {
            (input.base + index &* size).update(from: buffer.observations.base + Int(order[first &+ index]) &* size, count: size)
        }
        let body = network.body.forward(parameters, input: input.pointer, batch: 2 &* count, tape: bodyTape)
        let acts = network.policy.forward(parameters, input: body, batch: 2 &* count, tape: policyTape)
        let says = network.voice.forward(parameters, input: body, batch: 2 &* count, tape: voiceTape)
        let values = value.forward(parameters, input: body, batch: count, tape: valueTape)
        let (toActs, toSays) = (network.policy.outputGradient(policyTape), network.voice.outputGradient(voiceTape))
        let toValues = value.outputGradient(valueTape)
        toActs.update(repeating: 0, count: 2 &* count &* Action.allCases.count)
        toSays.update(repeating: 0, count: 2 &* count &* network.utterances)
        for index in 0..<count {
            let sample = Int(order[first &+ index])
            toValues[index] = 0
            for seat in rows[sample % rows.count].seats {
                let place = 2 &* index &+ seat
                toValues[index] += losses.acting.gradient(
                    self.sample(sample, seat, head: 0, losses), logits: acts + place &* Action.allCases.count, value: values[index],
                    actions: Action.allCases.count, scale: losses.scale, into: toActs + place &* Action.allCases.count, sums: &acting)
                _ = losses.talking.gradient(
                    self.sample(sample, seat, head: 1, losses), logits: says + place &* network.utterances, value: values[index],
                    actions: network.utterances, scale: losses.scale, into: toSays + place &* network.utterances, sums: &talking)
            }
        }
        let toBody = network.body.outputGradient(bodyTape)
        network.policy.backward(
            parameters, gradients: gradients.base, input: body, batch: 2 &* count, tape: policyTape, inputGradient: toBody)
        network.voice.backward(
            parameters, gradients: gradients.base, input: body, batch: 2 &* count, tape: voiceTape, inputGradient: toBody, adding: true)
        value.backward(
            parameters, gradients: gradients.base, input: body, batch: count, tape: valueTape, inputGradient: toBody, adding: true)
        network.body.backward(parameters, gradients: gradients.base, input: input.pointer, batch: 2 &* count, tape: bodyTape)
    }

    /// What was chosen by a head: 0 is the action, 1 what was said.
    private func sample(_ sample: Int, _ seat: Int, head: Int, _ losses: Losses) -> PPOLoss.Sample {
        let place = 4 &* sample &+ 2 &* seat &+ head
        return PPOLoss.Sample(
            action: Int(choices[place]), logProbability: logs.base[place], value: buffer.values.base[sample],
            advantage: losses.normalisation.normalised(buffer.advantages.base[sample]), return: buffer.returns.base[sample])
    }
}
