extension RandomStream {
    /// True with the given probability.
    @inline(__always)
    package mutating func chance(_ probability: Double) -> Bool { Double(next() >> 11) < probability * Double(1 << 53) }

    /// One of 0 to `count` - 1.
    @inline(__always)
    package mutating func below(_ count: Int) -> Int { Int(((next() >> 32) &* UInt64(count)) >> 32) }
}
