import Agents
import Basics
import Kitchen

/// A simulated beginner: it would do what a greedy cook does, but knows only some kinds of work at first; it learns others by
/// trying or by hints, and forgets them (`SkillMemory`). What it remembers goes with it from game to game.
struct Novice: Learner {
    private var memory: SkillMemory
    private let obedience: Double
    private let knowledge: (EpisodeContext) throws -> KitchenKnowledge
    private var cook: Cook?
    private var random = RandomStream(0)
    /// Ticks of its life so far; half-lives are counted in them.
    private var time = 0

    /// What it needs in one game.
    private struct Cook {
        let knowledge: KitchenKnowledge
        let seat: Int
        var walk: StationWalk
        var follower: HintFollower
        /// What it does now, and since when; a nil station is wandering about.
        var plan: (station: Station?, held: Item, since: Int)?
        var before: KitchenGame?
    }

    /// How likely it tries a kind of work that it does not remember, at each choice.
    private static let curiosity = 0.08
    /// Ticks of a choice, and of wandering about.
    private static let span = (work: 20, wandering: 8)
    /// How likely one who wanders about takes a step.
    private static let restlessness = 0.5
    /// Ticks between games.
    private static let pause = 400

    /// - Parameters:
    ///   - works: what it knows at first.
    ///   - obedience: how likely it follows a hint.
    ///   - knowledge: what is known of a kitchen.
    init(
        knowing works: Set<Skill.Work>, obedience: Double, knowledge: @escaping (EpisodeContext) throws -> KitchenKnowledge
    ) {
        memory = SkillMemory(knowing: works)
        self.obedience = obedience
        self.knowledge = knowledge
    }

    mutating func begin(_ episode: EpisodeContext) throws {
        let known = try knowledge(episode)
        if cook != nil { time += Novice.pause }
        cook = Cook(
            knowledge: known, seat: episode.seat, walk: StationWalk(known, seat: episode.seat),
            follower: HintFollower(known, seat: episode.seat, obedience: obedience))
        random = RandomStream(episode.seed, UInt64(episode.seat), StreamKey.learner)
    }

    mutating func hear(_ hint: Hint) { cook?.follower.hear(hint) }

    mutating func act(_ game: KitchenGame) -> Decision {
        guard var cook else { return Decision(.stay) }
        let now = game.timestep
        time += 1
        let action = game.withState { state in
            learn(cook, state, game)
            if let work = cook.follower.begin(state, now, &random) { memory.practise(work, at: time) }
            if let action = cook.follower.action(state, now, &random) {
                cook.plan = nil
                return action
            }
            return next(&cook, state, now)
        }
        cook.before = game
        self.cook = cook
        return Decision(action)
    }

    /// Remembers what it has just done.
    private mutating func learn(_ cook: Cook, _ state: borrowing StateView, _ game: KitchenGame) {
        guard let before = cook.before else { return }
        let work = before.withState { cook.knowledge.workDone($0, cook.seat, game.lastAction(of: cook.seat), state) }
        if let work { memory.practise(work, at: time) }
    }

    private mutating func next(_ cook: inout Cook, _ state: borrowing StateView, _ now: Int) -> Action {
        let held = state.held(by: cook.seat)
        if let plan = cook.plan {
            let span = plan.station == nil ? Novice.span.wandering : Novice.span.work
            if plan.held != held {
                cook.plan = nil
            } else if now - plan.since >= span {
                // Whoever has gone for something in vain looks around for a while.
                cook.plan = plan.station == nil ? nil : (nil, held, now)
            }
        }
        let plan = cook.plan ?? (choose(cook, state, held), held, now)
        cook.plan = plan
        if let station = plan.station, let action = cook.walk.action(state, to: station, &random) {
            if action == .interact { cook.plan = nil }
            return action
        }
        if plan.station != nil { cook.plan = (nil, held, now) }
        guard random.chance(Novice.restlessness) else { return .stay }
        return state.randomFreeStep(of: cook.seat, cook.knowledge.moves, &random) ?? .stay
    }

    /// Where to go: where a greedy cook would if it knows how, else to other work that it knows, else nowhere.
    private mutating func choose(_ cook: Cook, _ state: borrowing StateView, _ held: Item) -> Station? {
        let knowledge = cook.knowledge
        guard let greedy = knowledge.greedyStation(state, cook.seat) else { return nil }
        if greedy.waits, knowledge.terrain(greedy.station) != .pot { return nil }
        func work(_ station: Station) -> Skill.Work { knowledge.skill(state, held: held, goal: .at(station)).work }
        let chance = max(Novice.curiosity, memory.recall(work(greedy.station), at: time))
        if random.chance(chance) { return greedy.station }
        var others: [Station] = []
        for station in knowledge.allStations {
            guard knowledge.terrain(station) != .counter, knowledge.isUsable(state, .at(station), by: cook.seat),
                knowledge.readiness(state, held: held, station: station) == .ready, work(station) != work(greedy.station)
            else { continue }
            others.append(station)
        }
        others = others.filter { random.chance(memory.recall(work($0), at: time)) }
        return others.isEmpty ? nil : others[random.below(others.count)]
    }
}
