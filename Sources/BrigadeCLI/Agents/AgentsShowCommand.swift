import Agents
import ArgumentParser
import Basics

extension AgentsCommand {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show an agent: kind, description, provenance, content hash and its file.",
            discussion: "Examples:\n  brigade agents show greedy\n  brigade agents show my/agents/bold.yaml --json")

        @OptionGroup var agents: AgentOptions
        @Flag(help: "One JSON object.")
        var json = false
        @Argument(help: "Name of an agent, or path of its .yaml file.")
        var agent: String

        func run() throws {
            let description = AgentDescription(try agents.library.agent(agent))
            if json { return print(try JSONText.pretty(description)) }
            printLines(description.lines(.standardOutput))
        }
    }
}
