import Basics
import Foundation
import Neural
import Referential

/// What a speaker is made of.
public struct SpeakerPlan: Sendable, Hashable, Codable {
    /// What a message is.
    public var rules: MessageRules
    /// Elements of what it is shown: the target's encoding, which says how it differs from the others, or the symbols of a text.
    public var features: Int
    /// What the texts are that it reads instead of seeing things; nil for a speaker that sees.
    public var source: MessageRules?
    /// Elements of a word's vector.
    public var embedding = 64
    /// Units of the GRU.
    public var hidden = 96

    public init(rules: MessageRules, features: Int) {
        self.rules = rules
        self.features = features
    }

    /// Of a speaker that reads.
    public init(rules: MessageRules, reading source: MessageRules) {
        self.init(rules: rules, features: source.maxLength)
        self.source = source
    }
}

/// Looks at a context and says symbols with a GRU, whose first state is a dense layer of the context.
public struct SpeakerNetwork: Sendable {
    /// What it is made of.
    public let plan: SpeakerPlan
    /// Where each parameter is.
    public let table: ParameterTable
    let context: Dense
    let words: Embedding
    let gru: GRU
    let voice: Dense
    let reader: SourceReader?

    public init(_ plan: SpeakerPlan) {
        self.plan = plan
        var table = ParameterTable()
        context = Dense(
            "speaker/context", inputs: plan.source == nil ? plan.features : plan.hidden, outputs: plan.hidden, in: &table)
        // One vector more than there are symbols: what is read before anything is said.
        words = Embedding("speaker/words", symbols: plan.rules.vocabulary + 1, outputs: plan.embedding, in: &table)
        gru = GRU("speaker/memory", inputs: plan.embedding, hidden: plan.hidden, in: &table)
        voice = Dense("speaker/voice", inputs: plan.hidden, outputs: plan.rules.vocabulary, in: &table)
        reader = plan.source.map { SourceReader($0, embedding: plan.embedding, hidden: plan.hidden, in: &table) }
        self.table = table
    }

    private var start: Int32 { Int32(plan.rules.vocabulary) }

    /// Parameters to begin with.
    public func initial(_ random: inout RandomStream) -> [Float] {
        Initialisation.normal(table, using: &random) { name in
            name.hasSuffix("words/table") ? Double(plan.rules.vocabulary).squareRoot() * 0.5 : 1
        }
    }

    /// How the next symbol is chosen.
    public enum Choice: Sendable, Hashable {
        /// The most likely symbol.
        case greedy
        /// By the probabilities at this temperature.
        case sampled(temperature: Float)
        /// By the largest sum of logit and Gumbel noise, which is a sample at temperature 1; noise stays in the gradient
        /// (straight-through; Jang et al. 2017, Maddison et al. 2017).
        case gumbel
    }

    /// The memory of one pass over at most `capacity` rounds.
    public struct Memory: ~Copyable {
        /// Rounds at most.
        public let capacity: Int
        let recurrence: Recurrence
        /// Logits (with their noise, if any), `[steps, rounds, vocabulary]`.
        let logits: FloatBuffer
        /// What the softmax makes of them.
        let shares: FloatBuffer
        /// Gradients of the logits.
        let toLogits: FloatBuffer
        let reading: SourceReader.Memory

        public init(_ network: SpeakerNetwork, capacity: Int, isForTraining: Bool) {
            let plan = network.plan
            let steps = plan.rules.maxLength + 1
            self.capacity = capacity
            recurrence = Recurrence(network.gru, steps: steps, capacity: capacity, isForTraining: isForTraining)
            let size = steps * capacity * plan.rules.vocabulary
            logits = FloatBuffer(size)
            shares = FloatBuffer(size)
            toLogits = FloatBuffer(isForTraining ? size : 0)
            reading = SourceReader.Memory(
                network.reader?.gru ?? network.gru, steps: (plan.source?.maxLength ?? 0) + 1,
                capacity: network.reader == nil ? 0 : capacity, isForTraining: isForTraining)
        }

        /// Probabilities of the symbols, `[steps, rounds, vocabulary]`, after a pass.
        public var probabilities: UnsafePointer<Float> { shares.pointer }
    }

    private func look(_ parameters: UnsafePointer<Float>, _ features: UnsafePointer<Float>, _ count: Int, _ memory: borrowing Memory) {
        let state = memory.recurrence.state(0, batch: count)
        reader?.forward(parameters, features, count, memory.reading)
        let known = reader == nil ? features : memory.reading.known.pointer
        context.forward(parameters, input: known, output: state, batch: count)
        Nonlinearity.tanh(state, count: count &* plan.hidden)
    }

    // MARK: Given utterances

    /// Runs through given messages; the probabilities are then in the memory.
    /// - Parameter features: `[rounds, plan.features]`.
    public func forward(
        _ parameters: UnsafePointer<Float>, messages: MessageBatch, features: UnsafePointer<Float>, memory: borrowing Memory
    ) {
        precondition(
            messages.count <= memory.capacity && messages.steps <= plan.rules.maxLength + 1,
            "\(messages.count) messages of \(messages.steps) steps in a memory for \(memory.capacity) of \(plan.rules.maxLength + 1)")
        let (count, steps, vocabulary) = (messages.count, messages.steps, plan.rules.vocabulary)
        look(parameters, features, count, memory)
        words.forward(parameters, input: read(messages), output: memory.recurrence.inputs.base, batch: steps &* count)
        memory.recurrence.run(parameters, steps: steps, batch: count)
        voice.forward(
            parameters, input: memory.recurrence.state(1, batch: count), output: memory.logits.base, batch: steps &* count)
        for row in 0..<(steps &* count) {
            Softmax.probabilities(
                memory.logits.pointer + row &* vocabulary, into: memory.shares.base + row &* vocabulary, count: vocabulary)
        }
    }

    /// What is read at each step: first the start, then what was said.
    private func read(_ messages: MessageBatch) -> [Int32] {
        Array(repeating: start, count: messages.count) + messages.symbols.dropLast(messages.count)
    }

    /// Natural logarithms of the messages' probabilities in the memory, one a message, ends included unless there was no
    /// room for more.
    public func logLikelihoods(_ messages: MessageBatch, memory: borrowing Memory) -> [Double] {
        (0..<messages.count).map { column in
            (0..<min(Int(messages.ends[column]) + 1, plan.rules.maxLength)).reduce(0.0) { sum, step in
                let row = step * messages.count + column
                let share = memory.shares.base[row * plan.rules.vocabulary + Int(messages.symbols[row])]
                return sum + log(Double(max(share, .leastNormalMagnitude)))
            }
        }
    }

    /// Writes into `memory.toLogits` the gradient of `weight(round)` times the negative log-likelihood of each message, less
    /// `entropy` times the entropy of each of its symbols, over the number of rounds.
    func weigh(_ messages: MessageBatch, memory: borrowing Memory, entropy: Float = 0, weight: (Int) -> Float) {
        let (count, vocabulary) = (messages.count, plan.rules.vocabulary)
        for round in 0..<count {
            let factor = weight(round) / Float(count)
            let spread = entropy / Float(count)
            for step in 0..<messages.steps {
                let row = step &* count &+ round
                let (share, target) = (memory.shares.base + row &* vocabulary, memory.toLogits.base + row &* vocabulary)
                // After the end nothing counts, and neither does an end that was set because there was no room for more.
                if step > Int(messages.ends[round]) || step == plan.rules.maxLength {
                    target.update(repeating: 0, count: vocabulary)
                    continue
                }
                for symbol in 0..<vocabulary { target[symbol] = share[symbol] * factor }
                target[Int(messages.symbols[row])] -= factor
                if spread > 0 { Softmax.addEntropyGradient(share, to: target, factor: spread, count: vocabulary) }
            }
        }
    }

    /// Goes back from `memory.toLogits` through given messages and adds to `gradients`.
    func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, messages: MessageBatch,
        features: UnsafePointer<Float>, memory: borrowing Memory
    ) {
        let (count, steps) = (messages.count, messages.steps)
        memory.recurrence.clearGradients(steps: steps, batch: count)
        voice.backward(
            parameters, gradients: gradients, input: memory.recurrence.state(1, batch: count), outputGradient: memory.toLogits.pointer,
            inputGradient: memory.recurrence.stateGradients.base + count &* plan.hidden, batch: steps &* count)
        memory.recurrence.backward(parameters, gradients: gradients, steps: steps, batch: count, wantsInputs: true)
        words.backward(
            gradients: gradients, input: read(messages), outputGradient: memory.recurrence.inputGradients.pointer, batch: steps &* count)
        lookBackward(parameters, gradients, features, count, memory)
    }

    private func lookBackward(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ features: UnsafePointer<Float>, _ count: Int,
        _ memory: borrowing Memory
    ) {
        let toState = memory.recurrence.stateGradients.base
        Nonlinearity.tanhBack(toState, outputs: memory.recurrence.state(0, batch: count), count: count &* plan.hidden)
        guard let reader else {
            return context.backward(
                parameters, gradients: gradients, input: features, outputGradient: toState, inputGradient: nil, batch: count)
        }
        context.backward(
            parameters, gradients: gradients, input: memory.reading.known.pointer, outputGradient: toState,
            inputGradient: memory.reading.toKnown.base, batch: count)
        reader.backward(parameters, gradients: gradients, features, count, memory.reading)
    }

    // MARK: Speaking

    /// Says something about each of `count` contexts.
    /// - Parameter features: `[count, plan.features]`.
    public func speak(
        _ parameters: UnsafePointer<Float>, features: UnsafePointer<Float>, count: Int, choice: Choice, memory: borrowing Memory,
        random: inout RandomStream
    ) -> MessageBatch {
        precondition(count <= memory.capacity, "\(count) contexts in a memory for \(memory.capacity)")
        let (vocabulary, maxLength) = (plan.rules.vocabulary, plan.rules.maxLength)
        look(parameters, features, count, memory)
        var said = [Int32](repeating: start, count: count)
        var messages = [[Int32]](repeating: [], count: count)
        var isOpen = [Bool](repeating: true, count: count)
        for step in 0..<maxLength where isOpen.contains(true) {
            words.forward(parameters, input: said, output: memory.recurrence.input(step, batch: count), batch: count)
            memory.recurrence.step(parameters, step, batch: count)
            let place = step &* count &* vocabulary
            let logits = memory.logits.base + place
            voice.forward(parameters, input: memory.recurrence.state(step &+ 1, batch: count), output: logits, batch: count)
            if choice == .gumbel { Noise.addGumbel(logits, count: count &* vocabulary, random: &random) }
            for round in 0..<count {
                let (row, share) = (logits + round &* vocabulary, memory.shares.base + place + round &* vocabulary)
                var temperature: Float = 1
                if case .sampled(let given) = choice { temperature = given }
                Softmax.probabilities(row, into: share, count: vocabulary, temperature: temperature)
                let symbol: Int
                if case .sampled = choice {
                    symbol = Softmax.choice(share, count: vocabulary, uniform: random.uniformFloat())
                } else {
                    symbol = Softmax.argmax(share, count: vocabulary)
                }
                guard isOpen[round] else { continue }
                said[round] = Int32(symbol)
                if said[round] == MessageRules.end { isOpen[round] = false } else { messages[round].append(said[round]) }
            }
        }
        return MessageBatch(messages)
    }

    /// Goes back through the messages that the last `speak` with Gumbel noise said, as if every symbol had been the softmax
    /// of its noisy logits, and adds to `gradients`.
    /// - Parameter symbolGradients: gradients of the symbols as one-hot vectors, `[steps, rounds, vocabulary]`, as a listener
    ///   gives them.
    public func backwardStraightThrough(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, messages: MessageBatch,
        features: UnsafePointer<Float>, symbolGradients: UnsafeMutablePointer<Float>, memory: borrowing Memory
    ) {
        let (count, vocabulary, hidden) = (messages.count, plan.rules.vocabulary, plan.hidden)
        // The end that was set for a message without room was no choice.
        let steps = min(messages.steps, plan.rules.maxLength)
        memory.recurrence.clearGradients(steps: steps, batch: count)
        for step in (0..<steps).reversed() {
            let place = step &* count &* vocabulary
            let toSymbols = symbolGradients + place
            if step &+ 1 < steps {
                // What the speaker itself read of it at the next step.
                let own = memory.recurrence.inputGradient(parameters, step &+ 1, batch: count)
                wordsOnly.symbolGradients(parameters, outputGradient: own, into: toSymbols, batch: count, adding: true)
            }
            for round in 0..<count {
                let row = place &+ round &* vocabulary
                let (share, target) = (memory.shares.base + row, memory.toLogits.base + row)
                guard step <= Int(messages.ends[round]) else {
                    target.update(repeating: 0, count: vocabulary)
                    continue
                }
                let gradient = symbolGradients + row
                let mean = Products.dot(gradient, share, count: vocabulary)
                for symbol in 0..<vocabulary { target[symbol] = share[symbol] * (gradient[symbol] - mean) }
            }
            voice.inputGradient(
                parameters, outputGradient: memory.toLogits.pointer + place,
                into: memory.recurrence.stateGradients.base + (step &+ 1) &* count &* hidden, batch: count, adding: true)
            memory.recurrence.stepBack(parameters, step, batch: count)
        }
        voice.accumulate(
            gradients: gradients, input: memory.recurrence.state(1, batch: count), outputGradient: memory.toLogits.pointer,
            batch: steps &* count)
        memory.recurrence.accumulate(parameters, gradients: gradients, steps: steps, batch: count, wantsInputs: true)
        words.backward(
            gradients: gradients, input: read(messages), outputGradient: memory.recurrence.inputGradients.pointer, batch: steps &* count)
        lookBackward(parameters, gradients, features, count, memory)
    }

    /// The vectors of the symbols without the one of the start, which comes last.
    private var wordsOnly: Embedding { words.prefix(plan.rules.vocabulary) }
}
