import Agents
import ArgumentParser

extension AgentsCommand {
    struct Kinds: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the kinds that an agent file can name, and their parameters.",
            discussion: "Example:\n  brigade agents kinds")

        func run() {
            for kind in AgentOptions.catalogue.summaries {
                print(Terminal.standardOutput.style(kind.name, .bold))
                printLines(kind.summary.split(separator: "\n").map { "  " + $0 })
            }
        }
    }
}
