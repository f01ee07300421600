import Agents
import Kitchen

/// Lets all cooks walk to their stations and use them, tick by tick with the real rules, until one is done.
///
/// Cooks either plan together or are *foreseen*: those go their own way as a greedy cook would. One walker serves one thread.
final class Walker {
    let knowledge: KitchenKnowledge
    let stepper: KitchenStepper
    let motions: Motions
    /// What everyone does in the coming tick, by `Action.rawValue`.
    let actions: UnsafeMutableBufferPointer<UInt8>
    /// Whether the player uses its station in the coming tick.
    private let uses: UnsafeMutableBufferPointer<Bool>
    /// Whether the player is foreseen.
    let isForeseen: UnsafeMutableBufferPointer<Bool>
    /// The share of ticks in which foreseen players act.
    var pace = 1.0
    /// A player that is taken not to be there: it does nothing, and is in nobody's way. Only where two play.
    var absent: Int?
    /// What foreseen players go for next.
    let forecasts: [GreedyForecast]

    /// Ticks after which nothing that everyone waits for is expected to come any more.
    static let patience = 32
    /// In place of a station: a player that needs a new one.
    static let free: Int16 = -2
    /// In place of a station: a player that stands by, out of the way, until somebody else is done with something.
    static let idle: Int16 = -1

    init(_ knowledge: KitchenKnowledge, _ motions: Motions) throws {
        self.knowledge = knowledge
        self.motions = motions
        stepper = try KitchenStepper(knowledge.kitchen)
        actions = .allocate(capacity: knowledge.players)
        actions.initialize(repeating: Action.stay.rawValue)
        uses = .allocate(capacity: knowledge.players)
        uses.initialize(repeating: false)
        isForeseen = .allocate(capacity: knowledge.players)
        isForeseen.initialize(repeating: false)
        forecasts = knowledge.forecasts
    }

    deinit {
        actions.deallocate()
        uses.deallocate()
        isForeseen.deallocate()
    }

    /// Plays until somebody is done with its station, or can no longer use it, or until `end`.
    /// - Parameters:
    ///   - row: the state, changed in place.
    ///   - goals: station of every player, `idle` for none; those that are done get `free`, foreseen ones their next station.
    ///   - now: the timestep, changed in place.
    ///   - look: called after everyone's actions are chosen, before the tick.
    ///     Who waits in vain for long is freed, too.
    /// - Returns: the reward.
    @inline(__always)
    func walk(
        _ row: UnsafeMutablePointer<UInt16>, goals: UnsafeMutablePointer<Int16>, now: inout Int, until end: Int,
        look: () -> Void = {}
    ) -> Double {
        var reward = 0.0
        let limit = min(end, now + Walker.patience)
        while now < limit {
            choose(row, goals, now)
            look()
            if let absent { hide(absent, row) }
            for player in 0..<knowledge.players { stepper.choose(Action(rawValue: actions[player]) ?? .stay, for: player) }
            reward += stepper.tick(row)
            now += 1
            if release(row, goals) { return reward }
        }
        if now < end {
            for player in 0..<knowledge.players where !isForeseen[player] { goals[player] = Walker.free }
        }
        return reward
    }

    /// Puts a player where it is in nobody's way in the coming tick.
    @inline(__always)
    private func hide(_ absent: Int, _ row: UnsafeMutablePointer<UInt16>) {
        let mine = knowledge.pose(row, 1 - absent)
        let next = Int(knowledge.moves[mine << 3 | Int(actions[1 - absent])]) >> 2
        var cell = 0
        while cell == mine >> 2 || cell == next { cell += 1 }
        row[RowShape.pose(absent)] = UInt16(cell << 2)
    }

    /// Frees whoever is done or can no longer do what it meant to.
    /// - Returns: whether anybody who plans needs a new station.
    private func release(_ row: UnsafeMutablePointer<UInt16>, _ goals: UnsafeMutablePointer<Int16>) -> Bool {
        var someone = false
        for player in 0..<knowledge.players where uses[player] {
            goals[player] = Walker.free
            someone = true
        }
        guard someone else { return false }
        var isDeciding = false
        for player in 0..<knowledge.players {
            if goals[player] >= 0 {
                let readiness = knowledge.readiness(row, held: knowledge.held(row, player), station: Int(goals[player]))
                if readiness == .impossible { goals[player] = Walker.free }
            } else {
                goals[player] = Walker.free
            }
            guard goals[player] == Walker.free else { continue }
            if isForeseen[player] {
                goals[player] = foreseenStation(row, player)
            } else {
                isDeciding = true
            }
        }
        return isDeciding
    }

    /// Where a foreseen player goes next.
    func foreseenStation(_ row: UnsafePointer<UInt16>, _ player: Int) -> Int16 {
        guard pace > 0 else { return Walker.idle }
        let state = IndexedState(players: knowledge.players, row: UnsafeBufferPointer(start: row, count: knowledge.words))
        guard let goal = forecasts[player].goal(state) else { return Walker.idle }
        return goal.waits && knowledge.terrain[goal.station] != .pot ? Walker.idle : Int16(goal.station)
    }

    /// What everyone does next on the way to their stations.
    func choose(_ row: UnsafePointer<UInt16>, _ goals: UnsafePointer<Int16>, _ now: Int) {
        let players = knowledge.players
        var foreseen = -1
        var someoneUses = false
        for player in 0..<players {
            uses[player] = false
            actions[player] = Action.stay.rawValue
            if isForeseen[player] {
                foreseen = player
                if !acts(now) { continue }
            }
            let station = Int(goals[player])
            guard station >= 0, knowledge.distance(knowledge.pose(row, player), station) == 0 else { continue }
            guard knowledge.readiness(row, held: knowledge.held(row, player), station: station) == .ready else { continue }
            uses[player] = true
            actions[player] = Action.interact.rawValue
            someoneUses = true
        }
        if players == 2, foreseen >= 0 {
            if !uses[foreseen], acts(now), goals[foreseen] >= 0 { actions[foreseen] = ownWay(row, foreseen, Int(goals[foreseen])) }
            let mine = 1 - foreseen
            guard !uses[mine], goals[mine] != Walker.free else { return }
            if absent == nil {
                actions[mine] = response(row, mine, goals)
            } else if goals[mine] >= 0 {
                actions[mine] = ownWay(row, mine, Int(goals[mine]))
            }
            return
        }
        if players == 2, !someoneUses, let motion = motions.joint {
            let pair = motion.actions(
                poses: knowledge.pose(row, 0), knowledge.pose(row, 1), stations: walkingGoal(row, 0, goals), walkingGoal(row, 1, goals))
            if let pair {
                (actions[0], actions[1]) = pair
                return
            }
        }
        for player in 0..<players where !uses[player] && goals[player] >= 0 && !(isForeseen[player] && !acts(now)) {
            actions[player] = soloStep(row, player, Int(goals[player]))
        }
    }

    /// Whether foreseen players act in this tick.
    @inline(__always)
    private func acts(_ now: Int) -> Bool {
        pace >= 1 || Int(Double(now &+ 1) * pace) > Int(Double(now) * pace)
    }

    /// The best step of one who plans beside one who is foreseen.
    @inline(__always)
    private func response(_ row: UnsafePointer<UInt16>, _ mine: Int, _ goals: UnsafePointer<Int16>) -> UInt8 {
        let station = walkingGoal(row, mine, goals)
        let theirs = walkingGoal(row, 1 - mine, goals)
        if let motion = motions.beside[1 - mine],
            let pair = motion.actions(
                poses: knowledge.pose(row, 0), knowledge.pose(row, 1), stations: mine == 0 ? station : theirs, mine == 0 ? theirs : station)
        {
            return mine == 0 ? pair.0 : pair.1
        }
        return station < 0 ? Action.stay.rawValue : soloStep(row, mine, station)
    }

    /// The station that a player still has to walk to: none for whoever waits at it, or lets another use it first.
    @inline(__always)
    private func walkingGoal(_ row: UnsafePointer<UInt16>, _ player: Int, _ goals: UnsafePointer<Int16>) -> Int {
        let station = Int(goals[player])
        guard station >= 0, knowledge.distance(knowledge.pose(row, player), station) > 0 else { return -1 }
        for other in 0..<knowledge.players where other != player && Int(goals[other]) == station {
            if knowledge.letsPass(row, player, other, at: station) { return -1 }
        }
        return station
    }

    /// The first action of a shortest way; into a free cell where that is possible.
    @inline(__always)
    private func ownWay(_ row: UnsafePointer<UInt16>, _ player: Int, _ station: Int) -> UInt8 {
        let pose = knowledge.pose(row, player)
        let nearer = knowledge.nearer[station &* knowledge.poses &+ pose]
        guard nearer != 0 else { return Action.stay.rawValue }
        for action in 0..<4 where nearer & 1 << UInt8(action) != 0 {
            let cell = Int(knowledge.moves[pose << 3 | action]) >> 2
            if cell == pose >> 2 || cell != knowledge.pose(row, 1 - player) >> 2 { return UInt8(action) }
        }
        return UInt8(nearer.trailingZeroBitCount)
    }

    /// A step nearer to `station` into a cell that nobody has or will have, else none.
    private func soloStep(_ row: UnsafePointer<UInt16>, _ player: Int, _ station: Int) -> UInt8 {
        let pose = knowledge.pose(row, player)
        let nearer = knowledge.nearer[station &* knowledge.poses &+ pose]
        for action in 0..<4 where nearer & 1 << UInt8(action) != 0 {
            let cell = Int(knowledge.moves[pose << 3 | action]) >> 2
            var isFree = true
            for other in 0..<knowledge.players where other != player && cell != pose >> 2 {
                let theirs = knowledge.pose(row, other)
                let next = Int(knowledge.moves[theirs << 3 | Int(actions[other])]) >> 2
                if cell == theirs >> 2 || (other < player && cell == next) { isFree = false }
            }
            if isFree { return UInt8(action) }
        }
        return Action.stay.rawValue
    }
}

/// Tables of how two cooks walk; nil where a kitchen has none.
struct Motions: Sendable {
    /// Both plan together.
    let joint: JointMotion?
    /// By the seat of the cook that goes its own way.
    let beside: [JointMotion?]

    static func none(players: Int) -> Motions { Motions(joint: nil, beside: Array(repeating: nil, count: players)) }
}
