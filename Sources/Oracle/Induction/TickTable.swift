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
            planes.forEach { free($0) }
        }
    }

    /// Units that the table reaches.
    public var units: Int { planes.count }

    /// Makes sure that there are planes for `units`, or gives up.
    func grow(to units: Int, reached: Int) {
        if reached > maxPlanes { giveUp() }
        while !isGivenUp && planes.count < units {
            // Memory from calloc is zero and not resident before it is written.
            guard let plane = calloc(states, 1) else { return giveUp() }
            planes.append(plane.assumingMemoryBound(to: UInt8.self))
        }
    }

    /// Does without the planes from now on.
    func giveUp() {
        planes.forEach { free($0) }
        planes = []
        isGivenUp = true
    }

    /// The table without planes beyond the last with an entry; nil where it was given up.
    func finished() -> TickTable? {
        while let last = planes.last, isEmpty(last) {
            free(last)
            planes.removeLast()
        }
        return isGivenUp ? nil : self
    }

    private func isEmpty(_ plane: UnsafeMutablePointer<UInt8>) -> Bool {
        !(0..<states).contains { plane[$0] != 0 }
    }

    /// Notes that `state` rose from `old` to `new` units at `tick` ticks.
    /// - Parameter planes: those of a table that has grown to `new`.
    /// - Returns: false where the wait for the unit is longer than a byte can say.
    @inline(__always)
    static func note(
        _ planes: UnsafeBufferPointer<UnsafeMutablePointer<UInt8>>, _ state: Int, from old: Int, to new: Int, tick: Int
    ) -> Bool {
        var before = 0
        for unit in 0..<old { before &+= Int(planes[unit][state]) &- 1 }
        let wait = tick &- before
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
        var file = try WholeFile(path)
        for plane in planes {
            var start = 0
            while start < states {
                let count = min(1 << 26, states - start)
                try file.append(UnsafeRawBufferPointer(start: plane + start, count: count))
                start += count
            }
        }
        try file.commit()
    }
}
