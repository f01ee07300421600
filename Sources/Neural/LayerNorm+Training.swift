extension LayerNorm {
    /// As `forward`, and keeps what `backward` needs.
    /// - Parameters:
    ///   - normalised: `[runs, size]`: what is scaled and moved.
    ///   - factors: `[runs]`: one over the deviations.
    public func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
        normalised: UnsafeMutablePointer<Float>, factors: UnsafeMutablePointer<Float>, runs: Int
    ) {
        let (scales, biases) = (parameters + scale, parameters + bias)
        for run in 0..<runs {
            let (source, target, kept) = (input + run &* size, output + run &* size, normalised + run &* size)
            let mean =
                LayerNorm.sum(size) {
                    VectorMath.load(source + $0)
                } one: {
                    source[$0]
                } / Float(size)
            let squares = LayerNorm.sum(size) {
                let deviation = VectorMath.load(source + $0) - mean
                return deviation * deviation
            } one: {
                (source[$0] - mean) * (source[$0] - mean)
            }
            let factor = 1 / (squares / Float(size) + epsilon).squareRoot()
            factors[run] = factor
            for index in 0..<size {
                let number = (source[index] - mean) * factor
                kept[index] = number
                target[index] = number * scales[index] + biases[index]
            }
        }
    }

    /// Adds to `gradients`, `[parameters]`, and writes the input's gradient, `[runs, size]`.
    /// - Parameters:
    ///   - normalised, factors: of `forward`.
    ///   - outputGradient: `[runs, size]`; may be `inputGradient` itself.
    public func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, normalised: UnsafePointer<Float>,
        factors: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>, runs: Int
    ) {
        let (scales, toScale, toBias) = (parameters + scale, gradients + scale, gradients + bias)
        for run in 0..<runs {
            let (gradient, kept, target) = (outputGradient + run &* size, normalised + run &* size, inputGradient + run &* size)
            for index in 0..<size {
                toScale[index] += gradient[index] * kept[index]
                toBias[index] += gradient[index]
            }
            let mean =
                LayerNorm.sum(size) {
                    VectorMath.load(gradient + $0) * VectorMath.load(scales + $0)
                } one: {
                    gradient[$0] * scales[$0]
                } / Float(size)
            let product =
                LayerNorm.sum(size) {
                    VectorMath.load(gradient + $0) * VectorMath.load(scales + $0) * VectorMath.load(kept + $0)
                } one: {
                    gradient[$0] * scales[$0] * kept[$0]
                } / Float(size)
            for index in 0..<size { target[index] = factors[run] * (gradient[index] * scales[index] - mean - kept[index] * product) }
        }
    }

    /// The sum over `0..<count` of what `eight` gives of every eight and `one` of each that is left.
    @inline(__always)
    private static func sum(_ count: Int, _ eight: (Int) -> VectorMath.Eight, one: (Int) -> Float) -> Float {
        var sums = VectorMath.Eight.zero
        var index = 0
        while index &+ 8 <= count {
            sums += eight(index)
            index &+= 8
        }
        var sum = sums.sum()
        while index < count {
            sum += one(index)
            index &+= 1
        }
        return sum
    }
}
