import Agents
import Foundation
import Testing

/// Programs that do what they should not: none stops an episode, is taken for an answer, or leaves a process behind.
@Suite struct HostileProgramTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var rules: String
        /// What the first tick costs; nil for nothing.
        var fault: AgentFault?

        init(_ name: String, _ fault: AgentFault?, _ rules: String) {
            testDescription = name
            self.fault = fault
            self.rules = rules
        }
    }

    /// An action whose text `fields` spells out.
    private static func says(_ fields: String) -> String { "state() { echo '{\"type\":\"action\",\(fields)}'; }" }
    /// Starts a process that only a keeper ends.
    private static let sleeper = "sh -c 'trap \"\" TERM HUP INT; echo $$ >> pids; sleep 1000 & echo $! >> pids; wait; wait'"

    static let kinds = [
        // Output
        Kind("nothing", .late, "state() { :; }"),
        Kind("no line end", .late, #"state() { printf '{"type":"action","tick":0,"action":"north"}'; }"#),
        Kind("piecemeal", nil, #"state() { printf '{"type":"act'; sleep 0.05; printf 'ion","tick":%s,"action":"north"}\n' $tick; }"#),
        Kind("line ends of Windows", nil, #"state() { printf '{"type":"action","tick":%s,"action":"north"}\r\n' $tick; }"#),
        Kind("empty lines", nil, "state() { echo; echo; answer north; echo; }"),
        Kind("zeros", nil, #"state() { printf '\0\0\0\n'; answer north; }"#),
        Kind("random bytes", nil, "state() { head -c 3000 /dev/urandom; echo; answer north; }"),
        Kind("not UTF-8", nil, #"state() { printf '\377\376\n'; answer north; }"#),
        Kind("a byte order mark", nil, #"state() { printf '\357\273\277'; answer north; }"#),
        Kind("a line of 100 kB", .flood, "state() { head -c 100000 /dev/zero | tr '\\0' x; echo; answer north; }"),
        Kind("lines for ever", .flood, "state() { yes; }"),
        Kind("a line for ever", .flood, "state() { yes | tr -d '\\n'; }"),
        Kind("messages for ever", .flood, "state() { yes '{\"type\":\"info\"}'; }"),
        Kind("old answers for ever", .flood, "state() { yes '{\"type\":\"action\",\"tick\":-1,\"action\":\"north\"}'; }"),
        Kind("standard error for ever", nil, "yes >&2 & echo $! >> pids"),
        Kind("an answer to standard error", .late, "state() { answer north >&2; }"),
        // What is said
        Kind("two answers", nil, "state() { answer north; answer south; }"),
        Kind("the last tick", .late, says(#""tick":-1,"action":"north""#)),
        Kind("the next tick", .nonsense, says(#""tick":1,"action":"north""#)),
        Kind("a huge tick", .nonsense, says(#""tick":9223372036854775807,"action":"north""#)),
        Kind("a tick beyond all numbers", .nonsense, says(#""tick":1e999,"action":"north""#)),
        Kind(
            "a deep message", .nonsense,
            says("\"tick\":0,\"action\":\(String(repeating: "[", count: 300) + String(repeating: "]", count: 300))")),
        Kind("a very deep message", .late, says("\"tick\":0,\"action\":\(String(repeating: "[", count: 20_000))")),
        Kind(
            "keys twice", nil,
            "state() { echo '{\"type\":\"action\",\"tick\":'$tick',\"tick\":'$tick',\"action\":\"north\",\"action\":\"north\"}'; }"),
        Kind("a zero in the action", .nonsense, says(#""tick":0,"action":"nor\u0000th""#)),
        Kind("hello again", .nonsense, "state() { hello; }"),
        Kind("a late refusal", .nonsense, #"state() { echo '{"type":"refuse"}'; }"#),
        Kind("ready for another episode", .nonsense, #"state() { echo '{"type":"ready","episode":77}'; }"#),
        // Pipes
        Kind("closes its output", .died, "state() { exec >&-; sleep 1000; }"),
        Kind("closes its input", .late, "state() { exec <&-; sleep 1000; }"),
        Kind("closes its errors", nil, "exec 2>&-"),
        Kind("never reads", .late, "hello; episode=1; begin; sleep 1000"),
        // Ends, and does not
        Kind("ends well", .died, "state() { exit 0; }"),
        Kind("crashes", .died, "state() { kill -SEGV $$; }"),
        Kind("stops itself", .late, "state() { kill -STOP $$; }"),
        Kind("becomes another program", .late, "state() { exec sleep 1000; }"),
        Kind("ignores signals", .late, "trap '' TERM HUP INT QUIT PIPE\nstate() { sleep 1000 & echo $! >> pids; wait; }"),
        // Others
        Kind("a daemon", nil, "setsid \(sleeper) < /dev/null > /dev/null 2>&1 &"),
        Kind("a daemon that has left its parent", nil, "(setsid \(sleeper) & ) < /dev/null > /dev/null 2>&1"),
        Kind("a daemon that holds the pipes", .died, "state() { setsid \(sleeper) & exit 1; }"),
        Kind("forty helpers", nil, "for i in $(seq 40); do sleep 1000 & echo $! >> pids; done"),
        Kind(
            "a chain of parents that end", nil,
            "(f() { [ $1 = 0 ] || (f $(($1 - 1)) & ); echo $$ >> pids; sleep 1000; }; f 12 & ) > /dev/null 2>&1"),
        Kind("kills its group", .died, "state() { kill -9 0; }"),
        Kind(
            "kills its parent", .died, "state() { setsid \(sleeper) & sleep 1000 & echo $! >> pids; sleep 0.3; kill -9 $PPID; sleep 1000; }"
        ),
        Kind(
            "kills its parent's parent", .died,
            "state() { setsid \(sleeper) & sleep 0.3; kill -9 $(cut -d' ' -f 4 /proc/$PPID/stat); exit 1; }"),
    ]

    @Test(arguments: kinds)
    func theEpisodeGoesOn(kind: Kind) throws {
        let deadline = kind.fault == .late ? 150 : 20_000
        let script = try Script(
            "echo $$ >> pids\n" + kind.rules, parameters: ["deadline_ms: \(deadline)", "begin_ms: \(deadline * 3)", "patience: 2"])
        var agent = try script.agent()
        for episode in 1...2 {
            let decisions = try Script.decisions(&agent, ticks: 3)
            #expect(decisions.count == 3 && decisions[0].fault == kind.fault, "episode \(episode): \(decisions[0].faultDetail ?? "")")
            if kind.fault == nil {
                #expect(decisions.allSatisfy { $0.action == .north && $0.fault == nil })
            } else {
                #expect(decisions[0].action == .stay)
            }
        }
        agent.close()
        #expect(!script.processes.isEmpty)
        #expect(Script.eventually { !script.processes.contains(where: Script.isAlive) })
    }
}
