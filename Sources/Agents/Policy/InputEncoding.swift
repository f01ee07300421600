import Kitchen
import Neural

/// What a network is shown of the kitchen's state.
public enum InputEncoding: Sendable, Hashable {
    /// The 96 features.
    /// - Parameter seesCounters: whether objects on counters count as places to go to; the published clones were
    ///   trained without.
    case features(seesCounters: Bool)
    /// The 26 channels, `[width, height, 26]`; the urgency channel goes by the horizon of the episode.
    case lossless
    /// The 96 features with counters, and what was done in the ticks before (`TickMemory`).
    case remembering
    /// What a player sees of an OvercookedV2 kitchen, as `ObservationEncoding` writes it: `[rows, columns, channels]`.
    /// - Parameter permuting: ingredients that are shown exchanged, in another way in every episode (Other-Play).
    case view(permuting: [Ingredient])

    /// Shape of one player's view.
    public func shape(_ layout: Layout) -> Shape {
        switch self {
        case .features: [FeatureEncoding.count]
        case .lossless: [layout.width, layout.height, LosslessEncoding.channels]
        case .remembering: [FeatureEncoding.count + TickMemory.size]
        case .view: GridEncoding.shape(layout)
        }
    }

    /// Whether it depends on the ticks before.
    public var isRemembering: Bool { self == .remembering }

    /// Whether it shows what a player sees, and not the whole state.
    public var isView: Bool {
        if case .view = self { return true }
        return false
    }

    /// Whether it shows the 96 features and nothing else.
    public var isFeatures: Bool {
        if case .features = self { return true }
        return false
    }

    /// The features' option of the same meaning.
    public static func goals(seesCounters: Bool) -> CounterGoals { seesCounters ? .all : .none }
}

/// Writes what a network is shown of one game.
public struct GameView {
    private enum Writer {
        case features(FeatureEncoding)
        case lossless(LosslessEncoding)
        case remembering(FeatureEncoding)
    }

    private let writer: Writer
    /// Elements of one player's view.
    public let viewSize: Int
    /// Elements of both players' views.
    public var size: Int { 2 * viewSize }

    /// - Throws: `ObservationError` unless the kitchen has two players.
    public init(_ encoding: InputEncoding, kitchen: Kitchen, horizon: Int) throws {
        viewSize = encoding.shape(kitchen.layout).volume
        switch encoding {
        case .features(let seesCounters):
            writer = .features(try FeatureEncoding(kitchen, counterGoals: InputEncoding.goals(seesCounters: seesCounters)))
        case .lossless: writer = .lossless(try LosslessEncoding(kitchen, horizon: horizon))
        case .remembering: writer = .remembering(try FeatureEncoding(kitchen, counterGoals: .all))
        case .view: throw AgentError("its network is shown a player's view of an OvercookedV2 kitchen, not the whole state")
        }
    }

    /// Fills `buffer` with both players' views of `game`, player 0's first.
    /// - Parameter memory: of the ticks before; used by the encodings that show it.
    public func write(_ game: KitchenGame, memory: TickMemory, into buffer: UnsafeMutableBufferPointer<Float>) throws {
        switch writer {
        case .features(let encoding): try encoding.write(game, into: buffer)
        case .lossless(let encoding): try encoding.write(game, into: buffer)
        case .remembering(let encoding):
            let start = buffer.baseAddress.unsafelyUnwrapped
            try encoding.write(game, into: UnsafeMutableBufferPointer(start: start, count: FeatureEncoding.size))
            // The second player's features move up to make room for the first's memory.
            (start + viewSize).update(from: start + FeatureEncoding.count, count: FeatureEncoding.count)
            for player in 0..<2 { memory.write(player, into: start + (player &* viewSize &+ FeatureEncoding.count)) }
        }
    }
}
