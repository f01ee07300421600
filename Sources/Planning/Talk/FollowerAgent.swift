import Agents
import Basics
import Episodes
import Kitchen

/// A greedy cook that understands signals and short sentences: a stranger beside whom talking can be measured.
///
/// It plays by what it sees: where the recipe is hidden it cooks what it was told last, else what is likeliest. It does at once what it is
/// asked, and says which recipe is wanted where it sees that and nobody was told yet.
struct FollowerAgent: Agent {
    private let speaks: Bool
    private var episode: EpisodeContext?
    private var rooms: [Room] = []
    private var view: View?
    private var grammar: KitchenGrammar?
    private var random = RandomStream(0)
    private var heard: [HeardMessage] = []
    /// Until when it waits, and what it was asked and is doing.
    private var waits = 0
    private var request: (seat: Int, meaning: Meaning)?
    private var told: Recipe?

    /// A kitchen in which the greedy cook is asked: this one, or as it is for a cook who knows the recipe.
    private struct Room {
        let plain: PlainKitchen?
        let kitchen: Kitchen
        var cook: any Agent
        var follower: HintFollower
    }

    /// What it makes of a kitchen that hides something, or has a recipe that changes.
    private struct View {
        var belief: RecipeBelief
        var imagined: ImaginedKitchen
        var recipe = 0
        var before: (observation: Observation, action: Action)?
    }

    /// Ticks that it waits when asked to.
    private static let pause = 5
    /// How far it believes what it is told.
    private static let trust = 0.9

    init(speaks: Bool, needsWholeState: Bool) {
        self.speaks = speaks
        self.needsWholeState = needsWholeState
    }

    let needsWholeState: Bool
    var families: Set<RuleFamily> { Set(RuleFamily.allCases) }

    mutating func begin(_ episode: EpisodeContext) throws {
        self.episode = episode
        let kitchen = episode.kitchen
        let plains: [PlainKitchen?] =
            kitchen.layout.family == .overcooked ? [nil] : try kitchen.book.recipes.map { try PlainKitchen(kitchen, wanting: $0) }
        rooms = try plains.map { plain in
            let own = plain?.kitchen ?? kitchen
            var cook = GreedyKind().makeAgent()
            try cook.begin(EpisodeContext(kitchen: own, seat: episode.seat, seed: episode.seed, horizon: episode.horizon))
            let follower = HintFollower(try KitchenKnowledge(own), seat: episode.seat, obedience: 1)
            return Room(plain: plain, kitchen: own, cook: cook, follower: follower)
        }
        view = nil
        if kitchen.layout.family == .overcookedV2 {
            let imagined = try ImaginedKitchen(
                kitchen, seat: episode.seat, horizon: episode.horizon, zones: InformationMap(kitchen).zones)
            view = View(belief: RecipeBelief(kitchen), imagined: imagined)
        }
        grammar = episode.channel.flatMap { channel in
            if case .symbols = channel.form { return nil }
            return KitchenGrammar(kitchen)
        }
        random = episode.random
        (heard, waits, request, told) = ([], 0, nil, nil)
    }

    mutating func hear(_ messages: [HeardMessage]) { heard = messages }

    mutating func act(_ game: KitchenGame) -> Decision {
        guard let episode else { return Decision(.stay) }
        if view != nil { return act(seeing: Observation(of: game.state, seat: episode.seat, in: game.kitchen, seesAll: true)) }
        follow(listen(), in: game.state, now: game.timestep, room: 0)
        return Decision(action(in: game, room: 0, seat: episode.seat))
    }

    mutating func act(seeing observation: Observation) -> Decision {
        guard var view, let episode else { return Decision(.stay) }
        do {
            let said = listen()
            learn(observation, said, &view)
            view.recipe = view.belief.best(preferring: view.recipe)
            try view.imagined.observe(
                observation, after: view.before?.action, wanting: view.belief.recipes[view.recipe], rumours: said)
            let state = view.imagined.state
            let room = rooms[view.recipe]
            var game = try KitchenGame(
                room.kitchen, from: room.plain?.state(state) ?? state, horizon: max(episode.horizon, state.timestep + 1))
            game.note(view.imagined.lastActions)
            follow(said, in: state, now: observation.timestep, room: view.recipe)
            let action = action(in: game, room: view.recipe, seat: episode.seat)
            view.before = (observation, action)
            self.view = view
            return Decision(action, message: message(observation, said))
        } catch {
            return .failed(.nonsense, "\(error)")
        }
    }

    // MARK: Listening

    private mutating func listen() -> [(seat: Int, meaning: Meaning)] {
        defer { heard = [] }
        guard let grammar else { return [] }
        return heard.flatMap { message in grammar.meanings(message.text).map { (message.seat, $0) } }
    }

    /// Takes in what shows or says which recipe is wanted.
    private func learn(_ now: Observation, _ said: [(seat: Int, meaning: Meaning)], _ view: inout View) {
        let handedIn = view.before.map { $0.action == .interact && $0.observation.own.held.recipe != nil && now.own.held.isNone } ?? false
        if handedIn || now.hasJustDelivered == true { view.belief.deliverUnseen() }
        if let recipe = now.recipe { return view.belief.see(recipe) }
        for case (_, .wanted(let recipe)) in said { view.belief.hear(recipe, credibility: FollowerAgent.trust) }
    }

    /// Takes in what it is asked to do.
    private mutating func follow(_ said: [(seat: Int, meaning: Meaning)], in state: KitchenState, now: Int, room: Int) {
        guard let seat = episode?.seat, state.players.indices.contains(seat) else { return }
        for (speaker, meaning) in said {
            switch meaning {
            case .wait: waits = now + FollowerAgent.pause
            case .letMeThrough:
                let cell = state.players[seat].cell
                rooms[room].follower.hear(hint(CoachWords.stepAside, cell, now, seat))
            case .yours(let work):
                let own = state.players[seat]
                guard own.held.isNone, let pose = rooms[room].kitchen.pose(own.cell, own.orientation),
                    let target = Requests.station(for: work, in: rooms[room].kitchen, from: pose)
                else { continue }
                rooms[room].follower.hear(hint(work.rawValue, rooms[room].kitchen.motion.stations[target.index], now, seat))
            case .wanted, .asksRecipe, .mine, .stands, .pot: continue
            }
            request = (speaker, meaning)
        }
    }

    private func hint(_ work: String, _ target: Cell, _ now: Int, _ seat: Int) -> Hint {
        Hint(tick: now, seat: seat, nudge: "", reason: "", target: target, work: work, regret: 0)
    }

    /// What it was asked to do, else what a greedy cook does.
    private mutating func action(in game: KitchenGame, room: Int, seat: Int) -> Action {
        let now = game.timestep
        let planned = rooms[room].cook.act(game).action
        if now < waits { return .stay }
        var (follower, random) = (rooms[room].follower, random)
        let asked = game.withState { state in
            _ = follower.begin(state, now, &random)
            return follower.action(state, now, &random)
        }
        rooms[room].follower = follower
        self.random = random
        if asked == nil { request = nil }
        return asked ?? planned
    }

    // MARK: Speaking

    /// Which recipe is wanted, where it sees that and it is new or asked for.
    private mutating func message(_ seen: Observation, _ said: [(seat: Int, meaning: Meaning)]) -> String? {
        guard speaks, grammar != nil, let channel = episode?.channel, channel.cost < RecipeRules.buttonCost, let recipe = seen.recipe,
            let kitchen = episode?.kitchen, rooms.count > 1, recipe != told || said.contains(where: { $0.meaning == .asksRecipe })
        else { return nil }
        told = recipe
        let meaning = Meaning.wanted(recipe)
        return channel.form == .signals ? meaning.signal(in: kitchen)?.text : meaning.sentence
    }

    func explain() -> Explanation? {
        let room = rooms[view?.recipe ?? 0]
        guard var explanation = room.cook.explain() else { return nil }
        if let plain = room.plain { explanation = plain.words(explanation) }
        if let request { explanation.reason = "player \(request.seat + 1) said \"\(request.meaning.sentence)\"" }
        return explanation
    }
}

/// The greedy cook that understands signals.
public struct FollowerKind: AgentKind {
    public static let name = "follower"
    public static let summary = """
        A greedy cook that plays by what its seat sees, and understands signals and short sentences where a channel is open.
        speaks: whether it says which recipe is wanted where it sees that (true)
        """
    public static let possibleNeeds = [AgentNeed.view, .state]

    private let speaks: Bool
    private let needs: AgentNeed

    public init(_ reader: inout ParameterReader) {
        speaks = reader.flag("speaks", true)
        needs = reader.needs
    }

    public func makeAgent() -> any Agent { FollowerAgent(speaks: speaks, needsWholeState: needs == .state) }
}
