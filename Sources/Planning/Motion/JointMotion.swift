import Kitchen

/// How two cooks best walk to their stations together: for every pair of stations and poses the pair of actions that
/// leads to the least sum of arrival times, with the rules' collisions.
///
/// In the tables *beside* a cook that goes its own way only the other one adapts: it never gets into the way of the first,
/// which walks a shortest way, or stands where it has none to walk.
///
/// Whoever arrives is taken to be out of the way from then on, since it will have another way to go. A cook without a
/// station costs nothing, and moves only to let the other pass. So in a corridor one backs off, and which one follows
/// from who loses less by it.
final class JointMotion: Sendable {
    /// Stations that can be walked to, and after them the place of "none": `[station]` gives the index of its tables, or -1.
    private let goalOfStation: [Int]
    private let goals: Int
    private let poses: Int
    /// Pairs of actions, `6 * first + second`: `[((goal 0 * goals + goal 1) * poses + pose 0) * poses + pose 1]`.
    private let best: [UInt8]

    /// No pair of actions leads on.
    private static let none = UInt8.max

    /// Bytes that the tables of a kitchen may take; without them cooks walk as if alone.
    static let maxBytes = 64 << 20

    /// What is left to pay, in eighths of a tick, in the same order; empty where not asked for.
    private let costs: [UInt16]

    /// - Parameter stubborn: the seat of the cook that goes its own way, nil where both plan together.
    /// - Returns: nil for kitchens of another number than two cooks, and for those that are too large.
    init?(_ kitchen: Kitchen, stations: [Int], stubborn: Int? = nil) {
        let goals = stations.count + 1
        let poses = kitchen.poses
        guard kitchen.players == 2, goals * goals * poses * poses <= JointMotion.maxBytes else { return nil }
        self.goals = goals
        self.poses = poses
        var goalOfStation = [Int](repeating: -1, count: kitchen.motion.stations.count)
        for (goal, station) in stations.enumerated() { goalOfStation[station] = goal }
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
    func cost(poses first: Int, _ second: Int, stations goal: Int, _ other: Int) -> Double? {
        let a = goal < 0 ? goals &- 1 : goalOfStation[goal]
        let b = other < 0 ? goals &- 1 : goalOfStation[other]
        guard a >= 0, b >= 0, !costs.isEmpty else { return nil }
        let cost = costs[((a &* goals &+ b) &* poses &+ first) &* poses &+ second]
        return cost == .max ? nil : Double(cost) / Double(PairSearch.tick)
    }

    /// What both do on the way to their stations, -1 being none; nil where nothing leads on.
    @inline(__always)
    func actions(poses first: Int, _ second: Int, stations goal: Int, _ other: Int) -> (UInt8, UInt8)? {
        let a = goal < 0 ? goals &- 1 : goalOfStation[goal]
        let b = other < 0 ? goals &- 1 : goalOfStation[other]
        guard a >= 0, b >= 0 else { return nil }
        let pair = best[((a &* goals &+ b) &* poses &+ first) &* poses &+ second]
        return pair == JointMotion.none ? nil : (pair / 6, pair % 6)
    }

    /// Backward search over pairs of poses for one pair of stations (Dijkstra, 1959, with a bucket a cost).
    private struct PairSearch {
        let motion: MotionPlanner
        let poses: Int
        let stubborn: Int?
        let moves: [UInt16]
        /// Per pose, those from which one action leads to it, with the action; staying included.
        let arrivals: [[(pose: Int, action: UInt8)]]
        /// The same for the stubborn cook's station.
        var ownWays: [[(pose: Int, action: UInt8)]] = []
        private(set) var costs: [Int32]
        private(set) var chosen: [UInt8]
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
            var arrivals = [[(pose: Int, action: UInt8)]](repeating: [], count: kitchen.poses)
            for pose in 0..<kitchen.poses {
                arrivals[pose].append((pose, Action.stay.rawValue))
                for action in 0..<4 where Int(moves[pose << 3 | action]) != pose {
                    arrivals[Int(moves[pose << 3 | action])].append((pose, UInt8(action)))
                }
            }
            self.arrivals = arrivals
            costs = Array(repeating: 0, count: poses * poses)
            chosen = Array(repeating: JointMotion.none, count: poses * poses)
        }

        /// Fills `chosen` and `costs` for a pair of stations.
        mutating func run(_ first: Int?, _ second: Int?) {
            for index in chosen.indices {
                chosen[index] = JointMotion.none
                costs[index] = .max
            }
            if let stubborn { ownWays = ways(to: stubborn == 0 ? first : second) }
            guard first != nil || second != nil else { return standBy() }
            buckets = []
            for a in 0..<poses {
                for b in 0..<poses where a >> 2 != b >> 2 {
                    if let cost = endCost(a, b, first, second) { lower(a, b, to: cost) }
                }
            }
            var cost = 0
            while cost < buckets.count {
                var next = 0
                while next < buckets[cost].count {
                    let pair = Int(buckets[cost][next])
                    next += 1
                    if costs[pair] == Int32(cost) { reach(pair / poses, pair % poses, Int32(cost), first, second) }
                }
                buckets[cost] = []
                cost += 1
            }
        }

        /// Nobody has anywhere to go.
        private mutating func standBy() {
            for index in chosen.indices {
                chosen[index] = 6 * Action.stay.rawValue + Action.stay.rawValue
                costs[index] = 0
            }
        }

        /// Per pose, those from which the stubborn cook's next action leads to it: one of a shortest way, the first by index.
        private func ways(to station: Int?) -> [[(pose: Int, action: UInt8)]] {
            var ways = [[(pose: Int, action: UInt8)]](repeating: [], count: poses)
            for pose in 0..<poses {
                var action = Int(Action.stay.rawValue)
                if let station {
                    let here = motion.distance(pose: pose, station: station)
                    action = (0..<4).first { motion.distance(pose: Int(moves[pose << 3 | $0]), station: station) < here } ?? action
                }
                ways[Int(moves[pose << 3 | action])].append((pose, UInt8(action)))
            }
            return ways
        }

        /// The cost where somebody has arrived: what is left for the other.
        private func endCost(_ a: Int, _ b: Int, _ first: Int?, _ second: Int?) -> Int32? {
            func left(_ pose: Int, _ station: Int?) -> Int32 {
                guard let station else { return 0 }
                return Int32(motion.distance(pose: pose, station: station))
            }
            let lefts = (left(a, first), left(b, second))
            let hasArrived = (first != nil && lefts.0 == 0) || (second != nil && lefts.1 == 0)
            let rest = max(lefts.0, lefts.1)
            return hasArrived && rest < Int32(MotionPlanner.unreachable) ? rest * PairSearch.tick : nil
        }

        private mutating func lower(_ a: Int, _ b: Int, to cost: Int32) {
            costs[a * poses + b] = cost
            while buckets.count <= Int(cost) { buckets.append([]) }
            buckets[Int(cost)].append(Int32(a * poses + b))
        }

        /// Lowers the costs of all pairs from which one joint action leads to (`a`, `b`).
        private mutating func reach(_ a: Int, _ b: Int, _ cost: Int32, _ first: Int?, _ second: Int?) {
            for (before, action) in stubborn == 0 ? ownWays[a] : arrivals[a] {
                let price = first == nil ? (action < 4 ? PairSearch.makingWay : 0) : PairSearch.tick
                for (other, reply) in stubborn == 1 ? ownWays[b] : arrivals[b] {
                    guard before >> 2 != other >> 2, !(before >> 2 == b >> 2 && other >> 2 == a >> 2) else { continue }
                    let sum = cost + price + (second == nil ? (reply < 4 ? PairSearch.makingWay : 0) : PairSearch.tick)
                    guard sum < costs[before * poses + other] else { continue }
                    lower(before, other, to: sum)
                    chosen[before * poses + other] = 6 * action + reply
                }
            }
        }
    }
}
