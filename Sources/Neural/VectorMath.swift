/// Exponentials and what is made of them for eight numbers at a time, without a library's calls.
///
/// Relative errors are below 3e-7 for `exp` and absolute ones below 3e-7 for the others. What is no number stays none.
/// Only additions, multiplications and divisions are used, in a fixed order, so the bits are the same on every machine.
enum VectorMath {
    typealias Eight = SIMD8<Float>

    /// `e` to the power of `x`, which is taken as at least -87 and at most 88.
    @inline(__always)
    static func exp(_ x: Eight) -> Eight {
        let low = x.replacing(with: -87, where: x .< -87)
        let x = low.replacing(with: 88, where: low .> 88)
        // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the lowest bits.
        let shifted = x * 1.442695041 + 12_582_912
        let whole = shifted - 12_582_912
        let r = x - whole * 0.693145751953125 - whole * 1.42860682030941723e-6
        var sum = r * 1.9875691500e-4 + 1.3981999507e-3
        sum = sum * r + 8.3334519073e-3
        sum = sum * r + 4.1665795894e-2
        sum = sum * r + 1.6666665459e-1
        sum = sum * r + 5.0000001201e-1
        sum = sum * (r * r) + r + 1
        let bits = unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23
        return sum * unsafeBitCast(bits &+ 0x3F80_0000, to: Eight.self)
    }

    @inline(__always)
    static func sigmoid(_ x: Eight) -> Eight { 1 / (1 + exp(-x)) }

    @inline(__always)
    static func tanh(_ x: Eight) -> Eight { 1 - 2 / (exp(x + x) + 1) }

    /// The natural logarithm of `x`, a normal number above 0.
    @inline(__always)
    static func log(_ x: Eight) -> Eight {
        let bits = unsafeBitCast(x, to: SIMD8<UInt32>.self)
        // The mantissa between √½ and √2, and the exponent that goes with it.
        let moved = bits &- 0x3F35_04F3
        let exponent = unsafeBitCast(moved, to: SIMD8<Int32>.self) &>> 23
        let mantissa = unsafeBitCast((moved & 0x007F_FFFF) &+ 0x3F35_04F3, to: Eight.self)
        // log m = 2 atanh((m - 1) / (m + 1)).
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var sum = square * 0.2222222222 + 0.2857142857
        sum = sum * square + 0.4
        sum = sum * square + 0.6666666667
        let whole = Eight(exponent)
        return whole * 0.693145751953125 + (2 * s + s * square * sum + whole * 1.42860682030941723e-6)
    }

    /// Eight numbers that lie at `place`.
    @inline(__always)
    static func load(_ place: UnsafePointer<Float>) -> Eight { UnsafeRawPointer(place).loadUnaligned(as: Eight.self) }

    @inline(__always)
    static func store(_ numbers: Eight, _ place: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(place).storeBytes(of: numbers, as: Eight.self)
    }

    /// Replaces every one of `count` numbers by `function` of it.
    @inline(__always)
    static func map(_ numbers: UnsafeMutablePointer<Float>, count: Int, _ function: (Eight) -> Eight) {
        var index = 0
        while index &+ 8 <= count {
            store(function(load(numbers + index)), numbers + index)
            index &+= 8
        }
        guard index < count else { return }
        var rest = Eight(repeating: 1)
        for lane in 0..<(count &- index) { rest[lane] = numbers[index &+ lane] }
        rest = function(rest)
        for lane in 0..<(count &- index) { numbers[index &+ lane] = rest[lane] }
    }
}
