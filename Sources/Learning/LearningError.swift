import Neural

/// Why a learner cannot go on, in a sentence.
public struct LearningError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

extension LearningError {
    /// Says where the first number that is not finite arose.
    /// - Parameters:
    ///   - place: the update, in words: iteration, epoch and minibatch.
    ///   - gradients: what it was about to use, `[table.count]`.
    ///   - parameters: what the gradients were taken at, `[table.count]`.
    init(brokenAt place: String, _ table: ParameterTable, gradients: UnsafePointer<Float>, parameters: UnsafePointer<Float>) {
        let cause =
            table.broken(parameters).map { "the parameter '\($0)' was not one either" }
            ?? "all parameters were; a smaller learning rate may help"
        self.init("\(place): the gradient of '\(table.broken(gradients) ?? "all parameters")' is not a finite number; \(cause)")
    }
}
