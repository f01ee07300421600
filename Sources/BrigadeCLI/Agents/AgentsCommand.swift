import ArgumentParser

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
}
