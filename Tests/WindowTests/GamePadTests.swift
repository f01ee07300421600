import CSDL2
import Testing
import Window

/// A controller that SDL takes for a real one, with its buttons pressed by the test.
@Suite struct GamePadTests {
    @Test func controllersArePluggedInPressedAndPulledOut() throws {
        SDL_SetHint(SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "1")
        try #require(SDL_InitSubSystem(SDL_INIT_GAMECONTROLLER) == 0)
        defer { SDL_QuitSubSystem(SDL_INIT_GAMECONTROLLER) }
        var pads = GamePads()
        #expect(pads.names.isEmpty)
        let index = SDL_JoystickAttachVirtual(SDL_JOYSTICK_TYPE_GAMECONTROLLER, 6, 15, 0)
        try #require(index >= 0)
        _ = events(&pads)
        #expect(pads.names.count == 1)
        let stick = try #require(SDL_JoystickOpen(index))
        defer { SDL_JoystickClose(stick) }
        SDL_JoystickSetVirtualButton(stick, Int32(SDL_CONTROLLER_BUTTON_A.rawValue), 1)
        #expect(events(&pads) == [.pad(0, .a, isDown: true)])
        SDL_JoystickSetVirtualButton(stick, Int32(SDL_CONTROLLER_BUTTON_A.rawValue), 0)
        #expect(events(&pads) == [.pad(0, .a, isDown: false)])
        let axis = Int32(SDL_CONTROLLER_AXIS_LEFTX.rawValue)
        SDL_JoystickSetVirtualAxis(stick, axis, -30000)
        #expect(events(&pads) == [.pad(0, .left, isDown: true)])
        SDL_JoystickSetVirtualAxis(stick, axis, -14000)
        #expect(events(&pads).isEmpty, "a stick that trembles does not flicker")
        SDL_JoystickSetVirtualAxis(stick, axis, 0)
        #expect(events(&pads) == [.pad(0, .left, isDown: false)])
        SDL_JoystickDetachVirtual(index)
        #expect(events(&pads).contains(.focusLost) && pads.names.isEmpty)
    }

    private func events(_ pads: inout GamePads) -> [InputEvent] {
        SDL_PumpEvents()
        var events: [InputEvent] = []
        var event = SDL_Event()
        while SDL_PollEvent(&event) == 1 {
            if let translated = pads.translate(event) { events.append(translated) }
        }
        return events
    }
}
