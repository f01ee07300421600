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
    /// - Parameter handOvers: those of the tick.
    mutating func addActions(of tick: Int, _ game: KitchenGame, _ handOvers: ArraySlice<HandOver>) {
        for seat in 0..<episode.players where game.lastAction(of: seat) == .interact {
            let outcome = game.outcome(of: seat)
            let reward = game.kitchen.sparseReward(outcome)
            let handOver = handOvers.first { $0.taker == seat }
            guard let text = TimelineBuilder.text(outcome, reward, handOver) else { continue }
            entries.append(
                TimelineEntry(tick: tick, seat: seat, kind: .event, text: text, events: outcome.events, reward: reward))
        }
    }

    private static func text(_ outcome: Outcome, _ reward: Double, _ handOver: HandOver?) -> String? {
        guard let action = actionTexts.first(where: { outcome.events.contains($0.event) }) else { return nil }
        var text = action.event == .soupPickup && outcome.tookSoupFromPot ? "takes a soup out of a pot" : action.text
        if action.event == .soupDelivery { text += " for \(reward.plain)" }
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
