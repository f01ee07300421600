import Neural

/// Why a learner cannot go on, in a sentence.
public struct LearningError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

extension LearningError {
    /// Says where the first number that is none arose.
    /// - Parameters:
    ///   - place: the update, in words: iteration, epoch and minibatch.
    ///   - gradients: what it was about to use, in the order of `table`.
    ///   - parameters: what the gradients were taken at.
    init(brokenAt place: String, _ table: ParameterTable, gradients: UnsafePointer<Float>, parameters: UnsafePointer<Float>) {
        let cause =
            table.broken(parameters).map { "the parameter '\($0)' already held one" }
            ?? "all parameters were numbers; a smaller rate may help"
        self.init("\(place): the gradient of '\(table.broken(gradients) ?? "all parameters")' is no finite number; \(cause)")
    }
}
