import Agents
import ArgumentParser
import Kitchen
import KitchenMaps
import Planning

/// Games in which experience is tried.
struct ExperienceTrialOptions: ParsableArguments {
    @OptionGroup var mapOptions: MapOptions
    @OptionGroup var agentOptions: AgentOptions
    @Option(
        name: .customLong("with"), parsing: .upToNextOption,
        help: "Partners: names, agent files, or folders; those made for certain kitchens play only there.")
    var partners = ["greedy", "greedy-noisy", "greedy-slow", "random", "stay"]
    @Option(.episodes, help: "Episodes for each kitchen, partner and seat.")
    var episodes = 5
    @Option(.learningHorizon, help: "Ticks of an episode.")
    var horizon = 400
    @Option(help: "Dynamics: old or new.")
    var dynamics = Dynamics.old
    @Option(.seed, help: "Seed of all random numbers.")
    var seed: UInt64 = 1
    @Option(.from(1, to: 1000), help: "Examples that are looked up for a situation.")
    var examples = ExperienceUse().count
    @Option(.from(0, to: 1000), help: "Ticks of work that a choice gains when all of them speak for it.")
    var choice = ExperienceUse().choice
    @Option(.from(0, to: 0.9), help: "Their share in what a partner is expected to do.")
    var belief = ExperienceUse().belief

    var settings: PlannerSettings {
        var settings = PlannerSettings()
        (settings.experience.count, settings.experience.choice, settings.experience.belief) = (examples, choice, belief)
        return settings
    }

    func trial(_ maps: [String], plus round: Int = 0) throws -> ExperienceTrial {
        let kitchens = try maps.map { try Kitchen(mapOptions.library.layout($0), dynamics: dynamics) }
        let cooks = try agentOptions.library.agents(partners)
        let trial = ExperienceTrial(kitchens, partners: cooks, episodes: episodes, horizon: horizon, seed: seed &+ UInt64(round))
        guard !trial.pairings.isEmpty else {
            throw ValidationError("none of the partners is made for \(maps.joined(separator: ", ")); --with names others")
        }
        return trial
    }
}
