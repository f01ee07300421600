import Agents
import EpisodeStore
import Kitchen
import KitchenMaps

/// What every screen needs: keys, maps, agents, and where games are kept.
final class WindowContext {
    private(set) var keys: KeyBindings
    let log: (any GameLog)?
    /// Who gives hints and looks back on games; nil for nobody.
    var coach: (any CoachKind)?
    /// How much hints give away, as the person chose it last; nil is no coach.
    var coachLevel: HintLevel?
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

    /// - Parameter record: the finished game and those before it; nil when it was left.
    func afterGame(_ record: GameRecord?, past: [PastGame]) -> Step {
        if let afterGameHook { return afterGameHook(record) }
        return record.map { .show(ResultScreen($0, past: past, context: self)) } ?? home()
    }

    /// The best score of finished games in each kitchen.
    func bestScores() -> [String: Double] { (try? log?.bestScores()) ?? [:] }

    func pastGames(like plan: GamePlan) -> [PastGame] {
        do { return try log?.pastGames(like: plan) ?? [] } catch {
            errorMessage = "Past games cannot be read: \(error)"
            return []
        }
    }
}
