import Kitchen

/// What one person has pressed and the game has not yet played: no key is lost, however short between two ticks.
///
/// Every press is played once, in order, one a tick, but at most `maxWaiting` wait: a new press drops the oldest, so that
/// the cook obeys what is pressed now and not what was pressed a second ago. When none waits, the direction key that is
/// held and was pressed last repeats. Interacting does not repeat: held over two ticks it would put down what it took up.
package struct InputQueue: Sendable, Hashable {
    /// How many presses wait at most: the next step and the one after, as when somebody turns and takes.
    package static let maxWaiting = 2

    /// Presses that wait for their tick.
    package private(set) var waiting: [Action] = []
    /// Directions held, the latest last.
    private var held: [Action] = []

    package init() {}

    package mutating func press(_ action: Action) {
        waiting.append(action)
        if waiting.count > Self.maxWaiting { waiting.removeFirst() }
        guard action != .interact, action != .stay else { return }
        held.removeAll { $0 == action }
        held.append(action)
    }

    package mutating func release(_ action: Action) { held.removeAll { $0 == action } }

    /// Forgets what is held, as when the window loses the keyboard; what was pressed stays.
    package mutating func releaseAll() { held.removeAll() }

    /// The action for the next tick.
    package mutating func next() -> Action { waiting.isEmpty ? held.last ?? .stay : waiting.removeFirst() }
}
