import Basics
import Kitchen

/// A scripted cook for benches: cheap, tireless and good enough that pots cook and soups are delivered.
///
/// It goes for the nearest useful station by the motion planner. One tick in eight it does anything at all, and
/// in one stretch of eight ticks out of four it wanders off in one direction: that gets it out of others' way,
/// also in corridors. It is no agent to play with.
public struct BusyCook: Sendable {
    private let poses: Int
    /// First action towards the nearest of each kind of station: `[terrain * poses + pose.index]`.
    private let routes: [Action]
    /// First action towards each pot: `[pot * poses + pose.index]`.
    private let potRoutes: [Action]
    /// How many onions and tomatoes each pot is to hold.
    private let wanted: [Recipe]
    /// Onions and tomatoes per content.
    private let contents: [Recipe]
    private let pots: Int
    /// Every action, by its index.
    private let actions = Action.allCases

    public init(_ kitchen: Kitchen) {
        let motion = kitchen.motion
        let poses = kitchen.poses
        func route(_ cells: [Cell], _ pose: Pose) -> Action {
            let nearest = motion.nearest(of: cells.compactMap(motion.station), pose: pose)
            return nearest.flatMap { motion.firstAction(pose: pose, station: $0.station) } ?? .stay
        }
        self.poses = poses
        routes = Terrain.allCases.flatMap { kind in
            kitchen.allPoses.map { kind == .floor ? .stay : route(kitchen.layout.cells(of: kind), $0) }
        }
        let pots = kitchen.layout.cells(of: .pot)
        self.pots = pots.count
        potRoutes = pots.flatMap { pot in kitchen.allPoses.map { route([pot], $0) } }
        let hasOnions = !kitchen.layout.cells(of: .onionDispenser).isEmpty
        let hasTomatoes = !kitchen.layout.cells(of: .tomatoDispenser).isEmpty
        let cookable = kitchen.book.recipes.filter {
            kitchen.book.reward($0) > 0 && (hasOnions || $0.onions == 0) && (hasTomatoes || $0.tomatoes == 0)
        }
        let fallback = Recipe(onions: hasOnions ? 3 : 0, tomatoes: hasOnions ? 0 : 3)
        wanted = pots.indices.map { cookable.isEmpty ? fallback : cookable[$0 % cookable.count] }
        contents = Item.soupsByContent.map { $0?.recipe ?? Recipe(onions: 0, tomatoes: 0) }
    }

    /// What `player` does.
    /// - Parameters:
    ///   - random: bits of this tick.
    ///   - mood: bits of this stretch of `KitchenBatch.stretchTicks`.
    @inline(__always)
    func action(_ state: borrowing StateView, player: Int, random: UInt64, mood: UInt64) -> Action {
        if mood & 3 == 0 && random & 6 != 0 { return actions.span[Int(mood &>> 8 & 3)] }
        if random & 7 == 0 { return actions.span[Int(((random &>> 32) &* 6) &>> 32)] }
        let pose = state.pose(of: player)
        let held = state.held(by: player)
        if held.isSoup { return towards(.serving, pose) }
        let isDish = held == .dish
        for pot in 0..<pots {
            let soup = state.item(in: Slot(pot))
            let has = contents.span[soup.content]
            let wants = wanted.span[pot]
            let complete = has.onions >= wants.onions && has.tomatoes >= wants.tomatoes
            if isDish {
                if soup.isStarted { return potRoutes.span[pot &* poses &+ pose.index] }
            } else if held.isNone {
                if soup.isStarted && !dishIsHeld(state) { return towards(.dishDispenser, pose) }
                if !soup.isStarted && complete && !soup.isNone { return potRoutes.span[pot &* poses &+ pose.index] }
                if !soup.isStarted && !complete {
                    return towards(has.onions < wants.onions ? .onionDispenser : .tomatoDispenser, pose)
                }
            } else if !soup.isStarted && !complete {
                let fits = held == .onion ? has.onions < wants.onions : has.tomatoes < wants.tomatoes
                if fits { return potRoutes.span[pot &* poses &+ pose.index] }
            }
        }
        return held.isNone ? .stay : towards(.counter, pose)
    }

    @inline(__always)
    private func towards(_ kind: Terrain, _ pose: Pose) -> Action { routes.span[Int(kind.rawValue) &* poses &+ pose.index] }

    @inline(__always)
    private func dishIsHeld(_ state: borrowing StateView) -> Bool {
        for player in 0..<state.players where state.held(by: player) == .dish { return true }
        return false
    }
}

extension KitchenBatch {
    /// Plays one tick in every game, everyone following `cook`.
    public mutating func step(busy cook: BusyCook) {
        step { state, player, tickBits, stretchBits in
            cook.action(
                state, player: player, random: RandomStream.mix(tickBits &+ UInt64(player)),
                mood: RandomStream.mix(stretchBits &+ UInt64(player)))
        }
    }
}
