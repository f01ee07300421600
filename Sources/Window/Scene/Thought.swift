import Episodes

/// What is known of an agent's thinking, for the panel.
enum Thought: Hashable, Sendable {
    /// It was asked and has not answered yet.
    case thinking
    /// It plays without explaining itself.
    case silent
    case told(Explanation)
}
