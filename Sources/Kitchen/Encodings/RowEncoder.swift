/// One of the encodings, of packed rows that somebody else keeps.
package struct RowEncoder: Sendable {
    /// Which encoding.
    package enum Kind: Sendable {
        /// The 26 channels of both players, with the tick at which episodes end.
        case lossless(horizon: Int)
        /// The features of the kitchen's rule family; counters are goals in Overcooked-AI only where it is said here.
        case features(CounterGoals)
        /// The grid encoding of OvercookedV2; what the layout says when nil.
        case grid(GridEncoding.Options?)
    }

    private enum Encoding: Sendable {
        case lossless(LosslessEncoding)
        case features(FeatureEncoding)
        case featuresV2(FeatureEncodingV2)
        case grid(GridEncoding)
    }

    private let encoding: Encoding
    /// Words of a row, slots of a row.
    private let words: Int
    private let slots: Int
    /// What is written for one row: players first.
    package let shape: [Int]

    /// - Throws: `ObservationError` where the kitchen has not this encoding.
    package init(_ kitchen: Kitchen, _ kind: Kind) throws(ObservationError) {
        words = kitchen.shape.stride
        slots = kitchen.shape.slots
        switch kind {
        case .lossless(let horizon):
            encoding = .lossless(try LosslessEncoding(kitchen, horizon: horizon))
            shape = [2, kitchen.layout.width, kitchen.layout.height, LosslessEncoding.channels]
        case .features(let goals) where kitchen.layout.family == .overcooked:
            encoding = .features(try FeatureEncoding(kitchen, counterGoals: goals))
            shape = [2, FeatureEncoding.count]
        case .features:
            let features = try FeatureEncodingV2(kitchen)
            encoding = .featuresV2(features)
            shape = [features.players, features.count]
        case .grid(let options):
            let grid = try GridEncoding(kitchen, options: options)
            encoding = .grid(grid)
            shape = [grid.players, grid.rows, grid.columns, grid.channelCount]
        }
    }

    /// Elements that are written for a row.
    package var size: Int { shape.reduce(1) { $0 * $1 } }

    /// Writes the encodings of `count` rows in which `Kitchen.problem(inRow:)` finds nothing, `[count, shape]`.
    /// - Parameter stamps: of the rows' slots, for ties in the features.
    package func write<Element: EncodingElement>(
        _ rows: UnsafePointer<UInt16>, stamps: UnsafePointer<Int32>, count: Int, into buffer: UnsafeMutablePointer<Element>
    ) {
        let size = size
        for index in 0..<count {
            let row = rows + index &* words
            let out = buffer + index &* size
            switch encoding {
            case .lossless(let lossless): lossless.write(row, into: out)
            case .features(let features): features.write(row, stamps: stamps + index &* slots, into: out)
            case .featuresV2(let features): features.write(row, into: out)
            case .grid(let grid):
                for viewer in 0..<grid.players { grid.write(row, viewer: viewer, .identity, into: out + viewer &* grid.viewElements) }
            }
        }
    }
}
