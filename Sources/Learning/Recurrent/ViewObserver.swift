import Agents
import Kitchen
import Neural

/// Writes what every player of every game of a batch is shown: what it sees in OvercookedV2, in other kitchens all channels or the features.
/// `[games, players, viewSize]`.
struct ViewObserver: ~Copyable {
    // Exactly one of the three is there.
    private var view: GridObserver?
    private var lossless: LosslessObserver?
    private var features: BatchObserver?
    private let showsFeatures: Bool
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let numbers: FloatBuffer
    private let viewSize: Int

    /// - Throws: `ObservationError` where the encoding is not one of the kitchen's family.
    init(_ input: InputEncoding, _ batch: borrowing KitchenBatch) throws {
        view = nil
        lossless = nil
        features = nil
        showsFeatures = input.isFeatures
        switch input {
        case .view(let permuted): view = try GridObserver(batch, permuting: permuted)
        case .lossless: lossless = try LosslessObserver(batch)
        case .features, .remembering: features = try BatchObserver(input, batch)
        }
        viewSize = input.shape(batch.kitchen.layout).reduce(1, *)
        let size = batch.games * batch.kitchen.players * viewSize
        bytes = .allocate(capacity: showsFeatures ? 0 : size)
        bytes.initialize(repeating: 0)
        numbers = FloatBuffer(showsFeatures ? size : 0)
    }

    deinit { bytes.deallocate() }

    /// Brings what is shown up to the batch's states.
    mutating func observe(_ batch: borrowing KitchenBatch) throws {
        try view?.observe(batch, into: bytes)
        try lossless?.observe(batch, into: bytes)
        try features?.observe(batch, into: numbers.all)
    }

    /// The features of all players, `[games, players, viewSize]`; nil where something else is shown.
    var shownFeatures: UnsafePointer<Float>? { showsFeatures ? numbers.pointer : nil }

    /// Adds what a player of a game is shown to some rows.
    /// - Parameter row: `game * players + player`.
    @inline(__always)
    func append(_ row: Int, to rows: inout SparseRows) {
        if showsFeatures {
            rows.append(numbers.pointer + row &* viewSize)
        } else {
            rows.append(UnsafePointer(bytes.baseAddress.unsafelyUnwrapped) + row &* viewSize)
        }
    }
}
