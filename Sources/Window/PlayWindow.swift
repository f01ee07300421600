import Agents
import Kitchen
import Referential

/// The ways into the window, as the program's commands take them.
public enum PlayWindow {
    /// What a window is opened with.
    public struct Options {
        public var keys = KeyBindings.standard
        public var log: (any GameLog)?
        /// The best score that is possible in a kitchen within a horizon, where it is known exactly.
        public var optimum: (Kitchen, Int) -> Double? = { _, _ in nil }
        /// Asked once a frame; the window then closes as if somebody had closed it.
        public var shouldClose: () -> Bool = { false }

        /// Takes what went wrong with the log, as it happens: the window may close before anybody reads it there.
        public var report: (String) -> Void = { _ in }

        /// Whether games are silent at first; M changes it.
        public var isMuted = false
        /// Takes that somebody has muted the window or wants to hear it again.
        public var rememberMuted: (Bool) -> Void = { _ in }

        /// The lesson that the menu offers; nil for none.
        public var lesson: LessonMaterials?

        public init() {}

        var context: WindowContext {
            let context = WindowContext(keys: keys, log: log, report: report)
            context.sounds = SoundBoard(isMuted: isMuted, remember: rememberMuted)
            context.optimum = { [optimum] in optimum($0.kitchen, $0.horizon) }
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
            if let lesson = options.lesson { menu.lesson = { try LessonScreen(lesson, context: context) } }
            return menu
        }.run()
    }

    /// Teaches the game; returns when the window is closed or the lesson is left.
    /// - Throws: `WindowError` where no window can be opened.
    public static func lesson(_ materials: LessonMaterials, _ options: Options) throws {
        let context = options.context
        try WindowApp(shouldClose: options.shouldClose) { _ in try LessonScreen(materials, context: context) }.run()
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
        // What participants hear is no part of any study's file.
        context.sounds = nil
        let run = StudyRun(materials, log: log, context: context)
        let ask = CodeScreen(materials.study.title) { run.begin($0) }
        try WindowApp(shouldClose: options.shouldClose) { _ in
            guard let participant, case .show(let first) = run.begin(participant) else { return ask }
            return first
        }.run()
    }
}
