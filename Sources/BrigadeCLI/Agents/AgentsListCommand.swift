import Agents
import ArgumentParser
import Basics

extension AgentsCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the agents with kind, what they need to see and description.",
            discussion: "Examples:\n  brigade agents list\n  brigade agents list --agents-folder my/agents --json")

        @OptionGroup var agents: AgentOptions
        @Flag(help: "A JSON list of what 'show --json' prints.")
        var json = false

        func run() throws {
            let files = try agents.library.allAgents()
            if json { return print(try JSONText.pretty(files.map(AgentDescription.init))) }
            let terminal = Terminal.standardOutput
            let name = files.map(\.name.cleaned.count).max() ?? 0
            let kind = files.map(\.kindName.count).max() ?? 0
            for file in files {
                let about = file.description.split(separator: "\n").first.map(String.init) ?? ""
                let needs = file.needs.rawValue.padding(5)
                printLine(
                    "\(terminal.style(file.name.cleaned.padding(name), .bold)) \(file.kindName.padding(kind)) \(needs) \(about)")
            }
        }
    }
}
