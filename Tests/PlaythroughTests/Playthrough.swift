import Agents
import Basics
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import Planning

@testable import BrigadeCLI

/// An episode as a text that a person can read and a test can compare.
struct Playthrough {
    /// What is shown, a line.
    let title: String
    /// Who sits in each seat.
    let players: [String]
    let episode: Episode

    func text() throws -> String {
        let replay = try Replay(episode)
        let (kitchen, states) = (replay.kitchen, replay.states)
        var lines = ["# \(title)", "", "map: \(kitchen.layout.name), \(kitchen.dynamics) dynamics"]
        lines += players.enumerated().map { "player \($0 + 1): \($1)" }
        lines += ["seed: \(episode.seed)", "horizon: \(episode.horizon)", "", facts(states[0], kitchen)]
        lines += drawing(states[0], kitchen) + [""]
        var timeline = replay.timeline[...]
        var said = Array(repeating: Said(), count: episode.players)
        var explanations = episode.notes.filter { $0.kind == .explanation }[...]
        for tick in 0..<episode.ticks {
            lines.append("tick \(tick): " + episode.jointAction(tick).map { "\($0)" }.joined(separator: ", "))
            var isChanged = false
            while let entry = timeline.first, entry.tick == tick {
                timeline.removeFirst()
                isChanged = isChanged || entry.kind == .event
                let player = "    player \(entry.seat + 1)"
                if entry.kind == .note(.explanation), let explanation = explanations.popFirst()?.explanation {
                    lines += said[entry.seat].news(explanation).map { "\(player) \($0)" }
                } else {
                    lines.append("\(player)\(words(entry.kind)) \(entry.text)")
                }
            }
            if isChanged { lines += drawing(states[tick + 1], kitchen) }
        }
        lines += ["", facts(states[episode.ticks], kitchen)]
        let hash = ContentHash.hexadecimal(episode.stateHash)
        lines.append("\(episode.status), score \(episode.score.plain), state hash \(hash)")
        return lines.joined(separator: "\n") + "\n"
    }

    private func facts(_ state: KitchenState, _ kitchen: Kitchen) -> String {
        StateFacts(state, horizon: episode.horizon).text(kitchen)
    }

    private func drawing(_ state: KitchenState, _ kitchen: Kitchen) -> [String] {
        KitchenDrawing(terminal: .plain).rows(kitchen.layout, state, book: kitchen.book).map { "        \($0)" }
    }

    private func words(_ kind: TimelineEntry.Kind) -> String {
        switch kind {
        case .event: ""
        case .note(.message): " says:"
        case .note(let other): ", \(other):"
        }
    }
}

/// What a player said about its decisions last, so that only what is new is shown.
private struct Said {
    private var why = ""
    private var beliefs: [Int: String] = [:]
    private var wish: String?

    /// The parts of an explanation that are not as they were: what the player does and why, the first thing that it believes of
    /// each other player, and what it wishes.
    mutating func news(_ explanation: Explanation) -> [String] {
        var lines: [String] = []
        let why = explanation.intention + (explanation.reason.map { " because \($0)" } ?? "")
        if why != self.why { lines.append("explains: \(why)") }
        var beliefs: [Int: String] = [:]
        for belief in explanation.beliefs where beliefs[belief.seat] == nil {
            beliefs[belief.seat] = belief.what
            if belief.what == self.beliefs[belief.seat] { continue }
            lines.append("believes: player \(belief.seat + 1) \(belief.what) (\(belief.probability.percent))")
        }
        if let wish = explanation.wish, wish != self.wish { lines.append("wishes: \(wish)") }
        (self.why, self.beliefs, self.wish) = (why, beliefs, explanation.wish)
        return lines
    }
}
