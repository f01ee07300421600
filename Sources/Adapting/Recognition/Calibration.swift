/// How far what an adaptive agent believes of its partners can be relied on: beside partners that it knows, and beside the same ones left
/// out of its library.
///
/// A belief is calibrated where of those held with a probability of p a share p is right (Guo et al. 2017, "On calibration of modern neural
/// networks", whose expected calibration error this has, over ten bins). Known and left-out partners count in the proportion that the prior
/// expects.
public struct Calibration: Sendable {
    /// Beliefs of about the same confidence.
    public struct Bin: Sendable, Hashable {
        /// Their share of all.
        public fileprivate(set) var weight = 0.0
        fileprivate var confidences = 0.0
        fileprivate var right = 0.0

        /// Their mean confidence, and the share that is right.
        public var confidence: Double { weight > 0 ? confidences / weight : 0 }
        public var accuracy: Double { weight > 0 ? right / weight : 0 }
    }

    /// By confidence, from 0 to 1 in tenths.
    public private(set) var bins = [Bin](repeating: Bin(), count: 10)
    /// Mean squared error of the confidence.
    public private(set) var brier = 0.0
    /// How likely none of the models was on average, beside partners that are known and beside those left out.
    public let noneKnown: Double
    public let noneLeftOut: Double
    /// The share of beliefs that are right, beside each.
    public let rightKnown: Double
    public let rightLeftOut: Double

    /// The mean distance of confidence and accuracy over bins.
    public var error: Double { bins.reduce(0) { $0 + $1.weight * abs($1.confidence - $1.accuracy) } }

    /// - Parameters:
    ///   - known: beliefs beside partners of the library.
    ///   - leftOut: beliefs beside partners left out of it.
    ///   - strangers: how likely a partner is none of the library, by the prior.
    public init(known: [RecognitionTrial.Belief], leftOut: [RecognitionTrial.Belief], strangers: Double) {
        func mean(_ beliefs: [RecognitionTrial.Belief], _ value: (RecognitionTrial.Belief) -> Double) -> Double {
            beliefs.isEmpty ? 0 : beliefs.reduce(0) { $0 + value($1) } / Double(beliefs.count)
        }
        noneKnown = mean(known) { $0.none }
        noneLeftOut = mean(leftOut) { $0.none }
        rightKnown = mean(known) { $0.isRight ? 1 : 0 }
        rightLeftOut = mean(leftOut) { $0.isRight ? 1 : 0 }
        for (beliefs, share) in [(known, 1 - strangers), (leftOut, strangers)] {
            let weight = share / Double(max(1, beliefs.count))
            for belief in beliefs {
                let bin = min(9, Int(belief.confidence * 10))
                bins[bin].weight += weight
                bins[bin].confidences += weight * belief.confidence
                bins[bin].right += belief.isRight ? weight : 0
                let miss = belief.confidence - (belief.isRight ? 1 : 0)
                brier += weight * miss * miss
            }
        }
    }
}
