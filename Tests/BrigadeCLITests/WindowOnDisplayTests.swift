import EpisodeStore
import Episodes
import Foundation
import Kitchen
import Testing

/// The real window on a real (if invisible) display, driven by real keys from outside.
@Suite(.serialized) struct WindowOnDisplayTests {
    private let db = NSTemporaryDirectory() + "brigade-window-" + UUID().uuidString + ".sqlite"

    /// Runs `body` with the window, and leaves no process behind.
    private func with(
        _ arguments: [String], keyboard: String? = nil, settings: String? = "played: true\n", _ body: (Display) throws -> Void
    ) throws {
        let display = try Display(arguments + ["--db", db], keyboard: keyboard, settings: settings)
        defer { display.close() }
        try body(display)
    }

    private func removeStore() {
        for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: db + ending) }
    }

    private static let game = ["play", "cramped_room", "--with", "stay", "--tick-ms", "50", "--dynamics", "old", "--seed", "1"]

    /// The names of keys for moves: n, s, e, w go and turn, x interacts.
    private static func keys(_ moves: String, _ names: [Character: String]) -> [String] { moves.compactMap { names[$0] } }
    private static let arrows: [Character: String] = ["n": "Up", "s": "Down", "e": "Right", "w": "Left", "x": "Return"]
    private static let letters: [Character: String] = ["n": "w", "s": "s", "e": "d", "w": "a", "x": "space"]

    @Test func aPersonDeliversASoupAndWatchesItAgain() throws {
        defer { removeStore() }
        try with(Self.game + ["--horizon", "240"]) { display in
            try display.untilPlaying()
            try display.play(Self.keys("nwxenx wxenx wxenx wssxnen", Self.arrows))
            Thread.sleep(forTimeInterval: 1.5)
            try display.play(Self.keys("x sesx", Self.arrows))
            try display.until(title: "score 20")
            try display.until(title: "result 20")
            try display.press("w")
            try display.until(title: "replay of cramped_room, playing")
            try display.press("space", "Home")
            try display.until(title: "at tick 0")
            try display.press("Right", "Right", "Right", "Left")
            try display.until(title: "at tick 2")
            try display.press("End")
            try display.until(title: "at tick 240")
            try display.press("Escape")
            try display.until(title: "result 20")
            try display.press("Escape")
            #expect(try display.end() == 0 && display.said.isEmpty)
        }
        let stored = try EpisodeStore(reading: db).episode(1)
        #expect(stored.players == ["human", "stay"] && stored.episode.status == .finished && stored.episode.score == 20)
        #expect(try stored.episode.difference() == nil, "it replays bit for bit")
        try with(["watch", "1"]) { display in
            try display.until(title: "replay of cramped_room")
            try display.press("Escape")
            #expect(try display.end() == 0)
        }
    }

    /// An episode is taken over from the window and from the command line, and compared with what came of it.
    @Test func aReplayIsTakenOver() throws {
        defer { removeStore() }
        try with(Self.game + ["--horizon", "60"]) { display in
            try display.until(title: "result 0")
            try display.press("w")
            try display.until(title: "replay of cramped_room")
            try display.press("space", "Home", "Next", "Right")
            try display.until(title: "at tick 21")
            try display.press("t")
            try display.until(title: "take over cramped_room at tick 21")
            try display.press("2")
            try display.until(title: "result")
            try display.press("Escape")
            #expect(try display.end() == 0 && display.said.isEmpty)
        }
        try with(["play", "--continue", "1", "--tick", "50", "--seat", "1", "--tick-ms", "50"]) { display in
            try display.until(title: "result")
            try display.press("Escape")
            #expect(try display.end() == 0 && display.said.isEmpty)
        }
        let store = try EpisodeStore(reading: db)
        let episodes = try [1, 2, 3].map { try store.episode($0).episode }
        #expect(episodes[0].continuation == nil && episodes[1].continuation?.of.tick == 21 && episodes[2].continuation?.of.tick == 50)
        #expect(episodes[1].continuation?.of.episode == 1 && episodes[1].continuation?.seat == 1 && episodes[2].continuation?.seat == 0)
        for episode in episodes { #expect(try episode.difference() == nil && episode.ticks == 60) }
        try with(["watch", "1", "3"]) { display in
            try display.until(title: "two replays")
            try display.press("space", "End")
            try display.until(title: "0 to 0, at tick 60")
            try display.press("Escape")
            #expect(try display.end() == 0)
        }
        let none = try Program.run(["play", "--continue", "1", "--tick", "60", "--db", db])
        #expect(none.status != 0 && none.talk.contains("episode 1 can be taken over from tick 0 to 59"))
    }

    @Test func aLessonWaitsForItsSteps() throws {
        defer { removeStore() }
        try with(["play", "--lesson"]) { display in
            try display.until(title: "lesson 1 of 3, Walk to the marked place.")
            try display.press("Up", "Right")
            try display.until(title: "turn to it")
            try display.press("Left", "Left")
            try display.until(title: "Take an onion.")
            try display.press("Return")
            try display.until(title: "Put the onion into the pot: it will hold 1 of 3.")
            try display.press("n")
            try display.until(title: "lesson 2 of 3")
            try display.press("Escape")
            #expect(try display.end() == 0)
        }
    }

    /// A person's signal changes what the planner does next: it takes a dish though nothing cooks; the words come back with the replay.
    @Test func aSignalChangesWhatThePlannerDoes() throws {
        defer { removeStore() }
        let planner = NSTemporaryDirectory() + "brigade-planner-" + UUID().uuidString + ".yaml"
        try "kind: planner\nparameters: {opening: 0, width: 1, lookahead: 20, nodes: 30}\n".write(
            toFile: planner, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: planner) }
        let game = ["play", "cramped_room", "--with", planner, "--tick-ms", "150", "--dynamics", "old", "--seed", "1", "--horizon", "40"]
        try with(game + ["--channel", "signals"]) { display in
            try display.until(title: "score 0")
            try display.press("Up", "4")
            try display.until(title: "result")
            try display.press("w")
            try display.until(title: "replay of cramped_room")
            try display.press("Escape", "Escape")
            #expect(try display.end() == 0 && display.said.isEmpty)
        }
        let episode = try EpisodeStore(reading: db).episode(1).episode
        let said = try #require(episode.notes.first { $0.kind == .message })
        #expect(said.seat == 0 && said.text == "the dish is yours" && episode.channel == TalkChannel(.signals))
        let replay = try Replay(episode)
        #expect(replay.messages(in: said.tick..<(said.tick + 1)) == [0: "the dish is yours"])
        let taken = (said.tick..<episode.ticks).first {
            replay.states[$0].players[1].held.isNone && !replay.states[$0 + 1].players[1].held.isNone
        }
        let tick = try #require(taken)
        #expect(replay.states[tick + 1].players[1].held == .dish)
        #expect(replay.states[tick].objects.allSatisfy { ($0.item.recipe?.size ?? 0) < 3 }, "of its own accord it would bring an onion")
        let shown = try Program.run(["episodes", "show", "1", "--db", db])
        #expect(shown.status == 0 && shown.output.contains("the dish is yours"))
    }

    @Test func aPersonSpeaksAndAnAgentPicks() throws {
        defer { removeStore() }
        try with(["talk", "play", "colour-listener", "--window", "--rounds", "2", "--seed", "5"]) { display in
            try display.until(title: "colours with colour-listener, 0 of 0")
            try display.press(["g", "r", "e", "x", "BackSpace", "e", "n", "Return"])
            try display.until(title: "of 1")
            try display.press("Return", "r", "e", "d", "Return")
            try display.until(title: "of 2")
            try display.press("Return", "Return")
            #expect(try display.end() == 0 && display.said.isEmpty)
        }
        let store = try EpisodeStore(reading: db)
        let rounds = try store.rounds(try #require(try store.runs().first).id)
        #expect(rounds.map(\.utterance) == ["green", "red"])
        #expect(rounds.allSatisfy { $0.speaker == nil && $0.listener != nil })
    }

    @Test func theMenuPlaysAndGamesPauseRestartAndAreLeft() throws {
        defer { removeStore() }
        try with(["play"]) { display in
            try display.until(title: "menu")
            try display.press("r", "i", "n", "g")
            try display.until(title: "Kitchens")
            try display.press("Return")
            try display.until(title: "menu")
            try display.press("Return")
            try display.until(title: "coordination_ring, about to begin")
            try display.until(title: "score 0")
            try display.press("p")
            try display.until(title: "paused at tick")
            let title = try display.title()
            try display.press("Tab")
            #expect(try display.title() == title, "time stands")
            try display.press("p")
            try display.until(title: "score 0")
            try display.press("Tab", "r")
            Thread.sleep(forTimeInterval: 1)
            #expect(try display.title().contains("score 0"), "a slip starts nothing again")
            try display.hold("r", seconds: 1.5)
            try display.until(title: "about to begin")
            try display.press("Escape")
            try display.until(title: "paused")
            try display.press("l")
            try display.until(title: "menu")
            try display.press("Escape")
            #expect(try display.end() == 0 && display.said.isEmpty)
        }
    }

    /// A window that a signal closes says so by its exit code, whatever it shows.
    @Test func signalsEndWindowsWith130() throws {
        defer { removeStore() }
        let played = ["tournament", "--agents", "stay", "--maps", "cramped_room", "--episodes", "1", "--horizon", "5", "--quiet"]
        #expect(try Program.run(played + ["--db", db]).status == 0)
        let windows: [(arguments: [String], title: String)] = [
            (["watch", "--live", "stay", "cramped_room"], "cramped_room, score"),
            (["watch", "1"], "replay of cramped_room"), (["play"], "Brigade"), (["play", "--lesson"], "lesson 1"),
            (["talk", "play", "colour-listener", "--window"], "colours with colour-listener"),
            (["play", "--study", "Studies/example.yaml"], "participant's code"),
        ]
        for (index, (arguments, title)) in windows.enumerated() {
            try with(arguments) { display in
                try display.until(title: title)
                if index % 2 == 0 { display.terminate() } else { display.interrupt() }
                #expect(try display.end() == 130, "\(arguments)")
            }
        }
        let preview = try Display(["study", "preview", "Studies/example.yaml", "--window"])
        defer { preview.close() }
        try preview.until(title: "Cooking with strangers")
        preview.terminate()
        #expect(try preview.end() == 130)
    }

    /// Closed in the middle: what was played is kept.
    @Test func twoPeopleCookTogetherUntilTheWindowCloses() throws {
        defer { removeStore() }
        try with(Self.game + ["--horizon", "600", "--two-players"]) { display in
            // The second brings three onions and makes room. The first takes a plate, waits for the soup and serves it.
            try display.untilPlaying()
            try display.play(Self.keys("exwnx exwnx exwnx e", Self.arrows))
            try display.play(Self.keys("sx nen", Self.letters))
            Thread.sleep(forTimeInterval: 1.5)
            try display.play(Self.keys("x sesx", Self.letters))
            try display.until(title: "score 20")
            display.terminate()
            #expect(try display.end() == 130)
        }
        let stored = try EpisodeStore(reading: db).episode(1)
        #expect(stored.players == ["human", "human"] && stored.episode.status == .unfinished && stored.episode.score == 20)
        #expect((40..<600).contains(stored.episode.ticks))
        #expect(try stored.episode.difference() == nil)
    }

    @Test func theWindowMayChangeItsSizeAndLoseTheKeyboard() throws {
        defer { removeStore() }
        try with(["play"]) { display in
            try display.until(title: "menu")
            try display.resize(640, 360)
            // The button "Play" at half the size.
            try display.click(160, 244)
            try display.until(title: "about to begin")
            try display.until(title: "score")
            let other = try Display(["play", "--db", db], on: display)
            defer { other.close() }
            try display.until(title: "paused at tick")
            try display.focus()
            try display.press("p")
            try display.until(title: "score")
        }
    }

    /// Keys are where they are on every keyboard: Z Q S D on a French one, the letters in those places on a Russian one;
    /// and what is printed there is what the page of keys says.
    @Test(arguments: [
        ("fr", ["z", "q", "s", "d"], "Z"), ("ru", ["Cyrillic_tse", "Cyrillic_ef", "Cyrillic_yeru", "Cyrillic_ve"], "Ц"),
    ]) func keysLieInTheSamePlacesOnEveryKeyboard(_ keyboard: (layout: String, keys: [String], up: String)) throws {
        defer { removeStore() }
        try with(Self.game + ["--horizon", "100"], keyboard: keyboard.layout) { display in
            try display.untilPlaying()
            try display.play(keyboard.keys + ["space"])
            try display.until(title: "result 0")
        }
        let episode = try EpisodeStore(reading: db).episode(1).episode
        let actions = (0..<episode.ticks).map { episode.jointAction($0)[0] }.filter { $0 != .stay }
        #expect(actions == [.north, .west, .south, .east, .interact])
        try with(["play"], keyboard: keyboard.layout) { display in
            try display.until(title: "menu")
            try display.press("Down", "Return")
            try display.until(title: "Brigade: keys")
            try display.press("Down", "Return")
            try display.until(title: "press one for player 1 up, now \(keyboard.up)")
        }
    }

    /// The first game of all waits for a key, and is the first only once.
    @Test func theFirstGameWaitsAndIsRemembered() throws {
        defer { removeStore() }
        try with(Self.game, settings: nil) { display in
            try display.until(title: "waiting for you")
            Thread.sleep(forTimeInterval: 2.5)
            #expect(try display.title().contains("waiting for you"))
            try display.press("space")
            try display.until(title: "score 0")
            #expect(display.settings.contains("played: true"))
        }
    }

    /// Time that passes while nothing moves costs next to nothing, in the menu as in a pause.
    @Test func aPauseTakesLessThanATenthOfACore() throws {
        defer { removeStore() }
        try with(["play"]) { display in
            try display.until(title: "menu")
            Thread.sleep(forTimeInterval: 1)
            let menu = try display.cores(in: 2)
            #expect(menu < 0.1, "the menu takes \(menu) cores")
            try display.press("Return")
            try display.until(title: "score 0")
            try display.press("p")
            try display.until(title: "paused at tick")
            Thread.sleep(forTimeInterval: 1)
            let pause = try display.cores(in: 2)
            #expect(pause < 0.1, "a pause takes \(pause) cores")
        }
    }

    /// Keys that are pressed on the page of keys, the size and the whole screen are there again the next time.
    @Test func whatIsChosenIsRemembered() throws {
        defer { removeStore() }
        var kept = ""
        try with(["play"]) { display in
            try display.until(title: "menu")
            try display.resize(800, 600)
            try display.press("Down", "Return")
            try display.until(title: "Brigade: keys")
            try display.press("Down", "Return")
            try display.until(title: "press one for player 1 up")
            try display.press("e")
            try display.until(title: "Brigade: keys")
            try display.press("Escape")
            try display.until(title: "menu")
            try display.press("Up", "Up", "Up", "Right", "F11")
            try display.press("Escape")
            #expect(try display.end() == 0 && display.said.isEmpty)
            kept = display.settings
        }
        for line in [
            "full_screen: true", "width: 800, height: 600", "player 1: {up: [\"E\"], ", "horizon: 600", "kitchen: \"cramped_room\"",
        ] {
            #expect(kept.contains(line), "'\(line)' is not in:\n\(kept)")
        }
        try with(Self.game + ["--horizon", "80"], settings: kept.replacing("full_screen: true", with: "full_screen: false")) { display in
            #expect(try display.size() == [800, 600])
            try display.untilPlaying()
            try display.play(["e"])
            try display.until(title: "result 0")
        }
        let episode = try EpisodeStore(reading: db).episode(1).episode
        #expect((0..<episode.ticks).contains { episode.jointAction($0)[0] == .north })
    }

    @Test func whatIsMissingIsToldInASentence() throws {
        let dark = try Program.run(["play", "cramped_room", "--db", db], environment: ["DISPLAY": "", "WAYLAND_DISPLAY": ""])
        defer { removeStore() }
        #expect(dark.status != 0 && dark.talk.contains("there is no display to open a window on") && dark.talk.contains("xvfb-run"))
        let bare = try Program.run(["gallery", NSTemporaryDirectory() + "no-fonts"], environment: ["BRIGADE_FONTS": "/nowhere"])
        #expect(bare.status != 0 && bare.talk.contains("install fonts-dejavu-core"))
        let lost = try Program.run(["play", "crampd_room", "--db", db])
        #expect(lost.status != 0 && lost.talk.contains("did you mean 'cramped_room'?"))
        let slow = try Program.run(["play", "cramped_room", "--tick-ms", "5", "--db", db])
        #expect(slow.status != 0 && slow.talk.contains("it must be a whole number from 50 to 500"))
        let crowd = try Program.run(["play", "cramped_room", "--with", "greedy", "--with", "stay", "--db", db])
        #expect(crowd.status != 0 && crowd.talk.contains("cramped_room leaves 1 seat to agents; --with names 2"))
        let empty = try Program.run(["render", "1", "--out", "x.png", "--db", db])
        #expect(empty.status != 0 && empty.talk.contains("there is no episode 1"))
    }

    /// Films of a logged episode: a GIF by ourselves, raw frames for ffmpeg, of which a stand-in keeps what it is given.
    @Test func episodesBecomePicturesAndFilms() throws {
        defer { removeStore() }
        try with(Self.game + ["--horizon", "12"]) { try $0.until(title: "result 0") }
        let folder = NSTemporaryDirectory() + "brigade-films-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func render(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Program.Result {
            try Program.run(["render", "1", "--db", db, "--size", "320x180"] + arguments, environment: environment)
        }
        #expect(try render(["--tick", "5", "--explanations", "--out", folder + "/a.png"]).status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/a.png")).starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(try render(["--gif", "--no-panel", "--out", folder + "/a.gif"]).status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/a.gif")).starts(with: Array("GIF89a".utf8)))
        let missing = try render(["--mp4", "--out", folder + "/a.mp4"], ["PATH": folder])
        #expect(missing.status != 0 && missing.talk.contains("apt-get install ffmpeg"))
        let stand = "#!/bin/sh\nfor out; do :; done\nexec /bin/cat > \"$out\"\n"
        try Data(stand.utf8).write(to: URL(fileURLWithPath: folder + "/ffmpeg"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/ffmpeg")
        let film = try render(["--mp4", "--fps", "10", "--from", "0", "--to", "6", "--out", folder + "/a.mp4"], ["PATH": folder])
        #expect(film.status == 0)
        // 6 ticks of 150 ms are 9 frames at 10 a second, and the last state.
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/a.mp4")).count == 10 * 320 * 180 * 4)
    }
}
