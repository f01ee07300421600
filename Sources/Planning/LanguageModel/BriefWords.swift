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
    func skill(_ words: String) -> String {
        needless.reduce(words) { $0.replacing($1, with: "") }.replacing(" the counter at", with: " counter")
    }

    /// A state as the cook in `seat` sees it, a line for each cook, pot and thing that lies about. Where cooks look is left out: a
    /// turn takes a tick.
    func state(_ facts: StateFacts, of kitchen: Kitchen, seat: Int) -> String {
        let cooks = facts.players.enumerated().map { index, player in
            (index == seat ? "You hold" : "Player \(index + 1) holds") + " \(player.held.words) at \(player.cell)."
        }
        let pots = kitchen.layout.cells(of: .pot).map { pot in
            let soup = facts.objects.first { $0.cell == pot }?.item ?? .none
            return needless.reduce("The pot at \(pot)") { $0.replacing($1, with: "") } + " " + Self.content(soup, kitchen) + "."
        }
        let lying = facts.objects.filter { kitchen.layout[$0.cell] != .pot }.map { "On counter \($0.cell) is \($0.item.words)." }
        return (cooks + pots + lying).joined(separator: "\n") + "\n"
    }

    private static func content(_ soup: Item, _ kitchen: Kitchen) -> String {
        guard let recipe = soup.recipe else { return "is empty" }
        let words = "has \(soup.ingredientWords)"
        guard soup.tick >= 0 else { return words }
        let left = kitchen.book.cookTime(recipe) - soup.tick
        return words + (left > 0 ? ", done in \(left) ticks" : ", done")
    }
}
