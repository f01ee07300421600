import Agents
import Basics
import Kitchen
import Neural

/// A network in one seat of all games of a batch.
final class SeatOfNetwork {
    private let layers: Layers
    private let parameters: [Float]
    private let seat: Int
    private var observer: GridObserver
    /// `[games, 2, view]` and `[games, input]`.
    private let all: FloatBuffer
    private let own: FloatBuffer
    private let body: Sequential.Tape
    private let head: Sequential.Tape
    private let voice: VoiceLayers?
    private let probabilities: FloatBuffer
    private var random: RandomStream
    private var heard: [HeardSymbols]
    /// What it says in the tick, by game; nil for silence.
    private(set) var said: [Int?]

    /// What of a network is needed to play.
    private struct Layers {
        let body: Sequential
        let policy: Sequential
        let voice: Sequential?
        let talking: TalkingNetwork.Sizes?

        init(_ network: PolicyNetwork) { (body, policy, voice, talking) = (network.body, network.policy, nil, nil) }

        init(_ network: TalkingNetwork) {
            (body, policy, voice, talking) = (network.body, network.policy, network.voice, network.sizes)
        }
    }

    init(_ model: NetworkCrossPlay.Model, seat: Int, _ batch: borrowing KitchenBatch, seed: UInt64) throws {
        var exchanged: [Ingredient] = []
        switch model {
        case .policy(let model):
            guard case .view(let permuted) = model.plan.input else { throw LearningError("this network is shown no view") }
            exchanged = permuted
            let network = try PolicyNetwork(model.plan, layout: batch.kitchen.layout)
            parameters = try network.parameters(model.tensors, seat: seat)
            layers = Layers(network)
        case .talking(let model):
            let network = try TalkingNetwork(model.sizes)
            parameters = try network.table.flat(model.tensors)
            layers = Layers(network)
        }
        self.seat = seat
        observer = try GridObserver(batch, permuting: exchanged)
        all = FloatBuffer(observer.size(games: batch.games))
        let view = all.count / batch.games / 2
        if let sizes = layers.talking, sizes.view != view {
            throw LearningError(
                "a network is for views of \(sizes.view) numbers; those of '\(batch.kitchen.layout.name)' have \(view)")
        }
        own = FloatBuffer(batch.games * layers.body.input.volume)
        body = Sequential.Tape(layers.body, capacity: batch.games, isForTraining: false)
        head = Sequential.Tape(layers.policy, capacity: batch.games, isForTraining: false)
        voice = layers.voice.map { VoiceLayers($0, capacity: batch.games, isForTraining: false) }
        probabilities = FloatBuffer(max(Action.allCases.count, layers.talking?.utterances ?? 0))
        random = RandomStream(seed, StreamKey.rollout, UInt64(seat), Pass.evaluation.key)
        heard = Array(repeating: HeardSymbols(), count: batch.games)
        said = Array(repeating: nil, count: batch.games)
    }

    /// How many messages it says in the tick.
    var messages: Int { said.count { $0 != nil } }

    /// Hears what the other says in the tick.
    func hear(_ said: [Int?]) {
        guard let sizes = layers.talking else { return }
        for (game, symbol) in said.enumerated() { heard[game].hear(symbol.flatMap { $0 < sizes.symbols ? $0 : nil }) }
    }

    /// Draws the seat's action, and what it says, in every game.
    func act(_ batch: borrowing KitchenBatch, into actions: inout [UInt8]) throws {
        try observer.observe(batch, into: all.all)
        let (view, input, count) = (all.count / batch.games / 2, layers.body.input.volume, Action.allCases.count)
        for game in 0..<batch.games {
            (own.base + game * input).update(from: all.pointer + (2 * game + seat) * view, count: view)
            if let sizes = layers.talking { heard[game].write(sizes, into: own.base + (game * input + view)) }
        }
        let features = layers.body.forward(parameters, input: own.pointer, batch: batch.games, tape: body, isSparse: true)
        let logits = layers.policy.forward(parameters, input: features, batch: batch.games, tape: head)
        for game in 0..<batch.games { actions[2 * game + seat] = UInt8(draw(logits + game * count, count)) }
        guard let voice, let sizes = layers.talking else { return }
        let sayings = voice.network.forward(parameters, input: features, batch: batch.games, tape: voice.tape)
        for game in 0..<batch.games {
            let choice = draw(sayings + game * sizes.utterances, sizes.utterances)
            said[game] = choice == sizes.silence ? nil : choice
        }
    }

    private func draw(_ logits: UnsafePointer<Float>, _ count: Int) -> Int {
        Softmax.probabilities(logits, into: probabilities.base, count: count)
        return Softmax.choice(probabilities.pointer, count: count, uniform: random.uniformFloat())
    }
}
