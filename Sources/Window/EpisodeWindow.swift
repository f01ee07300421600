import Agents
import EpisodeStore
import Kitchen

/// Episodes of the store, in the window and as pictures.
public enum EpisodeWindow {
    /// What a window for episodes is opened with.
    public struct Options {
        public var window = PlayWindow.Options()
        /// Agents that may be asked again for their explanations, and that play on where a person takes over, by name.
        public var agents: [AgentFile]
        /// Who plays on in seats of people when a person takes over; nil where nobody can.
        public var other: AgentFile?
        /// Where a replay begins.
        public var tick = 0
        /// Opens the log of games that were taken over, with the first of them.
        public var log: () throws -> (any GameLog)? = { nil }

        public init(agents: [AgentFile]) { self.agents = agents }
    }

    /// Replays an episode; returns when the window is closed.
    /// - Throws: `WindowError` where no window can be opened; what `Replay` throws.
    public static func replay(_ stored: StoredEpisode, _ options: Options) throws {
        let context = options.window.context
        let view = try ReplayView(stored)
        /// The replay, again after each game that was taken over from it.
        func screen() throws -> ReplayScreen {
            let screen = ReplayScreen(
                view, memory: try memory(stored, options.agents), from: options.tick, context: context)
            guard let other = options.other else { return screen }
            screen.takeOver = { tick, seat in
                if context.log == nil { context.log = try options.log() }
                return try GamePlan(continuing: stored, at: tick, seat: seat, agents: options.agents, other: other)
            }
            return screen
        }
        context.home = {
            do { return .show(try screen()) } catch { return .show(NoticeScreen(error, context: context)) }
        }
        let first = try screen()
        try WindowApp(options.window) { _ in first }.run()
    }

    /// Replays two episodes side by side on one clock; returns when the window is closed.
    /// - Throws: `WindowError` where no window can be opened; what `Replay` throws.
    public static func compare(_ left: StoredEpisode, _ right: StoredEpisode, _ options: Options) throws {
        let screen = CompareScreen(try ReplayView(left), try ReplayView(right), context: options.window.context)
        try WindowApp(options.window) { _ in screen }.run()
    }

    /// Pictures of an episode.
    /// - Parameters:
    ///   - agents: those that may be asked again for their explanations, by name.
    ///   - seat: the one through whose eyes it is shown; nil for the whole of it.
    /// - Throws: `WindowError` where there is no font or no such seat; what `Replay` throws.
    public static func film(
        _ stored: StoredEpisode, agents: [AgentFile], from seat: Int? = nil, width: Int, height: Int
    ) throws -> Film {
        var replay = try ReplayView(stored)
        let memory = try memory(stored, agents)
        memory.wait()
        replay.add(explanations: memory.takeNew())
        return try Film(replay, from: seat, width: width, height: height)
    }

    private static func memory(_ stored: StoredEpisode, _ agents: [AgentFile]) throws -> ExplanationMemory {
        var kinds: [Int: any AgentKind] = [:]
        for (seat, name) in stored.players.enumerated() {
            if let agent = AgentFile.named(name, among: agents) { kinds[seat] = agent.kind }
        }
        return try ExplanationMemory(stored.episode, agents: kinds)
    }
}
