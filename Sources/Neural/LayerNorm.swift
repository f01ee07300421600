/// Layer normalisation (Ba, Kiros and Hinton 2016): runs of `size` numbers are brought to mean 0 and variance 1, then scaled and
/// moved. `forward` is for networks that play; those that learn use the one in `LayerNorm+Training.swift` and `backward`.
public struct LayerNorm: Sendable {
    public let size: Int
    /// What is added to the variance.
    public let epsilon: Float
    let scale: Int
    let bias: Int

    /// Places `name/scale` and `name/bias`, `[size]` each.
    public init(_ name: String, size: Int, epsilon: Float, in table: inout ParameterTable) {
        self.size = size
        self.epsilon = epsilon
        scale = table.add(name + "/scale", [size])
        bias = table.add(name + "/bias", [size])
    }

    /// Computes `output` from `input`, `[runs, size]` each.
    public func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, runs: Int
    ) {
        for run in 0..<runs {
            let (source, target) = (input + run &* size, output + run &* size)
            // In doubles, so that the order of the sums does not show.
            var mean = 0.0
            for index in 0..<size { mean += Double(source[index]) }
            mean /= Double(size)
            var variance = 0.0
            for index in 0..<size {
                let deviation = Double(source[index]) - mean
                variance += deviation * deviation
            }
            let factor = 1 / (variance / Double(size) + Double(epsilon)).squareRoot()
            for index in 0..<size {
                let number = Float((Double(source[index]) - mean) * factor)
                target[index] = number * parameters[scale &+ index] + parameters[bias &+ index]
            }
        }
    }
}
