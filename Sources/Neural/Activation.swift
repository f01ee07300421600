import Foundation

/// What is applied to every output of a layer. All of them can be undone from the output alone, so a layer's
/// outputs are its only memory for the way back. What is no number stays none, so that it is found.
public enum Activation: Sendable, Hashable {
    case linear
    case relu
    /// Negative numbers are multiplied by the slope, which is between 0 and 1.
    case leakyReLU(Float)
    case tanh

    /// Applies it in place.
    @inline(__always)
    func apply(_ numbers: UnsafeMutablePointer<Float>, count: Int) {
        switch self {
        case .linear: return
        case .relu: for index in 0..<count { numbers[index] = numbers[index] < 0 ? 0 : numbers[index] }
        case .leakyReLU(let slope):
            for index in 0..<count { numbers[index] = numbers[index] < 0 ? numbers[index] * slope : numbers[index] }
        case .tanh: for index in 0..<count { numbers[index] = tanhf(numbers[index]) }
        }
    }

    /// Turns gradients of the outputs into gradients of what it was applied to, in place.
    @inline(__always)
    func applyBack(_ gradients: UnsafeMutablePointer<Float>, outputs: UnsafePointer<Float>, count: Int) {
        switch self {
        case .linear: return
        case .relu: Activation.scale(gradients, by: 0, outputs: outputs, count: count)
        case .leakyReLU(let slope): Activation.scale(gradients, by: slope, outputs: outputs, count: count)
        case .tanh: for index in 0..<count { gradients[index] *= 1 - outputs[index] * outputs[index] }
        }
    }

    /// Multiplies the gradients of outputs that are not above 0. Eight at a time: which of them are is as good as random,
    /// so that a branch for each cost a quarter of a learner's time.
    @inline(__always)
    private static func scale(
        _ gradients: UnsafeMutablePointer<Float>, by slope: Float, outputs: UnsafePointer<Float>, count: Int
    ) {
        typealias Lanes = SIMD8<Float>
        let (target, source) = (UnsafeMutableRawPointer(gradients), UnsafeRawPointer(outputs))
        var index = 0
        while index &+ Lanes.scalarCount <= count {
            let place = index &* MemoryLayout<Float>.stride
            let gradient = target.loadUnaligned(fromByteOffset: place, as: Lanes.self)
            let isLow = source.loadUnaligned(fromByteOffset: place, as: Lanes.self) .<= 0
            let scaled = slope == 0 ? Lanes.zero : gradient * slope
            target.storeBytes(of: gradient.replacing(with: scaled, where: isLow), toByteOffset: place, as: Lanes.self)
            index &+= Lanes.scalarCount
        }
        while index < count {
            if outputs[index] <= 0 { gradients[index] = slope == 0 ? 0 : gradients[index] * slope }
            index &+= 1
        }
    }
}

/// Rectified units outside a `Sequential`.
public enum Rectifier {
    /// Applies it in place.
    public static func forward(_ numbers: UnsafeMutablePointer<Float>, count: Int) { Activation.relu.apply(numbers, count: count) }

    /// Turns gradients of the outputs into gradients of what it was applied to, in place.
    public static func backward(_ gradients: UnsafeMutablePointer<Float>, outputs: UnsafePointer<Float>, count: Int) {
        Activation.relu.applyBack(gradients, outputs: outputs, count: count)
    }
}

/// Functions of many numbers at once, outside a `Sequential`.
public enum Nonlinearity {
    /// Applies tanh in place.
    public static func tanh(_ numbers: UnsafeMutablePointer<Float>, count: Int) {
        VectorMath.map(numbers, count: count, VectorMath.tanh)
    }

    /// Turns gradients of tanh's outputs into gradients of what it was applied to, in place.
    public static func tanhBack(_ gradients: UnsafeMutablePointer<Float>, outputs: UnsafePointer<Float>, count: Int) {
        Activation.tanh.applyBack(gradients, outputs: outputs, count: count)
    }

    /// The natural logarithm.
    @inline(__always)
    public static func log(_ number: Float) -> Float { logf(number) }
}

/// Random numbers added to others.
public enum Noise {
    /// Adds standard Gumbel noise to `count` numbers: `-log(-log(u))` of uniform numbers from 0 to 1, both left out.
    public static func addGumbel(
        _ numbers: UnsafeMutablePointer<Float>, count: Int, random: inout some RandomNumberGenerator
    ) {
        var index = 0
        while index < count {
            var uniform = VectorMath.Eight(repeating: 0.5)
            for pair in 0..<4 {
                let bits = random.next()
                uniform[2 &* pair] = (Float(bits >> 41) + 0.5) * 0x1p-23
                uniform[2 &* pair &+ 1] = (Float((bits >> 9) & 0x7F_FFFF) + 0.5) * 0x1p-23
            }
            // 1 - 2^-24 is 1 - 0.5 * 2^-23, below 1; its logarithm is not 0.
            let noise = -VectorMath.log(-VectorMath.log(uniform))
            for lane in 0..<min(8, count &- index) { numbers[index &+ lane] += noise[lane] }
            index &+= 8
        }
    }
}
