import Kitchen

/// What was said in an episode, or not said, with what there was to say: a value for each fact, by tick and seat.
public struct SpokenFacts: Sendable {
    /// What is looked at, as a person reads it.
    public static let facts = ["recipe", "own hands", "other's hands", "first pot", "other takes next"]

    /// One seat in one tick.
    public struct Use: Sendable, Hashable {
        public let tick: Int
        public let seat: Int
        /// Nil for silence.
        public let text: String?
        /// In the order of `facts`.
        public let values: [String]
    }

    /// By tick, then seat.
    public let uses: [Use]

    /// - Throws: what `Replay` throws for a log that cannot be played.
    public init(_ episode: Episode) throws {
        let replay = try Replay(episode)
        let pot = replay.kitchen.layout.cells(of: .pot).first
        let takes = (0..<episode.players).map { SpokenFacts.takes(replay, seat: $0) }
        uses = (0..<replay.count).flatMap { tick -> [Use] in
            let state = replay.states[tick]
            let said = replay.messages(in: tick..<(tick + 1))
            return (0..<episode.players).map { seat in
                let other = (seat + 1) % episode.players
                let cooked = pot.flatMap { pot in state.objects.first { $0.cell == pot }?.item } ?? .none
                let values = [
                    state.recipe?.recipe.name ?? "-", SpokenFacts.words(state.players[seat].held),
                    SpokenFacts.words(state.players[other].held), SpokenFacts.words(cooked),
                    takes[other][tick],
                ]
                return Use(tick: tick, seat: seat, text: said[seat], values: values)
            }
        }
    }

    /// E.g. `onion`, `soup of onion+onion+onion`.
    private static func words(_ item: Item) -> String {
        if let recipe = item.recipe { return "soup of \(recipe.name)" }
        return item.ingredient?.name ?? (item.isNone ? "nothing" : "dish")
    }

    /// By tick, what a seat takes next; `nothing` where it takes no more.
    private static func takes(_ replay: Replay, seat: Int) -> [String] {
        var next = "nothing"
        var takes = [String](repeating: next, count: replay.count)
        for tick in (0..<replay.count).reversed() {
            let (before, after) = (replay.states[tick].players[seat].held, replay.states[tick + 1].players[seat].held)
            if before.isNone, !after.isNone { next = words(after) }
            takes[tick] = next
        }
        return takes
    }
}
