import Basics
import Kitchen

/// A scripted cook for benches: cheap, tireless and good enough that pots cook and soups are delivered.
///
/// It goes for the nearest useful station by the motion planner. One tick in eight it does anything at all, and
/// in one stretch of eight ticks out of four it wanders off in one direction: that gets it out of others' way,
/// also in corridors. It is no agent to play with.
public struct BusyCook: Sendable {
    private let shape: RowShape
    private let poses: Int
    /// First action towards the nearest of each kind of station: `[terrain * poses + pose]`.
    private let routes: [UInt8]
    /// First action towards each pot: `[pot * poses + pose]`.
    private let potRoutes: [UInt8]
    /// How many onions and tomatoes each pot is to hold.
    private let wanted: [Recipe]
    /// Onions and tomatoes per content.
    private let contents: [Recipe]
    private let kitchen: Kitchen

    public init(_ kitchen: Kitchen) {
        let motion = kitchen.motion
        let poses = kitchen.poses
        func route(_ cells: [Cell], _ pose: Int) -> UInt8 {
            let nearest = motion.nearest(of: cells.compactMap(motion.station), pose: pose)
            return (nearest.flatMap { motion.firstAction(pose: pose, station: $0.station) } ?? .stay).rawValue
        }
        self.kitchen = kitchen
        shape = kitchen.shape
        self.poses = poses
        routes = Terrain.allCases.flatMap { kind in
            (0..<poses).map { kind == .floor ? Action.stay.rawValue : route(kitchen.layout.cells(of: kind), $0) }
        }
        let pots = kitchen.layout.cells(of: .pot)
        potRoutes = pots.flatMap { pot in (0..<poses).map { route([pot], $0) } }
        let hasOnions = !kitchen.layout.cells(of: .onionDispenser).isEmpty
        let hasTomatoes = !kitchen.layout.cells(of: .tomatoDispenser).isEmpty
        let cookable = kitchen.book.recipes.filter {
            kitchen.book.reward($0) > 0 && (hasOnions || $0.onions == 0) && (hasTomatoes || $0.tomatoes == 0)
        }
        let fallback = Recipe(onions: hasOnions ? 3 : 0, tomatoes: hasOnions ? 0 : 3)
        wanted = pots.indices.map { cookable.isEmpty ? fallback : cookable[$0 % cookable.count] }
        contents = Item.soupsByContent().map { $0?.recipe ?? Recipe(onions: 0, tomatoes: 0) }
    }

    /// What `player` does in the packed `row`.
    /// - Parameters:
    ///   - random: bits of this tick.
    ///   - mood: bits of this stretch of `KitchenBatch.stretchTicks`.
    @inline(__always)
    func action(_ row: UnsafePointer<UInt16>, player: Int, random: UInt64, mood: UInt64) -> UInt8 {
        if mood & 3 == 0 && random & 6 != 0 { return UInt8(truncatingIfNeeded: mood &>> 8 & 3) }
        if random & 7 == 0 { return UInt8(truncatingIfNeeded: ((random &>> 32) &* 6) &>> 32) }
        let pose = Int(row[RowShape.pose(player)])
        let held = Item(bits: row[RowShape.held(player)])
        if held.isSoup { return towards(.serving, pose) }
        let isDish = held == .dish
        for pot in 0..<kitchen.pots {
            let soup = Item(bits: row[shape.firstSlot &+ pot])
            let has = contents.span[soup.content]
            let wants = wanted.span[pot]
            let complete = has.onions >= wants.onions && has.tomatoes >= wants.tomatoes
            if isDish {
                if soup.isStarted { return potRoutes.span[pot &* poses &+ pose] }
            } else if held.isNone {
                if soup.isStarted && !dishIsHeld(row) { return towards(.dishDispenser, pose) }
                if !soup.isStarted && complete && !soup.isNone { return potRoutes.span[pot &* poses &+ pose] }
                if !soup.isStarted && !complete {
                    return towards(has.onions < wants.onions ? .onionDispenser : .tomatoDispenser, pose)
                }
            } else if !soup.isStarted && !complete {
                let fits = held == .onion ? has.onions < wants.onions : has.tomatoes < wants.tomatoes
                if fits { return potRoutes.span[pot &* poses &+ pose] }
            }
        }
        return held.isNone ? Action.stay.rawValue : towards(.counter, pose)
    }

    @inline(__always)
    private func towards(_ kind: Terrain, _ pose: Int) -> UInt8 { routes.span[Int(kind.rawValue) &* poses &+ pose] }

    @inline(__always)
    private func dishIsHeld(_ row: UnsafePointer<UInt16>) -> Bool {
        for player in 0..<kitchen.players where row[RowShape.held(player)] == Item.dish.bits { return true }
        return false
    }
}

extension KitchenBatch {
    /// Plays one tick in every game, everyone following `cook`.
    public mutating func step(busy cook: BusyCook) {
        let players = kitchen.players
        step { row, actions, tickBits, stretchBits in
            for player in 0..<players {
                actions[player] = cook.action(
                    row, player: player, random: RandomStream.mix(tickBits &+ UInt64(player)),
                    mood: RandomStream.mix(stretchBits &+ UInt64(player)))
            }
        }
    }
}
