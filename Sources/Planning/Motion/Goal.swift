import Kitchen

/// A cell that is not floor, where cooks do their work, by its place in `MotionPlanner.stations`.
struct Station: Hashable, Sendable {
    private let number: Int16

    @inline(__always)
    init(_ index: Int) { number = Int16(truncatingIfNeeded: index) }

    /// Its place in tables of stations.
    @inline(__always)
    var index: Int { Int(number) }
}

/// Where a cook is going.
enum Goal: Hashable, Sendable {
    /// To a station, to use it.
    case at(Station)
    /// Out of the way, until somebody else is done with something.
    case standBy
    /// Nowhere yet: it needs a new goal.
    case free

    /// The station, nil for standing by and for none.
    @inline(__always)
    var station: Station? {
        guard case .at(let station) = self else { return nil }
        return station
    }

    /// A number of its own, by which equally good goals are ordered: -2 free, -1 standing by, else the station.
    @inline(__always)
    var code: Int16 {
        switch self {
        case .at(let station): Int16(truncatingIfNeeded: station.index)
        case .standBy: -1
        case .free: -2
        }
    }
}

extension Goal: Comparable {
    static func < (one: Goal, other: Goal) -> Bool { one.code < other.code }
}

extension Kitchen {
    /// The station to which the way is shortest, the first of equals, and the steps; nil where none can be reached.
    func nearest(_ stations: [Station], from pose: Pose) -> (station: Station, steps: Int)? {
        stations.map { ($0, Int(motion.distance(pose: pose, station: $0.index))) }
            .filter { $0.1 < Int(MotionPlanner.unreachable) }.min { $0.1 < $1.1 }
    }
}

/// A set of players, a bit each.
struct PlayerSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt16

    @inline(__always)
    init(rawValue: UInt16) { self.rawValue = rawValue }

    @inline(__always)
    init(_ player: Int) { rawValue = 1 << UInt16(truncatingIfNeeded: player) }

    init(_ players: some Sequence<Int>) { self = players.reduce(into: []) { $0.formUnion(PlayerSet($1)) } }

    @inline(__always)
    func contains(_ player: Int) -> Bool { rawValue & PlayerSet(player).rawValue != 0 }
}

/// What every player does in one tick, packed into one number.
struct JointAction: Hashable, Sendable {
    private var bits: UInt64

    private static let playerBits = 4
    private static let playerMask: UInt64 = 1 << playerBits - 1
    /// How many players fit; a map has at most nine.
    static let maxPlayers = UInt64.bitWidth / playerBits

    /// Everybody stays.
    static let stay = JointAction(
        bits: (0..<maxPlayers).reduce(0) { $0 | UInt64(Action.stay.rawValue) << UInt64($1 * playerBits) })

    @inline(__always)
    subscript(player: Int) -> Action {
        get {
            let raw = bits &>> UInt64(truncatingIfNeeded: player &* JointAction.playerBits) & JointAction.playerMask
            return Action(rawValue: UInt8(truncatingIfNeeded: raw)) ?? .stay
        }
        set {
            let shift = UInt64(truncatingIfNeeded: player &* JointAction.playerBits)
            bits = bits & ~(JointAction.playerMask &<< shift) | UInt64(newValue.rawValue) &<< shift
        }
    }
}

/// Which of the four moves are meant, a bit each.
struct MoveSet: Hashable, Sendable {
    private(set) var bits: UInt8 = 0

    @inline(__always)
    func contains(_ move: Action) -> Bool { bits & 1 &<< move.rawValue != 0 }

    mutating func insert(_ move: Action) { bits |= 1 << move.rawValue }

    /// The first of them in the order of actions, nil where there is none.
    @inline(__always)
    var first: Action? { bits == 0 ? nil : Action(rawValue: UInt8(truncatingIfNeeded: bits.trailingZeroBitCount)) }
}
