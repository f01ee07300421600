/// Sets a share of numbers to zero and scales the others up, so that the mean stays (Srivastava et al. 2014).
public struct Dropout: ~Copyable {
    private let mask: FloatBuffer

    /// - Parameter capacity: numbers of the largest pass.
    public init(_ capacity: Int) { mask = FloatBuffer(capacity) }

    /// Draws a mask for `[count]` numbers and applies it in place.
    /// - Parameter share: of the numbers that become zero, from 0 to below 1.
    public func forward(
        _ numbers: UnsafeMutablePointer<Float>, count: Int, share: Float, using random: inout some RandomNumberGenerator
    ) {
        precondition(count <= mask.count && share >= 0 && share < 1, "\(count) numbers of \(mask.count), share \(share)")
        let threshold = UInt32(share * 65536)
        let scale = 1 / (1 - share)
        var (bits, left): (UInt64, Int) = (0, 0)
        for index in 0..<count {
            if left == 0 { (bits, left) = (random.next(), 4) }
            let factor: Float = UInt32(truncatingIfNeeded: bits & 0xFFFF) < threshold ? 0 : scale
            bits >>= 16
            left &-= 1
            mask.base[index] = factor
            numbers[index] *= factor
        }
    }

    /// Applies the mask of the last `forward` to gradients, `[count]`, in place.
    public func backward(_ gradients: UnsafeMutablePointer<Float>, count: Int) {
        precondition(count <= mask.count, "\(count) gradients of \(mask.count)")
        for index in 0..<count { gradients[index] *= mask.base[index] }
    }
}
