import Basics
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import BrigadeCLI

/// What is printed arrives, or the program says that it did not.
@Suite struct OutputTests {
    /// Runs the program with its standard output into `path`.
    private func run(_ arguments: [String], into path: String) throws -> (status: Int32, talk: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Program.path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Checkout.path)
        let talk = Pipe()
        process.standardOutput = FileHandle(forWritingAtPath: path)
        process.standardError = talk
        try process.run()
        let said = try talk.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: said, as: UTF8.self))
    }

    @Test(arguments: [
        ["maps", "list"], ["maps", "convert", "Maps/cramped_room.yaml"], ["maps", "show", "cramped_room"], ["agents", "list", "--json"],
        ["--help"], ["train", "ppo", "--help"], ["--version"], ["maps"],
    ])
    func aFullDiskIsReported(arguments: [String]) throws {
        let result = try run(arguments, into: "/dev/full")
        #expect(result.status == 74)
        #expect(
            result.talk
                == "Error: standard output: cannot be written: there is no room left on the disk; free some, or choose another place\n")
    }

    @Test func filesAreWrittenWholeOrReported() throws {
        let missing = try Program.run(["train", "show", "no/such/run", "--html", "/dev/full"])
        #expect(missing.status == 1 && !missing.talk.contains("Domain"))
    }

    @Test(arguments: [
        (["paly"], "'brigade' has no command 'paly'; did you mean 'play'?"),
        (["maps", "lst"], "'brigade maps' has no command 'lst'; did you mean 'list'?"),
        (["play", "cramped"], "did you mean 'cramped_room'?"),
        (["render", "1", "--out", "x.jpg"], "its ending must be .png for a picture, .gif or .mp4 for a film"),
        (["render", "1", "--gif", "--out", "x.png"], "--gif makes no .png file"),
        (["render", "1", "--gif", "--from", "10", "--to", "3", "--out", "x.gif"], "--from 10 is after --to 3"),
        (["render", "1", "--tick", "3", "--out", "x.gif"], "--tick is for a picture"),
    ])
    func wrongCommandLinesAreExplained(arguments: [String], message: String) throws {
        let result = try Program.run(arguments)
        #expect(result.status != 0 && result.talk.contains(message), "\(result.talk)")
        #expect(result.talk.components(separatedBy: "Error:").count == 2)
    }

    @Test func stylesPassAndControlsDoNot() {
        let own = "\(Unicode.Scalar(0xFDD0 as UInt32) ?? " ")1;31\(Unicode.Scalar(0xFDD1 as UInt32) ?? " ")"
        #expect(Terminal.shown("a\(own)b\u{1B}[2Jc") == "a\u{1B}[1;31mb␛[2Jc")
        #expect(Terminal.shown("line\none\ttab\u{7}\u{202E}") == "line\none\ttab␇\\u{202E}")
    }

    @Test func aLineStaysALine() {
        let own = "\(Unicode.Scalar(0xFDD0 as UInt32) ?? " ")1\(Unicode.Scalar(0xFDD1 as UInt32) ?? " ")"
        #expect(Terminal.shown("a\nb\r\nc\t", over: .oneLine) == "a␊b␍␊c␉")
        #expect(Terminal.shown("\(own)a\n\(own)b", over: .oneLine) == "\u{1B}[1ma␊\u{1B}[1mb")
    }

    /// Names with line ends in them, as a store from elsewhere can hold them, make no lines of their own.
    @Test func namesAddNoLines() throws {
        let db = NSTemporaryDirectory() + "brigade-\(UUID().uuidString).sqlite"
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: db + end) } }
        let map = "grid: |\n  XXPXX\n  O  2O\n  X1  X\n  XDXSX\n"
        let layout = try MapFile.parseYAML(
            "name: \"x\\nother-map\"\nstart_all_orders: [[onion, onion, onion]]\n" + map, file: "m", name: "m")
        let kitchen = try Kitchen(layout, dynamics: .old)
        var recorder = try EpisodeRecorder(kitchen, horizon: 3, seed: 1)
        recorder.fault(seat: 0, kind: "late", detail: "one\ntwo")
        for _ in 0..<3 { try recorder.step([.stay, .stay]) }
        let store = try EpisodeStore(creating: db)
        let run = try store.run(kind: "tournament", settings: "{}", planned: 1)
        let agent = try store.register(AgentRecord(name: "x\nother-agent", kind: "random", hash: "1"))
        try store.write([
            NewEpisode(
                id: run.firstEpisode, run: run.id, map: store.register(layout), occupants: [.agent(agent), .agent(agent)],
                episode: recorder.episode())
        ])
        try store.close()
        let commands = [["matrix"], ["episodes", "list"], ["episodes", "stats"], ["episodes", "show", "1"], ["episodes", "verify"]]
        for command in commands {
            let result = try Program.run(command + ["--db", db])
            let lines = (result.output + result.talk).split(separator: "\n")
            #expect(!lines.contains { line in ["other-", "two"].contains { line.hasPrefix($0) } }, "\(command): \(result.output)")
            #expect(result.status == (command == ["matrix"] ? 3 : 0), "\(command): \(result.talk)")
        }
        let matrix = try Program.run(["matrix", "--db", db])
        #expect(matrix.output.contains("x␊other-map") && matrix.output.contains("x␊other-agent: faults in"), "\(matrix.output)")
    }

    @Test func jsonIsEscapedAndReadsBack() throws {
        let text = ["a\u{9B}\u{202E}b\u{1B}\u{E0041}é"]
        let json = try JSONText.line(text)
        #expect(!json.unicodeScalars.contains { $0.value == 0x9B || $0.value == 0x202E || $0.value == 0x1B || $0.value == 0xE0041 })
        #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == text)
    }
}
