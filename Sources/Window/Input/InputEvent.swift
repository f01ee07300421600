/// Buttons of a game controller, as SDL's mapping names them for every make.
package enum PadButton: String, Sendable, Hashable, CaseIterable {
    case up, down, left, right, a, b, x, y, start, back
}

/// Something that a person did, as the screens hear of it.
package enum InputEvent: Sendable, Hashable {
    /// A key by its name ("Left", "W", "Space"); a held key that the keyboard repeats is no new press for a game.
    case key(String, isDown: Bool, isRepeat: Bool)
    /// Typed text.
    case text(String)
    case pointerMoved(x: Double, y: Double)
    case pointerPressed(x: Double, y: Double)
    case pointerReleased(x: Double, y: Double)
    case wheel(Double)
    /// A button of the controller that was connected `pad`-th.
    case pad(Int, PadButton, isDown: Bool)
    case focusLost
    case focusGained
    case closed
}
