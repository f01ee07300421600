import Foundation
import Kitchen

/// What is thought of another player: which station it is going to, how fast it is, what it does and never does, and
/// whether it plays along.
///
/// Inverse planning (Baker, Saxe and Tenenbaum, "Action understanding as inverse planning", 2009): how likely each station is
/// follows by Bayes from how well a softly rational walker who goes there explains the actions seen. When a skill is done
/// the belief begins anew from what the player can do next, what a greedy cook would do, what the plan has for it,
/// and what it has done so far.
struct PartnerBelief {
    let knowledge: KitchenKnowledge
    let player: Int
    /// How likely the player goes to each station; the last is standing by. Sums to one.
    private(set) var stations: [Double]
    /// Ticks in which the player acted, and ticks in which it had somewhere to go; both fading.
    private var acted = (ticks: 3.6, of: 4.0)
    /// How well it gets on.
    private var progress = Progress()
    /// How well it has been foretold.
    private var foresight: Foresight
    /// How often it has done each kind of work.
    private(set) var works: [Double] = Array(repeating: 0, count: Skill.Work.allCases.count)
    /// Ticks since it moved or turned.
    private(set) var still = 0
    /// How often it did each action of late, fading.
    private var actions = [Double](repeating: 1, count: Action.allCases.count)
    /// Fading log-likelihoods of its actions if it follows the plan, goes its own way, or does nothing with a purpose.
    private var evidence = Kinds(plan: 0, ownWay: 0, useless: -1)

    /// A number for each kind of player.
    struct Kinds: Sendable {
        /// It does what the plan has for it.
        var plan: Double
        /// It does something useful, whatever the plan.
        var ownWay: Double
        /// Nothing useful is to be expected of it: it stands still, or acts at random.
        var useless: Double
    }
    /// Stations to choose from, for reuse.
    private var list: [Int] = []
    /// What cooks did in situations like the player's; nil without experience.
    private let recollection: Recollection?

    /// Numbers of the model, set by hand; docs/experiments/planning.md tells how well they foretell people.
    private enum Model {
        /// How sharply a walker prefers shorter ways.
        static let rationality = 2.0
        /// Share of actions that mean nothing.
        static let slip = 0.03
        /// Share of ticks in which a player thinks of something else.
        static let change = 0.04
        /// Shares of the prior: what a greedy cook would do, what the plan has, standing by, and all that can be done at all,
        /// sensible or not; the rest is for what is sensible.
        static let prior = (greedy: 0.4, plan: 0.2, standBy: 0.1, anything: 0.1)
        /// What remains of evidence a tick later.
        static let fading = (pace: 0.9, kind: 0.95)
        /// How likely every kind is at least.
        static let minKind = 0.03
    }

    init(_ knowledge: KitchenKnowledge, player: Int, recollection: Recollection? = nil) {
        self.knowledge = knowledge
        self.player = player
        self.recollection = recollection
        stations = Array(repeating: 1 / Double(knowledge.stations + 1), count: knowledge.stations + 1)
        foresight = Foresight(stations: knowledge.stations)
    }

    /// The share of ticks in which the player does something when there is something to do.
    var pace: Double { acted.ticks / acted.of }

    /// How well it gets on with what it does, 0 to 1; see `Progress`.
    var speed: Double {
        let station = likeliest.station
        guard station >= 0, progress.start >= 0 else { return progress.share(underWay: 0) }
        return progress.share(underWay: Double(knowledge.distance(progress.start, station) + 1))
    }

    /// How well it has been foretold, 0 to 1; see `Foresight`.
    var foretold: Double { foresight.quality }

    /// How likely the player is of each kind.
    var kinds: Kinds {
        let most = max(evidence.plan, evidence.ownWay, evidence.useless)
        let weights = [evidence.plan, evidence.ownWay, evidence.useless].map { exp(max(-30, $0 - most)) }
        let sum = weights.reduce(0, +)
        let shares = weights.map { Model.minKind + (1 - 3 * Model.minKind) * $0 / sum }
        return Kinds(plan: shares[0], ownWay: shares[1], useless: shares[2])
    }

    /// The likeliest station, -1 for standing by, and how likely it is.
    var likeliest: (station: Int, probability: Double) {
        var best = stations.count - 1
        for station in stations.indices where stations[station] > stations[best] { best = station }
        return (best == stations.count - 1 ? -1 : best, stations[best])
    }

    // MARK: Predicting

    /// How often it did each action of late, as shares.
    var usualActions: [Double] {
        let sum = actions.reduce(0, +)
        return actions.map { $0 / sum }
    }

    /// How likely each action comes next: by `Action.rawValue`.
    func nextActions(_ row: UnsafePointer<UInt16>) -> [Double] {
        var sum = [Double](repeating: 0, count: Action.allCases.count)
        for (index, weight) in stations.enumerated() where weight > 0.001 {
            let likelihoods = likelihoods(row, station: index == stations.count - 1 ? -1 : index, pace: pace)
            for action in sum.indices { sum[action] += weight * likelihoods[action] }
        }
        let total = sum.reduce(0, +)
        return total > 0 ? sum.map { $0 / total } : sum.map { _ in 1 / Double(sum.count) }
    }

    /// How likely the player does each action if it is going to `station` (-1: stands by).
    /// - Parameter pace: the share of ticks in which it acts.
    private func likelihoods(_ row: UnsafePointer<UInt16>, station: Int, pace: Double) -> SIMD8<Double> {
        let stay = Int(Action.stay.rawValue)
        let interact = Int(Action.interact.rawValue)
        let pose = knowledge.pose(row, player)
        var weights = SIMD8<Double>(0.04, 0.04, 0.04, 0.04, 0.8, 0.04, 0, 0)
        if station >= 0 {
            let here = knowledge.distance(pose, station)
            if here == 0 {
                let isReady = knowledge.readiness(row, held: knowledge.held(row, player), station: station) == .ready
                weights = isReady ? SIMD8(0.02, 0.02, 0.02, 0.02, 0.02, 0.9, 0, 0) : SIMD8(0.05, 0.05, 0.05, 0.05, 0.55, 0.25, 0, 0)
            } else {
                for action in 0..<4 {
                    let next = knowledge.distance(Int(knowledge.moves[pose << 3 | action]), station)
                    weights[action] = exp(-Model.rationality * Double(min(2, next - here + 1)))
                }
                weights[stay] = exp(-Model.rationality * 1.5)
                weights[interact] = exp(-Model.rationality * 2)
            }
        }
        weights /= weights.sum()
        weights *= pace
        weights[stay] += 1 - pace
        weights *= 1 - Model.slip
        for action in 0..<6 { weights[action] += Model.slip / 6 }
        return weights
    }

    // MARK: Learning

    /// What the player can be thought to go for from a state.
    /// - Parameter planned: the station that the plan has for it, nil where there is none.
    mutating func expect(_ row: UnsafePointer<UInt16>, options: Options, planned: Int?) -> [Double] {
        var prior = [Double](repeating: 0, count: stations.count)
        list.removeAll(keepingCapacity: true)
        let free = [Int16](repeating: Walker.free, count: knowledge.players)
        free.withUnsafeBufferPointer { goals in
            options.append(to: &list, row, player: player, goals: goals.baseAddress.unsafelyUnwrapped)
        }
        list.removeAll { $0 < 0 }
        let held = knowledge.held(row, player)
        let rest = 1 - Model.prior.greedy - Model.prior.plan - Model.prior.standBy - Model.prior.anything
        let habits = list.map { habit(knowledge.skill(row, held: held, station: $0).work) }
        let sum = habits.reduce(0, +)
        for (station, habit) in zip(list, habits) { prior[station] += rest * habit / sum }
        prior[stations.count - 1] += Model.prior.standBy + (list.isEmpty ? rest : 0)
        let usable = usableStations(row)
        for station in usable { prior[station] += Model.prior.anything / Double(usable.count) }
        if usable.isEmpty { prior[stations.count - 1] += Model.prior.anything }
        let greedy = greedyStation(row)
        prior[greedy ?? stations.count - 1] += Model.prior.greedy
        prior[planned.map { $0 < 0 ? stations.count - 1 : $0 } ?? greedy ?? stations.count - 1] += Model.prior.plan
        if let recollection { remember(recollection, row, held, &prior) }
        return prior
    }

    /// Mixes into a prior what was done in situations like this one: each kind of work in equal parts among its stations.
    private func remember(_ recollection: Recollection, _ row: UnsafePointer<UInt16>, _ held: Item, _ prior: inout [Double]) {
        let works = list.map { knowledge.skill(row, held: held, station: $0).work.rawValue }
        let shares = recollection.shares(row, player)
        let possible = Set(works).reduce(0) { $0 + shares[$1] }
        guard possible > 0 else { return }
        for index in prior.indices { prior[index] *= 1 - recollection.use.belief }
        for (station, work) in zip(list, works) {
            let alike = works.count { $0 == work }
            prior[station] += recollection.use.belief * shares[work] / possible / Double(alike)
        }
    }

    /// All stations that the player can get to and do something at.
    private func usableStations(_ row: UnsafePointer<UInt16>) -> [Int] {
        let held = knowledge.held(row, player)
        let zone = knowledge.zone(of: knowledge.pose(row, player))
        return (0..<knowledge.stations).filter {
            knowledge.reaches(zone, $0) && knowledge.readiness(row, held: held, station: $0) != .impossible
        }
    }

    /// How readily it does a kind of work, judged by what it did so far.
    private func habit(_ work: Skill.Work) -> Double {
        let all = works.reduce(0, +)
        return (works[work.rawValue] + 1) / (all + Double(works.count))
    }

    /// Where a greedy cook would go; nil for nowhere.
    private func greedyStation(_ row: UnsafePointer<UInt16>) -> Int? {
        let state = IndexedState(players: knowledge.players, row: UnsafeBufferPointer(start: row, count: knowledge.words))
        return knowledge.forecasts[player].goal(state)?.station
    }

    /// Whether there is something for the player to do at once.
    private func hasWork(_ row: UnsafePointer<UInt16>) -> Bool {
        guard let station = greedyStation(row) else { return false }
        return knowledge.distance(knowledge.pose(row, player), station) > 0
            || knowledge.readiness(row, held: knowledge.held(row, player), station: station) == .ready
    }

    /// Every station that the player could go to, all equally likely: the plainest forecast there is.
    func possible(_ row: UnsafePointer<UInt16>, options: Options) -> [Double] {
        var list: [Int] = []
        let free = [Int16](repeating: Walker.free, count: knowledge.players)
        free.withUnsafeBufferPointer { goals in
            options.append(to: &list, row, player: player, goals: goals.baseAddress.unsafelyUnwrapped)
        }
        var forecast = [Double](repeating: 0, count: stations.count)
        for station in list { forecast[station < 0 ? stations.count - 1 : station] = 1 / Double(list.count) }
        return forecast
    }

    /// Begins anew from what is expected.
    mutating func begin(_ row: UnsafePointer<UInt16>, options: Options, planned: Int?) {
        stations = expect(row, options: options, planned: planned)
        progress.begin(at: knowledge.pose(row, player))
    }

    /// Takes in a tick for `speed` and `foretold`.
    private mutating func measure(_ before: UnsafePointer<UInt16>, used: Int?) {
        let pose = knowledge.pose(before, player)
        let station = likeliest.station
        let waits =
            station >= 0 && knowledge.distance(pose, station) == 0
            && knowledge.readiness(before, held: knowledge.held(before, player), station: station) == .later
        progress.tick(waited: waits && used == nil)
        foresight.add(stations)
        guard let used else { return }
        foresight.close(used)
        if progress.start >= 0 { progress.finish(least: Double(knowledge.distance(progress.start, used) + 1)) }
    }

    /// Takes in what the player did.
    /// - Parameters:
    ///   - before: the state in which it acted.
    ///   - after: the state that came of it.
    ///   - planned: the station that the plan had for it.
    /// - Returns: the station that it used with effect, nil where it used none.
    mutating func observe(
        _ before: UnsafePointer<UInt16>, did action: Action, _ after: UnsafePointer<UInt16>, options: Options, planned: Int?
    ) -> Int? {
        weighKind(before, action, planned)
        still = knowledge.pose(before, player) == knowledge.pose(after, player) ? still + 1 : 0
        if action != .stay || hasWork(before) {
            acted.ticks = acted.ticks * Model.fading.pace + (action == .stay ? 0 : 1)
            acted.of = acted.of * Model.fading.pace + 1
        }
        let used = knowledge.stationUsed(before, player, action, after)
        measure(before, used: used)
        if let used {
            let skill = knowledge.skill(before, held: knowledge.held(before, player), station: used)
            works[skill.work.rawValue] += 1
            begin(after, options: options, planned: planned == used ? nil : planned)
            return used
        }
        let prior = expect(after, options: options, planned: planned)
        var total = 0.0
        for index in stations.indices {
            guard stations[index] > 0 || prior[index] > 0 else { continue }
            let likelihood = likelihoods(before, station: index == stations.count - 1 ? -1 : index, pace: pace)[Int(action.rawValue)]
            stations[index] = stations[index] * likelihood
            total += stations[index]
        }
        for index in stations.indices {
            let posterior = total > 0 ? stations[index] / total : prior[index]
            stations[index] = posterior * (1 - Model.change) + prior[index] * Model.change
        }
        return nil
    }

    private mutating func weighKind(_ before: UnsafePointer<UInt16>, _ action: Action, _ planned: Int?) {
        let index = Int(action.rawValue)
        let fading = Model.fading.kind
        // Who plays along does not dawdle.
        let plan = planned.map { likelihoods(before, station: $0, pace: 1)[index] }
        let own = nextActions(before)[index]
        evidence.plan = evidence.plan * fading + log(plan ?? own)
        evidence.ownWay = evidence.ownWay * fading + log(own)
        evidence.useless = evidence.useless * fading + log(actions[index] / actions.reduce(0, +))
        for other in actions.indices { actions[other] *= fading }
        actions[index] += 1
    }
}
