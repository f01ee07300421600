import Agents
import Kitchen
import Referential

/// The ways into the window, as the program's commands take them.
public enum PlayWindow {
    /// What a window is opened with.
    public struct Options {
        public var keys = KeyBindings.standard
        public var log: (any GameLog)?
        /// Who gives hints and looks back on games; nil for nobody.
        public var coach: (any CoachKind)?
        /// How much hints give away at first; nil is no hints until the person asks for them.
        public var coachLevel: HintLevel?
        /// Asked once a frame; the window then closes as if somebody had closed it.
        public var shouldClose: () -> Bool = { false }

        /// Takes what went wrong with the log, as it happens: the window may close before anybody reads it there.
        public var report: (String) -> Void = { _ in }

        public init() {}

        fileprivate var context: WindowContext {
            let context = WindowContext(keys: keys, log: log, report: report)
            (context.coach, context.coachLevel) = (coach, coachLevel)
            return context
        }
    }

    /// Whether SDL knows a key of this name.
    public static func isKey(_ name: String) -> Bool { DisplayWindow.isKey(name) }

    /// Plays `plan`, again as often as the people want; returns when the window is closed.
    /// - Throws: `WindowError` where no window can be opened.
    public static func play(_ plan: GamePlan, _ options: Options) throws {
        let context = options.context
        try WindowApp(shouldClose: options.shouldClose) { _ in try GameScreen(plan, context: context) }.run()
    }

    /// Opens the menu; returns when the window is closed.
    /// - Parameters:
    ///   - partner: name of the agent that is chosen at first.
    ///   - seat: the person's at first, from zero.
    ///   - isForTwo: whether two people are chosen at first.
    /// - Throws: `WindowError` where no window can be opened.
    public static func menu(
        layouts: [Layout], agents: [AgentFile], partner: String, seat: Int, isForTwo: Bool, _ options: Options
    ) throws {
        guard !layouts.isEmpty else { throw WindowError("there are no kitchens to play; say where they are with --maps-folder") }
        guard !agents.isEmpty else { throw WindowError("there are no agents to play with; say where they are with --agents-folder") }
        let context = options.context
        try WindowApp(shouldClose: options.shouldClose) { window in
            let model = MenuModel(layouts: layouts, agents: agents, partner: partner, seat: seat, cooks: isForTwo ? .together : .alone)
            let menu = MenuScreen(model, context: context) { [weak window] in window?.padNames ?? [] }
            context.home = { .show(menu) }
            return menu
        }.run()
    }

    /// Plays a session of a referential game; returns when the window is closed.
    /// - Throws: `WindowError` where no window can be opened; `ReferentialError` for a session that the window cannot show.
    public static func talk(_ session: Session, log: (any RoundLog)?, shouldClose: @escaping () -> Bool = { false }) throws {
        let screen = try TalkScreen(session, log: log)
        try WindowApp(shouldClose: shouldClose) { _ in screen }.run()
    }

    /// Leads participants through a study; returns when it is over or the window is closed.
    /// - Parameter participants: their codes; those that are missing are asked for.
    /// - Throws: `WindowError` where no window can be opened; what the log throws at the end.
    public static func study(_ materials: StudyMaterials, participants: [String], log: any StudyLog, _ options: Options) throws {
        let context = options.context
        var run: StudyRun?
        let app = try WindowApp(shouldClose: options.shouldClose) { window in
            let way = StudyRun(materials, log: log, context: context, display: window.facts)
            run = way
            return way.ask(participants)
        }
        app.run()
        try run?.conclude()
    }
}
