/// Finds the commonest known word of which another differs by one letter, without looking at all of them.
///
/// Two words that differ by one letter more, less or other, or by two neighbours exchanged, are equal once at most one letter is
/// taken out of each (Garbe's symmetric deletion), so each known word is listed under itself and under all of these.
struct SpellingIndex: Sendable, Hashable {
    /// Shorter words are no correction of others.
    private static let minLetters = 3

    private let words: [[UInt8]]
    private let byRest: [[UInt8]: [Int32]]

    /// - Parameter words: the commonest first.
    init(_ words: [String]) {
        self.words = words.map { Array($0.utf8) }
        var byRest: [[UInt8]: [Int32]] = [:]
        for (index, letters) in self.words.enumerated() where (SpellingIndex.minLetters...Vocabulary.maxLetters).contains(letters.count) {
            for rest in SpellingIndex.rests(letters) { byRest[rest, default: []].append(Int32(index)) }
        }
        self.byRest = byRest
    }

    /// Place of the first word of which `word` differs by one letter.
    func first(near word: String) -> Int? {
        let letters = Array(word.utf8)
        let candidates = SpellingIndex.rests(letters).flatMap { byRest[$0] ?? [] }
        return Set(candidates).sorted().first { WordSplitter.differByOneLetter(words[Int($0)], letters) }.map(Int.init)
    }

    /// The word itself, and what is left of it without one of its letters.
    private static func rests(_ letters: [UInt8]) -> Set<[UInt8]> {
        Set([letters] + letters.indices.map { Array(letters[..<$0] + letters[($0 + 1)...]) })
    }
}
