import Foundation
import Testing

/// The real window on a real (if invisible) display, driven by real keys from outside.
@Suite(.serialized) struct WindowOnDisplayTests {
    /// Runs `body` with the window, and leaves no process behind.
    private func with(_ arguments: [String], _ body: (Display) throws -> Void) throws {
        let display = try Display(arguments)
        defer { display.close() }
        try body(display)
    }

    private static let game = ["play", "cramped_room", "--with", "stay", "--tick-ms", "50", "--dynamics", "old", "--seed", "1"]

    /// The names of keys for moves: n, s, e, w go and turn, x interacts.
    private static func keys(_ moves: String, _ names: [Character: String]) -> [String] { moves.compactMap { names[$0] } }
    private static let arrows: [Character: String] = ["n": "Up", "s": "Down", "e": "Right", "w": "Left", "x": "Return"]
    private static let letters: [Character: String] = ["n": "w", "s": "s", "e": "d", "w": "a", "x": "space"]

    @Test func aPersonDeliversASoupAndWatchesItAgain() throws {
        try with(Self.game + ["--horizon", "90"]) { display in
            try display.press(Self.keys("nwxenx wxenx wxenx wssxnen nnnnnnnnnnnnnn x sesx", Self.arrows))
            try display.until(title: "score 20")
            try display.until(title: "result 20")
            try display.press("w")
            try display.until(title: "replay of cramped_room, playing")
            try display.press("space", "Home")
            try display.until(title: "at tick 0")
            try display.press("Right", "Right", "Right", "Left")
            try display.until(title: "at tick 2")
            try display.press("End")
            try display.until(title: "at tick 90")
            try display.press("Escape")
            try display.until(title: "result 20")
            try display.press("Escape")
            #expect(try display.end() == 0 && display.said.isEmpty)
        }
    }

    @Test func theMenuPlaysAndGamesPauseRestartAndAreLeft() throws {
        try with(["play"]) { display in
            try display.until(title: "menu")
            try display.press("c", "Return")
            try display.until(title: "about to begin")
            try display.until(title: "score 0")
            try display.press("p")
            try display.until(title: "paused at tick")
            let title = try display.title()
            try display.press("Tab")
            #expect(try display.title() == title, "time stands")
            try display.press("p")
            try display.until(title: "score 0")
            try display.press("Tab", "r")
            try display.until(title: "about to begin")
            try display.press("Escape")
            try display.until(title: "paused")
            try display.press("l")
            try display.until(title: "menu")
            try display.press("Escape")
            #expect(try display.end() == 0 && display.said.isEmpty)
        }
    }

    @Test func twoPeopleCookTogether() throws {
        try with(Self.game + ["--horizon", "200", "--two-players"]) { display in
            // The second brings three onions and makes room. The first takes a plate, looks at the wall meanwhile,
            // then waits for the soup and serves it.
            try display.press(Self.keys("exwnx exwnx exwnx e", Self.arrows))
            try display.press(Self.keys("sx wwwwwwwwwwwwwwwwwwww nen nnnnnnnnnnnnnnnnnnnnn x sesx", Self.letters))
            try display.until(title: "score 20")
            display.terminate()
            #expect(try display.end() == 0)
        }
    }

    @Test func theWindowMayChangeItsSizeAndLoseTheKeyboard() throws {
        try with(["play"]) { display in
            try display.until(title: "menu")
            try display.resize(640, 360)
            // The button "Play" at half the size.
            try display.click(160, 285)
            try display.until(title: "about to begin")
            try display.until(title: "score")
            let other = try Display(["play"], on: display)
            defer { other.close() }
            try display.until(title: "paused at tick")
            try display.focus()
            try display.press("p")
            try display.until(title: "score")
        }
    }
}
