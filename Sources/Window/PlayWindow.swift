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
}
