import Agents
import EpisodeStore
import Kitchen

/// Episodes of the store, in the window and as pictures.
public enum EpisodeWindow {
    /// Replays an episode; returns when the window is closed.
    /// - Parameters:
    ///   - agents: those that may be asked again for their explanations; others of the same name and another content are not.
    ///   - tick: where it begins.
    ///   - shouldClose: asked once a frame; the window then closes as if somebody had closed it.
    /// - Throws: `WindowError` where no window can be opened; what `Replay` throws.
    public static func replay(
        _ stored: StoredEpisode, agents: [AgentFile], from tick: Int = 0, keys: KeyBindings = .standard,
        shouldClose: @escaping () -> Bool = { false }
    ) throws {
        let replay = try ReplayView(stored)
        let memory = try memory(stored, agents)
        let context = WindowContext(keys: keys, log: nil)
        try WindowApp(shouldClose: shouldClose) { _ in ReplayScreen(replay, memory: memory, from: tick, context: context) }.run()
    }

    /// Pictures of an episode.
    /// - Throws: as `replay`.
    public static func film(_ stored: StoredEpisode, agents: [AgentFile], width: Int, height: Int) throws -> Film {
        var replay = try ReplayView(stored)
        let memory = try memory(stored, agents)
        memory.wait()
        replay.add(explanations: memory.takeNew())
        return try Film(replay, width: width, height: height)
    }

    private static func memory(_ stored: StoredEpisode, _ agents: [AgentFile]) throws -> ExplanationMemory {
        var kinds: [Int: any AgentKind] = [:]
        for (seat, name) in stored.players.enumerated() {
            if let agent = agents.first(where: { $0.name == name }) { kinds[seat] = agent.kind }
        }
        return try ExplanationMemory(stored.episode, agents: kinds)
    }
}
