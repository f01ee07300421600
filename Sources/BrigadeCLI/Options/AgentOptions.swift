import Adapting
import Agents
import ArgumentParser
import Basics
import Foundation
import Language
import Oracle
import Planning

/// Where agents are, and every kind of agent that the program knows.
struct AgentOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of agents.", discussion: "Default: Agents here, or next to the program's checkout."))
    var agentsFolder: String?

    var library: AgentLibrary { AgentLibrary(folder: agentsFolder, catalogue: Self.catalogue) }

    /// The one list of kinds; a new kind is a line here.
    static let catalogue = AgentCatalogue(
        [
            StayKind.self,
            RandomKind.self,
            GreedyKind.self,
            PolicyKind.self,
            TalkingPolicyKind.self,
            ProcessKind.self,
            PlannerKind.self,
            FollowerKind.self,
            LanguageModelKind.self,
            HumanProxyKind.self,
            OptimalKind.self,
            BestResponseKind.self,
            AdaptiveKind.self,
            TalkerKind.self,
            PartnerKind.self,
        ], cacheFolder: CacheFolder.path(ProcessInfo.processInfo.environment))

    /// The coach of all commands.
    static let coach = PlannerCoachKind(cacheFolder: catalogue.cacheFolder)
}
