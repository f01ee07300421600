import Agents
import Kitchen

/// Writes all players' views of every game of a batch as bytes: what a player sees in OvercookedV2, all channels in other kitchens.
/// `[games, players, viewSize]`.
struct ViewObserver: ~Copyable {
    // Exactly one of the two is there.
    private var view: GridObserver?
    private var lossless: LosslessObserver?
    private let views: UnsafeMutableBufferPointer<UInt8>
    private let viewSize: Int

    /// - Throws: `ObservationError` where the encoding is not one of the kitchen's family.
    init(_ input: InputEncoding, _ batch: borrowing KitchenBatch) throws {
        if case .view(let permuted) = input {
            view = try GridObserver(batch, permuting: permuted)
            lossless = nil
        } else {
            view = nil
            lossless = try LosslessObserver(batch)
        }
        viewSize = input.shape(batch.kitchen.layout).reduce(1, *)
        views = .allocate(capacity: batch.games * batch.kitchen.players * viewSize)
        views.initialize(repeating: 0)
    }

    deinit { views.deallocate() }

    /// Brings the views up to the batch's states.
    mutating func observe(_ batch: borrowing KitchenBatch) throws {
        try view?.observe(batch, into: views)
        try lossless?.observe(batch, into: views)
    }

    /// The view of a player of a game, by `game * players + player`: `[viewSize]`.
    @inline(__always)
    subscript(row: Int) -> UnsafePointer<UInt8> { UnsafePointer(views.baseAddress.unsafelyUnwrapped) + row &* viewSize }
}
