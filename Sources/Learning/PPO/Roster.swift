/// Who takes the seats of a learner's games: what settings and partnership come to, in one type in which only the
/// combinations exist that can be played.
enum Roster: Sendable {
    /// One policy learns.
    case policy(PPOSettings.Parameters, Other)
    /// Two policies learn, which play with each other in alternating seats; the first is rewarded by a utility of its own.
    case biasedPair(EventUtility)

    /// Who takes the seat beyond the learner's.
    enum Other: Sendable {
        /// The learner.
        case itself(PopulationDiversity?)
        /// Fixed policies, in all games but those of self-play.
        case partners(PartnerPool)
        /// The learner as it is at the beginning of each collection; this share of its actions is uniformly random.
        case noisyCopy(share: Double)
    }

    /// - Throws: `LearningError` for settings and a partnership that exclude each other.
    init(_ settings: PPOSettings, _ partnership: Partnership) throws {
        let noise = settings.partnerNoise
        switch (partnership, noise) {
        case (.selfPlay, nil): self = .policy(settings.parameters, .itself(nil))
        case (.diverseSelfPlay(let diversity), nil): self = .policy(settings.parameters, .itself(diversity))
        case (.partners(let pool), nil): self = .policy(settings.parameters, .partners(pool))
        case (.selfPlay, let share?): self = .policy(settings.parameters, .noisyCopy(share: share))
        case (.biasedPair(let utility), nil):
            guard settings.parameters == .shared else {
                throw LearningError("a biased pair takes both seats; its learners cannot have parameters for each")
            }
            self = .biasedPair(utility)
        case (_, _?): throw LearningError("a learner whose partner is a noisy copy of itself has no other partners")
        }
    }

    /// Sets of parameters that learn.
    var parameterSets: Int {
        switch self {
        case .policy(.shared, _): 1
        case .policy(.perSeat, _), .biasedPair: 2
        }
    }

    /// Whether the seat beyond the learner's is played by others, at least in some games.
    var hasPartners: Bool {
        switch self {
        case .policy(_, .partners), .policy(_, .noisyCopy): true
        case .policy(_, .itself), .biasedPair: false
        }
    }

    /// What the first of two learners is rewarded by.
    var utility: EventUtility? {
        guard case .biasedPair(let utility) = self else { return nil }
        return utility
    }
}
