import Kitchen

/// Something that happened in an episode, in words.
public struct TimelineEntry: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// Something done in the kitchen.
        case event
        /// Something said or gone wrong.
        case note(Episode.Note.Kind)
    }

    /// The tick in which it happened: the state before it is the tick's, the state after it shows it.
    public let tick: Int
    public let seat: Int
    public let kind: Kind
    /// What the player does, e.g. `puts an onion into a pot (optimal)`, or the note's text.
    public let text: String
    /// The rules' events behind it.
    public let events: EventSet
    /// What the team earned.
    public let reward: Double
}

/// Puts an episode's notes and what its players did in order, while it is played again.
struct TimelineBuilder {
    private(set) var entries: [TimelineEntry] = []
    private let episode: Episode
    private var notes: ArraySlice<Episode.Note>

    init(_ episode: Episode) {
        self.episode = episode
        notes = episode.notes[...]
    }

    /// Adds the next notes of ticks before `tick`.
    mutating func addNotes(before tick: Int) {
        while let note = notes.first, note.tick < tick {
            entries.append(
                TimelineEntry(tick: note.tick, seat: note.seat, kind: .note(note.kind), text: note.text, events: [], reward: 0))
            notes.removeFirst()
        }
    }

    /// Adds what the players did in `tick`, which `game` has just played.
    /// - Parameters:
    ///   - before: the state before the tick.
    ///   - handOvers: those of the tick.
    mutating func addActions(of tick: Int, from before: KitchenState, _ game: KitchenGame, _ handOvers: ArraySlice<HandOver>) {
        for seat in 0..<episode.players where game.lastAction(of: seat) == .interact {
            let outcome = game.outcome(of: seat)
            let reward = game.kitchen.sparseReward(outcome)
            let handOver = handOvers.first { $0.taker == seat }
            let action =
                game.kitchen.layout.family == .overcooked
                ? TimelineBuilder.action(outcome, reward)
                : TimelineBuilder.action(before.players[seat], game.player(seat).held, reward, in: game.kitchen.layout)
            guard let text = action.map({ TimelineBuilder.text($0, outcome, handOver) }) else { continue }
            entries.append(
                TimelineEntry(tick: tick, seat: seat, kind: .event, text: text, events: outcome.events, reward: reward))
        }
    }

    /// What a player of Overcooked-AI did, by the rules' events.
    private static func action(_ outcome: Outcome, _ reward: Double) -> String? {
        guard let action = actionTexts.first(where: { outcome.events.contains($0.event) }) else { return nil }
        let text = action.event == .soupPickup && outcome.tookSoupFromPot ? "takes a soup out of a pot" : action.text
        return action.event == .soupDelivery ? "\(text) for \(reward.plain)" : text
    }

    /// What a player of OvercookedV2 did, whose rules have no events: by what it held before and holds now.
    private static func action(_ before: PlayerState, _ held: Item, _ reward: Double, in layout: Layout) -> String? {
        let station = layout[before.cell.neighbour(before.orientation)]
        if station == .recipeButton && before.held.isNone { return "presses the \(station.name) for \(reward.plain)" }
        guard held != before.held else { return nil }
        switch station {
        case .serving: return "delivers a \(reward > 0 ? "" : "wrong ")soup of \(before.held.recipe?.name ?? "nothing") for \(reward.plain)"
        case .pot where held.isSoup: return "takes a soup out of a pot"
        case .pot: return "puts \(words(before.held)) into a pot"
        default: return held.isNone ? "puts \(words(before.held)) down" : "takes \(words(held))"
        }
    }

    private static func words(_ item: Item) -> String { item.isSoup ? "a soup" : item.ingredient?.withArticle ?? "a dish" }

    private static func text(_ action: String, _ outcome: Outcome, _ handOver: HandOver?) -> String {
        var text = action
        if let handOver {
            text += " that player \(handOver.giver + 1) put down \(handOver.wait) tick\(handOver.wait == 1 ? "" : "s") before"
        }
        let words = outcome.events.events.compactMap { evaluations[$0] }
        return words.isEmpty ? text : "\(text) (\(words.joined(separator: ", ")))"
    }

    /// What a player does when an event is logged.
    private static let actionTexts: [(event: Event, text: String)] = [
        (.onionPickup, "takes an onion"), (.tomatoPickup, "takes a tomato"), (.dishPickup, "takes a dish"),
        (.soupPickup, "takes a soup"), (.onionDrop, "puts an onion down"), (.tomatoDrop, "puts a tomato down"),
        (.dishDrop, "puts a dish down"), (.soupDrop, "puts a soup down"), (.pottingOnion, "puts an onion into a pot"),
        (.pottingTomato, "puts a tomato into a pot"), (.soupDelivery, "delivers a soup"),
    ]

    /// How the rules evaluate an action (rules §4.4).
    private static let evaluations: [Event: String] = [
        .usefulOnionPickup: "useful", .usefulTomatoPickup: "useful", .usefulDishPickup: "useful",
        .usefulOnionDrop: "useful", .usefulTomatoDrop: "useful", .usefulDishDrop: "useful",
        .optimalOnionPotting: "optimal", .optimalTomatoPotting: "optimal",
        .viableOnionPotting: "viable", .viableTomatoPotting: "viable",
        .catastrophicOnionPotting: "catastrophic", .catastrophicTomatoPotting: "catastrophic",
        .uselessOnionPotting: "useless", .uselessTomatoPotting: "useless",
    ]
}

extension Double {
    /// The number as text, without a fraction where it has none.
    package var plain: String { Int(exactly: self).map(String.init) ?? "\(self)" }
}
