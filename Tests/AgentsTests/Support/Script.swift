import Agents
import Foundation
import Kitchen

/// A program for a test: a shell script that speaks the protocol, with the rules of misbehaviour that the test adds.
final class Script {
    let folder = NSTemporaryDirectory() + "brigade-script-\(UUID().uuidString)"

    /// Reads questions for ever; `hello`, `begin` and `state` may be redefined, `$episode` and `$tick` are what is asked.
    private static let prelude = #"""
        hello() { echo '{"type":"hello","protocol":1}'; }
        begin() { echo "{\"type\":\"ready\",\"episode\":$episode}"; }
        state() { answer north; }
        answer() { echo "{\"type\":\"action\",\"tick\":$tick,\"action\":\"$1\"}"; }
        field() { value=${line#*\"$1\":}; echo "${value%%[,\}]*}"; }
        """#
    private static let loop = #"""
        while read -r line; do
          echo "$line" >> heard
          case "$line" in
            *'"type":"hello"'*) hello ;;
            *'"type":"begin"'*) episode=$(field episode); begin ;;
            *'"type":"state"'*|*'"type":"view"'*) tick=$(field tick); state ;;
            *'"type":"quit"'*) exit 0 ;;
          esac
        done
        """#

    /// - Parameters:
    ///   - rules: shell code, run before the first question.
    ///   - parameters: lines below `parameters:` in the agent file.
    ///   - needs: the value of `needs:` there; nil where the file is silent.
    init(_ rules: String, parameters: [String] = ["deadline_ms: 5000"], needs: String? = nil) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let script = [Script.prelude, rules, Script.loop].joined(separator: "\n")
        try script.write(toFile: folder + "/agent.sh", atomically: true, encoding: .utf8)
        let lines = ["command: [/bin/sh, agent.sh]"] + parameters
        let file = (needs.map { "needs: \($0)\n" } ?? "") + "kind: process\nparameters:\n" + lines.map { "  \($0)\n" }.joined()
        try file.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var path: String { folder + "/agent.yaml" }

    func agent() throws -> any Agent { try AgentFile.read(path, catalogue: Play.catalogue).makeAgent() }

    /// What the program has written to the file `name` in its folder.
    func text(_ name: String) -> String { (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? "" }

    /// The process numbers that the program has written to `pids`.
    var processes: [pid_t] { text("pids").split(separator: "\n").compactMap { pid_t($0) } }

    /// Waits, for at most thirty seconds, until something holds.
    static func eventually(_ condition: () -> Bool) -> Bool {
        for _ in 0..<3000 where !condition() { usleep(10_000) }
        return condition()
    }

    /// Whether a process is alive; one that nobody has waited for is not.
    static func isAlive(_ process: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    /// The decisions of `agent` in the first ticks of an episode in the cramped room, beside one who stays.
    static func decisions(_ agent: inout any Agent, ticks: Int, seed: UInt64 = 1) throws -> [Decision] {
        var match = try Match(Play.kitchen("cramped_room"), horizon: ticks, seed: seed)
        match.begin(&agent, seat: 0)
        if let refusal = match.refusal { throw refusal }
        return try (0..<ticks).map { _ in
            let decision = match.act(&agent, seat: 0).decision
            try match.step()
            return decision
        }
    }
}
