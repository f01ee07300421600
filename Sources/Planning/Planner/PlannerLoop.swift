import Agents
import Basics
import Kitchen

/// The loop of a planning cook for one episode: look, correct the beliefs, check the skill under way, deliberate where
/// needed, step.
struct PlannerLoop {
    let prepared: Preparation
    let settings: PlannerSettings
    let seat: Int
    let horizon: Int
    let deliberation: Deliberation
    private let steps: Steps
    private var random: RandomStream
    private(set) var partners: PartnerBeliefs
    var plan: CurrentPlan
    var recovery = BlockedRecovery()
    private var deadlock: DeadlockDetector
    private var room = MakingRoom()
    private var way = GivingWay()
    /// A greedy cook in the same seat, and whether the last action was its.
    private var greedy = GreedyKind().makeAgent()
    private(set) var isGreedy = false
    /// Whether the last action was a step out of the partner's way.
    private(set) var isGivingWay = false
    /// What cooks did in situations like those met, where there is experience.
    let recollection: Recollection?
    /// The examples that the choice of the last tick was made with.
    private(set) var recalled: [Experience.Recalled]?
    /// What somebody else chose (see `pursue`).
    var order: Order?
    /// The state that the last action was chosen in, as `KitchenGame.row`, and its tick; empty before the first.
    private(set) var before: [UInt16] = []
    private(set) var now = 0
    /// Whether the state of this tick is taken in already, and what a greedy cook would do in it.
    private var hasLooked = false
    private var usual = Action.stay

    /// What somebody else expects of the partner in this tick.
    var forecast: PartnerForecast?

    /// A goal that somebody else chose, and the tick in which it was taken up.
    struct Order {
        let goal: Goal
        let tick: Int

        /// Ticks after which an order that came to nothing is dropped.
        private static let patience = 40

        func isOver(_ current: Goal, _ now: Int) -> Bool { goal != current || now - tick > Order.patience }
    }

    /// From this likelihood of playing along on, the joint schedule is followed to the letter.
    private static let minPlan = 0.7
    /// From this likelihood of being useless on, nothing is expected from a partner on the way.
    private static let uselessness = 0.5
    /// What a partner about whom nothing is known does: `[Action.rawValue]`.
    private static let staying = Action.allCases.map { $0 == .stay ? 1.0 : 0 }

    init(_ prepared: Preparation, _ settings: PlannerSettings, _ episode: EpisodeContext, _ experience: Experience?) throws {
        let knowledge = prepared.knowledge
        self.prepared = prepared
        self.settings = settings
        seat = episode.seat
        horizon = episode.horizon
        random = episode.random
        deliberation = try Deliberation(prepared, settings, seat: episode.seat, horizon: episode.horizon)
        steps = Steps(knowledge: knowledge, motions: prepared.motions, seat: episode.seat)
        let recollection = experience.map { Recollection($0, settings.experience, knowledge, horizon: episode.horizon) }
        self.recollection = recollection
        partners = PartnerBeliefs(
            knowledge, seat: episode.seat, isWatching: settings.believes,
            recollection: settings.experience.belief > 0 ? recollection : nil)
        plan = CurrentPlan(opening: settings.deliberates ? prepared.opening : nil)
        deadlock = DeadlockDetector(knowledge.recipes)
        try greedy.begin(episode)
    }

    var knowledge: KitchenKnowledge { prepared.knowledge }

    /// Whether it looks out for one partner that needs room, or to pass.
    private var helpsPartner: Bool { settings.verifies && knowledge.players == 2 }

    // MARK: A tick

    mutating func act(_ game: KitchenGame) -> Action {
        look(game)
        hasLooked = false
        isGivingWay = false
        let row = game.row
        return game.withState { state in
            let action = follow(row) ?? react(state, row, usual)
            before = row
            forecast = nil
            return action
        }
    }

    /// Takes in the state of a tick before `act` does, for whoever wants to know what is on offer first.
    mutating func look(_ game: KitchenGame) {
        guard !hasLooked else { return }
        hasLooked = true
        now = game.timestep
        plan.beginTick()
        recalled = nil
        game.withState { watch($0, game) }
        if let stations = forecast?.stations { partners.expect(stations) }
        usual = greedy.act(game).action
    }

    /// The action of the joint schedule, nil where the game went another way.
    private mutating func follow(_ row: [UInt16]) -> Action? {
        guard let action = plan.follow(row, now, seat: seat) else { return nil }
        recovery = BlockedRecovery()
        return action
    }

    /// Takes in what happened in the last tick.
    private mutating func watch(_ state: borrowing StateView, _ game: KitchenGame) {
        let (plan, now) = (plan, now)
        func planned(_ player: Int) -> Goal? { plan.planned(for: player, now) }
        var hasHappened = true
        if before.isEmpty {
            partners.begin(state, options: prepared.options, planned: planned)
        } else {
            hasHappened = knowledge.kitchen.withState(of: before) { before in
                partners.observe(before, state, game, options: prepared.options, planned: planned)
                if helpsPartner {
                    way.observe(game.lastAction(of: 1 - seat), from: before.pose(of: 1 - seat), state, seat: seat, knowledge)
                }
                return (0..<state.players).contains { state.held(by: $0) != before.held(by: $0) }
            }
        }
        deadlock.observe(now, hasHappened: hasHappened, isWatched: settings.verifies)
        if helpsPartner { room.observe(state, partner: 1 - seat, knowledge) }
    }

    /// Goes on after ticks in which it was not asked: what it knows of the others it keeps, what it was about to do it drops.
    mutating func resume() {
        before = []
        order = nil
        recovery = BlockedRecovery()
        plan = CurrentPlan(opening: nil)
    }

    /// Takes note that somebody else has the seat and did something else than the last action: where they wait is no deadlock of
    /// the planner's.
    mutating func overruled() {
        recovery = BlockedRecovery()
        plan.dropSchedule()
        deadlock.observe(now, hasHappened: true, isWatched: false)
    }

    // MARK: On its own

    /// - Parameter usual: what a greedy cook would do.
    private mutating func react(_ state: borrowing StateView, _ row: [UInt16], _ usual: Action) -> Action {
        let hadBefore = before.isEmpty ? nil : knowledge.kitchen.withState(of: before) { $0.held(by: seat) }
        // Whoever orders in this very tick has seen what the last one led to.
        if order?.tick != now {
            plan.check(state, held: state.held(by: seat), hadBefore: hadBefore, knowledge, verifies: settings.verifies)
        }
        if let order, order.isOver(plan.goal, now) { self.order = nil }
        let makingRoom = order == nil ? room.goal(state, seat, knowledge) : nil
        isGreedy = (predictsPoorly || deadlock.isEnding(now)) && order == nil && makingRoom == nil
        if isGreedy {
            plan.adopt(greedy: greedyGoal(state))
            recovery = BlockedRecovery()
            return usual
        }
        recovery.observe(state.pose(of: seat))
        let goals = partners.mostLikelyGoals
        if let makingRoom {
            plan.adopt(greedy: makingRoom, for: .room)
        } else if plan.isDue(now, goals, hasOrder: order != nil) {
            deliberate(state, row)
            plan.noteDeliberation(now, goals)
            if let action = follow(row) { return action }
            if plan.goal == .standBy, let pot = fullPot(state) { plan.adopt(greedy: .at(pot), for: .fullPot) }
        }
        var action = step(state)
        if helpsPartner, let aside = way.action(insteadOf: action, state, seat, knowledge, &random) {
            action = aside
            isGivingWay = true
        }
        recovery.note(action, knowledge)
        return action
    }

    private mutating func deliberate(_ state: borrowing StateView, _ row: [UInt16]) {
        guard settings.deliberates else {
            plan.goal = greedyGoal(state)
            return
        }
        recalled = recollection?.recall(state, seat)
        let outlook = outlook(state)
        let verdict = deliberation.deliberate(state, row, now: now, outlook)
        plan.adopt(verdict, usual: outlook.usual, isTogether: outlook.kinds.plan > PlannerLoop.minPlan)
    }

    /// Whether what the others do has been predicted so badly that looking ahead with it misleads more than it helps. The less
    /// greedy cooks earn in a kitchen, the worse predictions must be to choose as they do.
    private var predictsPoorly: Bool {
        settings.deliberates && partners.isWorse(than: settings.trust * prepared.greedyShare * prepared.greedyShare)
    }

    /// The nearest pot that only has to be started; nil for none.
    ///
    /// The search leaves a pot to whoever is on the way to it, with a dish, too: there it is better not to wait for each other.
    private func fullPot(_ state: borrowing StateView) -> Station? {
        guard knowledge.kitchen.dynamics == .new, state.held(by: seat).isNone else { return nil }
        return knowledge.nearestReady(state, by: seat) { knowledge.terrain($0) == .pot ? 0 : nil }
    }

    /// What is believed of everybody now.
    func outlook(_ state: borrowing StateView) -> Deliberation.Outlook {
        var outlook = partners.outlook(state, own: plan.goal, seat: seat, usual: greedyGoal(state))
        if let recalled, let recollection { outlook.habits = (recollection.experience.shares(recalled), settings.experience.choice) }
        return outlook
    }

    /// Where a greedy cook would go.
    private func greedyGoal(_ state: borrowing StateView) -> Goal {
        guard let goal = knowledge.greedyStation(state, seat), !goal.waits else { return .standBy }
        return .at(goal.station)
    }

    private mutating func step(_ state: borrowing StateView) -> Action {
        if settings.verifies, let action = recovery.action(state, seat, knowledge, &random) { return action }
        guard knowledge.players == 2 else {
            var goals = TeamGoals(repeatElement(.standBy, count: knowledge.players))
            goals[seat] = plan.goal
            return deliberation.search.walker.choose(state, goals, now).actions[seat]
        }
        guard let belief = partners[1 - seat] else {
            return steps.action(state, to: plan.goal, besides: nil, next: PlannerLoop.staying)
        }
        if belief.kinds.useless > PlannerLoop.uselessness {
            return steps.action(state, to: plan.goal, besides: nil, next: belief.usualActions)
        }
        let station = belief.pace < Deliberation.standing ? nil : belief.mostLikely.goal.station
        return steps.action(state, to: plan.goal, besides: station, next: forecast?.next ?? belief.nextActions(state))
    }
}
