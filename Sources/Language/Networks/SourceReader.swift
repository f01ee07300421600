import Neural
import Referential

/// Reads the text that a speaker is given in place of seeing things: a GRU over its symbols, whose state after the end symbol is
/// what the speaker knows.
struct SourceReader: Sendable {
    let rules: MessageRules
    let words: Embedding
    let gru: GRU

    init(_ rules: MessageRules, embedding: Int, hidden: Int, in table: inout ParameterTable) {
        self.rules = rules
        words = Embedding("speaker/reading/words", symbols: rules.vocabulary, outputs: embedding, in: &table)
        gru = GRU("speaker/reading/memory", inputs: embedding, hidden: hidden, in: &table)
    }

    /// The memory of one pass.
    struct Memory: ~Copyable {
        let recurrence: Recurrence
        /// States after the end symbols, `[rounds, hidden]`, and their gradients.
        let known: FloatBuffer
        let toKnown: FloatBuffer

        /// - Parameter capacity: rounds at most; 0 for a speaker that reads nothing.
        init(_ gru: GRU, steps: Int, capacity: Int, isForTraining: Bool) {
            recurrence = Recurrence(gru, steps: steps, capacity: capacity, isForTraining: isForTraining)
            known = FloatBuffer(capacity * gru.hidden)
            toKnown = FloatBuffer(isForTraining ? capacity * gru.hidden : 0)
        }
    }

    /// The texts out of `[count, rules.maxLength]` symbols.
    private func texts(_ numbers: UnsafePointer<Float>, _ count: Int) -> MessageBatch {
        MessageBatch(
            (0..<count).map { row in rules.message((0..<rules.maxLength).lazy.map { Int32(numbers[row * rules.maxLength + $0]) }) })
    }

    /// Reads `[count, rules.maxLength]` symbols into `memory.known`.
    func forward(_ parameters: UnsafePointer<Float>, _ numbers: UnsafePointer<Float>, _ count: Int, _ memory: borrowing Memory) {
        let (texts, hidden) = (texts(numbers, count), gru.hidden)
        words.forward(parameters, input: texts.symbols, output: memory.recurrence.inputs.base, batch: texts.steps &* count)
        memory.recurrence.state(0, batch: count).update(repeating: 0, count: count &* hidden)
        memory.recurrence.run(parameters, steps: texts.steps, batch: count)
        for round in 0..<count {
            let state = memory.recurrence.state(Int(texts.ends[round]) &+ 1, batch: count) + round &* hidden
            (memory.known.base + round &* hidden).update(from: state, count: hidden)
        }
    }

    /// Goes back from `memory.toKnown` and adds to `gradients`.
    func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, _ numbers: UnsafePointer<Float>, _ count: Int,
        _ memory: borrowing Memory
    ) {
        let (texts, hidden) = (texts(numbers, count), gru.hidden)
        memory.recurrence.clearGradients(steps: texts.steps, batch: count)
        for round in 0..<count {
            let place = ((Int(texts.ends[round]) &+ 1) &* count &+ round) &* hidden
            (memory.recurrence.stateGradients.base + place).update(from: memory.toKnown.base + round &* hidden, count: hidden)
        }
        memory.recurrence.backward(parameters, gradients: gradients, steps: texts.steps, batch: count, wantsInputs: true)
        words.backward(
            gradients: gradients, input: texts.symbols, outputGradient: memory.recurrence.inputGradients.pointer,
            batch: texts.steps &* count)
    }
}
