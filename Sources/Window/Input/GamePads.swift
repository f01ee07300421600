import CSDL2

/// The game controllers that are connected, in the order in which they came.
package struct GamePads {
    private var open: [(id: Int32, pointer: OpaquePointer)] = []
    /// Where each controller's stick leans, as a button.
    private var leaning: [Int32: PadButton] = [:]

    package init() {}

    /// How far of 32767 a stick must lean to count, and to count no longer.
    private static let far: Int16 = 16000
    private static let near: Int16 = 11000

    private static let buttons: [(SDL_GameControllerButton, PadButton)] = [
        (SDL_CONTROLLER_BUTTON_DPAD_UP, .up), (SDL_CONTROLLER_BUTTON_DPAD_DOWN, .down),
        (SDL_CONTROLLER_BUTTON_DPAD_LEFT, .left), (SDL_CONTROLLER_BUTTON_DPAD_RIGHT, .right),
        (SDL_CONTROLLER_BUTTON_A, .a), (SDL_CONTROLLER_BUTTON_B, .b), (SDL_CONTROLLER_BUTTON_X, .x),
        (SDL_CONTROLLER_BUTTON_Y, .y), (SDL_CONTROLLER_BUTTON_START, .start), (SDL_CONTROLLER_BUTTON_BACK, .back),
    ]

    package var names: [String] {
        open.map { SDL_GameControllerName($0.pointer).map { String(cString: $0) } ?? "game controller" }
    }

    /// What an SDL event means, when it is a controller's.
    package mutating func translate(_ event: SDL_Event) -> InputEvent? {
        switch SDL_EventType(rawValue: event.type) {
        case SDL_CONTROLLERDEVICEADDED:
            guard let pointer = SDL_GameControllerOpen(event.cdevice.which) else { return nil }
            let id = SDL_JoystickInstanceID(SDL_GameControllerGetJoystick(pointer))
            if !open.contains(where: { $0.id == id }) { open.append((id, pointer)) }
            return .uncovered
        case SDL_CONTROLLERDEVICEREMOVED:
            guard let index = open.firstIndex(where: { $0.id == event.cdevice.which }) else { return nil }
            SDL_GameControllerClose(open.remove(at: index).pointer)
            // Whoever held it must not run on into the wall.
            return .focusLost
        case SDL_CONTROLLERBUTTONDOWN, SDL_CONTROLLERBUTTONUP:
            guard let pad = index(event.cbutton.which),
                let button = Self.buttons.first(where: { $0.0.rawValue == Int32(event.cbutton.button) })?.1
            else { return nil }
            return .pad(pad, button, isDown: event.cbutton.state == UInt8(SDL_PRESSED))
        case SDL_CONTROLLERAXISMOTION: return lean(event.caxis)
        default: return nil
        }
    }

    private func index(_ id: Int32) -> Int? { open.firstIndex { $0.id == id } }

    /// A stick that is pushed far is a button pressed, one that comes back a button released.
    private mutating func lean(_ axis: SDL_ControllerAxisEvent) -> InputEvent? {
        guard let pad = index(axis.which) else { return nil }
        let isX = Int32(axis.axis) == SDL_CONTROLLER_AXIS_LEFTX.rawValue
        guard isX || Int32(axis.axis) == SDL_CONTROLLER_AXIS_LEFTY.rawValue else { return nil }
        let (less, more): (PadButton, PadButton) = isX ? (.left, .right) : (.up, .down)
        if let button = leaning[axis.which], button == less || button == more {
            guard abs(Int32(axis.value)) < Int32(Self.near) else { return nil }
            leaning[axis.which] = nil
            return .pad(pad, button, isDown: false)
        }
        guard leaning[axis.which] == nil, abs(Int32(axis.value)) > Int32(Self.far) else { return nil }
        let button = axis.value < 0 ? less : more
        leaning[axis.which] = button
        return .pad(pad, button, isDown: true)
    }
}
