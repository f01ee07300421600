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

    /// Shape of one player's view.
    public func shape(_ layout: Layout) -> Shape {
        switch self {
        case .features: [FeatureEncoding.count]
        case .lossless: [layout.width, layout.height, LosslessEncoding.channels]
        }
    }

    /// The features' option of the same meaning.
    public static func goals(seesCounters: Bool) -> CounterGoals { seesCounters ? .all : .none }
}

/// Writes what a network is shown of one game.
struct GameView {
    private enum Writer {
        case features(FeatureEncoding)
        case lossless(LosslessEncoding)
    }

    private let writer: Writer
    /// Elements of both players' views.
    let size: Int

    /// - Throws: `EncodingProblem` unless the kitchen has two players.
    init(_ encoding: InputEncoding, kitchen: Kitchen, horizon: Int) throws {
        switch encoding {
        case .features(let seesCounters):
            writer = .features(try FeatureEncoding(kitchen, counterGoals: InputEncoding.goals(seesCounters: seesCounters)))
            size = FeatureEncoding.size
        case .lossless:
            let lossless = try LosslessEncoding(kitchen, horizon: horizon)
            writer = .lossless(lossless)
            size = lossless.size
        }
    }

    /// Fills `buffer` with both players' views of `game`, player 0's first.
    func write(_ game: KitchenGame, into buffer: UnsafeMutableBufferPointer<Float>) throws {
        switch writer {
        case .features(let encoding): try encoding.write(game, into: buffer)
        case .lossless(let encoding): try encoding.write(game, into: buffer)
        }
    }
}
