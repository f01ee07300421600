import Agents
import Episodes
import Foundation
import Kitchen

/// Whether a game is coached, and who says so.
public enum Coaching: Sendable, Hashable {
    /// The person chooses, in the pause menu too; off at first.
    case chosenByPerson
    /// The game does, and the person cannot change it: a level, or nil for no coach; for studies.
    case fixed(HintLevel?)
}

/// The coach of one game with one person: its level, the hint on the screen, and what the log keeps of it.
final class GameCoach {
    private let kind: any CoachKind
    private let episode: EpisodeContext
    /// Nil while nothing is coached; once begun it goes on watching, so that hints can be had again at once.
    private var thread: CoachThread?
    private var latestTick = -1
    /// What each hint was shown at, by its tick.
    private var levels: [Int: HintLevel] = [:]
    /// How much hints give away; nil is no coach.
    private(set) var level: HintLevel?

    /// Ticks for which a hint is shown.
    private static let shownTicks = 30

    init(_ kind: any CoachKind, _ episode: EpisodeContext, level: HintLevel?) {
        self.kind = kind
        self.episode = episode
        set(level)
    }

    func set(_ level: HintLevel?) {
        self.level = level
        if level != nil, thread == nil { thread = CoachThread(kind, episode) }
    }

    /// Takes in the game as it is now; of each tick the first time.
    func watch(_ game: KitchenGame) {
        guard let thread, game.timestep > latestTick else { return }
        latestTick = game.timestep
        thread.watch(game, mayHint: level != nil)
    }

    /// The hint that is shown at a tick.
    func shown(at tick: Int) -> Hint? {
        guard let level, let last = thread?.hints.last, last.isFollowed != true else { return nil }
        levels[last.hint.tick] = levels[last.hint.tick] ?? level
        return tick - last.hint.tick < Self.shownTicks ? last.hint : nil
    }

    /// Why there are no hints, where the coach cannot watch.
    var failure: String? { thread?.failure }

    func stop(by deadline: Date) { thread?.stop(by: deadline) }

    /// The hints that were shown.
    var notes: [Episode.Note] {
        (thread?.hints ?? []).compactMap { given in
            levels[given.hint.tick].map { GivenHint(given.hint, level: $0, isFollowed: given.isFollowed).note }
        }
    }

    /// The level after this one: off, nudge, reason, show, off.
    static func next(after level: HintLevel?) -> HintLevel? {
        guard let level else { return HintLevel.allCases.first }
        let index = HintLevel.allCases.firstIndex(of: level) ?? 0
        return HintLevel.allCases.indices.contains(index + 1) ? HintLevel.allCases[index + 1] : nil
    }

    /// A level in words for the menu.
    static func words(_ level: HintLevel?) -> String {
        switch level {
        case nil: "off"
        case .nudge: "nudges"
        case .reason: "says what and why"
        case .show: "shows where, too"
        }
    }
}
