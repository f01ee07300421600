import Basics
import Episodes
import Kitchen
import Neural

/// Plays a seat by a policy network: observes, computes, draws. Nothing of that allocates. It serves one thread, and is asked by one caller
/// at a time; so what it has is not checked for overlapping accesses.
final class PolicyPlayer {
    private let model: PolicyModel
    private let choice: PolicyKind.Choice
    /// Whether anything depends on the ticks before: the stuck detector, the network's input or the style of a person.
    private let looksBack: Bool
    @exclusivity(unchecked) private var session: Session?
    @exclusivity(unchecked) private var seat = 0
    @exclusivity(unchecked) private var random = RandomStream(0)
    /// The stuck detector's memory, and the player's state in the tick before.
    @exclusivity(unchecked) private var memory = 0
    @exclusivity(unchecked) private var before: PlayerState?
    /// What the network is shown of the ticks before.
    @exclusivity(unchecked) private var ticks = TickMemory()
    /// What is known of the person whose play it predicts.
    @exclusivity(unchecked) private var style: PersonalStyle
    /// What it did last, to be explained.
    @exclusivity(unchecked) private var last: Action?
    @exclusivity(unchecked) private(set) var horizon = 0
    /// What others that watch the same game are shown, too; nil for a player on its own.
    @exclusivity(unchecked) private var views: SharedViews?

    private let actions = Action.allCases.count

    init(_ model: PolicyModel, _ choice: PolicyKind.Choice) {
        self.model = model
        self.choice = choice
        style = PersonalStyle(learningRate: choice.persona?.calibration ?? 0)
        looksBack = choice.unsticks || model.plan.input.isRemembering || style.learningRate > 0
    }

    /// All that depends on the kitchen, the seat and the horizon, kept from one episode to the next.
    private final class Session {
        let layout: Layout
        let seat: Int
        let horizon: Int
        let network: PolicyNetwork
        let view: GameView
        let parameters: [Float]
        /// Both seats' observations, `[2, view.viewSize]`.
        let observations: FloatBuffer
        let body: Sequential.Tape
        let head: Sequential.Tape
        let logits = FloatBuffer(Action.allCases.count)
        let probabilities = FloatBuffer(Action.allCases.count)
        /// What the network answered so far, where its answer follows from the state.
        let answers: AnswerMemory?

        init(_ model: PolicyModel, _ episode: EpisodeContext) throws {
            Products.useCallingThreadOnly()
            layout = episode.kitchen.layout
            seat = episode.seat
            horizon = episode.horizon
            view = try GameView(model.plan.input, kitchen: episode.kitchen, horizon: episode.horizon)
            do {
                network = try PolicyNetwork(model.plan, layout: layout)
                parameters = try network.parameters(model.tensors, seat: seat)
            } catch let problem as ShapeError {
                throw AgentError(
                    "this network does not fit '\(layout.name)', \(layout.width) x \(layout.height): \(problem)")
            }
            observations = FloatBuffer(view.size)
            body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
            head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
            let heedsOrder = model.plan.input == .features(seesCounters: true)
            answers =
                model.plan.isRemembering
                ? nil : try AnswerMemory(episode.kitchen, horizon: horizon, size: logits.count, heedsOrder: heedsOrder)
        }

        /// The same for a network that goes on from what that of `other` remembers.
        init(forking other: Session) {
            (layout, seat, horizon) = (other.layout, other.seat, other.horizon)
            (network, view, parameters) = (other.network, other.view, other.parameters)
            observations = FloatBuffer(view.size)
            answers = other.answers
            body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
            head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
            body.remember(other.body)
            head.remember(other.head)
        }

        /// Empties what the network remembers.
        func forget() {
            body.forget()
            head.forget()
        }

        func fits(_ episode: EpisodeContext) -> Bool {
            seat == episode.seat && horizon == episode.horizon && layout == episode.kitchen.layout
        }
    }

    func begin(_ episode: EpisodeContext) throws {
        if session?.fits(episode) != true { session = try Session(model, episode) }
        session?.forget()
        session?.answers?.drop()
        seat = episode.seat
        horizon = episode.horizon
        random = episode.random
        memory = 0
        before = nil
        ticks = TickMemory()
        style = PersonalStyle(learningRate: style.learningRate)
        last = nil
    }

    /// The same player as it is now, drawing by another key; both belong to one thread, as they share memory to compute in.
    func forked(seed: UInt64) -> PolicyPlayer {
        let other = PolicyPlayer(model, choice)
        session?.answers?.drop()
        other.session = remembers ? session.map(Session.init(forking:)) : session
        (other.seat, other.horizon, other.style) = (seat, horizon, style)
        (other.memory, other.before, other.ticks, other.last) = (memory, before, ticks, last)
        other.random = RandomStream(seed, UInt64(seat), StreamKey.agentEpisode)
        return other
    }

    /// Whether the network goes by what it was shown in the ticks before.
    var remembers: Bool { model.plan.isRemembering }

    /// Goes on after ticks that it did not see.
    func resume() { (memory, before, ticks) = (0, nil, TickMemory()) }

    func share(_ views: SharedViews) { self.views = views }

    /// What the probabilities are for.
    enum Purpose {
        /// To draw an action of the agent's own.
        case playing
        /// To predict a person: the network's alone, without `unstick`, and adapted to the person.
        case prediction
    }

    /// The probabilities of the actions in the tick that `game` is at, `[actions]`; called once a tick.
    func probabilities(_ game: KitchenGame, for purpose: Purpose) -> UnsafePointer<Float> {
        if looksBack {
            let player = game.player(seat)
            if let before {
                memory = memory(after: memory, from: before, doing: game.lastAction(of: seat), to: player)
                ticks.remember((game.lastAction(of: 0), game.lastAction(of: 1)))
                if purpose == .prediction { style.learn(game.lastAction(of: seat)) }
            }
            before = player
        }
        let probabilities = probabilities(in: game, memory: purpose == .playing ? memory : 0)
        if purpose == .prediction { style.keep(probabilities, isRested: game.lastAction(of: seat) == .stay) }
        return probabilities
    }

    var glances: Bool { session?.answers != nil }

    /// Sends for what was answered in the state that it will be asked about next.
    func glance(at game: KitchenGame) {
        // Borrowed, as in `probabilities(in:memory:)`.
        guard session != nil else { return }
        Unmanaged.passUnretained(session.unsafelyUnwrapped)._withUnsafeGuaranteedRef { $0.answers?.send(for: game) }
    }

    func act(_ game: KitchenGame) -> Decision {
        let probabilities = probabilities(game, for: .playing)
        let count = actions
        guard (0..<count).allSatisfy({ probabilities[$0].isFinite }) else {
            last = nil
            return .failed(.nonsense, "the network's outputs are no numbers: its weights are too large or no numbers themselves")
        }
        let uniform = random.uniformFloat()
        let action = Action(rawValue: UInt8(Softmax.choice(probabilities, count: count, uniform: uniform))) ?? .stay
        last = action
        return Decision(action)
    }

    /// The probabilities of the actions, `[actions]`, for a stuck detector with this memory. A network that remembers goes on from the
    /// call before.
    func probabilities(in game: KitchenGame, memory: Int) -> UnsafePointer<Float> {
        guard session != nil else { preconditionFailure("an agent is asked only after it has begun") }
        // Borrowed: `self` keeps it alive, and replaces it only where an episode begins.
        let held = Unmanaged.passUnretained(session.unsafelyUnwrapped)
        return held._withUnsafeGuaranteedRef { probabilities(in: game, memory: memory, $0) }
    }

    private func probabilities(in game: KitchenGame, memory: Int, _ session: Session) -> UnsafePointer<Float> {
        let count = actions
        let probabilities = session.probabilities.base
        let logits = session.logits.base
        // Without a persona the probabilities follow from the state, and are what is kept.
        let answer = choice.persona == nil ? probabilities : logits
        if session.answers?.recall(game, into: answer) != true {
            compute(game, session)
            if choice.persona == nil { Softmax.probabilities(logits, into: probabilities, count: count, temperature: choice.temperature) }
            session.answers?.keep(answer)
        }
        if let persona = choice.persona {
            persona.adjust(logits, game.player(seat), in: session.layout)
            style.adjust(logits, isRested: game.lastAction(of: seat) == .stay)
            Softmax.probabilities(logits, into: probabilities, count: count, temperature: choice.temperature)
        }
        if choice.unsticks && StuckDetector.isStuck(memory) { StuckDetector.recover(probabilities, memory) }
        if choice.isGreedy {
            let best = Softmax.argmax(probabilities, count: count)
            for index in 0..<count { probabilities[index] = index == best ? 1 : 0 }
        }
        return UnsafePointer(probabilities)
    }

    /// Lets the network answer, into the session's logits.
    private func compute(_ game: KitchenGame, _ session: Session) {
        let own = observations(of: game, session) + seat &* session.view.viewSize
        session.parameters.withUnsafeBufferPointer { parameters in
            let start = parameters.baseAddress.unsafelyUnwrapped
            let body = session.network.body.forward(start, input: own, batch: 1, tape: session.body, isSparse: true)
            let logits = session.network.policy.forward(start, input: body, batch: 1, tape: session.head)
            session.logits.base.update(from: logits, count: session.logits.count)
        }
    }

    /// Both seats' observations.
    private func observations(of game: KitchenGame, _ session: Session) -> UnsafePointer<Float> {
        func write() -> UnsafePointer<Float> {
            // The buffer was made for this view, the only thing that could be wrong.
            try? session.view.write(game, memory: ticks, into: session.observations.all)
            return session.observations.pointer
        }
        return views.map { $0.observations(model.plan.input, write) } ?? write()
    }

    var memories: Int { choice.unsticks ? StuckDetector.values : 1 }

    var heedsOrder: Bool { model.plan.input == .features(seesCounters: true) }

    func memory(after memory: Int, from before: PlayerState, doing action: Action, to after: PlayerState) -> Int {
        guard choice.unsticks else { return 0 }
        let hasMoved = before.cell != after.cell || before.orientation != after.orientation
        return StuckDetector.memory(after: memory, doing: action, hasMoved: hasMoved)
    }

    func memory(after memory: Int, from before: KitchenGame, doing action: Action, to after: KitchenGame) -> Int {
        self.memory(after: memory, from: before.player(seat), doing: action, to: after.player(seat))
    }

    /// The timesteps at which the network sees something new in equal states.
    var changes: [Int] {
        guard case .lossless = model.plan.input else { return [] }
        let urgent = horizon - LosslessEncoding.urgentTicks + 1
        return urgent > 0 ? [urgent] : []
    }

    func explain() -> Explanation? {
        guard let last, let session else { return nil }
        return Explanation(choosing: last, among: session.probabilities.array)
    }
}

extension Explanation {
    /// Of a network that chose an action.
    /// - Parameter weighed: the probabilities of all actions.
    init(choosing choice: Action, among weighed: [Float]) {
        func words(_ action: Action) -> String { "\(action) \(weighed[Int(action.rawValue)].percent)" }
        let others = Action.allCases.filter { $0 != choice }
            .sorted { weighed[Int($0.rawValue)] > weighed[Int($1.rawValue)] }
        self.init(
            intention: "\(choice)",
            reason: "the network gave \(words(choice)), then \(others.prefix(2).map(words).joined(separator: ", "))")
    }
}

/// An agent that plays by a policy network.
protocol NetworkAgent: PredictingAgent {
    var player: PolicyPlayer { get }
}

extension NetworkAgent {
    mutating func begin(_ episode: EpisodeContext) throws { try player.begin(episode) }
    mutating func act(_ game: KitchenGame) -> Decision {
        // Borrowed: `self` keeps it alive.
        Unmanaged.passUnretained(player)._withUnsafeGuaranteedRef { $0.act(game) }
    }
    var glances: Bool { player.glances }
    mutating func glance(at game: KitchenGame) {
        // Borrowed: `self` keeps it alive.
        Unmanaged.passUnretained(player)._withUnsafeGuaranteedRef { $0.glance(at: game) }
    }
    mutating func prediction(_ game: KitchenGame) -> ActionDistribution {
        ActionDistribution(player.probabilities(game, for: .prediction))
    }
    func explain() -> Explanation? { player.explain() }
}

/// A policy whose input follows from the state alone.
struct PolicyAgent: NetworkAgent, StationaryPolicy {
    let player: PolicyPlayer

    var memories: Int { player.memories }
    var heedsOrder: Bool { player.heedsOrder }
    var changes: [Int] { player.changes }

    func distribution(in game: KitchenGame, memory: Int) -> ActionDistribution {
        ActionDistribution(player.probabilities(in: game, memory: memory))
    }

    func memory(after memory: Int, from before: KitchenGame, doing action: Action, to after: KitchenGame) -> Int {
        player.memory(after: memory, from: before, doing: action, to: after)
    }
}

/// A policy that is also shown the ticks before, or remembers them.
struct RememberingPolicyAgent: NetworkAgent {
    let player: PolicyPlayer
}

extension ActionDistribution {
    /// Copies six probabilities.
    fileprivate init(_ probabilities: UnsafePointer<Float>) {
        self.init(weights: Array(UnsafeBufferPointer(start: probabilities, count: Action.allCases.count)))
    }
}
