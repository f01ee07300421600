import Agents
import Foundation
import Kitchen
import KitchenMaps

/// What every screen needs: keys, maps, agents, and where games are kept.
final class Desk {
    let keys: KeyBindings
    let log: (any GameLog)?
    /// What follows a game: its result page unless someone, such as a study, has other plans.
    var afterGameHook: ((GameRecord?) -> Step)?
    /// The latest trouble with the store, shown on the result page.
    private(set) var trouble: String?

    init(keys: KeyBindings, log: (any GameLog)?) {
        self.keys = keys
        self.log = log
    }

    func save(_ record: GameRecord) {
        do {
            try log?.save(record)
            trouble = nil
        } catch {
            trouble = "This game could not be kept: \(error)"
            FileHandle.standardError.write(Data("\(trouble ?? "")\n".utf8))
        }
    }

    /// - Parameter record: the finished game; nil when it was left.
    func afterGame(_ screen: GameScreen, _ record: GameRecord?) -> Step {
        if let afterGameHook { return afterGameHook(record) }
        return record.map { .show(ResultScreen($0, desk: self)) } ?? .leave
    }
}
