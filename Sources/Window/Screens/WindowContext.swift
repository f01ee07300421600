import Agents
import EpisodeStore
import Kitchen
import KitchenMaps

/// What every screen needs: keys, maps, agents, and where games are kept.
final class WindowContext {
    let keys: KeyBindings
    var log: (any GameLog)?
    /// The best score that is possible in a game, where it is known exactly.
    var optimum: (GamePlan) -> Double? = { _ in nil }
    /// What games sound like; nil for nothing.
    var sounds: SoundBoard?
    /// Where leaving leads: the menu, or out of the program.
    var home: () -> Step = { .leave }
    /// What follows a game instead of its result page, as in a study; nil is a game that was left.
    var afterGameHook: ((GameRecord?) -> Step)?
    /// What went wrong with the store last, shown on the result page.
    private(set) var errorMessage: String?
    /// The number of the game that was kept last.
    private(set) var latestEpisode: EpisodeID?

    /// Takes what the program should say outside the window, too.
    private let report: (String) -> Void

    init(keys: KeyBindings, log: (any GameLog)?, report: @escaping (String) -> Void = { _ in }) {
        self.keys = keys
        self.log = log
        self.report = report
    }

    func save(_ record: GameRecord) {
        do {
            latestEpisode = try log?.save(record)
            errorMessage = nil
        } catch {
            let message = "This game could not be kept: \(error)"
            errorMessage = message
            report(message)
        }
    }

    /// - Parameters:
    ///   - record: the finished game; nil when it was left.
    ///   - standing: as it was before the game.
    func afterGame(_ record: GameRecord?, _ standing: Standing = Standing()) -> Step {
        if let afterGameHook { return afterGameHook(record) }
        return record.map { .show(ResultScreen($0, standing, context: self)) } ?? home()
    }

    /// What the score of a game is compared with.
    func standing(of plan: GamePlan) -> Standing {
        // A study's participant sees no results.
        guard afterGameHook == nil else { return Standing() }
        do {
            return Standing(past: try log?.pastGames(like: plan) ?? [], best: try log?.bestGame(like: plan), optimum: optimum(plan))
        } catch {
            errorMessage = "Past games cannot be read: \(error)"
            return Standing()
        }
    }
}
