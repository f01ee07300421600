import Kitchen

/// Chooses what a cook does next, by searching what each choice leads to if the others play along, and if they go their
/// own way.
///
/// The two outcomes are weighed by how likely each is thought to be (a QMDP-like choice: Littman, Cassandra and Kaelbling,
/// 1995).
final class Deliberation {
    let search: JointSearch
    private let prepared: Preparation
    private let settings: PlannerSettings
    private let seat: Int
    private let horizon: Int

    init(_ prepared: Preparation, _ settings: PlannerSettings, seat: Int, horizon: Int) throws {
        self.prepared = prepared
        self.settings = settings
        self.seat = seat
        self.horizon = horizon
        search = try JointSearch(prepared.knowledge, prepared.options, prepared.motions, prepared.memories)
    }

    /// What is believed of the others while deliberating.
    struct Outlook {
        /// Everyone's: `[players]`; the planner's own is the one under way or free.
        var goals: [Goal]
        /// How likely the others are of each kind.
        var kinds: PartnerBelief.Kinds
        /// The share of ticks in which they act.
        var pace: Double
        /// Ticks since the others moved, the most over all.
        var still: Int
        /// What a greedy cook would go for in the planner's place.
        var usual: Goal
        /// How readily each kind of work was done in situations like this one: `[Skill.Work.rawValue]`, and how many ticks of
        /// work that counts for when all did the same; nil without experience.
        var habits: (shares: [Double], ticks: Double)?
    }

    /// One choice and its value.
    struct Choice: Sendable {
        var goal: Goal
        /// In units of reward.
        var value: Double
    }

    /// What came of it.
    struct Verdict: Sendable {
        /// The best first; empty where nothing leads anywhere.
        var choices: [Choice]
        /// The best schedule in which everybody plays along, if it begins with the best choice.
        var together: Schedule?
        /// Everyone's first goals in it: `[players]`; empty where there is none.
        var wishes: [Goal]
        /// States looked at.
        var nodes: Int
    }

    /// Below this pace a player is assumed to stand still.
    static let standing = 0.12
    /// From this pace on a player is assumed to act in every tick.
    private static let brisk = 0.85
    /// A choice under way is preferred by the price of this many ticks of work.
    private static let persistence = 3.0
    /// Laying something down and standing by are as good as others make them: this many ticks of work are taken off.
    private static let doubt = 4.0
    /// What a greedy cook would do is seldom far wrong, with any partner: this many ticks of work are added.
    private static let custom = 3.0
    /// Without help one is slower, but there is less to search: it looks ahead this many times farther.
    private static let farther = 2
    /// Ticks after which one who does not move is assumed to stay where it is.
    private static let rooted = 15
    /// Likelihoods below this are not looked into.
    private static let negligible = 0.08

    /// A way that the others may behave, with what each choice leads to then.
    private struct Future {
        var weight: Double
        var branches: [JointSearch.Branch]
    }

    /// What to do next.
    /// - Parameter row: the same state, as `KitchenGame.row`.
    /// - Complexity: up to three searches (`JointSearch`).
    func deliberate(_ state: borrowing StateView, _ row: [UInt16], now: Int, _ outlook: Outlook) -> Verdict {
        var futures: [Future] = []
        var together: (schedule: Schedule, goal: Goal)?
        var nodes = 0
        let others = outlook.goals.indices.filter { $0 != seat }
        let stands = outlook.pace < Deliberation.standing
        let useless = others.isEmpty ? 0 : outlook.kinds.useless + (stands ? outlook.kinds.ownWay : 0)
        let ownWay = others.isEmpty || stands ? 0 : outlook.kinds.ownWay
        let plan = others.isEmpty ? 1 : outlook.kinds.plan
        if plan > Deliberation.negligible {
            let branches = search(state, row, now, outlook, others, .plan)
            if let best = branches.first { together = (search.schedule(to: best), best.goal) }
            futures.append(Future(weight: plan, branches: branches))
            nodes += search.size
        }
        if ownWay > Deliberation.negligible {
            futures.append(Future(weight: ownWay, branches: search(state, row, now, outlook, others, .ownWay)))
            nodes += search.size
        }
        if useless > Deliberation.negligible {
            futures.append(Future(weight: useless, branches: search(state, row, now, outlook, others, .useless)))
            nodes += search.size
        }
        let choices = weigh(futures, state, outlook, doubt: 1 - plan)
        return Verdict(
            choices: choices, together: together.flatMap { $0.goal == choices.first?.goal ? $0.schedule : nil },
            wishes: together?.schedule.steps.first?.goals ?? [], nodes: nodes)
    }

    private enum Kind { case plan, ownWay, useless }

    private func search(
        _ state: borrowing StateView, _ row: [UInt16], _ now: Int, _ outlook: Outlook, _ others: [Int], _ kind: Kind
    ) -> [JointSearch.Branch] {
        var goals = outlook.goals
        goals[seat] = .free
        var task = JointSearch.Task(now: now, horizon: horizon, value: prepared.value, chooser: seat)
        var effort = settings.effort(in: prepared, isAlone: kind == .useless && outlook.still >= Deliberation.rooted)
        let walker = search.walker
        walker.pace = kind == .useless ? 0 : outlook.pace > Deliberation.brisk ? 1 : outlook.pace
        walker.predicted = kind == .plan ? [] : PlayerSet(others)
        for player in others where kind == .useless || (kind == .ownWay && goals[player] == .free) {
            goals[player] = walker.predictedGoal(state, player)
        }
        if kind == .useless {
            task.value = prepared.loneValue
            task.value.loner = seat
            task.ignored = others.first
            effort.lookahead *= Deliberation.farther
            walker.absent = others.count == 1 && outlook.still < Deliberation.rooted ? others.first : nil
        }
        defer {
            walker.predicted = []
            walker.absent = nil
        }
        return search.search(from: row, goals: goals, task: task, effort: effort)
    }

    /// The choices by their mean value over the futures; what leads nowhere in one of them counts there as worse by a soup
    /// than the worst that leads somewhere.
    private func weigh(_ futures: [Future], _ state: borrowing StateView, _ outlook: Outlook, doubt: Double) -> [Choice] {
        let current = outlook.goals[seat]
        let held = state.held(by: seat)
        let goals = Set(futures.flatMap { $0.branches.map(\.goal) })
        let choices = goals.map { goal -> Choice in
            var value = futures.reduce(0) { sum, future in
                let score = future.branches.first { $0.goal == goal }?.score
                let worst = (future.branches.map(\.score).min() ?? 0) - prepared.knowledge.recipes.soup.reward
                return sum + future.weight * (score ?? worst)
            }
            let price = Double(prepared.value.price)
            if goal == current { value += Deliberation.persistence * price }
            if goal == outlook.usual { value += doubt * Deliberation.custom * price }
            if goal.station == nil || isLaying(goal, held) { value -= doubt * Deliberation.doubt * price }
            if let habits = outlook.habits {
                let work = prepared.knowledge.skill(state, held: held, goal: goal).work
                value += doubt * habits.shares[work.rawValue] * habits.ticks * price
            }
            return Choice(goal: goal, value: value)
        }
        return choices.sorted { ($1.value, $0.goal) < ($0.value, $1.goal) }
    }

    private func isLaying(_ goal: Goal, _ held: Item) -> Bool {
        guard let station = goal.station else { return false }
        return !held.isNone && prepared.knowledge.terrain(station) == .counter && !prepared.mustHandOver
    }
}
