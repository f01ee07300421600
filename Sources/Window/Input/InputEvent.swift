import Kitchen

/// Buttons of a game controller, as SDL's mapping names them for every make.
package enum PadButton: String, Sendable, Hashable, CaseIterable {
    case up, down, left, right, a, b, x, y, start, back

    /// What a cook does by it; nil for the others.
    var action: Action? {
        switch self {
        case .up: .north
        case .down: .south
        case .left: .west
        case .right: .east
        case .a: .interact
        case .b, .x, .y, .start, .back: nil
        }
    }
}

/// Something that a person did, as the screens hear of it.
package enum InputEvent: Sendable, Hashable {
    /// A key by the name of its place ("Left", "W", "Space"; see `KeyNames`); a held key that the keyboard repeats is no new press for a game.
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
    /// The window's picture was covered, lost or has another size.
    case uncovered
    /// Somebody wants the window to fill the screen, or to fill it no longer.
    case fullScreen
    case closed
}
