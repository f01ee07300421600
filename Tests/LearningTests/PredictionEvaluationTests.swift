import Foundation
import Kitchen
import Testing

@testable import Learning

@Suite struct PredictionEvaluationTests {
    @Test func measuresByTheirDefinition() {
        var evaluation = PredictionEvaluation()
        evaluation.add(.stay) { $0 == .stay ? 0.5 : 0.1 }
        evaluation.add(.north) { $0 == .stay ? 0.5 : 0.1 }
        #expect(evaluation.count == 2 && evaluation.accuracy == 0.5)
        #expect(abs(evaluation.meanNegativeLogLikelihood + (log(0.5) + log(0.1)) / 2) < 1e-12)
        #expect(evaluation.observedShare(.stay) == 0.5 && evaluation.predictedShare(.stay) == 0.5)
        var twice = evaluation
        twice.add(evaluation)
        #expect(twice.count == 4 && twice.meanNegativeLogLikelihood == evaluation.meanNegativeLogLikelihood)
        // What was thought impossible costs much, but not everything.
        evaluation.add(.south) { _ in 0 }
        #expect(evaluation.negativeLogLikelihood < 30 && PredictionEvaluation().accuracy == 0)
    }
}
