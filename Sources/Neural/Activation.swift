import Foundation

/// What is applied to every output of a layer. Gradients follow from the outputs alone, so that a layer keeps nothing else
/// for the backward pass. NaN stays NaN, so that it is found.
public enum Activation: Sendable, Hashable {
    case linear
    case relu
    /// Negative numbers are multiplied by the slope, which is between 0 and 1.
    case leakyReLU(Float)
    case tanh

    /// Applies it to `[count]` numbers in place.
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

    /// Turns gradients with respect to the outputs into those with respect to the inputs, in place, `[count]` each.
    @inline(__always)
    func applyBack(_ gradients: UnsafeMutablePointer<Float>, outputs: UnsafePointer<Float>, count: Int) {
        switch self {
        case .linear: return
        case .relu: Activation.scale(gradients, by: 0, outputs: outputs, count: count)
        case .leakyReLU(let slope): Activation.scale(gradients, by: slope, outputs: outputs, count: count)
        case .tanh: for index in 0..<count { gradients[index] *= 1 - outputs[index] * outputs[index] }
        }
    }

    /// Multiplies the gradients of outputs that are not above 0. Eight at a time: which of them are is unpredictable, and a
    /// branch for each took a quarter of a learner's time.
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
    /// Applies it to `[count]` numbers in place.
    public static func forward(_ numbers: UnsafeMutablePointer<Float>, count: Int) { Activation.relu.apply(numbers, count: count) }

    /// Turns gradients with respect to the outputs into those with respect to the inputs, in place, `[count]` each.
    public static func backward(_ gradients: UnsafeMutablePointer<Float>, outputs: UnsafePointer<Float>, count: Int) {
        Activation.relu.applyBack(gradients, outputs: outputs, count: count)
    }
}

/// Functions of many numbers at once, outside a `Sequential`.
public enum Nonlinearity {
    /// Applies tanh to `[count]` numbers in place.
    public static func tanh(_ numbers: UnsafeMutablePointer<Float>, count: Int) {
        VectorMath.map(numbers, count: count, VectorMath.tanh)
    }

    /// Turns gradients with respect to tanh's outputs into those with respect to its inputs, in place, `[count]` each.
    public static func tanhBack(_ gradients: UnsafeMutablePointer<Float>, outputs: UnsafePointer<Float>, count: Int) {
        Activation.tanh.applyBack(gradients, outputs: outputs, count: count)
    }

    /// The natural logarithm.
    @inline(__always)
    public static func log(_ number: Float) -> Float { logf(number) }
}

/// Random numbers added to others.
public enum Noise {
    /// Adds standard Gumbel noise to `[count]` numbers: `-log(-log(u))` of uniform numbers between 0 and 1.
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
