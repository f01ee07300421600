import Agents
import ArgumentParser
import Kitchen

/// What agents are shown in kitchens that hide something from their players.
struct SightOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Give the whole state to agents that need it, where the kitchen hides a part of it.",
            discussion: "They are called NAME\(OmniscientName.suffix) then, in every table and in the store."))
    var omniscient = false

    /// `agents` as they play these kitchens.
    func agents(_ agents: [AgentFile], in kitchens: [Kitchen]) -> [AgentFile] {
        omniscient ? AgentFile.seeingAll(agents, in: kitchens) : agents
    }
}
