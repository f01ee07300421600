import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import Testing

@testable import Window

@Suite struct KeyBindingsTests {
    private func read(_ text: String) throws -> KeyBindings {
        let path = NSTemporaryDirectory() + "keys-" + UUID().uuidString + ".yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try KeyBindings.read(path)
    }

    @Test func onePersonHasTheKeysOfBoth() {
        let keys = KeyBindings.standard
        #expect(keys.action("Left", people: 1)?.person == 0 && keys.action("Left", people: 1)?.action == .west)
        #expect(keys.action("Left", people: 2)?.person == 1)
        #expect(keys.action("Space", people: 2)?.person == 0 && keys.action("Space", people: 2)?.action == .interact)
        #expect(keys.action("Q", people: 1) == nil && keys.command("Tab") == .explanation)
        #expect(keys.summary(person: 1) == "Arrows, Return")
    }

    @Test func filesChangeWhatTheyName() throws {
        let keys = try read("player 1: {up: [I, Keypad 8], interact: O}\npause: F1\n")
        #expect(try read(keys.lines.joined(separator: "\n")) == keys, "it writes what it reads")
        #expect(keys.action("Keypad 8", people: 2)?.action == .north && keys.action("W", people: 2) == nil)
        #expect(keys.action("A", people: 2)?.action == .west && keys.command("F1") == .pause && keys.command("P") == nil)
    }

    /// A key that the file gives to one thing and that another still has by default.
    @Test func conflictsWithWhatStaysAreNamed() throws {
        let problems = try #require(throws: SourceDiagnostics.self) { try read("pause: W\n") }
        #expect("\(problems)".contains("the key 'W' is for 'pause' here and still for 'player 1 up'; give that another key"))
        #expect(try read("pause: W\nplayer 1: {up: P}\n").command("W") == .pause)
    }

    /// Keys are the same in small letters, and those that always do the same are for nothing else.
    @Test func capitalsAndFixedKeysAreNoWayAroundAConflict() throws {
        func problems(_ text: String) throws -> String { "\(try #require(throws: SourceDiagnostics.self) { try read(text) })" }
        #expect(try read("player 1: {up: i, interact: left shift}\n").keys(.action(person: 0, .north)) == ["I"])
        #expect(try problems("player 1: {up: I, down: i}\n").contains(":1:25: error: the key 'I' is player 1 up already"))
        #expect(try problems("pause: w\n").contains(":1:8: error: the key 'W' is for 'pause' here and still for 'player 1 up'"))
        #expect(try problems("pause: m\n").contains(":1:8: error: the key 'M' turns sound off and on and can have no other use"))
        #expect(try problems("pause: [P, F11]\n").contains(":1:12: error: the key 'F11' fills the screen and can have no other use"))
        #expect(try problems("pause: Paus\n").contains(":1:8: error: there is no key called 'Paus'"))
    }

    /// The page of keys gives no use to a key that has one for ever.
    @Test func thePageOfKeysLeavesFixedKeysAlone() {
        let context = WindowContext(keys: .standard, log: nil)
        let screen = KeysScreen(context) { .leave }
        func press(_ key: String) { _ = screen.handle(.key(key, isDown: true, isRepeat: false), now: 0) }
        for key in ["Down", "Return", "M", "Down", "Return", "I", "Escape"] { press(key) }
        #expect(context.keys.keys(.action(person: 0, .north)) == ["W"] && context.keys.keys(.action(person: 0, .south)) == ["I"])
    }

    @Test func setsHaveNoConflicts() {
        for set in KeyBindings.sets {
            #expect(set.keys.conflicts.isEmpty, "\(set.title)")
            for use in KeyBindings.uses {
                #expect(
                    !set.keys.keys(use).isEmpty && set.keys.keys(use).allSatisfy { KeyNames.place(named: $0) == $0 },
                    "\(set.title): \(use.words)")
            }
        }
        #expect(KeyBindings.sets.first?.keys == .standard)
    }

    /// A key that has something to do already is exchanged, so that nothing is left without one.
    @Test func aKeyThatIsTakenIsExchanged() {
        var keys = KeyBindings.standard
        #expect(keys.assign("P", to: .command(.restart)) == .command(.pause))
        #expect(keys.command("P") == .restart && keys.command("R") == .pause && keys.conflicts.isEmpty)
        #expect(keys.assign("F5", to: .command(.restart)) == nil && keys.command("P") == nil)
        #expect(keys.assign("F5", to: .command(.restart)) == nil && keys.command("F5") == .restart)
    }

    @Test func whatIsNoKeyIsTold() throws {
        let problems = try #require(throws: SourceDiagnostics.self) { try read("player 1: {up: Uparrow, dwon: X}\npause: X\nleave: X\n") }
        for words in ["there is no key called 'Uparrow'", "did you mean 'down'?", "the key 'X' is pause already"] {
            #expect("\(problems)".contains(words))
        }
    }
}
