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
        /// What is remembered from one time to the next; nil remembers nothing.
        public var settings: SettingsKeeper?
        /// The best score that is possible in a kitchen within a horizon, where it is known exactly.
        public var optimum: (Kitchen, Int) -> Double? = { _, _ in nil }
        /// Asked once a frame; the window then closes as if somebody had closed it.
        public var shouldClose: () -> Bool = { false }

        /// Takes what went wrong with the log, as it happens: the window may close before anybody reads it there.
        public var report: (String) -> Void = { _ in }

        /// The lesson that the menu offers; nil for none.
        public var lesson: LessonMaterials?
        /// What the person probably learns most from next, for the menu; nil for nothing.
        public var practice: (() throws -> PracticeGame)?
        /// Whether agents of the menu's games are given the whole state where they need it.
        public var isOmniscient = false

        public init() {}

        var context: WindowContext {
            let context = WindowContext(keys: keys, log: log, settings: settings, report: report)
            (context.coach, context.coachLevel) = (coach, coachLevel)
            context.sounds = SoundBoard(isMuted: settings?.settings.isMuted ?? false) { [settings] isMuted in
                settings?.change { $0.isMuted = isMuted }
            }
            context.optimum = { [optimum] in optimum($0.kitchen, $0.horizon) }
            return context
        }
    }

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
            let start = MenuModel.Start(partners: partners, seat: seat, isForTwo: isForTwo, isOmniscient: options.isOmniscient)
            let choices = options.settings?.settings.choices ?? MenuChoices()
            let model = MenuModel(layouts: layouts, agents: agents, start: start, choices: choices)
            func menu(_ model: MenuModel) -> MenuScreen { MenuScreen(model, context: context) { [weak window] in window?.padNames ?? [] } }
            let first = menu(model)
            if let lesson = options.lesson { first.lesson = { try LessonScreen(lesson, context: context) } }
            first.practice = options.practice
            context.home = { .show(first) }
            return first
        }.run()
    }

    /// Teaches the game; returns when the window is closed or the lesson is left.
    /// - Throws: `WindowError` where no window can be opened.
    public static func lesson(_ materials: LessonMaterials, _ options: Options) throws {
        let context = options.context
        try WindowApp(options) { _ in try LessonScreen(materials, context: context) }.run()
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
        // What participants hear is no part of any study's file.
        context.sounds = nil
        var run: StudyRun?
        let app = try WindowApp(options) { window in
            let way = StudyRun(materials, log: log, context: context, display: window.facts)
            run = way
            return way.ask(participants)
        }
        app.run()
        try run?.conclude()
    }
}
