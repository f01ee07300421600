import Kitchen

/// What a model is reminded of.
enum ModelMemory: String, CaseIterable, Sendable {
    /// The skills that it chose last.
    case choices
    /// These, and what it said of the state when it chose them (ProAgent's analyses; Zhang et al. 2024, section 3).
    case analyses
    case none
}

/// What a model is told of the other cooks.
enum ModelBelief: String, CaseIterable, Sendable {
    /// What the planner infers from what they do.
    case inferred
    /// What the model itself expected of them, and what they then did (ProAgent's belief correction; Zhang et al. 2024, section 3).
    case predicted
    case none
}

/// What other cooks were seen to take up and put away since the model was last asked, in words.
struct SeenWork: Sendable {
    private var held: [Item] = []
    private var works: [Int: [String]] = [:]
    private let seat: Int

    init(seat: Int) { self.seat = seat }

    /// Takes in a state.
    mutating func see(_ players: [PlayerState]) {
        defer { held = players.map(\.held) }
        guard held.count == players.count else { return }
        for (player, state) in players.enumerated() where player != seat && state.held != held[player] {
            works[player, default: []].append(Self.words(held[player], state.held))
        }
    }

    private static func words(_ before: Item, _ after: Item) -> String {
        if before == .dish, after.isSoup { return "filled its dish" }
        return after.isNone ? "put \(before.words) away" : "took \(after.words)"
    }

    /// E.g. "player 2 took an onion, then put an onion away.", and forgets it; of everybody else who did anything.
    mutating func take() -> String {
        defer { works = [:] }
        guard !works.isEmpty else { return "nobody else took or put away anything." }
        return works.sorted { $0.key < $1.key }.map { "player \($0.key + 1) \($0.value.joined(separator: ", then "))." }.joined(
            separator: " ")
    }
}
