import Agents
import Basics
import Kitchen

/// What a planner uses of the loop, and how hard it thinks; the file's parameters.
public struct PlannerSettings: Sendable, Hashable {
    /// Watches the partner and predicts it; without, everybody is assumed to follow the plan.
    public var believes = true
    /// Searches; without, it goes for what a greedy cook would.
    public var deliberates = true
    /// Checks whether a skill can still be done, and recovers when blocked.
    public var verifies = true
    /// States of one tick that a search while playing follows up.
    public var width = 8
    /// Ticks that it looks ahead, and states after which it hurries; nil for what the kitchen asks for (`Foresight`).
    public var lookahead: Int?
    public var maxNodes: Int?
    /// States of one tick that the search before an episode follows up; 0 leaves it out.
    public var openingWidth = 30
    /// Goes for what a greedy cook would while a partner is predicted worse than this, 0 to 1 (`PredictionAccuracy`), times the square of
    /// what greedy cooks earn in the kitchen as a share of what planners do.
    public var trust = 0.55
    /// What it remembers of other episodes.
    public var experience = ExperienceUse()

    public init() {}

    /// How hard a search while playing is.
    /// - Parameter isAlone: whether nobody moves but the planner, so that nobody's ways can be foreseen wrongly.
    func effort(in prepared: Preparation, isAlone: Bool = false) -> JointSearch.Effort {
        let foresight = isAlone ? Foresight.far : prepared.foresight
        let ticks = lookahead ?? foresight.ticks
        return JointSearch.Effort(width: width, lookahead: ticks, maxNodes: maxNodes ?? ticks * foresight.nodes / foresight.ticks)
    }
}

/// Plans with its partner: infers what the partner is about to do, searches for what complements it, checks, explains.
public struct PlannerKind: AgentKind {
    public static let name = "planner"
    public static let summary = """
        Infers what its partner is about to do, and searches with the real rules for what goes best with it.
        belief: whether it watches its partner; without, it assumes that the partner follows the plan (true)
        deliberation: whether it searches; without, it chooses as a greedy cook (true)
        verification: whether it checks skills while it does them, gets out of deadlocks and out of others' way (true)
        width: states of one tick that a search follows up (8)
        lookahead: ticks that a search looks ahead (30, or up to 60 where soups cook for longer than 20 ticks; 60 where things must be
            handed over, and where that earned more beside greedy cooks in episodes that it plays in thought beforehand)
        nodes: states after which a search hurries (15 for each of these ticks; 20 where it looks 60 ahead)
        opening: states of one tick that the search before an episode follows up; 0 leaves it out (30)
        trust: it chooses as a greedy cook while its partner's next stations had a lower likelihood than this (0.55), times the
            square of what greedy cooks earn in the kitchen as a share of what planners do; 0: never
        \(ExperienceUse.summary)
        """

    public static let possibleNeeds = [AgentNeed.view, .state]

    let settings: PlannerSettings
    /// What it is to be shown in a kitchen that hides something.
    let needs: AgentNeed
    private let known: Experience?
    private let prepared = SolvedOnce<KitchenKey, Preparation>()
    private let read = SolvedOnce<String, Experience>()
    /// Where planners keep openings that they have searched for; nil for nowhere.
    private let kept: KeptOpenings?

    public init(_ reader: inout ParameterReader) {
        var settings = PlannerSettings()
        settings.believes = reader.flag("belief", settings.believes)
        settings.deliberates = reader.flag("deliberation", settings.deliberates)
        settings.verifies = reader.flag("verification", settings.verifies)
        settings.width = reader.count("width", settings.width, in: 1...1000)
        settings.lookahead = reader.count("lookahead", in: 5...1000)
        settings.maxNodes = reader.count("nodes", in: 10...1_000_000)
        settings.openingWidth = reader.count("opening", settings.openingWidth, in: 0...1000)
        settings.trust = reader.number("trust", settings.trust, in: 0...1)
        settings.experience = ExperienceUse(&reader)
        self.settings = settings
        needs = reader.needs
        known = nil
        kept = KeptOpenings(cacheFolder: reader.catalogue.cacheFolder)
    }

    /// - Parameters:
    ///   - experience: in place of the one in a file.
    ///   - cacheFolder: where what is searched for before an episode is kept; nil for nowhere.
    public init(_ settings: PlannerSettings, experience: Experience? = nil, cacheFolder: String? = nil) {
        self.settings = settings
        needs = .view
        known = experience
        kept = KeptOpenings(cacheFolder: cacheFolder)
    }

    public func makeAgent() throws -> any Agent {
        _ = try experience()
        return PlannerAgent(self)
    }

    /// The experience that the settings ask for, nil for none.
    /// - Throws: `AgentError` where the file is not experience.
    func experience() throws -> Experience? {
        if let known { return known }
        let path = settings.experience.path
        guard !path.isEmpty else { return nil }
        return try read.value(path) {
            do { return try Experience(reading: path) } catch { throw AgentError("\(error)") }
        }
    }

    /// The loop for one episode.
    /// - Throws: `AgentError` in kitchens of OvercookedV2, for which `ObservedPlanner` has loops.
    func loop(_ episode: EpisodeContext) throws -> PlannerLoop {
        guard episode.kitchen.layout.family == .overcooked else {
            throw AgentError("it plans in kitchens of \(RuleFamily.overcooked.name); this is one of \(episode.kitchen.layout.family.name)")
        }
        return try PlannerLoop(preparation(episode), settings, episode, experience())
    }

    /// What is worked out about a kitchen once, for all agents of the kind.
    func preparation(_ episode: EpisodeContext) throws -> Preparation {
        let key = KitchenKey(layout: episode.kitchen.layout, dynamics: episode.kitchen.dynamics, horizon: episode.horizon, seat: 0)
        return try prepared.value(key) {
            try Preparation(episode.kitchen, horizon: episode.horizon, openingWidth: settings.openingWidth, kept: kept)
        }
    }
}
