import Kitchen

extension KeyBindings {
    public static let standard = KeyBindings(
        players: [letters, arrows],
        commands: [.explanation: ["Tab"], .view: ["V"], .pause: ["P"], .restart: ["R"], .leave: ["Escape"]])

    /// A set of keys to choose, with what it is for.
    package struct KeySet: Sendable {
        /// What the page of keys calls it.
        package let title: String
        /// A sentence about it.
        package let about: String
        /// The keys themselves.
        package let keys: KeyBindings
    }

    /// Sets that a person can choose instead of pressing keys one by one.
    package static let sets: [KeySet] = [
        KeySet(title: "Two hands", about: "Letters and Space, or arrows and Return.", keys: standard),
        KeySet(title: "Left-handed", about: "The right hand goes, the left hand acts.", keys: leftHanded),
        KeySet(title: "Left hand alone", about: "Everything lies around the letters on the left.", keys: leftHand),
        KeySet(title: "Right hand alone", about: "Everything lies around the arrows.", keys: rightHand),
    ]

    private static let letters: [Action: [String]] = [
        .north: ["W"], .south: ["S"], .west: ["A"], .east: ["D"], .interact: ["Space"],
    ]
    private static let arrows: [Action: [String]] = [
        .north: ["Up"], .south: ["Down"], .west: ["Left"], .east: ["Right"], .interact: ["Return"],
    ]

    private static var leftHanded: KeyBindings {
        var keys = standard
        let places: [(Action, String)] = [(.north, "I"), (.south, "K"), (.west, "J"), (.east, "L"), (.interact, "F")]
        for (action, key) in places { keys.set(.action(person: 0, action), keys: [key]) }
        return keys
    }

    private static var leftHand: KeyBindings {
        var keys = standard
        keys.set(.action(person: 0, .interact), keys: ["E", "Space"])
        keys.set(.command(.pause), keys: ["Q"])
        return keys
    }

    private static var rightHand: KeyBindings {
        var keys = standard
        keys.set(.action(person: 1, .interact), keys: ["Right Ctrl", "Right Shift", "Keypad 0", "Return"])
        let places: [(Command, String)] = [
            (.explanation, "Backspace"), (.view, "Insert"), (.pause, "Delete"), (.restart, "Home"), (.leave, "End"),
        ]
        for (command, key) in places { keys.set(.command(command), keys: [key]) }
        return keys
    }
}
