/// The gradients of all parameters as one vector.
public enum Gradients {
    /// Euclidean norm of `[parameters]`; not finite as soon as one element is not.
    public static func norm(_ gradients: UnsafeMutableBufferPointer<Float>) -> Float {
        var sum: Double = 0
        for value in gradients { sum += Double(value) * Double(value) }
        return Float(sum.squareRoot())
    }

    /// Scales `[parameters]` down to a norm of `maxNorm` if theirs is larger, and returns what it was.
    @discardableResult
    public static func clip(_ gradients: UnsafeMutableBufferPointer<Float>, to maxNorm: Float) -> Float {
        let norm = norm(gradients)
        if norm > maxNorm {
            let factor = maxNorm / norm
            for index in gradients.indices { gradients[index] *= factor }
        }
        return norm
    }
}

/// Adam (Kingma and Ba 2015, "Adam: a method for stochastic optimization", Algorithm 1) over one flat buffer of parameters.
public struct Adam: ~Copyable {
    /// Decay rate of the first moment.
    public let beta1: Float
    /// Decay rate of the second moment.
    public let beta2: Float
    public let epsilon: Float
    /// `[parameters]`: m, the running mean of the gradients.
    private let firstMoment: FloatBuffer
    /// `[parameters]`: v, the running mean of their squares.
    private let secondMoment: FloatBuffer
    /// Steps taken.
    public private(set) var steps = 0

    /// - Parameter count: of the parameters.
    public init(_ count: Int, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        firstMoment = FloatBuffer(count)
        secondMoment = FloatBuffer(count)
    }

    /// Takes one step: moves `parameters` against `gradients`, both `[parameters]`.
    public mutating func step(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, learningRate: Double
    ) {
        steps += 1
        let (beta1, beta2) = (beta1, beta2)
        // The bias corrections of both moments, taken into the step size and epsilon (end of the paper's section 2).
        let correction = (1 - Adam.power(Double(beta2), steps)).squareRoot()
        let stepSize = Float(learningRate * correction / (1 - Adam.power(Double(beta1), steps)))
        let correctedEpsilon = epsilon * Float(correction)
        let (first, second) = (firstMoment.base, secondMoment.base)
        for index in 0..<firstMoment.count {
            let gradient = gradients[index]
            let m = beta1 * first[index] + (1 - beta1) * gradient
            let v = beta2 * second[index] + (1 - beta2) * gradient * gradient
            first[index] = m
            second[index] = v
            parameters[index] -= stepSize * m / (v.squareRoot() + correctedEpsilon)
        }
    }

    /// `base` to a whole power, by squaring: the same on every machine.
    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, factor, rest) = (1.0, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result *= factor }
            factor *= factor
            rest >>= 1
        }
        return result
    }

    /// All that is needed to go on later exactly where it stopped.
    public struct State: Sendable, Hashable {
        /// `[parameters]`.
        public let firstMoment: [Float]
        /// `[parameters]`.
        public let secondMoment: [Float]
        public let steps: Int

        public init(firstMoment: [Float], secondMoment: [Float], steps: Int) {
            self.firstMoment = firstMoment
            self.secondMoment = secondMoment
            self.steps = steps
        }
    }

    /// The state, copied.
    public var state: State { State(firstMoment: firstMoment.array, secondMoment: secondMoment.array, steps: steps) }

    /// Goes on from the state of another Adam.
    /// - Throws: `ShapeError` for the state of another number of parameters.
    public mutating func restore(_ state: State) throws {
        guard state.firstMoment.count == firstMoment.count, state.secondMoment.count == secondMoment.count else {
            throw ShapeError("Adam's state is of \(state.firstMoment.count) parameters; here are \(firstMoment.count)")
        }
        firstMoment.set(state.firstMoment)
        secondMoment.set(state.secondMoment)
        steps = state.steps
    }
}

/// Stochastic gradient descent with momentum over one flat buffer of parameters.
public struct SGD: ~Copyable {
    public let momentum: Float
    /// `[parameters]`.
    private let velocity: FloatBuffer

    /// - Parameter count: of the parameters.
    public init(_ count: Int, momentum: Float = 0) {
        self.momentum = momentum
        velocity = FloatBuffer(count)
    }

    /// Takes one step: moves `parameters` against `gradients`, both `[parameters]`.
    public mutating func step(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, learningRate: Double
    ) {
        let rate = Float(learningRate)
        for index in 0..<velocity.count {
            velocity.base[index] = momentum * velocity.base[index] + gradients[index]
            parameters[index] -= rate * velocity.base[index]
        }
    }
}
