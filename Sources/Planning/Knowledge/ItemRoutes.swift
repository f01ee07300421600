import Kitchen

/// How much work it is to bring a thing to where it is used: ingredients and dishes to a pot, soups to a serving station.
///
/// Work is counted in ticks of one cook: steps, turns and interacts. Where no cook can go all the way, things are handed
/// over counters to whoever can go on.
struct ItemRoutes: Sendable {
    /// Where a thing is wanted.
    enum Target: Int, CaseIterable {
        case pot, serving
    }

    /// Work for whoever holds the thing: `[target * poses + pose]`.
    private let carrying: [Float]
    /// Work for a thing that lies on a station (or comes out of a dispenser), the taking included: `[target * stations + station]`.
    private let lying: [Float]
    private let poses: Int
    private let stations: Int

    /// The work where there is no way.
    static let never: Float = 1e6
    /// Ticks that the taker of a thing on a counter is taken to need to come for it.
    private static let coming: Float = 2

    /// - Parameters:
    ///   - occupied: zones with a cook in them.
    ///   - handsOver: whether somebody takes what is laid on a counter; without, everybody carries things all the way.
    init(
        motion: MotionPlanner, poses: Int, terrain: [Terrain], faced: [Int16], zoneOfPose: [Int], occupied: Set<Int>, handsOver: Bool
    ) {
        self.poses = poses
        stations = terrain.count
        func steps(_ pose: Int, _ station: Int) -> Float {
            let steps = motion.distance(pose: pose, station: station)
            return steps == MotionPlanner.unreachable ? ItemRoutes.never : Float(steps)
        }
        var carrying: [Float] = []
        var lying: [Float] = []
        let counters = terrain.indices.filter { terrain[$0] == .counter }
        for target in Target.allCases {
            let goals = terrain.indices.filter { terrain[$0] == (target == .pot ? .pot : .serving) }
            var hands = (0..<poses).map { pose in (goals.map { steps(pose, $0) + 1 }.min() ?? ItemRoutes.never) }
            var rest = [Float](repeating: ItemRoutes.never, count: terrain.count)
            var isChanging = true
            while isChanging {
                isChanging = false
                for pose in 0..<poses where faced[pose] >= 0 && occupied.contains(zoneOfPose[pose]) {
                    let station = Int(faced[pose])
                    let work = 1 + (terrain[station] == .counter ? ItemRoutes.coming : 0) + hands[pose]
                    if work < rest[station] {
                        rest[station] = work
                        isChanging = true
                    }
                }
                guard isChanging, handsOver else { break }
                for pose in 0..<poses {
                    for counter in counters where rest[counter] < ItemRoutes.never {
                        hands[pose] = min(hands[pose], steps(pose, counter) + 1 + rest[counter])
                    }
                }
            }
            carrying += hands
            lying += rest
        }
        self.carrying = carrying
        self.lying = lying
    }

    /// Work until a thing held at `pose` is where it is wanted; `never` where there is no way.
    @inline(__always)
    func work(held pose: Int, to target: Target) -> Float { carrying[target.rawValue * poses + pose] }

    /// Work until a thing on `station` is where it is wanted, the taking included; `never` where there is no way.
    @inline(__always)
    func work(lying station: Int, to target: Target) -> Float { lying[target.rawValue * stations + station] }
}
