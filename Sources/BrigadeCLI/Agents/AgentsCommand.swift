import Basics
import Agents
import ArgumentParser
import Foundation
import KitchenMaps
import Language

struct AgentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agents", abstract: "List, show and check agents, and the kinds that agent files can name.",
        discussion: """
            Examples:
              brigade agents list
              brigade agents show greedy
              brigade agents check Agents/*.yaml
              brigade agents kinds
              brigade agents try python-greedy
              brigade agents import ../shared/agents/*
            """,
        subcommands: [
            List.self, Show.self, Check.self, Kinds.self, Try.self, AgentsImportCommand.self, AgentsEvaluateCommand.self,
            AgentsBeliefsCommand.self,
        ])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the agents with kind and description.",
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
                printLine("\(terminal.style(file.name.cleaned.padding(name), .bold)) \(file.kindName.padding(kind)) \(about)")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell who an agent is: kind, description, provenance, content hash and its file.",
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

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check agent files, and that each agent can be made; exit 1 if any is wrong.",
            discussion: """
                Each problem is one line, file:line:column: what is wrong and what would be right.

                Example:
                  brigade agents check Agents/*.yaml
                """)

        @Argument(help: "Agent files, .yaml.")
        var files: [String]

        func run() throws {
            let wrong = files.count { file in
                do {
                    let read = try AgentFile.read(file, catalogue: AgentOptions.catalogue)
                    if let kind = read.kind as? any ReferentialKind {
                        _ = try kind.makeTalker()
                        return false
                    }
                    var agent = try read.makeAgent()
                    agent.close()
                    return false
                } catch {
                    print(error)
                    return true
                }
            }
            Terminal.say("\(files.count) agent\(files.count == 1 ? "" : "s") checked, \(wrong) wrong")
            if wrong > 0 { throw ExitCode(1) }
        }
    }

    struct Kinds: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell the kinds that an agent file can name, and their parameters.",
            discussion: "Example:\n  brigade agents kinds")

        func run() {
            for kind in AgentOptions.catalogue.summaries {
                print(Terminal.standardOutput.style(kind.name, .bold))
                printLines(kind.summary.split(separator: "\n").map { "  " + $0 })
            }
        }
    }
}

/// An agent file as it is shown to a person or to a script.
private struct AgentDescription: Encodable {
    let name: String
    let kind: String
    let description: String
    let provenance: String
    let kitchens: [String]
    let path: String
    let contentHash: String
    let file: String

    init(_ agent: AgentFile) {
        name = agent.name
        kind = agent.kindName
        description = agent.description
        provenance = agent.provenance
        kitchens = agent.kitchens
        path = agent.path
        contentHash = agent.contentHash
        file = agent.text
    }

    func lines(_ terminal: Terminal) -> [String] {
        let rows = [
            ("description", description), ("provenance", provenance), ("kitchens", kitchens.joined(separator: ", ")), ("file", path),
            ("content hash", contentHash),
        ]
        let lines = rows.flatMap { heading, text in
            text.trimmingCharacters(in: .newlines).split(separator: "\n").enumerated().map { place, line in
                terminal.style((place == 0 ? heading : "").padding(13), .dim) + line
            }
        }
        let heading = terminal.style("\(name), an agent of kind \(kind)", .bold)
        let text = file.trimmingCharacters(in: .newlines).split(separator: "\n", omittingEmptySubsequences: false)
        return [heading] + lines + [""] + text.map(String.init)
    }
}
