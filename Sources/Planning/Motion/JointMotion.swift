import Kitchen

/// How two cooks best walk to their stations together: for every pair of stations and poses the pair of actions that
/// leads to the least sum of arrival times, with the rules' collisions.
///
/// In the tables for a *stubborn* cook, one that goes its own way, only the other one adapts: it never gets into the way of
/// the first, which walks a shortest way, or stays where it has none to walk.
///
/// A cook that arrives is assumed to be out of the way from then on, since it will have another way to go. A cook without a
/// station costs nothing, and moves only to let the other pass. So in a corridor one backs off, and which one follows
/// from who loses less by it.
final class JointMotion: Sendable {
    /// The index of a station's tables, nil where none is walked to: `[station]`. After them come the tables of "no station".
    private let goalOfStation: [Int?]
    /// How many tables there are in either seat.
    private let goals: Int
    private let poses: Int
    /// Pairs of actions, as `ActionPair.number`: `[((goal 0 * goals + goal 1) * poses + pose 0) * poses + pose 1]`.
    private let best: [UInt8]

    /// Bytes that the tables for a kitchen may take; without them cooks walk as if alone.
    static let maxBytes = 64 << 20

    /// What is left to pay, in eighths of a tick, in the same order; empty where not asked for.
    private let costs: [UInt16]

    /// - Parameters:
    ///   - stations: those that can be walked to.
    ///   - stubborn: the seat of the cook that goes its own way, nil where both plan together.
    /// - Returns: nil for kitchens of another number than two cooks, and for those that are too large.
    /// - Complexity: O(stations^2 * poses^2), in bytes too.
    init?(_ kitchen: Kitchen, stations: [Station], stubborn: Int? = nil) {
        let goals = stations.count + 1
        let poses = kitchen.poses
        guard kitchen.players == 2, goals * goals * poses * poses <= JointMotion.maxBytes else { return nil }
        self.goals = goals
        self.poses = poses
        var goalOfStation = [Int?](repeating: nil, count: kitchen.motion.stations.count)
        for (goal, station) in stations.enumerated() { goalOfStation[station.index] = goal }
        self.goalOfStation = goalOfStation
        var search = PairSearch(kitchen, stubborn: stubborn)
        var best: [UInt8] = []
        var costs: [UInt16] = []
        best.reserveCapacity(goals * goals * poses * poses)
        if stubborn != nil { costs.reserveCapacity(goals * goals * poses * poses) }
        for first in stations.map(Optional.some) + [nil] {
            for second in stations.map(Optional.some) + [nil] {
                search.run(first, second)
                best += search.chosen
                if stubborn != nil { costs += search.costs.map { UInt16(clamping: $0) } }
            }
        }
        self.best = best
        self.costs = costs
    }

    /// What is left to pay until both have arrived, in ticks; nil where nothing leads there.
    @inline(__always)
    func cost(poses first: Pose, _ second: Pose, stations goal: Station?, _ other: Station?) -> Double? {
        guard !costs.isEmpty, let index = index(first, second, goal, other) else { return nil }
        let cost = costs[index]
        return cost == .max ? nil : Double(cost) / Double(PairSearch.tick)
    }

    /// What both do on the way to their stations, if they have any; nil where nothing leads on.
    @inline(__always)
    func actions(poses first: Pose, _ second: Pose, stations goal: Station?, _ other: Station?) -> (Action, Action)? {
        guard let index = index(first, second, goal, other) else { return nil }
        return ActionPair.actions(best[index])
    }

    /// Where the entry of a pair of stations and poses lies, nil where a station is none of the tables'.
    @inline(__always)
    private func index(_ first: Pose, _ second: Pose, _ goal: Station?, _ other: Station?) -> Int? {
        guard let a = goal.map({ goalOfStation[$0.index] }) ?? goals &- 1, let b = other.map({ goalOfStation[$0.index] }) ?? goals &- 1
        else { return nil }
        return ((a &* goals &+ b) &* poses &+ first.index) &* poses &+ second.index
    }

    /// A pair of actions as one number.
    enum ActionPair {
        /// No pair of actions leads on.
        static let none = UInt8.max
        private static let actions: UInt8 = 6

        @inline(__always)
        static func number(_ first: Action, _ second: Action) -> UInt8 { actions * first.rawValue + second.rawValue }

        /// The actions of a number, nil for `none`.
        @inline(__always)
        static func actions(_ number: UInt8) -> (Action, Action)? {
            guard let first = Action(rawValue: number / actions), let second = Action(rawValue: number % actions) else { return nil }
            return (first, second)
        }
    }

    /// Backward search over pairs of poses for one pair of stations (Dijkstra, 1959, with a bucket for each cost).
    private struct PairSearch {
        let motion: MotionPlanner
        let poses: Int
        let stubborn: Int?
        let moves: MoveTable
        let allPoses: [Pose]
        /// Per pose, those from which one action leads to it, with the action; staying included.
        let arrivals: [[(pose: Pose, action: Action)]]
        /// The same for the stubborn cook's station.
        var ownWays: [[(pose: Pose, action: Action)]] = []
        /// By pair, in the order of `JointMotion.best`'s last two places: what is left to pay, `.max` where nothing leads on.
        private(set) var costs: [Int32]
        /// By pair: the actions that lead on, as `ActionPair.number`.
        private(set) var chosen: [UInt8]
        /// Pairs by their cost, some more than once.
        var buckets: [[Int32]] = []

        /// A cook under way costs this much a tick.
        static let tick: Int32 = 8
        /// A cook that makes way costs this much a tick.
        static let makingWay: Int32 = 1

        init(_ kitchen: Kitchen, stubborn: Int?) {
            self.stubborn = stubborn
            motion = kitchen.motion
            poses = kitchen.poses
            moves = kitchen.moves
            allPoses = kitchen.allPoses
            var arrivals = [[(pose: Pose, action: Action)]](repeating: [], count: kitchen.poses)
            for pose in allPoses {
                arrivals[pose.index].append((pose, .stay))
                for action in Action.moves where moves[pose, action] != pose {
                    arrivals[moves[pose, action].index].append((pose, action))
                }
            }
            self.arrivals = arrivals
            costs = Array(repeating: 0, count: poses * poses)
            chosen = Array(repeating: ActionPair.none, count: poses * poses)
        }

        /// Fills `chosen` and `costs` for a pair of stations.
        mutating func run(_ first: Station?, _ second: Station?) {
            for index in chosen.indices {
                chosen[index] = ActionPair.none
                costs[index] = .max
            }
            if let stubborn { ownWays = ways(to: stubborn == 0 ? first : second) }
            guard first != nil || second != nil else { return standBy() }
            buckets = []
            for a in allPoses {
                for b in allPoses where a.cell != b.cell {
                    if let cost = endCost(a, b, first, second) { lower(a, b, to: cost) }
                }
            }
            var cost = 0
            while cost < buckets.count {
                var next = 0
                while next < buckets[cost].count {
                    let pair = Int(buckets[cost][next])
                    next += 1
                    if costs[pair] == Int32(cost) { reach(Pose(pair / poses), Pose(pair % poses), Int32(cost), first, second) }
                }
                buckets[cost] = []
                cost += 1
            }
        }

        /// Nobody has anywhere to go.
        private mutating func standBy() {
            for index in chosen.indices {
                chosen[index] = ActionPair.number(.stay, .stay)
                costs[index] = 0
            }
        }

        /// Per pose, those from which the stubborn cook's next action leads to it: one of a shortest way, the first by index.
        private func ways(to station: Station?) -> [[(pose: Pose, action: Action)]] {
            var ways = [[(pose: Pose, action: Action)]](repeating: [], count: poses)
            for pose in allPoses {
                var action = Action.stay
                if let station = station?.index {
                    let here = motion.distance(pose: pose, station: station)
                    action = Action.moves.first { motion.distance(pose: moves[pose, $0], station: station) < here } ?? action
                }
                ways[moves[pose, action].index].append((pose, action))
            }
            return ways
        }

        /// The cost where somebody has arrived: what is left for the other.
        private func endCost(_ a: Pose, _ b: Pose, _ first: Station?, _ second: Station?) -> Int32? {
            func left(_ pose: Pose, _ station: Station?) -> Int32 {
                guard let station = station?.index else { return 0 }
                return Int32(motion.distance(pose: pose, station: station))
            }
            let lefts = (left(a, first), left(b, second))
            let hasArrived = (first != nil && lefts.0 == 0) || (second != nil && lefts.1 == 0)
            let rest = max(lefts.0, lefts.1)
            return hasArrived && rest < Int32(MotionPlanner.unreachable) ? rest * PairSearch.tick : nil
        }

        private mutating func lower(_ a: Pose, _ b: Pose, to cost: Int32) {
            let pair = a.index * poses + b.index
            costs[pair] = cost
            while buckets.count <= Int(cost) { buckets.append([]) }
            buckets[Int(cost)].append(Int32(pair))
        }

        /// Lowers the costs of all pairs from which one joint action leads to (`a`, `b`).
        private mutating func reach(_ a: Pose, _ b: Pose, _ cost: Int32, _ first: Station?, _ second: Station?) {
            for (before, action) in stubborn == 0 ? ownWays[a.index] : arrivals[a.index] {
                let price = first == nil ? (action.isMove ? PairSearch.makingWay : 0) : PairSearch.tick
                for (other, reply) in stubborn == 1 ? ownWays[b.index] : arrivals[b.index] {
                    guard before.cell != other.cell, Pose.separation(from: before, to: a, and: other, to: b) != 0 else { continue }
                    let sum = cost + price + (second == nil ? (reply.isMove ? PairSearch.makingWay : 0) : PairSearch.tick)
                    let pair = before.index * poses + other.index
                    guard sum < costs[pair] else { continue }
                    lower(before, other, to: sum)
                    chosen[pair] = ActionPair.number(action, reply)
                }
            }
        }
    }
}
