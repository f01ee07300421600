import Basics
import Neural
import Referential

/// Parameters that learn, with their gradients and their optimiser.
final class TrainableParameters {
    let parameters: FloatBuffer
    let gradients: FloatBuffer
    private let table: ParameterTable
    private var adam: Adam
    /// A longer gradient is shortened to this length.
    static let maxGradientNorm: Float = 5

    /// - Parameters:
    ///   - initial: `[table.count]`.
    ///   - table: what the numbers are, for messages.
    init(_ initial: [Float], _ table: ParameterTable) {
        parameters = FloatBuffer(initial)
        gradients = FloatBuffer(initial.count)
        self.table = table
        adam = Adam(initial.count)
    }

    /// Takes one step of the optimiser against the gradients, and clears them.
    /// - Throws: `ReferentialError` where a gradient or a parameter is no finite number.
    func step(learningRate: Double) throws {
        try clipGradients()
        adam.step(parameters.base, gradients: gradients.pointer, learningRate: learningRate)
        gradients.clear()
        try check(Gradients.norm(parameters.all), parameters, "parameter")
    }

    /// Writes the parameters after one plain step against the gradients into `target`, and clears the gradients.
    /// - Parameter target: `[table.count]`, which may be the parameters themselves.
    /// - Throws: `ReferentialError` where a gradient is no finite number.
    func plainStep(learningRate: Float, into target: borrowing FloatBuffer) throws {
        try clipGradients()
        let count = parameters.count
        if target.base != parameters.base { target.base.update(from: parameters.base, count: count) }
        Products.add(-learningRate, gradients.pointer, to: target.base, count: count)
        gradients.clear()
    }

    private func clipGradients() throws {
        try check(Gradients.clip(gradients.all, to: TrainableParameters.maxGradientNorm), gradients, "gradient")
    }

    /// Looks at the norm of gradients or parameters. Everything that learns passes here after each step.
    /// - Throws: `ReferentialError` that names the tensor where the norm is no finite number.
    private func check(_ norm: Float, _ numbers: borrowing FloatBuffer, _ what: String) throws {
        guard !norm.isFinite else { return }
        let name = table.broken(numbers.pointer).map { "the \(what) '\($0)'" } ?? "the norm of all \(what)s"
        throw ReferentialError("\(name) is no finite number; a lower rate may help")
    }

    var state: Adam.State { adam.state }

    /// Continues from other parameters and their optimiser's state.
    /// - Throws: `ShapeError` for another number of parameters.
    func restore(_ numbers: [Float], _ state: Adam.State) throws {
        guard numbers.count == parameters.count else {
            throw ShapeError("\(numbers.count) parameters where \(parameters.count) are needed")
        }
        try adam.restore(state)
        parameters.set(numbers)
    }
}
