import Agents

/// What people call the agents that come with Brigade. Matrices and stores keep the names of their files, under which they
/// are measured; this is the one table of the names that people read.
enum AgentNames {
    /// An agent's name, sentence and mark; of one that the table does not know, what its own file says.
    static func name(_ agent: AgentFile) -> PlainName {
        if let exact = table[TalkingName.plain(agent.name) ?? agent.name] { return exact }
        if let family = family(agent) { return family }
        let about = agent.description.isEmpty ? "An agent of the kind \(agent.kindName)." : agent.description
        return PlainName(PlainName.readable(agent.name), nil, about)
    }

    static func title(_ agent: AgentFile) -> String { name(agent).title }

    /// What people call players that a store names by their files, as in "greedy, planner"; names that the table does not know stay.
    static func titles(_ names: String) -> String {
        names.split(separator: ", ").map { table[String($0)]?.title ?? String($0) }.joined(separator: ", ")
    }

    /// Whether the menu shows an agent only after "more": it exists to measure others by, or to show what a part is worth.
    static func isForExperiments(_ agent: AgentFile) -> Bool {
        ["/ablations/", "/evaluation/", "/library/"].contains { agent.path.contains($0) } || laboratory.contains(agent.name)
            || family(agent).map { $0.skill == nil } ?? false
    }

    /// Agents that were trained for one kitchen are called by how they learned.
    private static func family(_ agent: AgentFile) -> PlainName? {
        guard agent.kitchens.count == 1, agent.name.hasSuffix("-" + agent.kitchens[0]) else { return nil }
        return families[String(agent.name.dropLast(agent.kitchens[0].count + 1))]
    }

    private static let table: [String: PlainName] = [
        "planner": PlainName("Planner", .strong, "Watches what you are about to do and looks ahead for what goes best with it."),
        "planner-with-experience": PlainName(
            "Experienced planner", .strong, "Looks ahead, and remembers stretches of play that went well."),
        "adaptive": PlainName("Chameleon", .strong, "Finds out while you play whom you play like, and cooks as goes best with that."),
        "greedy": PlainName("Helper", .medium, "Does the nearest useful thing and steps around you."),
        "follower": PlainName("Listener", .medium, "Does the nearest useful thing, and what you signal."),
        "greedy-slow": PlainName("Slow helper", .easy, "Does the nearest useful thing, at half your speed."),
        "greedy-noisy": PlainName("Clumsy helper", .easy, "Does the nearest useful thing, but slips now and then."),
        "greedy-plain": PlainName("Stubborn helper", .medium, "Does the nearest useful thing and forgets at once what happened."),
        "optimal": PlainName("Perfectionist", .strong, "Knows the best plan for two exactly, and expects you to know it, too."),
        "best-response-to-greedy": PlainName(
            "Perfect match for the stubborn helper", .strong, "Plays as is best beside one certain partner."),
        "random": PlainName("Chaos", .easy, "Does anything at all, with no plan."),
        "stay": PlainName("Statue", .easy, "Never moves: you cook alone."),
        "local-model": PlainName("Language model", .medium, "A language model on this machine chooses what to do."),
        "menu-first": PlainName("Language model's first choice", .medium, "What a language model is offered first, without the model."),
        "menu-random": PlainName("Language model's menu at random", .easy, "What a language model is offered, drawn at random."),
        "python-greedy": PlainName("Python helper", .medium, "A simple helper that is a program of its own."),
    ]

    private static let laboratory: Set<String> = [
        "greedy-plain", "best-response-to-greedy", "menu-first", "menu-random", "python-greedy", "local-model", "follower",
    ]

    private static let families: [String: PlainName] = [
        "ppo": PlainName("Self-taught cook", .strong, "Learned this kitchen by playing with itself: fast, and used to its own ways."),
        "ppo-hp": PlainName("Cook who learned from people's play", .strong, "Learned this kitchen beside partners that play as people do."),
        "fcp": PlainName("Cook who met many", .medium, "Learned this kitchen with partners of every level."),
        "mep": PlainName("Cook who met all sorts", .medium, "Learned this kitchen with partners that differ as much as possible."),
        "hsp": PlainName("Cook who met eccentrics", .medium, "Learned this kitchen with partners that have preferences of their own."),
        "pbt": PlainName("Cook who won", .medium, "The best of several that learned this kitchen together."),
        "in-context": PlainName(
            "Cook who takes you in", .strong, "Learned this kitchen beside many partners, and finds out while cooking whom it cooks with."),
        "meta": PlainName("Cook who adapts", .medium, "Learned this kitchen with old and new partners."),
        "evolution": PlainName("Evolved cook", .medium, "Evolved in this kitchen, generation by generation."),
        "ppo-onions": PlainName("Self-taught cook for onions", nil, "Plays as it learned, and leaves the dishes to its partner."),
        "ppo-dishes": PlainName("Self-taught cook for dishes", nil, "Plays as it learned, and leaves the onions to its partner."),
        "human": PlainName("Human-like cook", .easy, "Plays this kitchen as recorded people did, mistakes included."),
        "human-plain": PlainName("Human-like cook without memory", nil, "Plays as recorded people did, from what it sees alone."),
    ]
}
