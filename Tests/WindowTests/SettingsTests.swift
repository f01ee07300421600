import Foundation
import Kitchen
import Testing

@testable import Window

@Suite struct SettingsTests {
    private final class Ear {
        var said: [String] = []
    }

    private let folder = NSTemporaryDirectory() + "brigade-settings-\(UUID().uuidString)"
    private var path: String { folder + "/brigade/settings.yaml" }

    private func remove() { try? FileManager.default.removeItem(atPath: folder) }

    @Test func whatIsChosenComesBack() throws {
        defer { remove() }
        let keeper = SettingsKeeper(path)
        #expect(keeper.settings == WindowSettings() && keeper.problem == nil)
        keeper.change { settings in
            settings.hasPlayed = true
            settings.size = WindowSize(width: 900, height: 700)
            settings.fillsScreen = true
            settings.choices.kitchen = "my \"kitchen\": 1"
            settings.choices.seats = [nil, "greedy", nil]
            settings.choices.tickMilliseconds = 200
            settings.choices.dynamics = .new
            settings.choices.horizon = 600
            settings.choices.showsMore = true
            settings.keys = KeyBindings.sets[3].keys
        }
        #expect(SettingsKeeper(path).settings == keeper.settings)
    }

    /// A file that cannot be read is told, is not fatal, and is not overwritten.
    @Test func aBrokenFileIsToldAndKept() throws {
        defer { remove() }
        try FileManager.default.createDirectory(atPath: folder + "/brigade", withIntermediateDirectories: true)
        let text = "played: true\nwindow: {width: 10, height: 10}\nchoises: {}\n"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let ear = Ear()
        let keeper = SettingsKeeper(path) { ear.said.append($0) }
        #expect(keeper.settings == WindowSettings())
        let said = try #require(ear.said.first)
        for words in ["mend or remove the file", "settings.yaml:2", "it must be from 480 to 16384", "did you mean 'choices'?"] {
            #expect(said.contains(words), "\(said)")
        }
        keeper.change { $0.hasPlayed = true }
        #expect(keeper.settings.hasPlayed, "this time it counts")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func aPlaceThatCannotBeWrittenIsToldOnce() {
        let ear = Ear()
        let keeper = SettingsKeeper("/proc/nowhere/settings.yaml") { ear.said.append($0) }
        keeper.change { $0.hasPlayed = true }
        keeper.change { $0.hasPlayed = false }
        #expect(ear.said.count == 1 && ear.said[0].hasPrefix("The settings cannot be kept in /proc/nowhere/settings.yaml"))
    }

    @Test func thePlaceFollowsTheSystem() {
        #expect(SettingsKeeper.standardPath(["HOME": "/h", "XDG_CONFIG_HOME": "/c"]) == "/c/brigade/settings.yaml")
        #expect(SettingsKeeper.standardPath(["HOME": "/h"]) == "/h/.config/brigade/settings.yaml")
        #expect(SettingsKeeper.standardPath(["HOME": "/h", "XDG_CONFIG_HOME": "relative"]) == "/h/.config/brigade/settings.yaml")
    }

    @Test func theFirstWindowFitsTheDisplay() {
        #expect(WindowSize.standard(forWidth: 1920, height: 1080) == WindowSize(width: 1536, height: 864))
        #expect(WindowSize.standard(forWidth: 1080, height: 1920) == WindowSize(width: 864, height: 486))
        #expect(WindowSize.standard(forWidth: 400, height: 300) == WindowSize(width: 480, height: 320))
    }
}
