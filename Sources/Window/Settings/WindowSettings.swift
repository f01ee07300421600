import Kitchen

/// What the window remembers of a person from one time to the next.
public struct WindowSettings: Hashable, Sendable {
    /// Whether a game has been played here.
    var hasPlayed = false
    /// The window's size when it does not fill the screen; nil until a window has been closed.
    var size: WindowSize?
    var fillsScreen = false
    /// Whether games make no sound.
    var isMuted = false
    var choices = MenuChoices()
    /// Keys that the person chose; nil are the standard ones.
    var keys: KeyBindings?

    public init() {}
}

/// What a person chose in the menu; nil is what the person has not chosen, so that it follows the kitchen.
package struct MenuChoices: Hashable, Sendable {
    package var kitchen: String?
    /// Who takes each seat: the name of an agent, or nil for a person; empty where nobody has chosen.
    package var seats: [String?] = []
    package var tickMilliseconds: Int?
    package var dynamics: Dynamics?
    package var horizon: Int?
    /// Whether kitchens and agents for experiments are offered, and figures shown.
    package var showsMore = false

    package init() {}
}
