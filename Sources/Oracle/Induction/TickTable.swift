import Basics
import Foundation

/// For every state of a model, the least number of ticks in which the cooks can earn one unit, two units, and so on:
/// the value function for every number of ticks left at once.
///
/// The table has a plane of one byte a state for every unit: zero where the unit is not to be had within the horizon,
/// else one more than the ticks beyond those of the unit before. A model in which a state waits for the next unit longer
/// than a byte can say has no table.
public final class TickTable: @unchecked Sendable {
    // Sendable: written by one solver, each state by one thread, and read only after that.

    /// States of the model.
    public let states: Int
    /// Ticks that the table looks ahead.
    public let horizon: Int
    private let maxPlanes: Int
    private(set) var isGivenUp = false
    private(set) var planes: [UnsafeMutablePointer<UInt8>] = []
    /// The file that the planes lie in, where they were mapped from one.
    private let mapping: UnsafeMutableRawBufferPointer?

    /// - Parameter maxBytes: what the planes may take; a table that needs more is given up.
    init(states: Int, horizon: Int, maxBytes: Int) {
        self.states = states
        self.horizon = horizon
        maxPlanes = max(0, maxBytes / states)
        mapping = nil
    }

    /// A table of planes from `LargeMemory`, which it frees.
    init(states: Int, horizon: Int, planes: [UnsafeMutablePointer<UInt8>]) {
        (self.states, self.horizon, self.planes) = (states, horizon, planes)
        maxPlanes = planes.count
        mapping = nil
    }

    /// A table that was written with `write`.
    /// - Throws: `OracleError` where the file is not one of that many states.
    init(path: String, states: Int, horizon: Int) throws {
        self.states = states
        self.horizon = horizon
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw OracleError("\(path): cannot be read") }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size > 0, size % states == 0 else { throw OracleError("\(path): is no table of \(states) states; delete it") }
        guard let memory = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), memory != MAP_FAILED else {
            throw OracleError("\(path): cannot be mapped into memory")
        }
        maxPlanes = 0
        mapping = UnsafeMutableRawBufferPointer(start: memory, count: size)
        let first = memory.assumingMemoryBound(to: UInt8.self)
        planes = (0..<(size / states)).map { first + $0 * states }
    }

    deinit {
        if let mapping {
            munmap(mapping.baseAddress, mapping.count)
        } else {
            planes.forEach { LargeMemory.free($0) }
        }
    }

    /// Units that the table reaches.
    public var units: Int { planes.count }

    /// Makes sure that there are planes for `units`, or gives up.
    func grow(to units: Int, reached: Int) {
        if reached > maxPlanes { giveUp() }
        while !isGivenUp && planes.count < units {
            guard let plane = LargeMemory.zerosIfAny(bytes: states) else { return giveUp() }
            planes.append(plane.assumingMemoryBound(to: UInt8.self))
        }
    }

    /// Does without the planes from now on.
    func giveUp() {
        planes.forEach { LargeMemory.free($0) }
        planes = []
        isGivenUp = true
    }

    /// The table without planes beyond the last with an entry; nil where it was given up.
    func finished() -> TickTable? {
        while let last = planes.last, isEmpty(last) {
            LargeMemory.free(last)
            planes.removeLast()
        }
        return isGivenUp ? nil : self
    }

    private func isEmpty(_ plane: UnsafeMutablePointer<UInt8>) -> Bool {
        !(0..<states).contains { plane[$0] != 0 }
    }

    /// Places that are looked at together; a block of values has a multiple of it.
    static let lanes = 16

    /// For sixteen states after each other, the sums of their entries for so many units: ticks until the last unit that each has, and
    /// one more for every unit. Four sums of sixteen bits go into a word, those of bytes at even places apart from the others.
    struct Sums {
        private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

        private static let lowBytes: UInt64 = 0x00FF_00FF_00FF_00FF
        private static let highBits: UInt64 = 0x8000_8000_8000_8000

        @inline(__always)
        init(_ planes: UnsafeBufferPointer<UnsafeMutablePointer<UInt8>>, units: Int, at state: Int) {
            for unit in 0..<units {
                let plane = UnsafeRawPointer(planes[unit] + state)
                let (first, second) = (
                    UInt64(littleEndian: plane.loadUnaligned(as: UInt64.self)),
                    UInt64(littleEndian: plane.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
                words.0 = Sums.added(first & Sums.lowBytes, to: words.0)
                words.1 = Sums.added(first &>> 8 & Sums.lowBytes, to: words.1)
                words.2 = Sums.added(second & Sums.lowBytes, to: words.2)
                words.3 = Sums.added(second &>> 8 & Sums.lowBytes, to: words.3)
            }
        }

        /// Adds bytes to sums; what does not fit into a sum wraps and does not reach the next.
        @inline(__always)
        private static func added(_ bytes: UInt64, to sums: UInt64) -> UInt64 {
            (sums & ~highBits) &+ bytes ^ sums & highBits
        }

        /// Ticks from the last of a state's units until `tick`. Both are below 2 to the 16th, so that sums may wrap.
        @inline(__always)
        func wait(_ lane: Int, units: Int, until tick: Int) -> Int {
            let pair = lane < 8 ? (words.0, words.1) : (words.2, words.3)
            let word = lane & 1 == 0 ? pair.0 : pair.1
            let sum = UInt16(truncatingIfNeeded: word &>> (UInt64(lane & 6) &* 8))
            return Int(UInt16(truncatingIfNeeded: tick &+ units) &- sum)
        }
    }

    /// Notes that `state` rose from `old` to `new` units after so many ticks.
    /// - Parameter planes: those of a table that has grown to `new`.
    /// - Returns: false where the wait for the unit is longer than a byte can say.
    @inline(__always)
    static func note(
        _ planes: UnsafeBufferPointer<UnsafeMutablePointer<UInt8>>, _ state: Int, from old: Int, to new: Int, wait: Int
    ) -> Bool {
        guard wait < 255 else { return false }
        planes[old][state] = UInt8(wait &+ 1)
        for unit in (old &+ 1)..<max(new, old &+ 1) { planes[unit][state] = 1 }
        return true
    }

    /// The units that can be earned from `state` in `ticks` ticks, and how near the next one is: from 0, just earned,
    /// up to but not including 1.
    @inline(__always)
    func value(_ state: Int, ticks: Int) -> (units: Int, progress: Double) {
        var at = 0
        for unit in 0..<planes.count {
            let step = Int(planes[unit][state])
            guard step > 0 else { return (unit, 0) }
            let next = at &+ step &- 1
            if next > ticks { return (unit, Double(ticks &- at) / Double(next &- at)) }
            at = next
        }
        return (planes.count, 0)
    }

    /// The least ticks in which `state` earns `units`, or nil where the table does not say.
    func ticks(_ state: Int, units: Int) -> Int? {
        guard units <= planes.count else { return nil }
        var at = 0
        for unit in 0..<units {
            guard planes[unit][state] > 0 else { return nil }
            at += Int(planes[unit][state]) - 1
        }
        return at
    }

    /// Writes the planes one after the other.
    /// - Throws: what the file system says.
    func write(to path: String) throws {
        var file = try LargeFile(path)
        for plane in planes { try file.append(UnsafeRawBufferPointer(start: plane, count: states)) }
        try file.commit()
    }
}
