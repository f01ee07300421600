import Basics
import Agents
import Kitchen

/// The loop of a planning cook for one episode: look, correct the belief, check the skill under way, deliberate where
/// needed, step.
struct PlannerMind {
    private let prepared: Preparation
    private let settings: PlannerSettings
    private let seat: Int
    private let horizon: Int
    private let deliberation: Deliberation
    private let steps: Steps
    private var random: RandomStream
    /// What is thought of the others, by player; the own seat's is unused.
    private var beliefs: [PartnerBelief]
    /// The joint schedule that is followed as long as the others do.
    private var schedule: Schedule?
    /// The station under way, `Walker.free` for none, -1 for standing by.
    private var station = Int(Walker.free)
    private var verdict: Deliberation.Verdict?
    /// The row that the last action was chosen in, and the tick of the last deliberation.
    private var before: [UInt16] = []
    private var deliberated = (tick: -1, partners: [Int]())
    private var deadlock = Deadlock()
    private var now = 0
    /// A greedy cook in the same seat, and whether the last action was its.
    private var greedy = GreedyKind().makeAgent()
    private var isGreedy = false
    /// The tick in which somebody last took or put something, and until when a standstill is to be ended.
    private var standstill = (since: 0, until: 0)
    /// Ticks in which nobody may have anything to take or put, with a soup on the fire and a way to go.
    private let maxWait: Int
    /// Whether the last action was the schedule's.
    private var isFollowing = false
    /// Why the skill under way was given up in the last tick.
    private var failure: String?
    /// What cooks did in situations like those met, where there is experience.
    private let recollection: Recollection?
    /// The examples that the choice of the last tick was made with.
    private(set) var recalled: [Experience.Recalled]?
    /// The station that somebody else chose (see `pursue`), and the tick in which it was taken up.
    private var order: (station: Int, tick: Int)?

    init(_ prepared: Preparation, _ settings: PlannerSettings, _ episode: EpisodeContext, _ experience: Experience?) throws {
        self.prepared = prepared
        self.settings = settings
        seat = episode.seat
        horizon = episode.horizon
        random = episode.random
        deliberation = try Deliberation(prepared, settings, seat: episode.seat, horizon: episode.horizon)
        steps = Steps(knowledge: prepared.knowledge, motions: prepared.motions, seat: episode.seat)
        let recollection = experience.map { Recollection($0, settings.experience, prepared.knowledge, horizon: episode.horizon) }
        self.recollection = recollection
        let remembers = settings.experience.belief > 0
        beliefs = (0..<episode.kitchen.players).map {
            PartnerBelief(prepared.knowledge, player: $0, recollection: remembers ? recollection : nil)
        }
        schedule = settings.deliberates ? prepared.opening : nil
        maxWait = (prepared.knowledge.recipes.cookTimes.max() ?? 0) + 10
        try greedy.begin(episode)
    }

    private var knowledge: KitchenKnowledge { prepared.knowledge }
    private var others: [Int] { (0..<knowledge.players).filter { $0 != seat } }

    // MARK: A tick

    mutating func act(_ game: KitchenGame) -> Action {
        let row = game.row
        now = game.timestep
        failure = nil
        recalled = nil
        if settings.believes { watch(row, game) }
        noteStandstill(row)
        let usual = greedy.act(game).action
        let action = follow(row, now) ?? react(row, now, usual)
        before = row
        return action
    }

    /// The action of the joint schedule, nil where the game went another way.
    private mutating func follow(_ row: [UInt16], _ now: Int) -> Action? {
        guard let schedule, let step = schedule.step(at: now), step.row == row else {
            schedule = nil
            isFollowing = false
            return nil
        }
        isFollowing = true
        station = Int(step.goals[seat])
        deadlock = Deadlock()
        return Action(rawValue: step.actions[seat]) ?? .stay
    }

    private mutating func watch(_ row: [UInt16], _ game: KitchenGame) {
        row.withUnsafeBufferPointer { after in
            let after = after.baseAddress.unsafelyUnwrapped
            for player in others {
                let planned = planned(for: player, game.timestep)
                guard !before.isEmpty else {
                    beliefs[player].begin(after, options: prepared.options, planned: planned)
                    continue
                }
                before.withUnsafeBufferPointer { before in
                    _ = beliefs[player].observe(
                        before.baseAddress.unsafelyUnwrapped, did: game.lastAction(of: player), after, options: prepared.options,
                        planned: planned)
                }
            }
        }
    }

    /// The station that the plan has for a player.
    private func planned(for player: Int, _ now: Int) -> Int? {
        if let step = schedule?.step(at: max(0, now - 1)) { return Int(step.goals[player]) }
        return verdict.flatMap { $0.wishes.indices.contains(player) ? Int($0.wishes[player]) : nil }
    }

    // MARK: On its own

    /// - Parameter usual: what a greedy cook would do.
    private mutating func react(_ row: [UInt16], _ now: Int, _ usual: Action) -> Action {
        check(row)
        if let order, order.station != station || now - order.tick > PlannerMind.patience { self.order = nil }
        isGreedy = (isAdrift || now < standstill.until) && order == nil
        if isGreedy {
            station = greedyStation(row)
            (verdict, schedule, deadlock) = (nil, nil, Deadlock())
            return usual
        }
        deadlock.look(row, seat, knowledge)
        let partners = others.map { settings.believes ? beliefs[$0].likeliest.station : Int(Walker.free) }
        if isDue(now, partners) {
            deliberate(row, now)
            deliberated = (now, partners)
            if let action = follow(row, now) { return action }
        }
        let action = step(row, now)
        deadlock.note(row, action, seat, knowledge)
        return action
    }

    /// Notices when everybody waits for another: for longer than any soup cooks nobody has taken or put anything. Then what
    /// others are thought to be about to do is wrong, however well they were foretold, and for a while it does as a greedy
    /// cook, who stops counting on others.
    private mutating func noteStandstill(_ row: [UInt16]) {
        let hasHappened =
            before.isEmpty
            || (0..<knowledge.players).contains {
                row[RowShape.held($0)] != before[RowShape.held($0)]
            }
        if hasHappened { standstill.since = now }
        if settings.verifies, now - standstill.since > maxWait {
            standstill = (now, now + PlannerMind.patience)
        }
    }

    /// Gives up a skill that is done or cannot be done any more.
    private mutating func check(_ row: [UInt16]) {
        guard station >= 0 else { return }
        let now = held(row)
        if !before.isEmpty, held(before) != now {
            station = Int(Walker.free)
        } else if settings.verifies {
            let readiness = row.withUnsafeBufferPointer {
                knowledge.readiness($0.baseAddress.unsafelyUnwrapped, held: now, station: station)
            }
            if readiness == .impossible {
                failure = "what it was about to do can no longer be done"
                station = Int(Walker.free)
            }
        }
    }

    private func held(_ row: [UInt16]) -> Item { Item(bits: row[RowShape.held(seat)]) }

    /// Ticks after which a choice is thought over.
    private static let review = 8

    private func isDue(_ now: Int, _ partners: [Int]) -> Bool {
        if station == Int(Walker.free) { return true }
        if order != nil, station >= 0 { return false }
        let age = now - deliberated.tick
        return age >= PlannerMind.review || (partners != deliberated.partners && age >= 1) || (station < 0 && age >= 2)
    }

    private mutating func deliberate(_ row: [UInt16], _ now: Int) {
        guard settings.deliberates else {
            station = greedyStation(row)
            return
        }
        if let recollection {
            recalled = row.withUnsafeBufferPointer { recollection.recall($0.baseAddress.unsafelyUnwrapped, seat) }
        }
        let outlook = outlook(row)
        let verdict = deliberation.deliberate(row, now: now, outlook)
        self.verdict = verdict
        station = verdict.choices.first?.station ?? greedyStation(row)
        schedule = outlook.kinds.plan > PlannerMind.trust ? verdict.together : nil
    }

    /// Whether what the others do has been foretold so badly that looking ahead with it misleads more than it helps. The less
    /// greedy cooks earn in a kitchen, the worse forecasts must be to choose as they do.
    private var isAdrift: Bool {
        guard settings.deliberates else { return false }
        let least = settings.trust * prepared.greedyShare * prepared.greedyShare
        return settings.believes && others.contains { beliefs[$0].foretold < least }
    }

    /// What is thought of everybody now.
    private func outlook(_ row: [UInt16]) -> Deliberation.Outlook {
        var stations = [Int16](repeating: Walker.free, count: knowledge.players)
        stations[seat] = Int16(station)
        var kinds = PartnerBelief.Kinds(plan: 1, ownWay: 0, useless: 0)
        var still = 0
        var pace = 1.0
        if settings.believes {
            for player in others {
                let belief = beliefs[player]
                let likeliest = belief.likeliest
                stations[player] = usable(likeliest.station, row, player) ? Int16(likeliest.station) : Walker.free
                still = max(still, belief.still)
                let theirs = belief.kinds
                if theirs.plan < kinds.plan { kinds = theirs }
                pace = min(pace, belief.pace, belief.speed)
            }
        }
        var outlook = Deliberation.Outlook(stations: stations, kinds: kinds, pace: pace, still: still, usual: greedyStation(row))
        if let recalled, let recollection { outlook.habits = (recollection.experience.shares(recalled), settings.experience.choice) }
        return outlook
    }

    /// Where a greedy cook would go.
    private func greedyStation(_ row: [UInt16]) -> Int {
        let state = row.withUnsafeBufferPointer { IndexedState(players: knowledge.players, row: $0) }
        guard let goal = knowledge.forecasts[seat].goal(state), !goal.waits else { return Int(Walker.idle) }
        return goal.station
    }

    /// The likelihood of playing along from which on the joint schedule is followed to the letter.
    private static let trust = 0.7

    /// Whether a player can be on the way to `station` at all.
    private func usable(_ station: Int, _ row: [UInt16], _ player: Int) -> Bool {
        guard station >= 0 else { return false }
        return row.withUnsafeBufferPointer { row in
            let row = row.baseAddress.unsafelyUnwrapped
            let held = knowledge.held(row, player)
            guard knowledge.distance(knowledge.pose(row, player), station) < Int(MotionPlanner.unreachable) else { return false }
            return knowledge.readiness(row, held: held, station: station) != .impossible
        }
    }

    private mutating func step(_ row: [UInt16], _ now: Int) -> Action {
        if settings.verifies, let action = deadlock.wayOut(row, seat, knowledge, &random) { return action }
        return row.withUnsafeBufferPointer { words in
            let row = words.baseAddress.unsafelyUnwrapped
            guard knowledge.players == 2 else {
                var goals = [Int16](repeating: Walker.idle, count: knowledge.players)
                goals[seat] = Int16(station)
                deliberation.search.walker.choose(row, goals, now)
                return Action(rawValue: deliberation.search.walker.actions[seat]) ?? .stay
            }
            let partner = 1 - seat
            guard settings.believes else { return steps.action(row, to: station, beside: -1, next: [0, 0, 0, 0, 1, 0]) }
            let belief = beliefs[partner]
            if belief.kinds.useless > 0.5 { return steps.action(row, to: station, beside: -1, next: belief.usualActions) }
            let likeliest = belief.pace < Deliberation.standing ? -1 : belief.likeliest.station
            return steps.action(row, to: station, beside: likeliest, next: belief.nextActions(row))
        }
    }

    // MARK: Orders

    /// Ticks after which an order that came to nothing is dropped.
    private static let patience = 40

    /// Whether it is carrying out what somebody else chose.
    var hasOrder: Bool { order != nil }

    /// Whether the last action was a step of carrying it out.
    var isCarryingOut: Bool { order.map { $0.station == station } ?? false }

    /// Takes note that the last action was not done, because whoever gives the orders wants it to stay without one.
    mutating func stayed() {
        deadlock = Deadlock()
        schedule = nil
        isFollowing = false
    }

    /// Goes for `station` (-1: stands by), whatever it would do itself, until that is done or cannot be done any more.
    /// - Returns: whether it can be done; if not, nothing changes.
    mutating func pursue(_ station: Int, in game: KitchenGame) -> Bool {
        guard station < 0 || usable(station, game.row, seat) else { return false }
        self.station = station
        schedule = nil
        isFollowing = false
        order = (station, game.timestep)
        deliberated.tick = game.timestep
        return true
    }

    /// What it could do next, the best first, as far as it can tell.
    func offers(_ game: KitchenGame) -> [(station: Int, skill: Skill)] {
        let row = game.row
        return deliberation.deliberate(row, now: game.timestep, outlook(row)).choices.map { choice in
            let skill = row.withUnsafeBufferPointer { words in
                words.baseAddress.map { knowledge.skill($0, held: knowledge.held($0, seat), station: choice.station) } ?? .standBy
            }
            return (choice.station, skill)
        }
    }

    /// What cooks did in situations like the one of a game, in words; nil without experience.
    func memories(_ game: KitchenGame, most: Int) -> String? {
        recollection.map { recollection in
            game.row.withUnsafeBufferPointer { recollection.words($0.baseAddress.unsafelyUnwrapped, seat, most: most) }
        }
    }

    // MARK: Telling

    var explanation: Explanation? {
        guard !before.isEmpty else { return nil }
        return PlannerReport(
            knowledge: knowledge, seat: seat, row: before, station: station, beliefs: settings.believes ? beliefs : [],
            schedule: isFollowing ? schedule : nil, verdict: verdict, failure: failure, isEvading: deadlock.isEvading, isGreedy: isGreedy,
            horizon: horizon, now: now
        ).explanation
    }
}
