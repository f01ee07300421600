import Basics
import Neural
import Referential

/// A pair that learns a language from nothing.
///
/// The result is a function of the settings and the seed.
public final class LewisTraining {
    /// How gradients get from the receiver to the sender.
    public enum Channel: String, Sendable, Hashable, CaseIterable {
        /// Symbols are relaxed to shares of them by Gumbel noise and a softmax, and the game is scored after each, weighted
        /// by the probability that it was the last.
        case gumbelSoftmax = "Gumbel-softmax"
        /// Symbols are drawn, and the sender is reinforced by how much more likely than usual the target was.
        case reinforce = "REINFORCE"
    }

    /// What decides a training, together with game and rules.
    public struct Settings: Sendable, Hashable {
        /// How gradients get to the sender.
        public var channel = Channel.gumbelSoftmax
        /// Games of a batch.
        public var batch = 128
        /// Learning rate of Adam.
        public var rate = 1e-3
        /// Temperature of the relaxed symbols.
        public var temperature: Float = 1
        /// Weight of the sender's entropy, with REINFORCE.
        public var entropy: Float = 0.01
        /// Seed of weights, rounds and noise.
        public var seed: UInt64 = 0

        public init() {}
    }

    /// The networks.
    public let pair: LewisPair
    /// What decides the training.
    public let settings: Settings
    private let agent: TrainableParameters
    private let memory: LewisPair.Memory
    private let rounds: EncodedAttributes
    /// Games that were played.
    public private(set) var games = 0
    private var batches: UInt64 = 0
    /// Mean loss of the games so far, against which the sender is reinforced.
    private var baseline: (mean: Float, count: Float) = (0, 0)

    /// - Parameter examples: different rounds there are, gone through in turn.
    public init(_ game: AttributeGame, rules: MessageRules, settings: Settings, examples: Int = 10_000) {
        Products.useCallingThreadOnly()
        pair = LewisPair(game, rules: rules)
        self.settings = settings
        var random = RandomStream(settings.seed, StreamKey.emergentWeights)
        agent = TrainableParameters(pair.initial(&random), pair.table)
        memory = LewisPair.Memory(pair, games: settings.batch)
        rounds = EncodedAttributes(game, count: examples, seed: settings.seed)
    }

    /// Plays and learns from one batch, and returns the share of games that were won (with Gumbel-softmax: the mean
    /// probability of the target after the last symbol).
    /// - Throws: `ReferentialError` where a gradient or a parameter is no finite number.
    @discardableResult
    public func step() throws -> Double {
        let batch = rounds.batch(Int(batches) * settings.batch, settings.batch)
        var random = RandomStream(settings.seed, batches, StreamKey.speech)
        batches += 1
        games += settings.batch
        let won = settings.channel == .gumbelSoftmax ? relaxed(batch, &random) : reinforced(batch, &random)
        try agent.step(learningRate: settings.rate)
        return won
    }

    /// The share of `count` fresh games that are won when every symbol is the most likely.
    public func accuracy(_ count: Int) -> Double {
        let fresh = EncodedAttributes(rounds.game, count: count, seed: settings.seed &+ 1)
        var won = 0
        for start in stride(from: 0, to: count - settings.batch + 1, by: settings.batch) {
            let batch = fresh.batch(start, settings.batch)
            var random = RandomStream(0)
            let messages = speak(batch, isSampled: false, &random)
            hear(messages, batch)
            for game in 0..<settings.batch {
                _ = pair.score(
                    game, after: Int(messages.ends[game]) + 1, row: game, target: batch.targets[game], games: settings.batch, memory)
                let probabilities = (0..<pair.candidates).map { memory.scores.base[game * pair.candidates + $0] }
                if probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }) == batch.targets[game] { won += 1 }
            }
        }
        return Double(won) / Double(count / settings.batch * settings.batch)
    }

    /// What the sender says of `count` fresh things when every symbol is the most likely, with the things.
    public func language(_ count: Int) -> [(thing: [UInt8], message: [Int32])] {
        let fresh = EncodedAttributes(rounds.game, count: count, seed: settings.seed &+ 2)
        return stride(from: 0, to: count - settings.batch + 1, by: settings.batch).flatMap { start in
            let batch = fresh.batch(start, settings.batch)
            var random = RandomStream(0)
            return zip(fresh.things(start, settings.batch), speak(batch, isSampled: false, &random).messages).map { ($0, $1) }
        }
    }

    /// All parameters.
    public var parameters: [Float] { agent.parameters.array }

    // MARK: Gumbel-softmax

    private func relaxed(_ batch: EncodedAttributes.Batch, _ random: inout RandomStream) -> Double {
        let (games, maxLength, vocabulary) = (settings.batch, pair.rules.maxLength, pair.rules.vocabulary)
        let (parameters, gradients) = (agent.parameters.pointer, agent.gradients.base)
        pair.look.forward(parameters, input: batch.meant, output: memory.talk.state(0, batch: games), batch: games)
        for step in 0..<maxLength { relaxedStep(parameters, step, games, &random) }
        // The end that is set for it.
        let last = memory.said.base + maxLength &* games &* vocabulary
        last.update(repeating: 0, count: games &* vocabulary)
        for game in 0..<games { last[game &* vocabulary + Int(MessageRules.end)] = 1 }
        pair.heard.forward(parameters, mixtures: memory.said.pointer, output: memory.hear.inputs.base, batch: (maxLength &+ 1) &* games)
        memory.hear.state(0, batch: games).update(repeating: 0, count: games &* pair.hidden)
        memory.hear.run(parameters, steps: maxLength &+ 1, batch: games)
        pair.lookAtThings(parameters, batch.features, games, memory)
        memory.hear.clearGradients(steps: maxLength &+ 1, batch: games)
        memory.toThings.clear()
        var won = 0.0
        for game in 0..<games { won += Double(weighEnds(game, batch.targets[game], games)) }
        memory.hear.backward(parameters, gradients: gradients, steps: maxLength &+ 1, batch: games, wantsInputs: true)
        pair.heard.backward(
            gradients: gradients, mixtures: memory.said.pointer, outputGradient: memory.hear.inputGradients.pointer,
            batch: (maxLength &+ 1) &* games)
        // `toSaid` holds what the ends' weights made of the end symbols; the rest is what the receiver's vectors make.
        pair.heard.symbolGradients(
            parameters, outputGradient: memory.hear.inputGradients.pointer, into: memory.toSaid.base, batch: maxLength &* games,
            adding: true)
        pair.thingsBackward(parameters, gradients, batch.features, games, memory)
        relaxedBackward(parameters, gradients, batch.meant, games)
        return won / Double(games)
    }

    private func relaxedStep(_ parameters: UnsafePointer<Float>, _ step: Int, _ games: Int, _ random: inout RandomStream) {
        let vocabulary = pair.rules.vocabulary
        let input = memory.talk.input(step, batch: games)
        if step == 0 {
            pair.sent.forward(parameters, input: Array(repeating: pair.start, count: games), output: input, batch: games)
        } else {
            let before = memory.said.pointer + (step &- 1) &* games &* vocabulary
            pair.symbolsOnly.forward(parameters, mixtures: before, output: input, batch: games)
        }
        memory.talk.step(parameters, step, batch: games)
        let place = step &* games &* vocabulary
        let logits = memory.logits.base + place
        pair.voice.forward(parameters, input: memory.talk.state(step &+ 1, batch: games), output: logits, batch: games)
        Noise.addGumbel(logits, count: games &* vocabulary, random: &random)
        for game in 0..<games {
            let row = game &* vocabulary
            Softmax.probabilities(
                logits + row, into: memory.said.base + place + row, count: vocabulary, temperature: settings.temperature)
        }
    }

    /// Scores a game after each symbol, writes the gradients of the end symbols, and returns the target's probability at the end.
    private func weighEnds(_ game: Int, _ target: Int, _ games: Int) -> Float {
        let (steps, vocabulary) = (pair.rules.maxLength &+ 1, pair.rules.vocabulary)
        // Losses after each symbol, and the probability to have got there.
        return withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 &* steps) { numbers in
            var open: Float = 1
            for step in 0..<steps {
                numbers[step] = pair.score(
                    game, after: step &+ 1, row: step &* games &+ game, target: target, games: games, memory)
                numbers[steps &+ step] = open
                open *= 1 - memory.said.base[(step &* games &+ game) &* vocabulary]
            }
            var rest = numbers[steps &- 1]
            for step in (0..<steps).reversed() {
                let row = step &* games &+ game
                let end = memory.said.base[row &* vocabulary]
                let (loss, open) = (numbers[step], numbers[steps &+ step])
                let gradients = memory.toSaid.base + row &* vocabulary
                gradients.update(repeating: 0, count: vocabulary)
                gradients[0] = open * (loss - rest) / Float(games)
                rest = end * loss + (1 - end) * rest
                pair.scoreBackward(
                    game, after: step &+ 1, row: row, target: target, weight: open * end / Float(games), games: games, memory)
            }
            return memory.scores.base[((steps &- 1) &* games &+ game) &* pair.candidates &+ target]
        }
    }

    private func relaxedBackward(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ meant: [Float], _ games: Int
    ) {
        let (maxLength, vocabulary, hidden) = (pair.rules.maxLength, pair.rules.vocabulary, pair.hidden)
        memory.talk.clearGradients(steps: maxLength, batch: games)
        for step in (0..<maxLength).reversed() {
            let place = step &* games &* vocabulary
            if step &+ 1 < maxLength {
                let own = memory.talk.inputGradient(parameters, step &+ 1, batch: games)
                pair.symbolsOnly.symbolGradients(
                    parameters, outputGradient: own, into: memory.toSaid.base + place, batch: games, adding: true)
            }
            for game in 0..<games {
                let row = place &+ game &* vocabulary
                let (share, gradient, target) = (memory.said.base + row, memory.toSaid.base + row, memory.toLogits.base + row)
                var mean: Float = 0
                for symbol in 0..<vocabulary { mean += gradient[symbol] * share[symbol] }
                for symbol in 0..<vocabulary { target[symbol] = share[symbol] * (gradient[symbol] - mean) / settings.temperature }
            }
            pair.voice.inputGradient(
                parameters, outputGradient: memory.toLogits.pointer + place,
                into: memory.talk.stateGradients.base + (step &+ 1) &* games &* hidden, batch: games, adding: true)
            memory.talk.stepBack(parameters, step, batch: games)
        }
        senderBackward(parameters, gradients, meant, steps: maxLength, games)
        if maxLength > 1 {
            pair.symbolsOnly.backward(
                gradients: gradients, mixtures: memory.said.pointer,
                outputGradient: memory.talk.inputGradients.pointer + games &* pair.sent.outputs, batch: (maxLength &- 1) &* games)
        }
        pair.sent.backward(
            gradients: gradients, input: Array(repeating: pair.start, count: games),
            outputGradient: memory.talk.inputGradients.pointer, batch: games)
    }

    /// The sender's gradients but for those of its symbols' vectors, once all steps have been gone back through.
    private func senderBackward(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ meant: [Float], steps: Int, _ games: Int
    ) {
        pair.voice.accumulate(
            gradients: gradients, input: memory.talk.state(1, batch: games), outputGradient: memory.toLogits.pointer,
            batch: steps &* games)
        memory.talk.accumulate(parameters, gradients: gradients, steps: steps, batch: games, wantsInputs: true)
        pair.look.accumulate(
            gradients: gradients, input: meant, outputGradient: memory.talk.stateGradients.pointer, batch: games)
    }

    // MARK: REINFORCE

    /// Lets the sender speak; the shares of its symbols are then in `memory.said`.
    private func speak(_ batch: EncodedAttributes.Batch, isSampled: Bool, _ random: inout RandomStream) -> MessageBatch {
        let (games, vocabulary) = (settings.batch, pair.rules.vocabulary)
        let parameters = agent.parameters.pointer
        pair.look.forward(parameters, input: batch.meant, output: memory.talk.state(0, batch: games), batch: games)
        var said = [Int32](repeating: pair.start, count: games)
        var messages = [[Int32]](repeating: [], count: games)
        var isOpen = [Bool](repeating: true, count: games)
        for step in 0..<pair.rules.maxLength where isOpen.contains(true) {
            pair.sent.forward(parameters, input: said, output: memory.talk.input(step, batch: games), batch: games)
            memory.talk.step(parameters, step, batch: games)
            let shares = memory.said.base + step &* games &* vocabulary
            pair.voice.forward(parameters, input: memory.talk.state(step &+ 1, batch: games), output: shares, batch: games)
            for game in 0..<games {
                let row = shares + game &* vocabulary
                Softmax.probabilities(row, into: row, count: vocabulary)
                let symbol =
                    isSampled
                    ? Softmax.choice(row, count: vocabulary, uniform: random.uniformFloat())
                    : Softmax.argmax(row, count: vocabulary)
                said[game] = Int32(symbol)
                guard isOpen[game] else { continue }
                if said[game] == MessageRules.end { isOpen[game] = false } else { messages[game].append(said[game]) }
            }
        }
        return MessageBatch(messages)
    }

    private func hear(_ messages: MessageBatch, _ batch: EncodedAttributes.Batch) {
        let (games, parameters) = (settings.batch, agent.parameters.pointer)
        pair.heard.forward(parameters, input: messages.symbols, output: memory.hear.inputs.base, batch: messages.steps &* games)
        memory.hear.state(0, batch: games).update(repeating: 0, count: games &* pair.hidden)
        memory.hear.run(parameters, steps: messages.steps, batch: games)
        pair.lookAtThings(parameters, batch.features, games, memory)
    }

    private func reinforced(_ batch: EncodedAttributes.Batch, _ random: inout RandomStream) -> Double {
        let games = settings.batch
        let (parameters, gradients) = (agent.parameters.pointer, agent.gradients.base)
        let messages = speak(batch, isSampled: true, &random)
        hear(messages, batch)
        memory.hear.clearGradients(steps: messages.steps, batch: games)
        memory.toThings.clear()
        var (losses, won) = ([Float](repeating: 0, count: games), 0)
        for game in 0..<games {
            let (end, target) = (Int(messages.ends[game]) &+ 1, batch.targets[game])
            losses[game] = pair.score(game, after: end, row: game, target: target, games: games, memory)
            if Softmax.argmax(memory.scores.pointer + game &* pair.candidates, count: pair.candidates) == target { won += 1 }
            pair.scoreBackward(game, after: end, row: game, target: target, weight: 1 / Float(games), games: games, memory)
        }
        memory.hear.backward(parameters, gradients: gradients, steps: messages.steps, batch: games, wantsInputs: true)
        pair.heard.backward(
            gradients: gradients, input: messages.symbols, outputGradient: memory.hear.inputGradients.pointer,
            batch: messages.steps &* games)
        pair.thingsBackward(parameters, gradients, batch.features, games, memory)
        reinforce(messages, batch.meant, losses)
        return Double(won) / Double(games)
    }

    private func reinforce(_ messages: MessageBatch, _ meant: [Float], _ losses: [Float]) {
        let (games, vocabulary, maxLength) = (settings.batch, pair.rules.vocabulary, pair.rules.maxLength)
        let (parameters, gradients) = (agent.parameters.pointer, agent.gradients.base)
        let usual = baseline.mean
        let mean = losses.reduce(0, +) / Float(games)
        baseline.count += 1
        baseline.mean += (mean - baseline.mean) / baseline.count
        let steps = min(messages.steps, maxLength)
        for game in 0..<games {
            // Entropy counts as a mean over the message's own symbols, the end among them.
            let own = Float(min(Int(messages.ends[game]) &+ 1, maxLength))
            for step in 0..<steps {
                let row = step &* games &+ game
                let (share, target) = (memory.said.base + row &* vocabulary, memory.toLogits.base + row &* vocabulary)
                if step > Int(messages.ends[game]) {
                    target.update(repeating: 0, count: vocabulary)
                    continue
                }
                let better = (losses[game] - usual) / Float(games)
                // The loss is to fall: minus the gradient of the log-likelihood where it was below the usual.
                for symbol in 0..<vocabulary { target[symbol] = -better * share[symbol] }
                target[Int(messages.symbols[row])] += better
                Softmax.addEntropyGradient(share, to: target, factor: settings.entropy / Float(games) / own, count: vocabulary)
            }
        }
        memory.talk.clearGradients(steps: steps, batch: games)
        pair.voice.inputGradient(
            parameters, outputGradient: memory.toLogits.pointer, into: memory.talk.stateGradients.base + games &* pair.hidden,
            batch: steps &* games, adding: true)
        for step in (0..<steps).reversed() { memory.talk.stepBack(parameters, step, batch: games) }
        senderBackward(parameters, gradients, meant, steps: steps, games)
        let read = Array(repeating: pair.start, count: games) + messages.symbols.prefix((steps - 1) * games)
        pair.sent.backward(gradients: gradients, input: read, outputGradient: memory.talk.inputGradients.pointer, batch: steps &* games)
    }
}

/// Rounds of the game of attributes, one-hot, gone through in turn.
struct EncodedAttributes {
    let game: AttributeGame
    private let rounds: [Round]
    private let features: [Float]

    struct Batch {
        let features: [Float]
        let meant: [Float]
        let targets: [Int]
    }

    init(_ game: AttributeGame, count: Int, seed: UInt64) {
        self.game = game
        rounds = (0..<count).map { game.round(UInt64($0), seed: seed) }
        features = rounds.flatMap { round in
            round.candidates.flatMap { candidate -> [Float] in
                guard case .attributes(let values) = candidate else { return [] }
                return zip(values, game.space.sizes).flatMap { value, size in (0..<size).map { $0 == Int(value) ? Float(1) : 0 } }
            }
        }
    }

    /// `count` rounds from `start` on, beginning again at the end.
    func batch(_ start: Int, _ count: Int) -> Batch {
        let (width, candidates) = (game.space.width, game.candidates)
        var (all, meant): ([Float], [Float]) = ([], [])
        all.reserveCapacity(count * candidates * width)
        meant.reserveCapacity(count * width)
        var targets: [Int] = []
        for index in 0..<count {
            let round = (start + index) % rounds.count
            let place = round * candidates * width
            all += features[place..<(place + candidates * width)]
            let target = place + rounds[round].target * width
            meant += features[target..<(target + width)]
            targets.append(rounds[round].target)
        }
        return Batch(features: all, meant: meant, targets: targets)
    }

    /// The things that are meant in `count` rounds from `start` on.
    func things(_ start: Int, _ count: Int) -> [[UInt8]] {
        (0..<count).map { index in
            let round = rounds[(start + index) % rounds.count]
            guard case .attributes(let values) = round.candidates[round.target] else { return [] }
            return values
        }
    }
}
