import Agents
import Kitchen

/// Writes both players' observations of every game of a batch: `[games, 2, observationSize]`.
struct BatchObserver: ~Copyable {
    // Exactly one of the three is there.
    private var features: FeatureEncoding?
    private var lossless: LosslessObserver?
    private var view: GridObserver?
    /// Numbers of one player's observation.
    let observationSize: Int

    init(_ input: InputEncoding, _ batch: borrowing KitchenBatch) throws {
        observationSize = input.shape(batch.kitchen.layout).reduce(1, *)
        features = try input.features(batch.kitchen)
        lossless = input == .lossless ? try LosslessObserver(batch) : nil
        view = nil
        if case .view(let permuted) = input { view = try GridObserver(batch, permuting: permuted) }
    }

    mutating func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Float>) throws {
        try features?.observe(batch, into: buffer)
        try lossless?.observe(batch, into: buffer)
        try view?.observe(batch, into: buffer)
    }
}

extension InputEncoding {
    /// The features' encoding, if that is what this is.
    fileprivate func features(_ kitchen: Kitchen) throws -> FeatureEncoding? {
        guard case .features(let seesCounters) = self else { return nil }
        return try FeatureEncoding(kitchen, counterGoals: InputEncoding.goals(seesCounters: seesCounters))
    }
}
