import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps

/// What every screen needs: keys, maps, agents, and where games are kept.
final class Desk {
    let keys: KeyBindings
    let log: (any GameLog)?
    /// Where leaving leads: the menu, or out of the program.
    var home: () -> Step = { .leave }
    /// What follows a game instead of its result page, as in a study; nil is a game that was left.
    var afterGameHook: ((GameRecord?) -> Step)?
    /// The latest trouble with the store, shown on the result page.
    private(set) var trouble: String?
    /// The number of the game that was kept last.
    private(set) var latestEpisode: Int64?

    init(keys: KeyBindings, log: (any GameLog)?) {
        self.keys = keys
        self.log = log
    }

    func save(_ record: GameRecord) {
        do {
            latestEpisode = try log?.save(record)
            trouble = nil
        } catch {
            trouble = "This game could not be kept: \(error)"
            try? Descriptor.write(Array("\((trouble ?? "").cleaned)\n".utf8), to: STDERR_FILENO, named: "standard error")
        }
    }

    /// - Parameter record: the finished game and those before it; nil when it was left.
    func afterGame(_ record: GameRecord?, past: [PastGame]) -> Step {
        if let afterGameHook { return afterGameHook(record) }
        return record.map { .show(ResultScreen($0, past: past, desk: self)) } ?? home()
    }

    func pastGames(like plan: GamePlan) -> [PastGame] {
        do { return try log?.pastGames(like: plan) ?? [] } catch {
            trouble = "Past games cannot be read: \(error)"
            return []
        }
    }
}
