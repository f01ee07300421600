/// Gradients as one vector.
public enum Gradients {
    /// Euclidean length; not a number as soon as one element is none.
    public static func norm(_ gradients: UnsafeMutableBufferPointer<Float>) -> Float {
        var sum: Double = 0
        for value in gradients { sum += Double(value) * Double(value) }
        return Float(sum.squareRoot())
    }

    /// Shortens the vector to `most` if it is longer, and returns how long it was.
    @discardableResult
    public static func clip(_ gradients: UnsafeMutableBufferPointer<Float>, to most: Float) -> Float {
        let norm = norm(gradients)
        if norm > most {
            let factor = most / norm
            for index in gradients.indices { gradients[index] *= factor }
        }
        return norm
    }
}

/// Adam (Kingma and Ba 2015) over one flat buffer of parameters.
public struct Adam: ~Copyable {
    public let decay: Float
    public let secondDecay: Float
    public let epsilon: Float
    private let mean: FloatBuffer
    private let square: FloatBuffer
    /// Steps taken.
    public private(set) var steps = 0

    public init(_ count: Int, decay: Float = 0.9, secondDecay: Float = 0.999, epsilon: Float = 1e-8) {
        self.decay = decay
        self.secondDecay = secondDecay
        self.epsilon = epsilon
        mean = FloatBuffer(count)
        square = FloatBuffer(count)
    }

    /// Moves `parameters` against `gradients`.
    public mutating func step(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, rate: Double
    ) {
        steps += 1
        let (b1, b2, epsilon) = (decay, secondDecay, epsilon)
        let correction = (1 - Adam.power(Double(b2), steps)).squareRoot()
        let rate = Float(rate * correction / (1 - Adam.power(Double(b1), steps)))
        let smallest = epsilon * Float(correction)
        let (mean, square) = (mean.base, square.base)
        for index in 0..<self.mean.count {
            let g = gradients[index]
            let m = b1 * mean[index] + (1 - b1) * g
            let v = b2 * square[index] + (1 - b2) * g * g
            mean[index] = m
            square[index] = v
            parameters[index] -= rate * m / (v.squareRoot() + smallest)
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

    /// Everything it remembers, to go on later exactly where it stopped.
    public struct Memory: Sendable, Hashable {
        public let mean: [Float]
        public let square: [Float]
        public let steps: Int

        public init(mean: [Float], square: [Float], steps: Int) {
            self.mean = mean
            self.square = square
            self.steps = steps
        }
    }

    public var memory: Memory { Memory(mean: mean.array, square: square.array, steps: steps) }

    /// Goes on from what another Adam remembered.
    /// - Throws: `ShapeError` for the memory of another number of parameters.
    public mutating func restore(_ memory: Memory) throws {
        guard memory.mean.count == mean.count, memory.square.count == square.count else {
            throw ShapeError("Adam's memory is of \(memory.mean.count) parameters; here are \(mean.count)")
        }
        mean.set(memory.mean)
        square.set(memory.square)
        steps = memory.steps
    }
}

/// Stochastic gradient descent with momentum over one flat buffer of parameters.
public struct SGD: ~Copyable {
    public let momentum: Float
    private let velocity: FloatBuffer

    public init(_ count: Int, momentum: Float = 0) {
        self.momentum = momentum
        velocity = FloatBuffer(count)
    }

    /// Moves `parameters` against `gradients`.
    public mutating func step(
        _ parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, rate: Double
    ) {
        let rate = Float(rate)
        for index in 0..<velocity.count {
            velocity.base[index] = momentum * velocity.base[index] + gradients[index]
            parameters[index] -= rate * velocity.base[index]
        }
    }
}
