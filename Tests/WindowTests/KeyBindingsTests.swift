import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import Testing
import Window

@Suite struct KeyBindingsTests {
    private func read(_ text: String) throws -> KeyBindings {
        let path = NSTemporaryDirectory() + "keys-" + UUID().uuidString + ".yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try KeyBindings.read(path, isKey: PlayWindow.isKey)
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

    @Test func setsHaveNoConflicts() {
        for set in KeyBindings.sets {
            #expect(set.keys.conflicts.isEmpty, "\(set.title)")
            for use in KeyBindings.uses {
                #expect(!set.keys.keys(use).isEmpty && set.keys.keys(use).allSatisfy(PlayWindow.isKey), "\(set.title): \(use.words)")
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
