import ArgumentParser
import Learning
import Populations

/// `brigade train in-context`: one network with a memory beside a library of partners that grows.
struct TrainInContextCommand: DivisibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "in-context", abstract: "Learn to adapt within an episode, with a memory, beside a library of partners that grows.",
        discussion: """
            One network with a GRU plays with self-play learners, half way and at the end of their learning, and with biased agents, \
            another one every episode, and in a share of the games with itself. Half of its games begin at random. Partners beside whom it falls most short of the best \
            that is known are drawn more often. After each round but the last they get children, which begin as their parent and learn \
            with a hidden utility a little different; of more partners than --capacity those that teach least are retired. With \
            --rounds 1 the library is static; with --hidden 0 the network has no memory.

            \(PopulationOptions.about)

            Examples:
              brigade train in-context coordination_ring
              brigade train in-context coordination_ring --rounds 1 --seed 3
            """)

    @OptionGroup var options: PopulationOptions
    @Option(.from(0, to: 1000), help: "Self-play learners that the library begins with.") var partners = 4
    @Option(.from(0, to: 1000), help: "Biased agents that it begins with (as of 'brigade train hsp').") var biased = 4
    @Option(.from(1, to: 1000), help: "Rounds; after each but the last, children join.") var rounds = 4
    @Option(.members, help: "Children of a round.") var children = 2
    @Option(.members, help: "Partners that the network plays with at a time, at most.") var capacity = 16
    @Option(.steps, help: "Environment steps of each partner. Default: what the map is known to take.") var steps: Int?
    @Option(.steps, help: "Environment steps of each child. Default: half as many.") var childSteps: Int?
    @Option(.steps, help: "Environment steps of the network with the memory. Default: twice as many as a partner's.") var agentSteps: Int?
    @Option(.from(4, to: 65_536), help: "Games that it plays at once.") var agentGames = 256
    @Option(.share, help: "Share of them in which it plays both seats.") var selfPlay = RecurrentSettings().selfPlay
    @Option(.share, help: "Share of the games with partners in which these do half of their actions at random.") var slippingGames = 0.75
    @Option(.share, help: "Probability of each object lying about when half of its games begin; 0 for all as the map says.")
    var randomStarts = 0.5
    @Option(.units, help: "Units of the layer before the memory.") var units = 64
    @Option(.from(0, to: 4096), help: "Units of the memory; 0 for none.") var hidden = 64
    @Option(.from(0, to: 4096), help: "Units of a hidden layer in each head; 0 for none.") var head = 64
    @Option(.iterations, help: "Iterations of a segment.") var iterations = 10

    func run() throws { try options.train(method()) }

    func parts() throws -> CommandParts? { try options.parts(method()) }

    private func method() throws -> InContextLearning {
        let partner = try options.learner(steps: steps)
        var settings = InContextLearning.Settings(partner: partner, agent: agent(steps: agentSteps ?? 2 * partner.steps))
        settings.child.steps = childSteps ?? partner.steps / 2
        (settings.partners, settings.biased, settings.rounds, settings.children) = (partners, biased, rounds, children)
        (settings.capacity, settings.iterations, settings.slippingGames) = (capacity, iterations, slippingGames)
        return try InContextLearning(options.kitchen(), settings)
    }

    private func agent(steps: Int) -> RecurrentSettings {
        var agent = RecurrentSettings()
        (agent.seed, agent.steps, agent.games, agent.horizon) = (options.seed, steps, agentGames, options.horizon)
        (agent.shown, agent.selfPlay, agent.randomStarts) = (.features, selfPlay, randomStarts)
        (agent.units, agent.hidden, agent.head) = (units, hidden, head)
        return agent
    }
}
