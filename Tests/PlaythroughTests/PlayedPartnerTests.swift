import Foundation
import Language
import Referential
import TestSupport
import Testing

/// A session of the shipped partner with itself, recorded in `Tests/Golden/playthroughs/partner.txt`: how names get shorter.
@Suite struct PlayedPartnerTests {
    @Test func aSessionIsRecorded() throws {
        let agents = Checkout.path("Agents/tangram-partner")
        let model = try PartnerModel.read(phrases: agents + ".json", weights: agents + ".safetensors")
        var (speaker, listener) = (PartnerMemory(), PartnerMemory())
        var lines = ["# partner", "", "two of Agents/tangram-partner.yaml, four shapes", ""]
        for repetition in 1...4 {
            for target in [4, 1, 10, 8] {
                let round = RepeatedRound(repetition: repetition, shapes: [1, 4, 8, 10], target: target, words: "")
                let said = model.speak(target, among: round.shapes, speaker, to: 1, seed: 7)
                let heard = model.listen(said, round.shapes, listener, by: .learned, partner: 0)
                let isCorrect = round.shapes[heard.mostLikely] == target
                model.hear(said, of: round, wasUnderstood: isCorrect, partner: 1, &speaker)
                model.hear(said, of: round, wasUnderstood: isCorrect, partner: 0, &listener)
                let numbers = zip(round.shapes, heard).map { TangramShapes.letter($0) + String(format: " %.2f", $1) }
                lines.append("\(repetition) \(TangramShapes.letter(target)): \(said)")
                lines.append("    \(numbers.joined(separator: ", ")): \(isCorrect ? "right" : "wrong")")
            }
        }
        try GoldenFile("playthroughs/partner.txt", tolerance: 0.02).expect(lines.joined(separator: "\n") + "\n")
    }
}
