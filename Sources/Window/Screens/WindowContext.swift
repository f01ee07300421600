import Agents
import EpisodeStore
import Kitchen
import KitchenMaps

/// What every screen needs: keys, maps, agents, and where games are kept.
final class WindowContext {
    private(set) var keys: KeyBindings
    var log: (any GameLog)?
    /// Who gives hints and looks back on games; nil for nobody.
    var coach: (any CoachKind)?
    /// How much hints give away, as the person chose it last; nil is no coach.
    var coachLevel: HintLevel?
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

    init(
        keys: KeyBindings, log: (any GameLog)?, settings: SettingsKeeper? = nil, report: @escaping (String) -> Void = { _ in }
    ) {
        self.keys = keys
        self.settings = settings
        self.log = log
        self.report = report
    }

    // MARK: Settings

    /// What is remembered from one time to the next; nil where nothing is, as in studies and pictures.
    let settings: SettingsKeeper?

    /// Whether nobody has played here before.
    var isFirstGame: Bool { settings.map { !$0.settings.hasPlayed } ?? false }

    func noteFirstGame() { settings?.change { $0.hasPlayed = true } }

    /// Plays with other keys from now on, and remembers them.
    func use(_ keys: KeyBindings) {
        self.keys = keys
        settings?.change { $0.keys = keys }
    }

    // MARK: Games

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

    /// The best score of finished games in each kitchen.
    func bestScores() -> [String: Double] { (try? log?.bestScores()) ?? [:] }

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
