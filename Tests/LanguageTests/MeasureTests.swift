import Foundation
import Testing

@testable import Language

/// Measures against values of independent implementations, computed once with EGG (commit 54eb11c), sacrebleu 2.6.0
/// (`tokenize='none'`) and rouge-score on the samples below.
@Suite struct MeasureTests {
    private let things = [
        [1, 1, 2], [3, 0, 0], [3, 2, 1], [1, 3, 3], [3, 1, 1], [1, 3, 0], [0, 1, 0], [2, 0, 2], [3, 3, 3], [3, 3, 1], [2, 0, 0], [1, 3, 1],
    ]
    private let messages: [[Int32]] = [
        [4, 2, 3], [2, 1, 1], [2, 3, 2], [4, 4, 4], [2, 2, 2], [4, 4, 1], [1, 2, 1], [5, 1, 3], [2, 4, 4], [1, 4, 2], [5, 1, 1], [4, 4, 0],
    ]
    private let said = ["the dark blue one", "purple", "bright green square left", "small red ring", "gray", "not the pink one at all"]
    private let wanted = [
        "dark blue", "the purple one", "bright green box on the left", "small red ring top", "light gray", "not the pink one",
    ]

    private func near(_ a: Double?, _ b: Double, _ error: Double = 1e-5) -> Bool { a.map { abs($0 - b) < error } ?? false }

    @Test func protocolMeasuresAreEGGs() {
        #expect(near(ProtocolMeasures.topographicSimilarity(things, messages), 0.8494057665822004))
        #expect(near(ProtocolMeasures.positionalDisentanglement(things, messages), 0.5241170525550842))
        #expect(near(ProtocolMeasures.bagOfSymbolsDisentanglement(things, messages, vocabulary: 8), 0.17193007469177246))
        #expect(near(ProtocolMeasures.entropy(messages), 3.5849628787966683))
        #expect(near(ProtocolMeasures.mutualInformation(things.map { $0[0] }, messages.map { $0[0] }), 1.6174927037810947))
    }

    @Test func aPerfectLanguage() {
        let all = (0..<4).flatMap { a in (0..<4).map { [a, $0] } }
        let words = all.map { [Int32($0[0] + 1), Int32($0[1] + 5)] }
        #expect(near(ProtocolMeasures.topographicSimilarity(all, words), 1))
        #expect(near(ProtocolMeasures.positionalDisentanglement(all, words), 1))
        #expect(ProtocolMeasures.topographicSimilarity(all, words.map { _ in [1] }) == nil, "one message for all has no ranks")
    }

    @Test func textMeasuresAreTheirs() {
        #expect(near(TextMeasures.bleu(said, wanted), 36.298966265411906))
        #expect(near(TextMeasures.bleu(["a b c d e", "blue green red x y"], ["a c b d e", "green blue red y x"]), 15.97357760615681))
        #expect(near(TextMeasures.chrF(said, wanted), 63.7596267652388))
        #expect(near(TextMeasures.rougeL(said, wanted), 0.6817460317460317))
        #expect(TextMeasures.bleu(said, said) > 99.99 && TextMeasures.chrF(said, said) > 99.99)
    }

    @Test func mentions() {
        #expect(near(TextMeasures.mentionedF1([Set([1, 2]), Set([3])], [Set([2]), Set([4])]), 0.4))
    }

    @Test func edits() {
        #expect(ProtocolMeasures.edits(Array("kitten"), Array("sitting")) == 3)
        #expect(ProtocolMeasures.edits([1, 2, 3], []) == 3)
        #expect(ProtocolMeasures.ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
    }
}
