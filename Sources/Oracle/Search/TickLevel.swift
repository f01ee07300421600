import Foundation

/// The least ticks in which so many units can be earned, from every state of a model.
final class TickLevel: @unchecked Sendable {
    // Sendable: workers write to blocks of their own.

    /// The least ticks of any state.
    let first: Int
    /// By state: ticks beyond `first`, and one more; 0 where the units cannot be earned within the horizon.
    let marks: UnsafeMutablePointer<UInt8>
    /// The highest of them.
    var highestMark = 0
    private var isTaken = false

    /// Ticks that states may differ by.
    static let maxSpread = 255

    init(states: Int, first: Int) {
        self.first = first
        marks = LargeMemory.zeros(bytes: states).assumingMemoryBound(to: UInt8.self)
    }

    deinit { if !isTaken { LargeMemory.free(marks) } }

    /// Hands `marks` over to whoever frees it.
    func take() -> UnsafeMutablePointer<UInt8> {
        isTaken = true
        return marks
    }

    /// Marks the places of a set, which are not marked yet.
    @inline(__always)
    func mark(_ set: UnsafePointer<UInt16>, words: Int, at state: Int, _ mark: UInt8) {
        let all = UInt64(mark) &* 0x0101_0101_0101_0101
        let marks = UnsafeMutableRawPointer(marks + state)
        for word in 0..<words where set[word] != 0 {
            let bits = UInt64(set[word])
            for half in 0..<2 {
                let byte = bits &>> (UInt64(half) &* 8) & 0xFF
                guard byte != 0 else { continue }
                let at = word &* 16 &+ half &* 8
                let known = UInt64(littleEndian: marks.load(fromByteOffset: at, as: UInt64.self))
                marks.storeBytes(of: (known | TickLevel.bytes(byte) & all).littleEndian, toByteOffset: at, as: UInt64.self)
            }
        }
    }

    /// Each of eight bits as a byte of ones or zeros.
    @inline(__always)
    private static func bytes(_ bits: UInt64) -> UInt64 {
        let spread = bits &* 0x0101_0101_0101_0101 & 0x8040_2010_0804_0201
        let high = spread &+ 0x0040_6070_787C_7E7F
        return (high & 0x8080_8080_8080_8080) &>> 7 &* 0xFF
    }

    /// Whether each state's ticks are those of a level before and the same number more, as far as the horizon goes.
    func repeats(_ before: TickLevel, states: Int, horizon: Int) -> Bool {
        let limit = horizon - first + 1
        guard limit < TickLevel.maxSpread else { return memcmp(marks, before.marks, states) == 0 }
        let highest = UInt8(limit)
        let block = 1 << 12
        for start in stride(from: 0, to: states, by: block) {
            var differs: UInt8 = 0
            for state in start..<min(states, start + block) {
                let old = before.marks[state]
                differs |= marks[state] ^ (old > highest ? 0 : old)
            }
            if differs != 0 { return false }
        }
        return true
    }
}
