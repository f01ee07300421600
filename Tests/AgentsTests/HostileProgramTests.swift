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
        Kind("the next tick", .nonsense, "state() { tick=$((tick + 1)); answer north; }"),
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

    /// More of each sort, from JSON that is almost right to what a program can do to its keepers.
    static let moreKinds = [
        // Output
        Kind("white space of all sorts", nil, #"state() { printf ' \t\f\v\n\302\240\n'; answer north; }"#),
        Kind("orders to a terminal", nil, #"state() { printf '\033]0;mine\007\033[2J\033[?1049h\n'; answer north; }"#),
        Kind("a line end of old Macs", .late, #"state() { printf '{"type":"action","tick":0,"action":"north"}\r'; }"#),
        Kind("an answer over three lines", .late, #"state() { printf '{"type":"action",\n"tick":0,\n"action":"north"}\n'; }"#),
        Kind("9,000 empty lines", nil, "state() { yes '' | head -n 9000; answer north; }"),
        Kind("20,000 empty lines", .flood, "state() { yes '' | head -n 20000; answer north; }"),
        Kind("a thousand messages", nil, "state() { yes '{\"type\":\"info\"}' | head -n 1000; answer north; }"),
        Kind("a message a moment", .late, "state() { while :; do echo '{\"type\":\"info\"}'; sleep 0.02; done; }"),
        Kind("a byte a moment", .late, "state() { while :; do printf x; sleep 0.02; done; }"),
        Kind("a line of 60 kB", nil, "state() { head -c 60000 /dev/zero | tr '\\0' x; echo; answer north; }"),
        // What is said
        Kind("an answer in a list", .late, #"state() { echo '[{"type":"action","tick":0,"action":"north"}]'; }"#),
        Kind("single quotes", .late, #"state() { echo "{'type':'action','tick':0,'action':'north'}"; }"#),
        Kind("words behind the answer", .late, #"state() { echo '{"type":"action","tick":0,"action":"north"} done'; }"#),
        Kind("two answers on a line", .late, #"state() { a='{"type":"action","tick":0,"action":"north"}'; echo "$a$a"; }"#),
        Kind("half a character", .nonsense, says(#""tick":0,"action":"north","message":"\ud800""#)),
        Kind("a tick in quotes", .nonsense, says(#""tick":"0","action":"north""#)),
        Kind("half a tick", .nonsense, says(#""tick":0.5,"action":"north""#)),
        Kind("no tick", .nonsense, says(#""action":"north""#)),
        Kind("no action", .nonsense, says(#""tick":0,"action":null"#)),
        Kind("an action in capitals", .nonsense, says(#""tick":0,"action":"NORTH ""#)),
        Kind("a long action", .nonsense, says("\"tick\":0,\"action\":\"\(String(repeating: "n", count: 60_000))\"")),
        Kind("a message that is a list", .nonsense, says(#""tick":0,"action":"north","message":["north"]"#)),
        Kind(
            "a long message", nil,
            "state() { echo '{\"type\":\"action\",\"tick\":'$tick',\"action\":\"north\",\"message\":\""
                + String(repeating: "a\u{301}", count: 18_000) + "\"}'; }"),
        Kind(
            "fifteen hundred beliefs", nil,
            "state() { echo '{\"type\":\"action\",\"tick\":'$tick',\"action\":\"north\",\"explanation\":{\"intention\":\"x\",\"beliefs\":["
                + Array(repeating: #"{"seat":1,"what":"y","probability":1}"#, count: 1500).joined(separator: ",") + "]}}'; }"),
        Kind(
            "a belief beyond all numbers", .nonsense,
            says(#""tick":0,"action":"north","explanation":{"intention":"x","beliefs":[{"seat":1,"what":"y","probability":1e999}]}"#)),
        Kind("ready twice", .nonsense, #"begin() { for i in 1 2; do echo "{\"type\":\"ready\",\"episode\":$episode}"; done; }"#),
        Kind("an answer before the question", nil, #"begin() { echo "{\"type\":\"ready\",\"episode\":$episode}"; tick=0; answer north; }"#),
        Kind("never ready", .late, #"begin() { echo '{"type":"info"}'; }"#),
        // Pipes
        Kind("closes all pipes", .died, "state() { exec <&- >&- 2>&-; sleep 1000; }"),
        Kind("ends in the midst of a word", .died, #"state() { printf '{"type":"act'; exit 0; }"#),
        Kind("waits for a pipe of its own", .late, "state() { rm -f p; mkfifo p; read -r x < p; }"),
        Kind(
            "looks for other files and a terminal", nil,
            "state() { for i in 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$i ] && exit 1; done; (: > /dev/tty) 2> /dev/null && exit 1; answer north; }"
        ),
        // Ends, and does not
        Kind("kills itself", .died, "state() { kill -9 $$; }"),
        Kind("beyond its own limit", .died, "state() { ulimit -f 0; echo x >> more; answer north; }"),
        Kind("thinks for ever", .late, "state() { while :; do :; done; }"),
        Kind("becomes another session", .died, "state() { exec setsid sleep 1000; }"),
        // Others
        Kind("a child that stands still", nil, "sleep 1000 & echo $! >> pids; kill -STOP $!"),
        Kind("children that nobody waits for", nil, "(for i in $(seq 40); do true & done)"),
        Kind("stops its parent", nil, "state() { kill -STOP $PPID; answer north; }"),
        Kind("stops its parent's parent", nil, "state() { kill -STOP $(cut -d' ' -f 4 /proc/$PPID/stat); answer north; }"),
        Kind(
            "stops its parents again and again", nil,
            "(p=$PPID; q=$(cut -d' ' -f 4 /proc/$p/stat); while :; do kill -STOP $q $p; done) > /dev/null 2>&1 & echo $! >> pids"),
    ]

    @Test(arguments: kinds + moreKinds)
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
