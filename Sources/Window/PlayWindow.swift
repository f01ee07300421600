import Agents
import Kitchen

/// The ways into the window, as the program's commands take them.
public enum PlayWindow {
    /// What a window is opened with.
    public struct Options {
        public var keys = KeyBindings.standard
        public var log: (any GameLog)?

        public init() {}
    }

    /// Whether SDL knows a key of this name.
    public static func isKey(_ name: String) -> Bool { DisplayWindow.isKey(name) }

    /// Plays `plan`, again as often as the people want; returns when the window is closed.
    /// - Throws: `WindowProblem` where no window can be opened.
    public static func play(_ plan: GamePlan, _ options: Options) throws {
        let desk = Desk(keys: options.keys, log: options.log)
        try WindowApp { _ in try GameScreen(plan, desk: desk) }.run()
    }

    /// Opens the menu; returns when the window is closed.
    /// - Throws: `WindowProblem` where no window can be opened.
    public static func menu(layouts: [Layout], agents: [AgentFile], _ options: Options) throws {
        guard !layouts.isEmpty else { throw WindowProblem("there are no kitchens to play; say where they are with --maps-folder") }
        guard !agents.isEmpty else { throw WindowProblem("there are no agents to play with; say where they are with --agents-folder") }
        let desk = Desk(keys: options.keys, log: options.log)
        try WindowApp { window in
            let menu = MenuScreen(MenuModel(layouts: layouts, agents: agents), desk: desk) { [weak window] in window?.padNames ?? [] }
            desk.home = { .show(menu) }
            return menu
        }.run()
    }

    /// Shows two agents (or as many as the kitchen seats) at work; returns when the window is closed.
    /// - Throws: `WindowProblem` where no window can be opened.
    public static func watch(_ reel: Reel, memory: MindMemory?, _ options: Options) throws {
        let desk = Desk(keys: options.keys, log: nil)
        try WindowApp { _ in ReplayScreen(reel, memory: memory, desk: desk) }.run()
    }
}
