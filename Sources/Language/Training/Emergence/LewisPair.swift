import Basics
import Neural
import Referential

/// A sender and a receiver that find a language of their own in the game of attributes: the networks of EGG's basic game
/// (Kharitonov et al. 2019), with its sizes as defaults.
///
/// The sender's dense layer of the target is the first state of a GRU that says symbols. The receiver reads them with a GRU;
/// a candidate's score is the product of its state with `tanh` of a dense layer of the candidate.
public struct LewisPair: Sendable {
    /// What a message is.
    public let rules: MessageRules
    /// Elements of a one-hot candidate.
    public let features: Int
    /// Candidates of a round.
    public let candidates: Int
    /// Units of each GRU.
    public let hidden: Int
    /// Where each parameter is.
    public let table: ParameterTable
    let look: Dense
    let sent: Embedding
    let sender: GRU
    let voice: Dense
    let heard: Embedding
    let receiver: GRU
    let thing: Dense

    public init(_ game: AttributeGame, rules: MessageRules, hidden: Int = 64, embedding: Int = 16) {
        self.rules = rules
        self.hidden = hidden
        features = game.space.width
        candidates = game.candidates
        var table = ParameterTable()
        look = Dense("sender/look", inputs: features, outputs: hidden, in: &table)
        // The vector after the symbols' is read before anything is said.
        sent = Embedding("sender/symbols", symbols: rules.vocabulary + 1, outputs: embedding, in: &table)
        sender = GRU("sender/memory", inputs: embedding, hidden: hidden, in: &table)
        voice = Dense("sender/voice", inputs: hidden, outputs: rules.vocabulary, in: &table)
        heard = Embedding("receiver/symbols", symbols: rules.vocabulary, outputs: embedding, in: &table)
        receiver = GRU("receiver/memory", inputs: embedding, hidden: hidden, in: &table)
        thing = Dense("receiver/thing", inputs: features, outputs: hidden, in: &table)
        self.table = table
    }

    /// Parameters to begin with, of the spread that PyTorch's layers begin with.
    public func initial(_ random: inout RandomStream) -> [Float] {
        Initialisation.normal(table, using: &random) { name in
            if name.hasSuffix("symbols/table") { return Double(rules.vocabulary).squareRoot() * 0.2 }
            return name.contains("memory/kernel") ? 0.3 : 0.58
        }
    }

    /// The vectors of the symbols without the one of the start.
    var symbolsOnly: Embedding { sent.prefix(rules.vocabulary) }
    var start: Int32 { Int32(rules.vocabulary) }

    /// The memory of a batch of games.
    struct Memory: ~Copyable {
        let talk: Recurrence
        let hear: Recurrence
        let logits: FloatBuffer
        /// Symbols, or shares of them: `[maxLength + 1, games, vocabulary]`.
        let said: FloatBuffer
        let toSaid: FloatBuffer
        let toLogits: FloatBuffer
        /// `[games, candidates, hidden]`.
        let things: FloatBuffer
        let toThings: FloatBuffer
        /// `[maxLength + 1, games, candidates]`.
        let scores: FloatBuffer

        init(_ pair: LewisPair, games: Int) {
            let (maxLength, hidden) = (pair.rules.maxLength, pair.hidden)
            talk = Recurrence(pair.sender, steps: maxLength, capacity: games, isForTraining: true)
            hear = Recurrence(pair.receiver, steps: maxLength + 1, capacity: games, isForTraining: true)
            let symbols = (maxLength + 1) * games * pair.rules.vocabulary
            logits = FloatBuffer(symbols)
            said = FloatBuffer(symbols)
            toSaid = FloatBuffer(symbols)
            toLogits = FloatBuffer(symbols)
            things = FloatBuffer(games * pair.candidates * hidden)
            toThings = FloatBuffer(games * pair.candidates * hidden)
            scores = FloatBuffer((maxLength + 1) * games * pair.candidates)
        }
    }

    // MARK: Shared by the channels

    /// Writes the candidates' vectors.
    func lookAtThings(_ parameters: UnsafePointer<Float>, _ features: [Float], _ games: Int, _ memory: borrowing Memory) {
        thing.forward(parameters, input: features, output: memory.things.base, batch: games &* candidates)
        Nonlinearity.tanh(memory.things.base, count: games &* candidates &* hidden)
    }

    /// Writes the probabilities of a game's candidates for the receiver's state after `step` steps, and returns the negative
    /// log-likelihood of the target.
    @inline(__always)
    func score(_ game: Int, after step: Int, row: Int, target: Int, games: Int, _ memory: borrowing Memory) -> Float {
        let state = memory.hear.state(step, batch: games) + game &* hidden
        let scores = memory.scores.base + row &* candidates
        for candidate in 0..<candidates {
            scores[candidate] = Products.dot(
                state, memory.things.pointer + (game &* candidates &+ candidate) &* hidden, count: hidden)
        }
        let own = scores[target]
        return Softmax.probabilities(scores, into: scores, count: candidates) - own
    }

    /// Adds the gradients of state and candidates for `weight` times the target's negative log-likelihood.
    @inline(__always)
    func scoreBackward(_ game: Int, after step: Int, row: Int, target: Int, weight: Float, games: Int, _ memory: borrowing Memory) {
        let place = step &* games &* hidden &+ game &* hidden
        let (state, toState) = (memory.hear.states.base + place, memory.hear.stateGradients.base + place)
        for candidate in 0..<candidates {
            let gradient = weight * (memory.scores.base[row &* candidates &+ candidate] - (candidate == target ? 1 : 0))
            let offset = (game &* candidates &+ candidate) &* hidden
            Products.add(gradient, memory.things.pointer + offset, to: toState, count: hidden)
            Products.add(gradient, state, to: memory.toThings.base + offset, count: hidden)
        }
    }

    /// Goes back from the candidates' vectors.
    func thingsBackward(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ features: [Float], _ games: Int,
        _ memory: borrowing Memory
    ) {
        Nonlinearity.tanhBack(memory.toThings.base, outputs: memory.things.pointer, count: games &* candidates &* hidden)
        thing.accumulate(gradients: gradients, input: features, outputGradient: memory.toThings.pointer, batch: games &* candidates)
    }
}
