import Basics
import Episodes
import Kitchen
import Neural

/// Plays a seat by a talking network: sees, hears, computes, draws an action and a symbol.
struct TalkingPolicyAgent: Agent {
    private let model: TalkingModel
    private let isGreedy: Bool
    private var session: Session?
    private var random = RandomStream(0)
    private var heard = HeardSymbols()
    /// What reached it in this tick.
    private var arrived: Int?
    private var canTalk = false
    private var last: (action: Action, symbol: Int?, heard: Int?)?

    /// All that depends on kitchen and seat.
    private final class Session {
        let kitchen: Kitchen
        let seat: Int
        let network: TalkingNetwork
        let encoding: ObservationEncoding
        let parameters: [Float]
        let input: FloatBuffer
        let body: Sequential.Tape
        let policy: Sequential.Tape
        let voice: Sequential.Tape
        let acting = FloatBuffer(Action.allCases.count)
        let saying: FloatBuffer

        init(_ model: TalkingModel, _ kitchen: Kitchen, seat: Int) throws {
            Products.useCallingThreadOnly()
            (self.kitchen, self.seat) = (kitchen, seat)
            encoding = try ObservationEncoding(kitchen)
            guard encoding.size == model.sizes.view else {
                throw AgentError(
                    "this network is for views of \(model.sizes.view) numbers; those of '\(kitchen.layout.name)' have "
                        + "\(encoding.size)")
            }
            network = try TalkingNetwork(model.sizes)
            parameters = try network.table.flat(model.tensors)
            input = FloatBuffer(model.sizes.inputs)
            body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
            policy = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
            voice = Sequential.Tape(network.voice, capacity: 1, isForTraining: false)
            saying = FloatBuffer(model.sizes.utterances)
        }

        /// Writes the probabilities of actions and of what to say.
        func compute(_ seen: Observation, _ heard: HeardSymbols) throws {
            try encoding.write(seen, into: UnsafeMutableBufferPointer(start: input.base, count: encoding.size))
            heard.write(network.sizes, into: input.base + encoding.size)
            parameters.withUnsafeBufferPointer { parameters in
                let start = parameters.baseAddress.unsafelyUnwrapped
                let hidden = network.body.forward(start, input: input.pointer, batch: 1, tape: body, isSparse: true)
                let acts = network.policy.forward(start, input: hidden, batch: 1, tape: policy)
                Softmax.probabilities(acts, into: acting.base, count: acting.count)
                let says = network.voice.forward(start, input: hidden, batch: 1, tape: voice)
                Softmax.probabilities(says, into: saying.base, count: saying.count)
            }
        }

        func forget() {
            body.forget()
        }
    }

    init(_ model: TalkingModel, isGreedy: Bool) {
        self.model = model
        self.isGreedy = isGreedy
    }

    var needsWholeState: Bool { false }
    var families: Set<RuleFamily> { [.overcookedV2] }

    mutating func begin(_ episode: EpisodeContext) throws {
        canTalk = false
        if case .symbols(let count) = episode.channel?.form {
            guard count >= model.sizes.symbols else {
                throw AgentError(
                    "it talks with \(model.sizes.symbols) symbols, and the channel has \(count); take symbols:\(model.sizes.symbols)")
            }
            canTalk = true
        }
        if session?.kitchen.layout != episode.kitchen.layout || session?.seat != episode.seat {
            session = try Session(model, episode.kitchen, seat: episode.seat)
        }
        session?.forget()
        random = episode.random
        (heard, arrived, last) = (HeardSymbols(), nil, nil)
    }

    mutating func hear(_ messages: [HeardMessage]) {
        arrived = messages.last.flatMap { Int($0.text) }.flatMap { (0..<model.sizes.symbols).contains($0) ? $0 : nil }
    }

    mutating func act(_ game: KitchenGame) -> Decision { act(seeing: game.observation(of: session?.seat ?? 0)) }

    mutating func act(seeing observation: Observation) -> Decision {
        guard let session else { preconditionFailure("an agent is asked only after it has begun") }
        heard.hear(arrived)
        arrived = nil
        do {
            try session.compute(observation, heard)
        } catch {
            return .failed(.nonsense, "\(error)")
        }
        let action = Action.allCases[draw(session.acting.pointer, session.acting.count)]
        let said = draw(session.saying.pointer, session.saying.count)
        let symbol = canTalk && said != model.sizes.silence ? said : nil
        last = (action, symbol, heard.last)
        return Decision(action, message: symbol.map(String.init))
    }

    private mutating func draw(_ probabilities: UnsafePointer<Float>, _ count: Int) -> Int {
        let uniform = random.uniformFloat()
        return isGreedy ? Softmax.argmax(probabilities, count: count) : Softmax.choice(probabilities, count: count, uniform: uniform)
    }

    func explain() -> Explanation? {
        guard let last, let session else { return nil }
        let acts = session.acting.array[Int(last.action.rawValue)]
        let hears = last.heard.map { "it heard \($0) last" } ?? "it heard nothing"
        let says = last.symbol.map { "says \($0) (\(session.saying.array[$0].percent))" } ?? "says nothing"
        return Explanation(intention: "\(last.action)", reason: "the network gave \(last.action) \(acts.percent); \(hears) and \(says)")
    }
}
