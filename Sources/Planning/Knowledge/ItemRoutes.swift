import Kitchen

/// How much work it is to bring a thing to where it is used: ingredients and dishes to a pot, soups to a serving station.
///
/// Work is counted in ticks of one cook: steps, turns and interacts. Where no cook can go all the way, things are handed
/// over counters to those who can go on.
struct ItemRoutes: Sendable {
    /// Where a thing is wanted.
    enum Target: Int, CaseIterable {
        case pot, serving
    }

    /// Work for the cook that holds the thing: `[target * poses + pose.index]`.
    private let carrying: [Float]
    /// Work for a thing that lies on a station (or comes out of a dispenser), the taking included: `[target * stations + station.index]`.
    private let lying: [Float]
    private let poses: Int
    private let stations: Int

    /// The work where there is no way.
    static let never: Float = 1e6
    /// Ticks that somebody is assumed to need to come for a thing on a counter.
    private static let coming: Float = 2

    /// - Parameters:
    ///   - occupied: zones with a cook in them.
    ///   - handsOver: whether somebody takes what is laid on a counter; without, everybody carries things all the way.
    /// - Complexity: O(poses * stations) for every counter that things are handed over in turn.
    init(
        _ kitchen: Kitchen, terrain: [Terrain], faced: [Station?], zoneOfFloor: [Int], occupied: Set<Int>, handsOver: Bool
    ) {
        poses = kitchen.poses
        let motion = kitchen.motion
        let allPoses = kitchen.allPoses
        stations = terrain.count
        func steps(_ pose: Pose, _ station: Int) -> Float {
            let steps = motion.distance(pose: pose, station: station)
            return steps == MotionPlanner.unreachable ? ItemRoutes.never : Float(steps)
        }
        var carrying: [Float] = []
        var lying: [Float] = []
        let counters = terrain.indices.filter { terrain[$0] == .counter }
        for target in Target.allCases {
            let goals = terrain.indices.filter { terrain[$0] == (target == .pot ? .pot : .serving) }
            var hands = allPoses.map { pose in (goals.map { steps(pose, $0) + 1 }.min() ?? ItemRoutes.never) }
            var rest = [Float](repeating: ItemRoutes.never, count: terrain.count)
            var isChanging = true
            while isChanging {
                isChanging = false
                for pose in allPoses {
                    guard let station = faced[pose.index]?.index, occupied.contains(zoneOfFloor[pose.cell]) else { continue }
                    let work = 1 + (terrain[station] == .counter ? ItemRoutes.coming : 0) + hands[pose.index]
                    if work < rest[station] {
                        rest[station] = work
                        isChanging = true
                    }
                }
                guard isChanging, handsOver else { break }
                for pose in allPoses {
                    for counter in counters where rest[counter] < ItemRoutes.never {
                        hands[pose.index] = min(hands[pose.index], steps(pose, counter) + 1 + rest[counter])
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
    func work(held pose: Pose, to target: Target) -> Float { carrying[target.rawValue * poses + pose.index] }

    /// Work until a thing on `station` is where it is wanted, the taking included; `never` where there is no way.
    @inline(__always)
    func work(lying station: Station, to target: Target) -> Float { lying[target.rawValue * stations + station.index] }
}
