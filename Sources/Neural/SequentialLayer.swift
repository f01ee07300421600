extension LayerPlan {
    public enum Kind: Sendable, Hashable {
        case dense(outputs: Int)
        case convolution(height: Int, width: Int, filters: Int, padding: Padding)
        /// `GRU`, `LSTM`: what they remember is kept in the tape from one pass to the next.
        case gru(hidden: Int)
        case lstm(hidden: Int)
        /// `LayerNorm` over all inputs, or over the last dimension of an image.
        case layerNorm(size: Int, epsilon: Float)
        /// `Embedding` of every input, which is the number of a symbol.
        case embedding(symbols: Int, outputs: Int)

        /// Whether the layer's outputs depend on earlier passes.
        public var isRecurrent: Bool {
            switch self {
            case .gru, .lstm: true
            case .dense, .convolution, .layerNorm, .embedding: false
            }
        }
    }
}

extension Sequential {
    enum Layer: Sendable {
        case dense(Dense)
        case convolution(Convolution)
        case gru(GRU)
        case lstm(LSTM)
        case layerNorm(LayerNorm, runs: Int)
        case embedding(Embedding, inputs: Int)

        /// A layer for inputs of `shape`, and the shape of its outputs.
        /// - Throws: `ShapeError` where it does not fit.
        static func make(_ plan: LayerPlan, _ shape: Shape, in table: inout ParameterTable) throws -> (Layer, Shape) {
            let inputs = shape.volume
            switch plan.kind {
            case .dense(let outputs):
                return (.dense(Dense(plan.name, inputs: inputs, outputs: outputs, in: &table)), [outputs])
            case .convolution(let height, let width, let filters, let padding):
                let convolution = try Convolution(
                    plan.name, input: shape, height: height, width: width, filters: filters, padding: padding, in: &table)
                return (.convolution(convolution), convolution.output)
            case .gru(let hidden): return (.gru(GRU(plan.name, inputs: inputs, hidden: hidden, in: &table)), [hidden])
            case .lstm(let hidden): return (.lstm(LSTM(plan.name, inputs: inputs, hidden: hidden, in: &table)), [hidden])
            case .layerNorm(let size, let epsilon):
                guard size == inputs || size == shape.last else {
                    throw ShapeError("'\(plan.name)' normalises \(size) numbers, but \(shape.words) reach it")
                }
                let layer = LayerNorm(plan.name, size: size, epsilon: epsilon, in: &table)
                return (.layerNorm(layer, runs: inputs / size), shape)
            case .embedding(let symbols, let outputs):
                let (count, overflow) = inputs.multipliedReportingOverflow(by: outputs)
                guard !overflow, count <= Sequential.maxOutputs else {
                    throw ShapeError("'\(plan.name)' gives \(outputs) numbers for each of \(inputs); that is more than can be held")
                }
                return (.embedding(Embedding(plan.name, symbols: symbols, outputs: outputs, in: &table), inputs: inputs), [count])
            }
        }

        /// Elements of scratch memory, a sample.
        var scratch: Int {
            switch self {
            case .convolution(let convolution): convolution.scratchPerImage
            case .gru(let gru): gru.tapeSize + gru.scratchSize
            case .lstm(let lstm): lstm.gates
            case .dense, .layerNorm, .embedding: 0
            }
        }

        /// Elements that are kept from one pass to the next, a sample.
        var state: Int {
            switch self {
            case .gru(let gru): gru.hidden
            case .lstm(let lstm): lstm.stateSize
            case .dense, .convolution, .layerNorm, .embedding: 0
            }
        }

        /// Whether there is a backward pass.
        var isTrainable: Bool {
            switch self {
            case .dense, .convolution: true
            case .gru, .lstm, .layerNorm, .embedding: false
            }
        }

        /// Computes `output` from `input`.
        /// - Parameters:
        ///   - scratch: `[batch, self.scratch]`.
        ///   - state: `[batch, self.state]`, changed in place.
        ///   - isSparse: most of the input is zeros.
        @inline(__always)
        func forward(
            _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>,
            scratch: UnsafeMutablePointer<Float>, state: UnsafeMutablePointer<Float>, batch: Int, isSparse: Bool
        ) {
            switch self {
            case .dense(let dense): dense.forward(parameters, input: input, output: output, batch: batch)
            case .convolution(let convolution):
                if isSparse {
                    convolution.forwardSparse(parameters, input: input, output: output, batch: batch)
                } else {
                    convolution.forward(parameters, input: input, output: output, scratch: scratch, batch: batch)
                }
            case .gru(let gru):
                gru.forward(
                    parameters, input: input, state: state, output: state, tape: scratch, scratch: scratch + batch &* gru.tapeSize,
                    batch: batch)
                output.update(from: state, count: batch &* gru.hidden)
            case .lstm(let lstm):
                lstm.forward(parameters, input: input, state: state, output: output, scratch: scratch, batch: batch)
            case .layerNorm(let norm, let runs): norm.forward(parameters, input: input, output: output, runs: batch &* runs)
            case .embedding(let embedding, let inputs):
                embedding.forward(parameters, numbers: input, output: output, count: batch &* inputs)
            }
        }
    }
}
