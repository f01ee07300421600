/// Walks to the nearest useful sub-task, in the manner of overcooked_ai's greedy human model.
public struct GreedyKind: AgentKind {
    public static let name = "greedy"
    public static let summary = """
        Walks to the nearest useful sub-task, as if alone but for a glance at what others hold.
        noise: share of ticks with a random action, 0 to 1 (0)
        slowness: share of ticks it stands still, spread evenly, 0 to 1 (0)
        rationality: how sharply it prefers shorter ways, as in a Boltzmann-rational model; inf: always the shortest (inf)
        unblock: whether it steps aside at random when stuck (true)
        around: whether it goes around whoever stands on its way, rather than wait until it is stuck (true)
        trust: whether it counts on what others hold, until it has waited in vain (true)
        (exact best responses can be computed where unblock and around are false, slowness 0 and rationality inf)
        deterministic: true: its whims do not depend on the episode's seed (false)
        """

    let settings: GreedySettings

    /// The usual kind: no noise, no slowness.
    public init() { settings = GreedySettings() }

    /// The kind without memory, as `Agents/greedy-plain.yaml`.
    public static let plain = GreedyKind(settings: GreedySettings(unblocks: false, goesAround: false, trusts: false))

    private init(settings: GreedySettings) { self.settings = settings }

    public init(_ reader: inout ParameterReader) {
        settings = GreedySettings(
            noise: reader.number("noise", 0, in: 0...1), slowness: reader.number("slowness", 0, in: 0...1),
            rationality: reader.number("rationality", .infinity, in: 0...Double.infinity),
            unblocks: reader.flag("unblock", true), goesAround: reader.flag("around", true), trusts: reader.flag("trust", true),
            isDeterministic: reader.flag("deterministic", false))
    }

    public func makeAgent() -> any Agent {
        StationaryGreedy.serves(settings) ? StationaryGreedy(settings) : PlainRulesAgent(GreedyAgent(settings))
    }
}

/// The parameters of a greedy agent; see `GreedyKind.summary`.
struct GreedySettings: Sendable {
    var noise = 0.0
    var slowness = 0.0
    var rationality = Double.infinity
    var unblocks = true
    var goesAround = true
    var trusts = true
    var isDeterministic = false
}
