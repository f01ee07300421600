import Kitchen

/// What a planner is about to do, where that came from, and when it must be thought over.
struct CurrentPlan {
    /// The goal under way.
    var goal = Goal.free
    /// For what the goal was taken up apart from deliberating; nil for nothing.
    private(set) var courtesy: Courtesy?
    /// What came of the last deliberation.
    private(set) var verdict: Deliberation.Verdict?
    /// The joint schedule that is followed as long as the others do.
    private(set) var schedule: Schedule?
    /// Whether the last action was the schedule's.
    private(set) var isFollowing = false
    /// Why the skill under way was given up in the last tick.
    private(set) var failure: String?
    /// The tick of the last deliberation, before the first tick if there was none, and what the others were most likely to go for
    /// then.
    private var deliberated = (tick: -1, partners: [Goal]())

    /// Something that is done for a partner that cannot go on.
    enum Courtesy { case room, fullPot }

    /// Ticks after which a choice is thought over, and one to stand by.
    static let review = (work: 8, standBy: 2)

    /// - Parameter opening: the schedule to begin with.
    init(opening: Schedule?) { schedule = opening }

    /// Begins a tick.
    mutating func beginTick() { failure = nil }

    /// The schedule's action; nil where the game went another way, which ends it.
    /// - Parameter row: the state, as `KitchenGame.row`.
    mutating func follow(_ row: [UInt16], _ now: Int, seat: Int) -> Action? {
        guard let schedule, let step = schedule.step(at: now), step.row == row else {
            dropSchedule()
            return nil
        }
        isFollowing = true
        goal = step.goals[seat]
        return step.actions[seat]
    }

    mutating func dropSchedule() {
        schedule = nil
        isFollowing = false
    }

    /// The goal that the plan has for a player, nil where there is none.
    func planned(for player: Int, _ now: Int) -> Goal? {
        if let step = schedule?.step(at: max(0, now - 1)) { return step.goals[player] }
        return verdict.flatMap { $0.wishes.indices.contains(player) ? $0.wishes[player] : nil }
    }

    /// Gives up a skill that is done, or, where that is checked, one that cannot be done any more.
    /// - Parameters:
    ///   - held: what the cook holds.
    ///   - hadBefore: what it held a tick ago, nil in the first tick.
    mutating func check(_ state: borrowing StateView, held: Item, hadBefore: Item?, _ knowledge: KitchenKnowledge, verifies: Bool) {
        guard let station = goal.station else { return }
        if let hadBefore, hadBefore != held {
            goal = .free
        } else if verifies, knowledge.readiness(state, held: held, station: station) == .impossible {
            failure = "what it was about to do can no longer be done"
            goal = .free
        }
    }

    /// Whether to deliberate now.
    /// - Parameters:
    ///   - partners: what the others are most likely to go for.
    ///   - hasOrder: whether somebody else chose the goal.
    func isDue(_ now: Int, _ partners: [Goal], hasOrder: Bool) -> Bool {
        if goal == .free { return true }
        let age = now - deliberated.tick
        // Who was told to stand by does so for as long as it takes to think that over.
        if hasOrder, goal != .standBy || age < CurrentPlan.review.standBy { return false }
        return age >= CurrentPlan.review.work || (partners != deliberated.partners && age >= 1)
            || (goal == .standBy && age >= CurrentPlan.review.standBy)
    }

    /// Notes a deliberation.
    mutating func noteDeliberation(_ now: Int, _ partners: [Goal]) { deliberated = (now, partners) }

    /// Takes over what came of a deliberation.
    /// - Parameters:
    ///   - usual: the goal where nothing leads anywhere.
    ///   - isTogether: whether the others are believed to play along.
    mutating func adopt(_ verdict: Deliberation.Verdict, usual: Goal, isTogether: Bool) {
        self.verdict = verdict
        courtesy = nil
        goal = verdict.choices.first?.goal ?? usual
        schedule = isTogether ? verdict.together : nil
    }

    /// Goes for what a greedy cook would, or for what helps a partner, without a plan.
    mutating func adopt(greedy goal: Goal, for courtesy: Courtesy? = nil) {
        self.goal = goal
        self.courtesy = courtesy
        verdict = nil
        schedule = nil
    }

    /// Goes for what somebody else chose.
    mutating func adopt(order goal: Goal, _ now: Int) {
        self.goal = goal
        courtesy = nil
        dropSchedule()
        deliberated.tick = now
    }
}
