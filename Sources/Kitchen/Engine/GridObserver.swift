/// Keeps all players' grid encodings of every game of a batch up to date in a buffer of the caller's:
/// `[games, players, rows, columns, channels]`.
///
/// Only what changed since the last call is written, so nothing else may write to the buffer in between.
///
///     var observer = try GridObserver(batch)
///     var views = [UInt8](repeating: 0, count: observer.size(games: batch.games))
///     try views.withUnsafeMutableBufferPointer { try observer.observe(batch, into: $0) }
public struct GridObserver: ~Copyable {
    public let encoding: GridEncoding
    /// Ingredients that each player sees exchanged, in another way in every episode (Other-Play; OvercookedV2 §7.4).
    public let permuted: [Ingredient]
    /// The games that are shown.
    private let part: Range<Int>
    /// Words of all rows of the batch.
    private let batchWords: Int
    /// The rows that the buffer shows.
    private let shown: UnsafeMutableBufferPointer<UInt16>
    /// `[games, players]`: the permutations that the buffer shows.
    private let permutations: UnsafeMutableBufferPointer<IngredientPermutation>
    /// The episodes, by their number in their game, that the buffer shows.
    private let episodes: UnsafeMutableBufferPointer<UInt32>
    private var hasWritten = false

    /// - Parameters:
    ///   - options: what is shown; what the layout says when nil.
    ///   - permuted: ingredients that are exchanged; none means that everyone is shown what is there.
    /// - Throws: `ObservationError` unless the kitchen is one of OvercookedV2.
    public init(
        _ batch: borrowing KitchenBatch, options: GridEncoding.Options? = nil, permuting permuted: [Ingredient] = []
    ) throws(ObservationError) {
        try self.init(batch, part: 0..<batch.games, options: options, permuting: permuted)
    }

    /// As `init(_:options:permuting:)`, of some of the games.
    package init(
        _ batch: borrowing KitchenBatch, part: Range<Int>, options: GridEncoding.Options?, permuting permuted: [Ingredient]
    ) throws(ObservationError) {
        let encoding = try GridEncoding(batch.kitchen, options: options)
        self.encoding = encoding
        self.permuted = permuted
        self.part = part
        batchWords = batch.memory.rows.count
        shown = .allocate(capacity: part.count * batch.memory.stride)
        shown.initialize(repeating: 0)
        permutations = .allocate(capacity: part.count * encoding.players)
        permutations.initialize(repeating: .identity)
        episodes = .allocate(capacity: part.count)
        episodes.initialize(repeating: 0)
    }

    deinit {
        shown.deallocate()
        permutations.deallocate()
        episodes.deallocate()
    }

    /// Elements that a buffer for `games` games needs.
    public func size(games: Int) -> Int { games * encoding.size }

    /// What each player of a game was shown instead of each ingredient, when the buffer was last brought up to date.
    public func permutations(game: Int) -> [IngredientPermutation] {
        let index = game - part.lowerBound
        return Array(permutations[index * encoding.players..<(index + 1) * encoding.players])
    }

    /// Lets the next `observe` write everything, because something else has written to the buffer or it is another one.
    package mutating func forget() { hasWritten = false }

    /// Brings `buffer` up to the batch's states.
    /// - Throws: `ObservationError` for a buffer or batch of another size.
    public mutating func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<UInt8>) throws(ObservationError) {
        try bring(batch, into: buffer)
    }

    /// Brings `buffer` up to the batch's states.
    /// - Throws: `ObservationError` for a buffer or batch of another size.
    public mutating func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Float>) throws(ObservationError) {
        try bring(batch, into: buffer)
    }

    @inline(__always)
    private mutating func bring<Element: EncodingElement>(
        _ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Element>
    ) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: size(games: part.count))
        try ObservationError.size(batch.memory.rows.count, expected: batchWords)
        let encoding = encoding  // a local copy stays in registers, see KitchenBatch.stepAll
        let players = encoding.players
        let stride = batch.memory.stride
        let rows = UnsafePointer(batch.memory.rows.baseAddress.unsafelyUnwrapped + part.lowerBound &* stride)
        let shown = shown.baseAddress.unsafelyUnwrapped
        let permutations = permutations.baseAddress.unsafelyUnwrapped
        let views = buffer.baseAddress.unsafelyUnwrapped
        let permutes = permuted.count > 1
        for game in 0..<part.count {
            let (row, before) = (rows + game &* stride, shown + game &* stride)
            let own = permutations + game &* players
            let view = views + game &* encoding.size
            let isNew = permutes && (!hasWritten || episodes[game] != batch.episode(game: part.lowerBound &+ game))
            if isNew { permute(batch, game) }
            if hasWritten && !isNew {
                encoding.update(from: before, to: row, own, in: view)
            } else {
                for viewer in 0..<players {
                    encoding.write(row, viewer: viewer, own[viewer], into: view + viewer &* encoding.viewElements)
                }
            }
            UnsafeMutableRawPointer(before).copyMemory(from: row, byteCount: stride &* MemoryLayout<UInt16>.stride)
        }
        hasWritten = true
    }

    /// Draws the permutations of the episode of a game of the part.
    private func permute(_ batch: borrowing KitchenBatch, _ game: Int) {
        episodes[game] = batch.episode(game: part.lowerBound + game)
        let drawn = IngredientPermutation.drawn(
            permuted, players: encoding.players, seed: batch.seed, game: batch.firstGame + part.lowerBound + game,
            episode: Int(episodes[game]))
        for (player, permutation) in drawn.enumerated() { permutations[game * encoding.players + player] = permutation }
    }
}

extension FeatureEncodingV2 {
    /// Writes all players' features of every game of `batch`: `[games, players, 48 * players]`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Int16>) throws(ObservationError) {
        try writeAll(batch, 0..<batch.games, buffer)
    }

    /// Writes all players' features of every game of `batch`: `[games, players, 48 * players]`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableBufferPointer<Float>) throws(ObservationError) {
        try writeAll(batch, 0..<batch.games, buffer)
    }

    /// As `observe(_:into:)`, of some of the games.
    package func observe(
        _ batch: borrowing KitchenBatch, part: Range<Int>, into buffer: UnsafeMutableBufferPointer<Int16>
    ) throws(ObservationError) {
        try writeAll(batch, part, buffer)
    }

    /// As `observe(_:into:)`, of some of the games.
    package func observe(
        _ batch: borrowing KitchenBatch, part: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
    ) throws(ObservationError) {
        try writeAll(batch, part, buffer)
    }

    @inline(__always)
    private func writeAll<Element: EncodingElement>(
        _ batch: borrowing KitchenBatch, _ part: Range<Int>, _ buffer: UnsafeMutableBufferPointer<Element>
    ) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: part.count * size)
        let rows = UnsafePointer(batch.memory.rows.baseAddress.unsafelyUnwrapped + part.lowerBound &* batch.memory.stride)
        let features = buffer.baseAddress.unsafelyUnwrapped
        for game in 0..<part.count { write(rows + game &* batch.memory.stride, into: features + game &* size) }
    }
}
