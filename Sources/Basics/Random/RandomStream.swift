/// A stream of random numbers that is a function of its keys alone, so that any kitchen, episode or purpose
/// has its own, whatever else runs (SplitMix64; Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014).
///
///     var random = RandomStream(seed, UInt64(round), StreamKey.speech)
///     let pick = random.below(3)
public struct RandomStream: RandomNumberGenerator, Sendable, Hashable {
    @usableFromInline var state: UInt64

    /// The stream of `keys`, of which the order matters: for instance run seed, kitchen, purpose (`StreamKey`).
    @inlinable
    public init(_ keys: UInt64...) {
        state = keys.reduce(0) { RandomStream.mix(RandomStream.mix($0) &+ RandomStream.golden &+ $1) }
    }

    @inlinable
    public mutating func next() -> UInt64 {
        state &+= RandomStream.golden
        return RandomStream.mix(state)
    }

    /// A number that is as good as a key for streams of one's own: number `i` of it is `mix(key &+ i &* golden)`.
    @inlinable
    public var key: UInt64 { state }

    /// What the state grows by from number to number: 2 to the 64th, divided by the golden ratio.
    public static var golden: UInt64 {
        @inlinable @inline(__always) get { 0x9E37_79B9_7F4A_7C15 }
    }

    /// The output function of SplitMix64: every input bit moves every output bit.
    @inlinable
    @inline(__always)
    public static func mix(_ value: UInt64) -> UInt64 {
        let a = (value ^ (value &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        let b = (a ^ (a &>> 27)) &* 0x94D0_49BB_1331_11EB
        return b ^ (b &>> 31)
    }
}

// MARK: Draws

extension RandomStream {
    /// True with the given probability.
    @inlinable
    @inline(__always)
    public mutating func chance(_ probability: Double) -> Bool { Double(next() >> 11) < probability * Double(1 << 53) }
}

extension RandomNumberGenerator {
    /// A number from 0 up to, but not including, 1; 53 random bits.
    @inlinable
    @inline(__always)
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number from 0 up to, but not including, 1; 24 random bits.
    @inlinable
    @inline(__always)
    public mutating func uniformFloat() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// One of 0 to `count` - 1.
    @inlinable
    @inline(__always)
    public mutating func below(_ count: Int) -> Int { Int(((next() >> 32) &* UInt64(count)) >> 32) }
}
