import Kitchen

/// Texts about one kitchen, made short: what a model reads anew with every question, its cook waits for.
struct BriefWords: Sendable {
    /// What tells the place of a station that is the only one of its kind.
    private let needless: [String]

    init(_ kitchen: Kitchen) {
        let kinds: [Terrain] = [.onionDispenser, .tomatoDispenser, .dishDispenser, .pot, .serving]
        needless = kinds.map(kitchen.layout.cells(of:)).filter { $0.count == 1 }.flatMap { [" at \($0[0])", " from \($0[0])"] }
    }

    /// `words` of a skill without a place that goes without saying: "puts an onion into the pot".
    func skill(_ words: String) -> String { needless.reduce(words) { $0.replacing($1, with: "") } }

    /// Facts about a state without such places, and without where cooks look, which turning changes within a tick.
    func state(_ facts: String) -> String { skill(facts).replacing(/, faces \w+ and/, with: " and") }
}
