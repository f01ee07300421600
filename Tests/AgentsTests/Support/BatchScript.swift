import Agents
import Foundation
import TestSupport

/// A program for a test that plays many games at once, in Python without packages.
final class BatchScript {
    let folder = NSTemporaryDirectory() + "brigade-batch-\(UUID().uuidString)"

    /// `answer` puts an action for each game into `memory` and returns the byte that is sent; `view` is what a game is shown.
    private static let prelude = """
        import json, mmap, struct, sys
        source, output = sys.stdin.buffer, sys.stdout.buffer
        games = size = actions_at = tick = 0
        memory = None

        def view(game):
            return struct.unpack_from(f"{size}f", memory, 4 * size * game)

        def say(**words):
            output.write(json.dumps(words).encode() + b"\\n")
            output.flush()

        def hello(data):
            say(type="hello", protocol=2, batch=data["batch"]["games"])

        def begin(data):
            say(type="ready", episode=data["episode"])

        def answer():
            for game in range(games):
                memory[actions_at + game] = action(game)
            return b"."

        def action(game):
            # A function of what this game is shown.
            return int(sum(abs(number) * (place % 7) for place, number in enumerate(view(game)))) % 6
        """
    private static let loop = """
        while True:
            first = source.read(1)
            if not first:
                break
            if first == b".":
                output.write(answer())
                output.flush()
                tick += 1
                continue
            data = json.loads(first + source.readline())
            with open("heard", "a") as heard:
                print(data["type"], file=heard)
            if data["type"] == "hello":
                hello(data)
            elif data["type"] == "batch":
                with open(data["file"], "r+b") as file:
                    memory = mmap.mmap(file.fileno(), 0)
                size, actions_at = data["shape"][0], data["actions_at"]
                channel = data
            elif data["type"] == "begin":
                games, tick = data["games"], 0
                begin(data)
            elif data["type"] == "quit":
                break
        """

    /// - Parameters:
    ///   - rules: Python that defines some of the functions again.
    ///   - parameters: lines below `parameters:` in the agent file.
    init(_ rules: String = "", parameters: [String] = ["games: 8"]) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = [BatchScript.prelude, rules, BatchScript.loop].joined(separator: "\n\n")
        try script.write(toFile: folder + "/agent.py", atomically: true, encoding: .utf8)
        let lines = ["command: [python3, agent.py]"] + parameters
        try ("kind: process\nparameters:\n" + lines.map { "  \($0)\n" }.joined()).write(
            toFile: path, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var path: String { folder + "/agent.yaml" }

    /// What the program was told, a type a line.
    var heard: [String] {
        ((try? String(contentsOfFile: folder + "/heard", encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }
}
