import Kitchen

/// What a planner believes of all the others, and how it keeps that up to date.
struct PartnerBeliefs {
    private let knowledge: KitchenKnowledge
    /// The other players' seats.
    let others: [Int]
    /// By player; the own seat's is unused. Empty where the planner watches nobody.
    private(set) var beliefs: [PartnerBelief]

    /// - Parameters:
    ///   - isWatching: whether others are watched at all; without, everybody is assumed to follow the plan.
    ///   - recollection: what beliefs take experience from, nil for nothing.
    init(_ knowledge: KitchenKnowledge, seat: Int, isWatching: Bool, recollection: Recollection?) {
        self.knowledge = knowledge
        others = (0..<knowledge.players).filter { $0 != seat }
        beliefs =
            isWatching ? (0..<knowledge.players).map { PartnerBelief(knowledge, player: $0, recollection: recollection) } : []
    }

    /// The belief about a player, nil where nobody is watched.
    subscript(player: Int) -> PartnerBelief? { beliefs.indices.contains(player) ? beliefs[player] : nil }

    /// Takes in the first state of an episode.
    /// - Parameter planned: the goal that the plan has for a player.
    mutating func begin(_ state: borrowing StateView, options: Options, planned: (Int) -> Goal?) {
        guard !beliefs.isEmpty else { return }
        for player in others { beliefs[player].begin(state, options: options, planned: planned(player)) }
    }

    /// Takes in what everybody did in the last tick.
    /// - Parameters:
    ///   - before: the state before it.
    ///   - game: the game after it.
    ///   - planned: the goal that the plan had for a player.
    mutating func observe(
        _ before: borrowing StateView, _ after: borrowing StateView, _ game: KitchenGame, options: Options, planned: (Int) -> Goal?
    ) {
        guard !beliefs.isEmpty else { return }
        for player in others {
            _ = beliefs[player].observe(
                before, did: game.lastAction(of: player), after, options: options, planned: planned(player))
        }
    }

    /// Takes over from somebody else how likely the others use each station next.
    mutating func expect(_ shares: [Int: Double]) {
        guard !beliefs.isEmpty else { return }
        for player in others { beliefs[player].expect(shares) }
    }

    /// The most likely goal of each of the others, in the order of `others`.
    var mostLikelyGoals: [Goal] { others.map { self[$0]?.mostLikely.goal ?? .free } }

    /// Whether somebody has been predicted worse than that.
    func isWorse(than accuracy: Double) -> Bool { !beliefs.isEmpty && others.contains { beliefs[$0].accuracy < accuracy } }

    /// What is believed of everybody now.
    /// - Parameters:
    ///   - own: the planner's goal.
    ///   - seat: its seat.
    ///   - usual: what a greedy cook would go for in its place.
    func outlook(_ state: borrowing StateView, own: Goal, seat: Int, usual: Goal) -> Deliberation.Outlook {
        var outlook = Deliberation.Outlook(
            goals: Array(repeating: .free, count: knowledge.players), kinds: PartnerBelief.Kinds(plan: 1, ownWay: 0, useless: 0),
            pace: 1, still: 0, usual: usual)
        outlook.goals[seat] = own
        guard !beliefs.isEmpty else { return outlook }
        for player in others {
            let belief = beliefs[player]
            let goal = belief.mostLikely.goal
            if knowledge.isUsable(state, goal, by: player) { outlook.goals[player] = goal }
            outlook.still = max(outlook.still, belief.still)
            let kinds = belief.kinds
            if kinds.plan < outlook.kinds.plan { outlook.kinds = kinds }
            outlook.pace = min(outlook.pace, belief.pace, belief.speed)
        }
        return outlook
    }
}
