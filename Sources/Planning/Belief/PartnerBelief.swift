import Foundation
import Kitchen

/// What is believed of another player: which station it is going to, how fast it is, what it does and never does, and
/// whether it plays along.
///
/// Inverse planning (Baker, Saxe and Tenenbaum, "Action understanding as inverse planning", 2009): how likely each station is
/// follows by Bayes from how well a softly rational walker who goes there explains the actions seen. When a skill is done
/// the belief begins again from what the player can do next, what a greedy cook would do, what the plan has for it,
/// and what it has done so far.
struct PartnerBelief {
    let knowledge: KitchenKnowledge
    let player: Int
    /// How likely the player has each goal, in the order of stations; the last is standing by: `[stations + 1]`. Sums to one.
    private(set) var stations: [Double]
    /// Ticks in which the player acted, and ticks in which it had somewhere to go; both fading.
    private var acted = (ticks: Model.assumedPace * Model.assumedTicks, of: Model.assumedTicks)
    private var progress = Progress()
    private var predictions: PredictionAccuracy
    /// How often it has done each kind of work: `[Skill.Work.rawValue]`.
    private(set) var works: [Double] = Array(repeating: 0, count: Skill.Work.allCases.count)
    /// Ticks since it moved or turned.
    private(set) var still = 0
    /// How often it did each action recently, fading: `[Action.rawValue]`.
    private var actions = [Double](repeating: 1, count: Action.allCases.count)
    /// Fading log-likelihoods of its actions if it follows the plan, goes its own way, or does nothing with a purpose.
    private var evidence = Model.firstEvidence

    /// A number for each kind of player.
    struct Kinds: Sendable {
        /// It does what the plan has for it.
        var plan: Double
        /// It does something useful, with or without the plan.
        var ownWay: Double
        /// Nothing useful is to be expected from it: it stands still, or acts at random.
        var useless: Double
    }
    /// Goals to choose from, for reuse.
    private var list: [Goal] = []
    /// What cooks did in situations like the player's; nil without experience.
    private let recollection: Recollection?

    /// Numbers of the model, set by hand; docs/experiments/planning.md shows how well they predict people.
    private enum Model {
        /// How sharply a walker prefers shorter ways.
        static let rationality = 2.0
        /// Share of actions that mean nothing.
        static let slip = 0.03
        /// Share of ticks in which a player thinks of something else.
        static let change = 0.04
        /// What is kept of its own belief when somebody else says what to expect.
        static let own = 0.2
        /// Shares of the prior: what a greedy cook would do, what the plan has, standing by, and all that can be done at all,
        /// sensible or not; the rest is for what is sensible.
        static let prior = (greedy: 0.4, plan: 0.2, standBy: 0.1, anything: 0.1)
        /// What remains of evidence a tick later.
        static let fading = (pace: 0.9, kind: 0.95)
        /// How likely every kind is at least.
        static let minKind = 0.03
        /// The pace that everybody is assumed to have at first, and the ticks that this counts for.
        static let assumedPace = 0.9
        static let assumedTicks = 4.0
        /// Nobody is assumed to be useless at first.
        static let firstEvidence = Kinds(plan: 0, ownWay: 0, useless: -1)
        /// Log-likelihoods that are farther below the best count as this far.
        static let minEvidence = -30.0
        /// Goals less likely than this are left out of what comes next.
        static let negligible = 0.001
        /// What one who stands by does: `[Action.rawValue]`, and two that are not used.
        static let standingBy = SIMD8<Double>(0.04, 0.04, 0.04, 0.04, 0.8, 0.04, 0, 0)
        /// The same for one who can use the station that it faces.
        static let using = SIMD8<Double>(0.02, 0.02, 0.02, 0.02, 0.02, 0.9, 0, 0)
        /// The same for one who waits at a station.
        static let waiting = SIMD8<Double>(0.05, 0.05, 0.05, 0.05, 0.55, 0.25, 0, 0)
        /// What a walker loses, in steps, by staying and by interacting with nothing; and the most that it may lose by a step.
        static let loss = (stay: 1.5, interact: 2.0, step: 2)
        /// Weights of steps by what they lose, 0 to `loss.step`, and those of staying and interacting.
        static let weights = SIMD8<Double>(
            exp(-rationality * 0), exp(-rationality * 1), exp(-rationality * 2), exp(-rationality * loss.stay),
            exp(-rationality * loss.interact), 0, 0, 0)
    }

    /// - Parameter recollection: nil without experience.
    init(_ knowledge: KitchenKnowledge, player: Int, recollection: Recollection? = nil) {
        self.knowledge = knowledge
        self.player = player
        self.recollection = recollection
        stations = Array(repeating: 1 / Double(knowledge.stations + 1), count: knowledge.stations + 1)
        predictions = PredictionAccuracy(stations: knowledge.stations)
    }

    /// The share of ticks in which the player does something when there is something to do.
    var pace: Double { acted.ticks / acted.of }

    /// How fast it is at what it does, 0 to 1; see `Progress`.
    var speed: Double {
        guard let station = mostLikely.goal.station, let start = progress.start else { return progress.share(underWay: 0) }
        return progress.share(underWay: Double(knowledge.distance(start, station) + 1))
    }

    /// How well it has been predicted, 0 to 1; see `PredictionAccuracy`.
    var accuracy: Double { predictions.quality }

    /// How likely the player is of each kind.
    var kinds: Kinds {
        let most = max(evidence.plan, evidence.ownWay, evidence.useless)
        let weights = [evidence.plan, evidence.ownWay, evidence.useless].map { exp(max(Model.minEvidence, $0 - most)) }
        let sum = weights.reduce(0, +)
        let shares = weights.map { Model.minKind + (1 - 3 * Model.minKind) * $0 / sum }
        return Kinds(plan: shares[0], ownWay: shares[1], useless: shares[2])
    }

    /// The most likely goal, and how likely it is.
    var mostLikely: (goal: Goal, probability: Double) {
        var best = standBy
        for index in stations.indices where stations[index] > stations[best] { best = index }
        return (goal(at: best), stations[best])
    }

    /// The place of standing by in `stations`.
    private var standBy: Int { knowledge.stations }

    /// The goal at a place in `stations`.
    private func goal(at index: Int) -> Goal { index == standBy ? .standBy : .at(Station(index)) }

    /// The place of a goal in `stations`; that of standing by for none.
    private func index(of goal: Goal) -> Int { goal.station?.index ?? standBy }

    /// How likely the player has each goal, the most likely first.
    var ranked: [(goal: Goal, probability: Double)] {
        stations.indices.sorted { (stations[$1], $0) < (stations[$0], $1) }.map { (goal(at: $0), stations[$0]) }
    }

    // MARK: Predicting

    /// How often it did each action recently, as shares: `[Action.rawValue]`, six numbers.
    var usualActions: [Double] {
        let sum = actions.reduce(0, +)
        return actions.map { $0 / sum }
    }

    /// How likely each action comes next: `[Action.rawValue]`, six numbers.
    /// - Complexity: O(stations).
    func nextActions(_ state: borrowing StateView) -> [Double] {
        var sum = [Double](repeating: 0, count: Action.allCases.count)
        for (index, weight) in stations.enumerated() where weight > Model.negligible {
            let likelihoods = likelihoods(state, goal: goal(at: index), pace: pace)
            for action in sum.indices { sum[action] += weight * likelihoods[action] }
        }
        let total = sum.reduce(0, +)
        return total > 0 ? sum.map { $0 / total } : sum.map { _ in 1 / Double(sum.count) }
    }

    /// How likely the player does each action if that is its goal: `[Action.rawValue]`, and two that are not used.
    /// - Parameter pace: the share of ticks in which it acts.
    private func likelihoods(_ state: borrowing StateView, goal: Goal, pace: Double) -> SIMD8<Double> {
        let stay = Int(Action.stay.rawValue)
        let actions = Action.allCases.count
        let pose = state.pose(of: player)
        var weights = Model.standingBy
        if let station = goal.station {
            let here = knowledge.distance(pose, station)
            if here == 0 {
                let isReady = knowledge.readiness(state, held: state.held(by: player), station: station) == .ready
                weights = isReady ? Model.using : Model.waiting
            } else {
                let known = Model.weights
                for move in Action.moves {
                    let next = knowledge.distance(knowledge.moves[pose, move], station)
                    // A step brings nobody nearer by more than one.
                    weights[Int(move.rawValue)] = known[max(0, min(Model.loss.step, next - here + 1))]
                }
                weights[stay] = known[Model.loss.step + 1]
                weights[Int(Action.interact.rawValue)] = known[Model.loss.step + 2]
            }
        }
        weights /= weights.sum()
        weights *= pace
        weights[stay] += 1 - pace
        weights *= 1 - Model.slip
        for action in 0..<actions { weights[action] += Model.slip / Double(actions) }
        return weights
    }

    // MARK: Learning

    /// How likely the player has each goal in a state, before it acts: `[stations + 1]`, as `stations`.
    /// - Parameter planned: the goal that the plan has for it, nil where there is none.
    /// - Complexity: O(stations + slots).
    mutating func prior(_ state: borrowing StateView, options: Options, planned: Goal?) -> [Double] {
        var prior = [Double](repeating: 0, count: stations.count)
        list.removeAll(keepingCapacity: true)
        options.append(to: &list, state, player: player, goals: .free)
        list.removeAll { $0 == .standBy }
        let held = state.held(by: player)
        let rest = 1 - Model.prior.greedy - Model.prior.plan - Model.prior.standBy - Model.prior.anything
        let habits = list.map { habit(knowledge.skill(state, held: held, goal: $0).work) }
        let sum = habits.reduce(0, +)
        for (goal, habit) in zip(list, habits) { prior[index(of: goal)] += rest * habit / sum }
        prior[standBy] += Model.prior.standBy + (list.isEmpty ? rest : 0)
        let usable = usableStations(state)
        for station in usable { prior[station.index] += Model.prior.anything / Double(usable.count) }
        if usable.isEmpty { prior[standBy] += Model.prior.anything }
        let greedy = knowledge.greedyStation(state, player)?.station.index ?? standBy
        prior[greedy] += Model.prior.greedy
        prior[planned.map(index) ?? greedy] += Model.prior.plan
        if let recollection { remember(recollection, state, held, &prior) }
        return prior
    }

    /// Mixes into a prior what was done in situations like this one: each kind of work in equal parts among its stations.
    private func remember(_ recollection: Recollection, _ state: borrowing StateView, _ held: Item, _ prior: inout [Double]) {
        let works = list.map { knowledge.skill(state, held: held, goal: $0).work.rawValue }
        let shares = recollection.shares(state, player)
        let possible = Set(works).reduce(0) { $0 + shares[$1] }
        guard possible > 0 else { return }
        for place in prior.indices { prior[place] *= 1 - recollection.use.belief }
        for (goal, work) in zip(list, works) {
            let alike = works.count { $0 == work }
            prior[index(of: goal)] += recollection.use.belief * shares[work] / possible / Double(alike)
        }
    }

    /// All stations that the player can get to and do something at.
    private func usableStations(_ state: borrowing StateView) -> [Station] {
        let held = state.held(by: player)
        let zone = knowledge.zone(of: state.pose(of: player))
        return knowledge.allStations.filter {
            knowledge.reaches(zone, $0) && knowledge.readiness(state, held: held, station: $0) != .impossible
        }
    }

    /// How readily it does a kind of work, judged by what it did so far.
    private func habit(_ work: Skill.Work) -> Double {
        let all = works.reduce(0, +)
        return (works[work.rawValue] + 1) / (all + Double(works.count))
    }

    /// Whether there is something for the player to do at once.
    private func hasWork(_ state: borrowing StateView) -> Bool {
        guard let station = knowledge.greedyStation(state, player)?.station else { return false }
        return knowledge.distance(state.pose(of: player), station) > 0
            || knowledge.readiness(state, held: state.held(by: player), station: station) == .ready
    }

    /// Every goal that the player could have, all equally likely, the plainest prediction there is: `[stations + 1]`, as
    /// `stations`.
    func possible(_ state: borrowing StateView, options: Options) -> [Double] {
        var list: [Goal] = []
        options.append(to: &list, state, player: player, goals: .free)
        var prediction = [Double](repeating: 0, count: stations.count)
        for goal in list { prediction[index(of: goal)] = 1 / Double(list.count) }
        return prediction
    }

    /// Begins again from what is expected.
    mutating func begin(_ state: borrowing StateView, options: Options, planned: Goal?) {
        stations = prior(state, options: options, planned: planned)
        progress.begin(at: state.pose(of: player))
    }

    /// Takes over from somebody else how likely it uses each station next; what is left of one is standing by.
    mutating func expect(_ shares: [Int: Double]) {
        for index in stations.indices { stations[index] *= Model.own }
        var rest = 1 - Model.own
        for (station, share) in shares where station < standBy {
            stations[station] += (1 - Model.own) * share
            rest -= (1 - Model.own) * share
        }
        stations[standBy] += max(0, rest)
    }

    /// Takes in a tick for `speed` and `accuracy`.
    private mutating func measure(_ before: borrowing StateView, used: Station?) {
        var waits = false
        if let station = mostLikely.goal.station, knowledge.distance(before.pose(of: player), station) == 0 {
            waits = knowledge.readiness(before, held: before.held(by: player), station: station) == .later
        }
        progress.tick(waited: waits && used == nil)
        predictions.add(stations)
        guard let used else { return }
        predictions.close(used)
        if let start = progress.start { progress.finish(least: Double(knowledge.distance(start, used) + 1)) }
    }

    /// Takes in what the player did.
    /// - Parameters:
    ///   - before: the state in which it acted.
    ///   - after: the state that came of it.
    ///   - planned: the goal that the plan had for it.
    /// - Returns: the station that it used with effect, nil where it used none.
    mutating func observe(
        _ before: borrowing StateView, did action: Action, _ after: borrowing StateView, options: Options, planned: Goal?
    ) -> Station? {
        weighKind(before, action, planned)
        still = before.pose(of: player) == after.pose(of: player) ? still + 1 : 0
        if action != .stay || hasWork(before) {
            acted.ticks = acted.ticks * Model.fading.pace + (action == .stay ? 0 : 1)
            acted.of = acted.of * Model.fading.pace + 1
        }
        let used = knowledge.stationUsed(before, player, action, after)
        measure(before, used: used)
        if let used {
            let skill = knowledge.skill(before, held: before.held(by: player), goal: .at(used))
            works[skill.work.rawValue] += 1
            begin(after, options: options, planned: planned == .at(used) ? nil : planned)
            return used
        }
        let prior = prior(after, options: options, planned: planned)
        var total = 0.0
        for index in stations.indices {
            guard stations[index] > 0 || prior[index] > 0 else { continue }
            let likelihood = likelihoods(before, goal: goal(at: index), pace: pace)[Int(action.rawValue)]
            stations[index] = stations[index] * likelihood
            total += stations[index]
        }
        for index in stations.indices {
            let posterior = total > 0 ? stations[index] / total : prior[index]
            stations[index] = posterior * (1 - Model.change) + prior[index] * Model.change
        }
        return nil
    }

    private mutating func weighKind(_ before: borrowing StateView, _ action: Action, _ planned: Goal?) {
        let index = Int(action.rawValue)
        let fading = Model.fading.kind
        // One who plays along does not dawdle.
        let plan = planned.map { likelihoods(before, goal: $0, pace: 1)[index] }
        let own = nextActions(before)[index]
        evidence.plan = evidence.plan * fading + log(plan ?? own)
        evidence.ownWay = evidence.ownWay * fading + log(own)
        evidence.useless = evidence.useless * fading + log(actions[index] / actions.reduce(0, +))
        for other in actions.indices { actions[other] *= fading }
        actions[index] += 1
    }
}
