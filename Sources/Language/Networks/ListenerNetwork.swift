import Basics
import Neural
import Referential

/// What a listener is made of.
public struct ListenerPlan: Sendable, Hashable, Codable {
    /// What a message is.
    public var rules: MessageRules
    /// Elements of a candidate's encoding.
    public var features: Int
    /// Elements of a word's vector.
    public var embedding = 64
    /// Units of the GRU, and of the candidates' layers.
    public var hidden = 96
    /// Layers of rectified units between a candidate's encoding and its score, 1 or 2.
    public var layers = 2
    /// Share of words', candidates' and messages' units that is left out while learning.
    public var dropout: Float = 0
    /// How many values each attribute has of the things that it reconstructs; nil for a listener that picks a candidate. One that reconstructs sees
    /// no candidates: those of a round are only the thing that is meant.
    public var reconstructs: [Int]?

    public init(rules: MessageRules, features: Int) {
        self.rules = rules
        self.features = features
    }

    /// The names in sidecars, which are stored.
    private enum CodingKeys: String, CodingKey {
        case rules, features, embedding, hidden, layers, dropout
        case reconstructs = "builds"
    }
}

/// Reads a message with a GRU and scores every candidate by a bilinear form of message and candidate:
/// `score(k) = h W e(k)`, with `h` the GRU's state after the end symbol. A listener that reconstructs gives each value of each
/// attribute a score of its own, `h W`, and each attribute a softmax over its values; that is the bilinear form with all things
/// there are as candidates and their one-hot encodings for `e`.
public struct ListenerNetwork: Sendable {
    /// What it is made of.
    public let plan: ListenerPlan
    /// Where each parameter is.
    public let table: ParameterTable
    let words: Embedding
    let gru: GRU
    let form: Dense
    let layers: [Dense]

    public init(_ plan: ListenerPlan) {
        self.plan = plan
        var table = ParameterTable()
        words = Embedding("listener/words", symbols: plan.rules.vocabulary, outputs: plan.embedding, in: &table)
        gru = GRU("listener/memory", inputs: plan.embedding, hidden: plan.hidden, in: &table)
        form = Dense("listener/form", inputs: plan.hidden, outputs: plan.reconstructs?.reduce(0, +) ?? plan.hidden, in: &table)
        layers = (0..<(plan.reconstructs == nil ? plan.layers : 0)).map { index in
            Dense("listener/candidate\(index)", inputs: index == 0 ? plan.features : plan.hidden, outputs: plan.hidden, in: &table)
        }
        self.table = table
    }

    /// Parameters to begin with.
    public func initial(_ random: inout RandomStream) -> [Float] {
        Initialisation.normal(table, using: &random) { name in
            name.hasSuffix("words/table") ? Double(plan.rules.vocabulary).squareRoot() * 0.5 : name.contains("candidate") ? 1.4 : 1
        }
    }

    /// The memory of one pass over at most `capacity` rounds.
    public struct Memory: ~Copyable {
        /// Rounds at most.
        public let capacity: Int
        /// Candidates of a round.
        public let candidates: Int
        let recurrence: Recurrence
        /// The state after the end symbol, and its product with W.
        let heard: FloatBuffer
        let formed: FloatBuffer
        /// Outputs of the candidates' first layer and of their last.
        let inner: FloatBuffer
        let outer: FloatBuffer
        /// `[rounds, candidates]`, or `[rounds, values of all attributes]` of a listener that reconstructs.
        public let scores: FloatBuffer
        let toHeard: FloatBuffer
        let toFormed: FloatBuffer
        let toInner: FloatBuffer
        let toOuter: FloatBuffer
        let wordDropout: Dropout
        let heardDropout: Dropout
        let innerDropout: Dropout

        public init(_ network: ListenerNetwork, capacity: Int, candidates: Int, isForTraining: Bool) {
            let plan = network.plan
            self.capacity = capacity
            self.candidates = candidates
            let values = plan.reconstructs?.reduce(0, +) ?? 0
            let (states, things) = (capacity * plan.hidden, values > 0 ? 0 : capacity * candidates * plan.hidden)
            let steps = plan.rules.maxLength + 1
            recurrence = Recurrence(network.gru, steps: steps, capacity: capacity, isForTraining: isForTraining)
            heard = FloatBuffer(states)
            formed = FloatBuffer(capacity * max(plan.hidden, values))
            inner = FloatBuffer(things)
            outer = FloatBuffer(things)
            scores = FloatBuffer(capacity * max(candidates, values))
            let learned = isForTraining ? 1 : 0
            toHeard = FloatBuffer(learned * states)
            toFormed = FloatBuffer(learned * capacity * max(plan.hidden, values))
            toInner = FloatBuffer(learned * things)
            toOuter = FloatBuffer(learned * things)
            let dropped = plan.dropout > 0 ? learned : 0
            wordDropout = Dropout(dropped * capacity * steps * plan.embedding)
            heardDropout = Dropout(dropped * states)
            innerDropout = Dropout(dropped * things)
        }
    }

    // MARK: Forward

    /// Hears `messages` and turns scores into probabilities, `[rounds, candidates]`, which lie in `memory.scores`; of a listener
    /// that reconstructs into those of every attribute's values, `[rounds, values of all attributes]`.
    /// - Parameters:
    ///   - features: `[rounds, candidates, plan.features]`.
    ///   - dropout: random numbers to leave units out by; nil where nothing is learned.
    public func forward(
        _ parameters: UnsafePointer<Float>, messages: MessageBatch, features: UnsafePointer<Float>, memory: borrowing Memory,
        dropout: inout RandomStream?
    ) {
        precondition(
            messages.count <= memory.capacity && messages.steps <= plan.rules.maxLength + 1,
            "\(messages.count) messages of \(messages.steps) steps in a memory for \(memory.capacity) of \(plan.rules.maxLength + 1)")
        hear(parameters, messages, memory, &dropout)
        let (hidden, count, candidates) = (plan.hidden, messages.count, memory.candidates)
        form.forward(parameters, input: memory.heard.pointer, output: memory.formed.base, batch: count)
        if let sizes = plan.reconstructs { return reconstruct(sizes, count, memory) }
        look(parameters, features, count, memory, &dropout)
        for round in 0..<count {
            let message = memory.formed.base + round &* hidden
            let scores = memory.scores.base + round &* candidates
            for candidate in 0..<candidates {
                let thing = memory.outer.base + (round &* candidates &+ candidate) &* hidden
                scores[candidate] = Products.dot(message, thing, count: hidden)
            }
            Softmax.probabilities(scores, into: scores, count: candidates)
        }
    }

    private func hear(
        _ parameters: UnsafePointer<Float>, _ messages: MessageBatch, _ memory: borrowing Memory, _ dropout: inout RandomStream?
    ) {
        let (hidden, count, steps) = (plan.hidden, messages.count, messages.steps)
        let inputs = memory.recurrence.inputs.base
        words.forward(parameters, input: messages.symbols, output: inputs, batch: steps &* count)
        if plan.dropout > 0, var random = dropout {
            memory.wordDropout.forward(inputs, count: steps &* count &* plan.embedding, share: plan.dropout, using: &random)
            dropout = random
        }
        memory.recurrence.state(0, batch: count).update(repeating: 0, count: count &* hidden)
        memory.recurrence.run(parameters, steps: steps, batch: count)
        for round in 0..<count {
            let state = memory.recurrence.state(Int(messages.ends[round]) &+ 1, batch: count) + round &* hidden
            (memory.heard.base + round &* hidden).update(from: state, count: hidden)
        }
        if plan.dropout > 0, var random = dropout {
            memory.heardDropout.forward(memory.heard.base, count: count &* hidden, share: plan.dropout, using: &random)
            dropout = random
        }
    }

    private func look(
        _ parameters: UnsafePointer<Float>, _ features: UnsafePointer<Float>, _ rounds: Int, _ memory: borrowing Memory,
        _ dropout: inout RandomStream?
    ) {
        let things = rounds &* memory.candidates
        let first = layers.count == 1 ? memory.outer.base : memory.inner.base
        layers[0].forward(parameters, input: features, output: first, batch: things)
        Rectifier.forward(first, count: things &* plan.hidden)
        guard layers.count > 1 else { return }
        if plan.dropout > 0, var random = dropout {
            memory.innerDropout.forward(first, count: things &* plan.hidden, share: plan.dropout, using: &random)
            dropout = random
        }
        layers[1].forward(parameters, input: first, output: memory.outer.base, batch: things)
        Rectifier.forward(memory.outer.base, count: things &* plan.hidden)
    }

    // MARK: Backward

    /// Turns the probabilities of the last `forward` into gradients of the mean negative log-likelihood of `targets` and
    /// adds those of the parameters to `gradients`.
    /// - Parameter hadDropout: whether that `forward` left units out.
    public func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, messages: MessageBatch,
        features: UnsafePointer<Float>, targets: [Int32], memory: borrowing Memory, hadDropout: Bool
    ) {
        let (hidden, count, steps) = (plan.hidden, messages.count, messages.steps)
        let isDropped = hadDropout && plan.dropout > 0
        if plan.reconstructs == nil {
            scoreBackward(targets, count, memory)
            lookBackward(parameters, gradients, features, count &* memory.candidates, memory, isDropped)
        } else {
            reconstructionBackward(features, targets, count, memory)
        }
        form.backward(
            parameters, gradients: gradients, input: memory.heard.pointer, outputGradient: memory.toFormed.pointer,
            inputGradient: memory.toHeard.base, batch: count)
        if isDropped { memory.heardDropout.backward(memory.toHeard.base, count: count &* hidden) }
        memory.recurrence.clearGradients(steps: steps, batch: count)
        for round in 0..<count {
            let place = ((Int(messages.ends[round]) &+ 1) &* count &+ round) &* hidden
            (memory.recurrence.stateGradients.base + place).update(from: memory.toHeard.base + round &* hidden, count: hidden)
        }
        memory.recurrence.backward(parameters, gradients: gradients, steps: steps, batch: count, wantsInputs: true)
        let toWords = memory.recurrence.inputGradients.base
        if isDropped { memory.wordDropout.backward(toWords, count: steps &* count &* plan.embedding) }
        words.backward(gradients: gradients, input: messages.symbols, outputGradient: toWords, batch: steps &* count)
    }

    private func scoreBackward(_ targets: [Int32], _ count: Int, _ memory: borrowing Memory) {
        let (hidden, candidates) = (plan.hidden, memory.candidates)
        memory.toFormed.base.update(repeating: 0, count: count &* hidden)
        for round in 0..<count {
            let (message, toMessage) = (memory.formed.base + round &* hidden, memory.toFormed.base + round &* hidden)
            for candidate in 0..<candidates {
                let row = round &* candidates &+ candidate
                let gradient = (memory.scores.base[row] - (Int(targets[round]) == candidate ? 1 : 0)) / Float(count)
                let (thing, toThing) = (memory.outer.base + row &* hidden, memory.toOuter.base + row &* hidden)
                for unit in 0..<hidden {
                    toThing[unit] = thing[unit] > 0 ? gradient * message[unit] : 0
                    toMessage[unit] += gradient * thing[unit]
                }
            }
        }
    }

    private func lookBackward(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ features: UnsafePointer<Float>, _ things: Int,
        _ memory: borrowing Memory, _ isDropped: Bool
    ) {
        var gradient = memory.toOuter.pointer
        if layers.count > 1 {
            layers[1].backward(
                parameters, gradients: gradients, input: memory.inner.pointer, outputGradient: gradient,
                inputGradient: memory.toInner.base, batch: things)
            if isDropped { memory.innerDropout.backward(memory.toInner.base, count: things &* plan.hidden) }
            Rectifier.backward(memory.toInner.base, outputs: memory.inner.pointer, count: things &* plan.hidden)
            gradient = memory.toInner.pointer
        }
        layers[0].backward(
            parameters, gradients: gradients, input: features, outputGradient: gradient, inputGradient: nil, batch: things)
    }

    /// Gradients of the messages as one-hot vectors, `[steps, rounds, vocabulary]`, after `backward`.
    public func symbolGradients(
        _ parameters: UnsafePointer<Float>, messages: MessageBatch, memory: borrowing Memory, into target: UnsafeMutablePointer<Float>
    ) {
        words.symbolGradients(
            parameters, outputGradient: memory.recurrence.inputGradients.pointer, into: target, batch: messages.steps &* messages.count)
    }
}
