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
        spoken(shape, among: shapes, memory, to: partner, by: adaptation, seed: seed).text
    }

    /// What the speaker says, and how it takes that apart itself.
    func spoken(
        _ shape: Int, among shapes: [Int], _ memory: PartnerMemory, to partner: Int, by adaptation: Adaptation, seed: UInt64
    ) -> (text: String, description: WeightedDescription) {
        let own = memory.heard.filter { $0.shape == shape }
        let words = words(of: shape, own, seed: seed)
        // Only what was understood is shortened.
        let times = own.count { $0.partner == partner && $0.wasUnderstood }
        for step in stride(from: times, to: 0, by: -1) {
            let text = sentence(words, length: phrases.length(times: step))
            let description = lexicon.describe(text)
            if shapes[listen(description, shapes, memory, by: adaptation, partner: partner).mostLikely] == shape {
                return (text, description)
            }
        }
        let text = sentence(words, length: phrases.length(times: 0))
        return (text, lexicon.describe(text))
    }

    /// The telling words for a shape, those to keep longest first.
    private func words(of shape: Int, _ own: [PartnerMemory.Heard], seed: UInt64) -> [String] {
        let failures = own.count { !$0.wasUnderstood }
        var random = RandomStream(seed, UInt64(shape), UInt64(failures), StreamKey.partnerWords)
        let drawn = phrases.places(shape, count: Self.conception, &random).map { (phrases.words[shape][$0].word, telling[shape][$0]) }
            .sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
        let last = own.last { $0.wasUnderstood }?.words
        if saysParts { return parts(drawn, keeping: last) }
        let kept = last.map { Description.words($0).filter { !Self.glue.contains($0) } } ?? []
        return (kept + drawn).unique
    }

    /// A name and parts of a figure, what was understood before in front.
    private func parts(_ drawn: [String], keeping last: String?) -> [String] {
        let kept = (last ?? "").split(separator: ",").map { part in
            Description.words(String(part)).filter { !Self.partsOpening.contains($0) }.joined(separator: " ")
        }.filter { !$0.isEmpty }
        let names = drawn.filter { !$0.contains(" ") }.prefix(kept.isEmpty ? 1 : 0)
        return (kept + names + drawn.filter { $0.contains(" ") }).unique
    }

    private static let partsOpening = Set(["looks", "like", "a", "the", "one", "with"])

    /// Words as a description of about `length` words.
    private func sentence(_ words: [String], length: Int) -> String {
        if saysParts { return list(words, length: length) }
        guard length >= Self.sentence, !words.isEmpty else { return words.prefix(max(length, 1)).joined(separator: " ") }
        var text = Self.opening
        for (index, word) in words.enumerated() {
            if index > 0 {
                let link = Self.links[(index - 1) % Self.links.count]
                guard text.count + link.count < length else { break }
                text += link
            }
            text.append(word)
        }
        return text.joined(separator: " ")
    }

    /// A name and parts as a description of at most about `length` words.
    private func list(_ parts: [String], length: Int) -> String {
        var (text, count): ([String], Int) = ([], length >= Self.sentence ? 3 : 0)
        for part in parts {
            count += part.split(separator: " ").count
            guard text.isEmpty || count <= length else { break }
            text.append(part)
        }
        let opening = length < Self.sentence ? "" : parts.first?.contains(" ") == false ? "looks like a " : "the one with "
        return opening + text.joined(separator: ", ")
    }
}
