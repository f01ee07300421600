import Agents
import Kitchen

/// Experience as it is looked up during an episode of one kitchen.
struct Recollection: Sendable {
    let experience: Experience
    let use: ExperienceUse
    private let reader: SituationReader
    private let horizon: Int

    init(_ experience: Experience, _ use: ExperienceUse, _ knowledge: KitchenKnowledge, horizon: Int) {
        self.experience = experience
        self.use = use
        self.horizon = horizon
        reader = SituationReader(knowledge)
    }

    /// The examples most like the situation of `player`.
    func recall(_ state: borrowing StateView, _ player: Int) -> [Experience.Recalled] {
        let left = max(0, horizon - state.timestep)
        return experience.nearest(to: reader.situation(state, of: player, left: left), count: use.count)
    }

    /// How readily each kind of work is done in the situation of `player`; see `Experience.shares`.
    func shares(_ state: borrowing StateView, _ player: Int) -> [Double] { experience.shares(recall(state, player)) }

    /// The examples most like the situation of `player`, a line each, for a language model.
    func words(_ state: borrowing StateView, _ player: Int, most: Int) -> String {
        recall(state, player).prefix(most).map { found in
            let example = experience.examples[found.index]
            let earned = "the team earned \(Int(example.reward)) in the next \(experience.window) ticks"
            return "- \(example.situation.words): it \(example.work.words); \(earned), where \(Int(example.usual)) is usual."
        }.joined(separator: "\n")
    }
}

/// How a planner uses experience; parameters of its file.
public struct ExperienceUse: Sendable, Hashable {
    /// Path of the file, empty for no experience.
    public var path = ""
    /// Examples that are retrieved for a situation.
    public var count = 24
    /// Ticks of work that a choice gains in value when all examples retrieved speak for it.
    public var choice = 4.0
    /// The share of experience in what a partner is expected to do.
    public var belief = 0.3

    public init() {}

    init(_ reader: inout ParameterReader) {
        path = reader.path("experience", "")
        count = reader.count("examples", count, in: 1...1000)
        choice = reader.number("experience_choice", choice, in: 0...1000)
        belief = reader.number("experience_belief", belief, in: 0...0.9)
    }

    /// What the parameters are, for the kinds that have them.
    static let summary = """
        experience: file of successful stretches of play ('brigade experience build'); without, nothing is remembered
        examples: how many of them are looked up for a situation (24)
        experience_choice: ticks of work that a choice gains when all of them speak for it (4)
        experience_belief: their share in what a partner is expected to do (0.3)
        """
}
