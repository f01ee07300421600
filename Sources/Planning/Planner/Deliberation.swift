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
        search = try JointSearch(prepared.knowledge, prepared.options, prepared.motions)
    }

    /// What is thought of the others while deliberating.
    struct Outlook {
        /// Everyone's station; of the thinker's own, the one under way or `Walker.free`.
        var stations: [Int16]
        /// How likely the others are of each kind.
        var kinds: PartnerBelief.Kinds
        /// The share of ticks in which they act.
        var pace: Double
        /// Ticks since the others moved, the most over all.
        var still: Int
        /// Where a greedy cook would go in the thinker's place, -1 for nowhere.
        var usual: Int
        /// How readily each kind of work was done in situations like this one, by `Skill.Work.rawValue`, and how many ticks of
        /// work it is worth when all did the same; nil without experience.
        var habits: (shares: [Double], ticks: Double)?
    }

    /// One choice and what it is worth.
    struct Choice: Sendable {
        /// A station, -1 for standing by.
        var station: Int
        var value: Double
    }

    /// What came of it.
    struct Verdict: Sendable {
        /// The best first; empty where nothing leads anywhere.
        var choices: [Choice]
        /// The best schedule in which everybody plays along, if it begins with the best choice.
        var together: Schedule?
        /// What the others do first in it.
        var wishes: [Int16]
        /// States looked at.
        var nodes: Int
    }

    /// Below this pace a player is taken to stand still.
    static let standing = 0.12
    /// From this pace on a player is taken to act in every tick.
    private static let brisk = 0.85
    /// A choice under way is preferred by the price of this many ticks of work.
    private static let persistence = 3.0
    /// Laying something down and standing by are as good as others make them: so many ticks of work are taken off.
    private static let doubt = 4.0
    /// What a greedy cook would do is seldom far wrong, whoever the partner is: so many ticks of work are added.
    private static let custom = 3.0
    /// Ticks after which one who does not move is taken to stay where it is.
    private static let rooted = 15
    /// Alone one gets on slower, but there is less to search: so many times farther it looks ahead.
    private static let farther = 2
    /// Likelihoods below this are not looked into.
    private static let negligible = 0.08

    /// A way that the others may behave, with what each choice leads to then.
    private struct Future {
        var weight: Double
        var branches: [JointSearch.Branch]
    }

    func deliberate(_ row: [UInt16], now: Int, _ outlook: Outlook) -> Verdict {
        var futures: [Future] = []
        var together: (schedule: Schedule, station: Int)?
        var nodes = 0
        let others = (0..<outlook.stations.count).filter { $0 != seat }
        let stands = outlook.pace < Deliberation.standing
        let useless = others.isEmpty ? 0 : outlook.kinds.useless + (stands ? outlook.kinds.ownWay : 0)
        let ownWay = others.isEmpty || stands ? 0 : outlook.kinds.ownWay
        let plan = others.isEmpty ? 1 : outlook.kinds.plan
        if plan > Deliberation.negligible {
            let branches = search(row, now, outlook, others, .plan)
            if let best = branches.first { together = (search.schedule(to: best), Int(best.station)) }
            futures.append(Future(weight: plan, branches: branches))
            nodes += search.size
        }
        if ownWay > Deliberation.negligible {
            futures.append(Future(weight: ownWay, branches: search(row, now, outlook, others, .ownWay)))
            nodes += search.size
        }
        if useless > Deliberation.negligible {
            futures.append(Future(weight: useless, branches: search(row, now, outlook, others, .useless)))
            nodes += search.size
        }
        let choices = weigh(futures, row, outlook, doubt: 1 - plan)
        return Verdict(
            choices: choices, together: together.flatMap { $0.station == choices.first?.station ? $0.schedule : nil },
            wishes: together?.schedule.steps.first?.goals ?? [], nodes: nodes)
    }

    private enum Kind { case plan, ownWay, useless }

    private func search(_ row: [UInt16], _ now: Int, _ outlook: Outlook, _ others: [Int], _ kind: Kind) -> [JointSearch.Branch] {
        var goals = outlook.stations
        goals[seat] = Walker.free
        var task = JointSearch.Task(now: now, horizon: horizon, worth: prepared.worth, chooser: seat)
        var effort = JointSearch.Effort(width: settings.width, lookahead: settings.lookahead, maxNodes: settings.maxNodes)
        let walker = search.walker
        walker.pace = kind == .useless ? 0 : outlook.pace > Deliberation.brisk ? 1 : outlook.pace
        for player in others {
            walker.isForeseen[player] = kind != .plan
            if kind == .useless || (kind == .ownWay && goals[player] == Walker.free) {
                goals[player] = row.withUnsafeBufferPointer { walker.foreseenStation($0.baseAddress.unsafelyUnwrapped, player) }
            }
        }
        if kind == .useless {
            task.worth = prepared.loneWorth
            task.worth?.loner = seat
            task.ignored = others.first
            walker.absent = others.count == 1 && outlook.still < Deliberation.rooted ? others.first : nil
            effort.lookahead *= Deliberation.farther
        }
        defer {
            for player in others { walker.isForeseen[player] = false }
            walker.absent = nil
        }
        return search.search(from: row, goals: goals, task: task, effort: effort)
    }

    /// The choices by their mean value over the futures; what leads nowhere in one of them counts there as worse by a soup
    /// than the worst that leads somewhere.
    private func weigh(_ futures: [Future], _ row: [UInt16], _ outlook: Outlook, doubt: Double) -> [Choice] {
        let current = Int(outlook.stations[seat])
        let held = Item(bits: row[RowShape.held(seat)])
        let stations = Set(futures.flatMap { $0.branches.map { Int($0.station) } })
        let choices = stations.map { station -> Choice in
            var value = futures.reduce(0) { sum, future in
                let score = future.branches.first { Int($0.station) == station }?.score
                let worst = (future.branches.map(\.score).min() ?? 0) - prepared.knowledge.recipes.soup.reward
                return sum + future.weight * (score ?? worst)
            }
            let price = Double(prepared.worth.price)
            if station == current { value += Deliberation.persistence * price }
            if station == outlook.usual { value += doubt * Deliberation.custom * price }
            if station < 0 || isLaying(station, held) { value -= doubt * Deliberation.doubt * price }
            if let habits = outlook.habits { value += doubt * habits.shares[work(at: station, row, held)] * habits.ticks * price }
            return Choice(station: station, value: value)
        }
        return choices.sorted { ($1.value, $0.station) < ($0.value, $1.station) }
    }

    /// The kind of work that the thinker would do at a station.
    private func work(at station: Int, _ row: [UInt16], _ held: Item) -> Int {
        row.withUnsafeBufferPointer {
            prepared.knowledge.skill($0.baseAddress.unsafelyUnwrapped, held: held, station: station).work.rawValue
        }
    }

    private func isLaying(_ station: Int, _ held: Item) -> Bool {
        station >= 0 && !held.isNone && prepared.knowledge.terrain[station] == .counter && !prepared.mustHandOver
    }
}
