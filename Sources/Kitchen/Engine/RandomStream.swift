/// A stream of random numbers that is a function of its keys alone, so that any kitchen, episode or purpose
/// has its own, whatever else runs (SplitMix64; Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014).
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable {
    private var state: UInt64

    /// The stream of `keys`, of which the order matters: for instance run seed, kitchen, purpose.
    public init(_ keys: UInt64...) {
        state = keys.reduce(0) { RandomStream.mix(RandomStream.mix($0) &+ RandomStream.golden &+ $1) }
    }

    public mutating func next() -> UInt64 {
        state &+= RandomStream.golden
        return RandomStream.mix(state)
    }

    /// The `index`-th number of the stream whose `key` this is, without the ones before.
    @inline(__always)
    static func number(_ index: UInt64, key: UInt64) -> UInt64 { mix(key &+ index &* golden) }

    /// The key of this stream for `number(_:key:)`.
    var key: UInt64 { state }

    static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The output function of SplitMix64: every input bit moves every output bit.
    @inline(__always)
    package static func mix(_ value: UInt64) -> UInt64 {
        let a = (value ^ (value &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        let b = (a ^ (a &>> 27)) &* 0x94D0_49BB_1331_11EB
        return b ^ (b &>> 31)
    }
}
