/// Everybody's goal in one value, which costs nothing to hand on.
struct TeamGoals: Hashable, Sendable {
    /// Goals as `Goal.packed`, four in a word; zero is free.
    private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)

    private static let bits = UInt16.bitWidth
    private static let perWord = UInt64.bitWidth / bits

    /// Everybody needs a goal.
    static let free = TeamGoals([])

    /// - Parameter goals: as many as there are players, free for those left out.
    init(_ goals: some Sequence<Goal>) {
        for (player, goal) in goals.enumerated() { self[player] = goal }
    }

    @inline(__always)
    subscript(player: Int) -> Goal {
        get { Goal(packed: self[packed: player]) }
        set {
            let shift = UInt64(truncatingIfNeeded: TeamGoals.shift(player))
            let change = (UInt64(self[packed: player]) ^ UInt64(newValue.packed)) &<< shift
            if player < TeamGoals.perWord {
                words.0 ^= change
            } else if player < 2 * TeamGoals.perWord {
                words.1 ^= change
            } else {
                words.2 ^= change
            }
        }
    }

    /// A goal as `Goal.packed`.
    @inline(__always)
    subscript(packed player: Int) -> UInt16 {
        let word = player < TeamGoals.perWord ? words.0 : player < 2 * TeamGoals.perWord ? words.1 : words.2
        return UInt16(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: TeamGoals.shift(player)))
    }

    @inline(__always)
    private static func shift(_ player: Int) -> Int { player % perWord &* bits }

    static func == (one: TeamGoals, other: TeamGoals) -> Bool { one.words == other.words }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
    }
}

extension TeamGoals: ExpressibleByArrayLiteral {
    init(arrayLiteral goals: Goal...) { self.init(goals) }
}

extension Goal {
    /// A number of its own from 0: free, standing by, then the stations.
    @inline(__always)
    var packed: UInt16 { UInt16(bitPattern: code) &+ 2 }

    /// The goal that `packed` is of.
    @inline(__always)
    init(packed: UInt16) {
        self = packed == 0 ? .free : packed == 1 ? .standBy : .at(Station(Int(packed) &- 2))
    }
}
