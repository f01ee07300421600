import Agents
import Kitchen
import Referential

/// The ways into the window, as the program's commands take them.
public enum PlayWindow {
    /// What a window is opened with.
    public struct Options {
        public var keys = KeyBindings.standard
        public var log: (any GameLog)?
        /// What is remembered from one time to the next; nil remembers nothing.
        public var settings: SettingsKeeper?
        /// Asked once a frame; the window then closes as if somebody had closed it.
        public var shouldClose: () -> Bool = { false }

        /// Takes what went wrong with the log, as it happens: the window may close before anybody reads it there.
        public var report: (String) -> Void = { _ in }

        public init() {}

        fileprivate var context: WindowContext { WindowContext(keys: keys, log: log, settings: settings, report: report) }
    }

    /// Whether a keyboard has a key of this name, by its place.
    public static func isKey(_ name: String) -> Bool { KeyNames.isKey(name) }

    /// Plays `plan`, again as often as the people want; returns when the window is closed.
    /// - Throws: `WindowError` where no window can be opened.
    public static func play(_ plan: GamePlan, _ options: Options) throws {
        let context = options.context
        try WindowApp(options) { _ in try GameScreen(plan, context: context) }.run()
    }

    /// Opens the menu; returns when the window is closed.
    /// - Parameters:
    ///   - partners: names of the agents for the seats that people leave, in order; empty is as the last time.
    ///   - seat: the person's, from zero; nil is as the last time.
    ///   - isForTwo: whether two people are chosen at first.
    /// - Throws: `WindowError` where no window can be opened.
    public static func menu(
        layouts: [Layout], agents: [AgentFile], partners: [String] = [], seat: Int? = nil, isForTwo: Bool = false, _ options: Options
    ) throws {
        guard !layouts.isEmpty else { throw WindowError("there are no kitchens to play; say where they are with --maps-folder") }
        guard !agents.isEmpty else { throw WindowError("there are no agents to play with; say where they are with --agents-folder") }
        let context = options.context
        try WindowApp(options) { window in
            let start = MenuModel.Start(partners: partners, seat: seat, isForTwo: isForTwo)
            let choices = options.settings?.settings.choices ?? MenuChoices()
            let model = MenuModel(layouts: layouts, agents: agents, start: start, choices: choices)
            func menu(_ model: MenuModel) -> MenuScreen { MenuScreen(model, context: context) { [weak window] in window?.padNames ?? [] } }
            let first = menu(model)
            context.home = { .show(first) }
            return first
        }.run()
    }

    /// Plays a session of a referential game; returns when the window is closed.
    /// - Throws: `WindowError` where no window can be opened; `ReferentialError` for a session that the window cannot show.
    public static func talk(_ session: Session, log: (any RoundLog)?, shouldClose: @escaping () -> Bool = { false }) throws {
        let screen = try TalkScreen(session, log: log)
        try WindowApp(shouldClose: shouldClose) { _ in screen }.run()
    }

    /// Leads a participant through a study; returns when it is over or the window is closed.
    /// - Parameter participant: their code; nil asks for it.
    /// - Throws: `WindowError` where no window can be opened.
    public static func study(_ materials: StudyMaterials, participant: String?, log: any StudyLog, _ options: Options) throws {
        let context = options.context
        let run = StudyRun(materials, log: log, context: context)
        let ask = CodeScreen(materials.study.title) { run.begin($0) }
        try WindowApp(options) { _ in
            guard let participant, case .show(let first) = run.begin(participant) else { return ask }
            return first
        }.run()
    }
}
