import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import TestSupport
import Testing

/// Programs as agents, with real processes: what they are given, and that nothing of them is left behind.
@Suite struct ProcessEndTests {
    @Test func whateverAProgramStartedEndsWithIt() throws {
        let script = try Script(
            """
            sleep 1000 & echo $! >> pids
            setsid sh -c 'echo $$ >> pids; exec sleep 1000' &
            (setsid sh -c 'echo $$ >> pids; trap "" TERM; sleep 1000 & echo $! >> pids; wait' & )
            echo $$ >> pids
            """)
        var agent = try script.agent()
        _ = try Script.decisions(&agent, ticks: 1)
        #expect(Script.eventually { script.processes.count == 5 })
        #expect(script.processes.allSatisfy(Script.isAlive))
        agent.close()
        #expect(!script.processes.contains(where: Script.isAlive))
    }

    @Test func anAgentThatIsForgottenEndsItsProgram() throws {
        let script = try Script("echo $$ > pids")
        do {
            var agent = try script.agent()
            _ = try Script.decisions(&agent, ticks: 1)
            #expect(script.processes.count == 1 && script.processes.allSatisfy(Script.isAlive))
        }
        #expect(!script.processes.contains(where: Script.isAlive))
    }

    /// A keeper that ran one could wait for ever: for what another thread had locked when the keeper was forked.
    @Test func noHandlerOfForksRunsInAKeeper() throws {
        #expect(ForkHandler.isThere)
        let script = try Script("echo $$ > pids")
        var agent = try script.agent()
        _ = try Script.decisions(&agent, ticks: 1)
        #expect(script.processes.count == 1)
        agent.close()
    }

    /// Ends every process but the tests' own in which it is called.
    private enum ForkHandler {
        static let tests = getpid()
        static let isThere = tests > 0 && pthread_atfork({ if getpid() != ForkHandler.tests { _exit(99) } }, nil, nil) == 0
    }

    /// Keys are among what a program has no need of.
    @Test func aProgramIsGivenFewVariables() throws {
        for (name, value) in [("BRIGADE_SECRET", "sesame"), ("BRIGADE_OTHER", "a=b"), ("LC_TIME", "C")] { setenv(name, value, 1) }
        defer { for name in ["BRIGADE_SECRET", "BRIGADE_OTHER", "LC_TIME"] { unsetenv(name) } }
        func variables(_ parameters: [String]) throws -> [String: String] {
            let script = try Script("env > env", parameters: parameters)
            var agent = try script.agent()
            _ = try Script.decisions(&agent, ticks: 1)
            agent.close()
            let pairs = script.text("env").split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
            return Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }, uniquingKeysWith: { first, _ in first })
        }
        let few = try variables([])
        #expect(few["BRIGADE_SECRET"] == nil && few["BRIGADE_OTHER"] == nil && few["LC_TIME"] == "C")
        #expect(few["PATH"] == ProcessInfo.processInfo.environment["PATH"])
        let more = try variables(["environment: [BRIGADE_OTHER, MODE=fast and loose, BRIGADE_NOT_SET]"])
        #expect(more["BRIGADE_OTHER"] == "a=b" && more["MODE"] == "fast and loose" && more["BRIGADE_NOT_SET"] == nil)
        #expect(more["BRIGADE_SECRET"] == nil)
        let wrong = #expect(throws: SourceDiagnostics.self) { try variables(["environment: [a b]"]) }
        #expect(wrong?.description.contains("environment has 'a b'; give names of variables, or NAME=value") == true)
    }

    @Test func thePageNamesTheVariables() throws {
        let page = try String(contentsOfFile: Checkout.path("docs/agent-protocol.md"), encoding: .utf8)
        let summary = ProcessKind.summary
        let words = try #require(summary.split(separator: "\n").first { $0.contains("PATH, HOME") })
        for name in words.split(separator: ",") {
            #expect(page.contains("`\(name.trimmingCharacters(in: .whitespaces))`"), "\(name)")
        }
    }

    /// Keys can be pushed only into the terminal that a session has; this one has none.
    @Test func aProgramHasASessionWithoutATerminal() throws {
        let script = try Script("echo $$ >> pids; cut -d' ' -f 6,7 /proc/$$/stat > session; (: < /dev/tty) 2>&- && echo open > tty")
        var agent = try script.agent()
        _ = try Script.decisions(&agent, ticks: 1)
        agent.close()
        #expect(try script.text("session") == "\(#require(script.processes.first)) 0\n" && script.text("tty").isEmpty)
    }

    @Test func programsInheritNothing() throws {
        let script = try Script(
            """
            for file in /proc/$$/fd/*; do [ -L $file ] && open="$open ${file##*/}"; done
            echo $open > open
            grep -E 'Sig(Blk|Ign)' /proc/self/status > signals
            """)
        var agent = try script.agent()
        _ = try Script.decisions(&agent, ticks: 1)
        agent.close()
        // Standard input, output and error, and the script that the shell itself reads.
        #expect(script.text("open") == "0 1 10 2\n")
        let masks = script.text("signals").split(separator: "\n").compactMap { UInt64($0.suffix(16), radix: 16) }
        // Signals above 31 are not for programs to set; whoever started the tests may have left some ignored.
        #expect(masks.count == 2 && masks.allSatisfy { $0 & 0x7FFF_FFFF == 0 }, "\(script.text("signals"))")
    }
}
