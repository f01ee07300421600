import Basics
import Referential

extension PartnerModel {
    /// The words between the telling ones of a long description; whoever shortens leaves them out.
    private static let opening = ["this", "one", "looks", "like", "a"]
    private static let links = [["with", "a"], ["and"], ["kind", "of"], ["maybe"], ["and", "a"]]
    private static let glue = Set(opening + links.joined())
    /// Telling words that a speaker has for a shape, and words from which a description is a sentence.
    private static let (conception, sentence) = (8, 8)

    /// What the speaker says so that a partner finds `shape` among `shapes`.
    ///
    /// Words that were understood are kept and their description gets shorter, as people's do; what was not understood
    /// is replaced. What the speaker would not itself understand gets longer. A partner who has heard nothing hears a long description
    /// with the words that others understood.
    /// - Parameters:
    ///   - memory: what the speaker said, and whether it was understood.
    ///   - partner: who listens.
    ///   - adaptation: by which the speaker finds out what it would itself understand.
    ///   - seed: whose words: speakers of different seeds have different words for shapes.
    public func speak(
        _ shape: Int, among shapes: [Int], _ memory: PartnerMemory, to partner: Int, by adaptation: Adaptation = .learned, seed: UInt64
    ) -> String {
        let own = memory.heard.filter { $0.shape == shape }
        let words = telling(shape, own, seed: seed)
        // Only what was understood is shortened.
        let times = own.count { $0.partner == partner && $0.wasUnderstood }
        for step in stride(from: times, through: 0, by: -1) {
            let text = sentence(words, length: phrases.length(times: step))
            let understood = listen(text, shapes, memory, by: adaptation, partner: partner)
            if step == 0 || shapes[understood.mostLikely] == shape { return text }
        }
        return sentence(words, length: phrases.length(times: 0))
    }

    /// The telling words for a shape, those to keep longest first.
    private func telling(_ shape: Int, _ own: [PartnerMemory.Heard], seed: UInt64) -> [String] {
        let failures = own.count { !$0.wasUnderstood }
        var random = RandomStream(seed, UInt64(shape), UInt64(failures), StreamKey.partnerWords)
        let drawn = phrases.draw(shape, count: Self.conception, &random).map { word in
            (word, lexicon.logProbabilities(lexicon.describe(word), TangramShapes.all)[shape])
        }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
        let kept = own.last { $0.wasUnderstood }.map { Description.words($0.words).filter { !Self.glue.contains($0) } } ?? []
        return (kept + drawn).unique
    }

    /// Words as a description of about `length` words.
    private func sentence(_ words: [String], length: Int) -> String {
        guard length >= Self.sentence, !words.isEmpty else {
            var text: [String] = []
            for word in words {
                text += word.split(separator: " ").map(String.init)
                if text.count >= length { break }
            }
            return text.joined(separator: " ")
        }
        var text = Self.opening
        for (index, word) in words.enumerated() {
            if index > 0 {
                let link = Self.links[(index - 1) % Self.links.count]
                guard text.count + link.count < length else { break }
                text += link
            }
            text += word.split(separator: " ").map(String.init)
        }
        return text.joined(separator: " ")
    }
}
