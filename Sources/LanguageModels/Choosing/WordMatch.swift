/// Finds the only option that a text can mean.
struct WordMatch {
    private struct Option {
        let words: Set<String>
        let places: Set<String>
    }

    private let options: [Option]

    /// The part of an option's words that a text must have.
    private static let least = 0.6
    /// By how much more than the second best.
    private static let margin = 0.2
    /// Words that say nothing about what is meant.
    private static let fillers: Set<String> = [
        "a", "an", "the", "at", "to", "of", "is", "i", "you", "from", "in", "into", "on", "it", "and", "for", "what",
    ]
    /// Words by which a text can mean the opposite of what it names.
    private static let negations: Set<String> = [
        "not", "no", "never", "cannot", "cant", "dont", "wont", "isnt", "shouldnt", "neither", "instead", "nicht", "kein", "ne", "pas",
    ]

    init(_ options: [String]) { self.options = options.map { Option(words: Self.words($0), places: Self.places($0)) } }

    /// The place of the option that `text` can mean; nil where it can mean none or several.
    func only(_ text: String) -> Int? {
        let words = Self.words(text)
        guard words.isDisjoint(with: Self.negations) else { return nil }
        let places = Self.places(text)
        let scores = options.map { score($0, words, places) }
        guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[best] >= Self.least else { return nil }
        let second = scores.indices.filter { $0 != best }.map { scores[$0] }.max() ?? 0
        return scores[best] - second >= Self.margin ? best : nil
    }

    private func score(_ option: Option, _ words: Set<String>, _ places: Set<String>) -> Double {
        guard !option.words.isEmpty else { return 0 }
        let share = Double(option.words.intersection(words).count) / Double(option.words.count)
        if option.places.isEmpty || places.isEmpty { return share }
        // A place that is named counts more than any word; another place is another option.
        return option.places.isDisjoint(with: places) ? 0 : share + 1
    }

    /// The stems of a text's words, places and fillers left out.
    private static func words(_ text: String) -> Set<String> {
        let plain = text.lowercased().replacing(/\(\s*\d+\s*,\s*\d+\s*\)/, with: " ").filter { $0 != "'" && $0 != "’" }
        let words = plain.split { !$0.isLetter }.map(String.init)
        return Set(words.filter { !fillers.contains($0) }.map { negations.contains($0) ? $0 : stem($0) })
    }

    private static func places(_ text: String) -> Set<String> {
        Set(text.matches(of: /\(\s*(\d+)\s*,\s*(\d+)\s*\)/).map { "\($0.1),\($0.2)" })
    }

    /// A word without the endings of English verbs and plurals: `takes`, `taking` and `take` are one.
    private static func stem(_ word: String) -> String {
        var stem = Substring(word)
        for ending in ["ing", "es", "s", "e"] where stem.count - ending.count >= 2 && stem.hasSuffix(ending) {
            stem = stem.dropLast(ending.count)
            break
        }
        if stem.count > 2, let last = stem.last, stem.dropLast().last == last { stem = stem.dropLast() }
        return String(stem)
    }
}
