import Kitchen

/// Something that happened in an episode, in words.
public struct Moment: Sendable, Hashable {
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

extension Episode {
    /// Everything that happened, in order: what players did, hand-overs and deliveries with their worth, and the notes.
    /// Found by playing the episode again.
    /// - Throws: `ParameterError`, `StepError` for a log that cannot be played.
    public func timeline() throws -> [Moment] {
        var recorder = try EpisodeRecorder(kitchen(), horizon: horizon, seed: seed, start: start)
        var moments: [Moment] = []
        var notes = self.notes[...]
        func take(before tick: Int) {
            while let note = notes.first, note.tick < tick {
                moments.append(
                    Moment(tick: note.tick, seat: note.seat, kind: .note(note.kind), text: note.text, events: [], reward: 0))
                notes.removeFirst()
            }
        }
        for tick in 0..<ticks {
            take(before: tick + 1)
            let handedOver = recorder.handOvers.count
            try recorder.step(jointAction(tick))
            for seat in 0..<players where actions[tick * players + seat] == .interact {
                let outcome = recorder.game.outcome(of: seat)
                let reward = recorder.game.kitchen.sparseReward(outcome)
                let handOver = recorder.handOvers[handedOver...].first { $0.taker == seat }
                guard let text = Episode.text(outcome, reward, handOver) else { continue }
                moments.append(
                    Moment(tick: tick, seat: seat, kind: .event, text: text, events: outcome.events, reward: reward))
            }
        }
        take(before: .max)
        return moments
    }

    private static func text(_ outcome: Outcome, _ reward: Double, _ handOver: HandOver?) -> String? {
        guard let deed = deeds.first(where: { outcome.events.contains($0.event) }) else { return nil }
        var text = deed.event == .soupPickup && outcome.tookSoupFromPot ? "takes a soup out of a pot" : deed.text
        if deed.event == .soupDelivery { text += " for \(reward.plain)" }
        if let handOver {
            text += " that player \(handOver.giver + 1) put down \(handOver.wait) tick\(handOver.wait == 1 ? "" : "s") before"
        }
        let opinions = outcome.events.events.compactMap { opinion in Episode.opinions[opinion] }
        return opinions.isEmpty ? text : "\(text) (\(opinions.joined(separator: ", ")))"
    }

    /// What a player does when an event is logged.
    private static let deeds: [(event: Event, text: String)] = [
        (.onionPickup, "takes an onion"), (.tomatoPickup, "takes a tomato"), (.dishPickup, "takes a dish"),
        (.soupPickup, "takes a soup"), (.onionDrop, "puts an onion down"), (.tomatoDrop, "puts a tomato down"),
        (.dishDrop, "puts a dish down"), (.soupDrop, "puts a soup down"), (.pottingOnion, "puts an onion into a pot"),
        (.pottingTomato, "puts a tomato into a pot"), (.soupDelivery, "delivers a soup"),
    ]

    /// What the rules think of a deed (rules §4.4).
    private static let opinions: [Event: String] = [
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
