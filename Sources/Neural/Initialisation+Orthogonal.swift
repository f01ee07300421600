extension Initialisation {
    /// Fills a kernel of `inputs` times `outputs` numbers so that its columns, or its rows where those are fewer, are orthogonal and
    /// of length `gain` (Saxe, McClelland and Ganguli 2014).
    /// - Parameter stride: from one row of the kernel to the next, for one that is a part of a wider one.
    public static func orthogonal(
        _ kernel: UnsafeMutablePointer<Float>, inputs: Int, outputs: Int, stride: Int? = nil, gain: Double,
        using random: inout some RandomNumberGenerator
    ) {
        let stride = stride ?? outputs
        let (vectors, length) = (min(inputs, outputs), max(inputs, outputs))
        var basis: [[Double]] = []
        while basis.count < vectors {
            var vector = (0..<length).map { _ in gaussian(using: &random) }
            // Gram and Schmidt, twice, since rounding leaves a part of what is taken away the first time.
            for _ in 0..<2 {
                for other in basis {
                    let part = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
                    for index in vector.indices { vector[index] -= part * other[index] }
                }
            }
            let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            basis.append(vector.map { $0 / norm })
        }
        for input in 0..<inputs {
            for output in 0..<outputs {
                let number = inputs >= outputs ? basis[output][input] : basis[input][output]
                kernel[input * stride + output] = Float(gain * number)
            }
        }
    }
}
