import Basics
import Episodes
import Kitchen
import Neural

/// A policy that is shown its player's view of an OvercookedV2 kitchen and nothing else; what it saw before is in its network's memory.
struct SeeingPolicyAgent: Agent {
    private let model: PolicyModel
    private let choice: PolicyKind.Choice
    private let permuted: [Ingredient]
    private var session: Session?
    private var random = RandomStream(0)
    private var permutation = IngredientPermutation.identity
    /// What it did last, to be explained.
    private var last: Action?

    init(_ model: PolicyModel, _ choice: PolicyKind.Choice, permuting permuted: [Ingredient]) {
        self.model = model
        self.choice = choice
        self.permuted = permuted
    }

    var needsWholeState: Bool { false }
    var families: Set<RuleFamily> { [.overcookedV2] }

    /// All that depends on the kitchen and the seat, kept from one episode to the next.
    private final class Session {
        let layout: Layout
        let seat: Int
        let network: PolicyNetwork
        let encoding: ObservationEncoding
        let parameters: [Float]
        let view: FloatBuffer
        let body: Sequential.Tape
        let head: Sequential.Tape
        let probabilities = FloatBuffer(Action.allCases.count)

        init(_ model: PolicyModel, _ episode: EpisodeContext) throws {
            Products.useCallingThreadOnly()
            (layout, seat) = (episode.kitchen.layout, episode.seat)
            encoding = try ObservationEncoding(episode.kitchen)
            do {
                network = try PolicyNetwork(model.plan, layout: layout)
                parameters = try network.parameters(model.tensors, seat: seat)
            } catch let problem as ShapeError {
                throw AgentError(
                    "this network does not fit what a player sees in '\(layout.name)', \(model.plan.input.shape(layout).words): \(problem)")
            }
            view = FloatBuffer(encoding.size)
            body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
            head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
        }
    }

    mutating func begin(_ episode: EpisodeContext) throws {
        if session.map({ $0.layout == episode.kitchen.layout && $0.seat == episode.seat }) != true {
            session = try Session(model, episode)
        }
        session?.body.forget()
        session?.head.forget()
        random = episode.random
        permutation = permuted.isEmpty ? .identity : IngredientPermutation(shuffling: permuted, using: &random)
        last = nil
    }

    mutating func act(_ game: KitchenGame) -> Decision { act(seeing: game.observation(of: session?.seat ?? 0)) }

    mutating func act(seeing observation: Observation) -> Decision {
        guard let session else { preconditionFailure("an agent is asked only after it has begun") }
        let count = Action.allCases.count
        let probabilities = session.probabilities.base
        // The buffer was made for this encoding, the only thing that could be wrong.
        try? session.encoding.write(observation, permutation: permutation, into: session.view.all)
        session.parameters.withUnsafeBufferPointer { parameters in
            let start = parameters.baseAddress.unsafelyUnwrapped
            let body = session.network.body.forward(start, input: session.view.pointer, batch: 1, tape: session.body, isSparse: true)
            let logits = session.network.policy.forward(start, input: body, batch: 1, tape: session.head)
            Softmax.probabilities(logits, into: probabilities, count: count, temperature: choice.temperature)
        }
        guard (0..<count).allSatisfy({ probabilities[$0].isFinite }) else {
            last = nil
            return .failed(.nonsense, "the network's outputs are no numbers: its weights are too large or no numbers themselves")
        }
        let best = Softmax.argmax(probabilities, count: count)
        let drawn = Softmax.choice(probabilities, count: count, uniform: random.uniformFloat())
        let action = Action.allCases[choice.isGreedy ? best : drawn]
        last = action
        return Decision(action)
    }

    func explain() -> Explanation? {
        guard let last, let session else { return nil }
        return Explanation(choosing: last, among: session.probabilities.array)
    }
}
