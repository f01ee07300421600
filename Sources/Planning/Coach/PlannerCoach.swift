import Agents
import Episodes
import Kitchen

/// A coach that compares what a person does with what a planner would do in their place.
///
/// It speaks where the person has lost by what they did in the last ticks, or is about to lose by what they seem to be doing, more
/// than a threshold; where what it would say is clearly better than everything else; where the person has had time to think of it
/// without help; and not too often. The less it knows of what the partner will do, the clearer it must be.
struct PlannerCoach: Coach {
    private let kind: PlannerCoachKind
    private var shadow: ShadowPlanner?
    private var words: CoachWords?
    private(set) var hints: [(hint: Hint, isFollowed: Bool?)] = []
    /// The work that the planner has wanted done without a break: since when, and the ticks that it took from there.
    private var steady = (work: "", since: 0, needed: 0)
    /// When the person last stood in the way of somebody, and to where.
    private var inTheWay: (station: Station, tick: Int)?
    /// The hint that the last look found, and how many looks in a row found it.
    private var found = (work: "", looks: 0)
    /// The first tick that it saw.
    private var start: Int?
    /// Hints in a row that were not followed.
    private var ignored = 0

    init(_ kind: PlannerCoachKind) { self.kind = kind }

    private var settings: CoachSettings { kind.settings }

    mutating func begin(_ episode: EpisodeContext) throws {
        let shadow = try ShadowPlanner(kind.planner, episode, memory: settings.memory)
        self = PlannerCoach(kind)
        words = CoachWords(shadow.knowledge)
        self.shadow = shadow
    }

    mutating func observe(_ game: KitchenGame, mayHint: Bool) -> Hint? {
        guard var shadow else { return nil }
        // The only copy, so that nothing is copied by changing it.
        self.shadow = nil
        shadow.observe(game)
        self.shadow = shadow
        start = start ?? game.timestep
        follow(shadow, game.timestep)
        let work = shadow.skill(shadow.goal)?.request ?? ""
        if work != steady.work || shadow.done != nil { steady = (work, game.timestep, shadow.ticksNeeded) }
        if let station = hindered(shadow) { inTheWay = (station, game.timestep) }
        guard mayHint, isTime(game) else { return nil }
        let hint = (game.timestep - steady.since >= settings.patience ? advice(shadow, game) : nil) ?? wayToMake(shadow, game)
        found = (hint?.work ?? "", hint != nil && hint?.work == found.work ? found.looks + 1 : 1)
        guard let hint, found.looks >= CoachSettings.looks else { return nil }
        hints.append((hint, nil))
        return hint
    }

    /// Notes whether the last hint was followed.
    private mutating func follow(_ shadow: ShadowPlanner, _ now: Int) {
        guard let last = hints.indices.last, hints[last].isFollowed == nil else { return }
        let isDone =
            hints[last].hint.work == CoachWords.stepAside ? shadow.player.still == 0 : shadow.done?.request == hints[last].hint.work
        if isDone {
            hints[last].isFollowed = true
            ignored = 0
        } else if now - hints[last].hint.tick >= CoachSettings.followed {
            hints[last].isFollowed = false
            ignored = min(CoachSettings.maxIgnored, ignored + 1)
        }
    }

    /// Whether a hint may be given now, whatever it says.
    private func isTime(_ game: KitchenGame) -> Bool {
        let now = game.timestep
        guard now - (start ?? now) >= settings.quiet, game.horizon - now >= CoachSettings.lastTicks else { return false }
        guard now.isMultiple(of: CoachSettings.pace) else { return false }
        guard let last = hints.last else { return true }
        return last.isFollowed != nil && now - last.hint.tick >= settings.gap + settings.gap / 2 * ignored
    }

    /// A hint to do what the planner would do.
    private func advice(_ shadow: ShadowPlanner, _ game: KitchenGame) -> Hint? {
        let soup = shadow.knowledge.recipes.soup.reward
        let enough = settings.minMargin * soup
        guard isLate(shadow, game) || shadow.probabilityOfAdvice(onlyThere: true) < settings.minBelief,
            let advice = Advice(shadow, enough: enough, minBelief: settings.minBelief), let target = advice.skill.cell, let words,
            isLate(shadow, game) || shadow.probabilityOfAdvice(onlyThere: advice.isParticular) < settings.minBelief,
            advice.margin >= enough * (1 + shadow.uncertainty)
        else { return nil }
        let regret = (advice.loss ?? 0) + Hindsight(shadow.moments[...], seat: shadow.seat).cost
        guard regret >= settings.minRegret * soup else { return nil }
        return game.withState { state in
            Hint(
                tick: game.timestep, seat: shadow.seat, nudge: words.nudge(advice.skill, state),
                reason: words.reason(advice.skill, state, isParticular: advice.isParticular), target: target, work: advice.skill.request,
                regret: regret)
        }
    }

    /// Whether the person could have done long ago what the planner wants, and still can: whatever they seem to be doing, they are not
    /// getting there.
    private func isLate(_ shadow: ShadowPlanner, _ game: KitchenGame) -> Bool {
        shadow.isReady && game.timestep - steady.since >= steady.needed + settings.patience
    }

    /// Where somebody wants to go who cannot, because the person stands there.
    private func hindered(_ shadow: ShadowPlanner) -> Station? {
        for other in shadow.loop.partners.others {
            guard let likely = shadow.loop.partners[other]?.mostLikely, likely.probability >= settings.minBelief,
                let station = likely.goal.station, shadow.isInTheWay(of: other, to: station)
            else { continue }
            return station
        }
        return nil
    }

    /// A hint to step aside, where the person has stood still and the planner would make way for somebody who wants to pass.
    private func wayToMake(_ shadow: ShadowPlanner, _ game: KitchenGame) -> Hint? {
        guard let moment = shadow.moments.last, moment.action.rawValue < 4, shadow.player.still >= settings.patience, let words,
            let inTheWay, game.timestep - inTheWay.tick <= settings.patience
        else { return nil }
        let station = inTheWay.station
        let regret = Hindsight(shadow.moments[...], seat: shadow.seat).cost
        guard regret >= settings.minRegret * shadow.knowledge.recipes.soup.reward else { return nil }
        return Hint(
            tick: game.timestep, seat: shadow.seat, nudge: "Is somebody waiting for you?",
            reason: "Step aside: your partner wants to get to \(words.name(station)).",
            target: shadow.knowledge.motion.stations[station.index], work: CoachWords.stepAside, regret: regret)
    }
}

/// Coaches that think as planners do.
public struct PlannerCoachKind: CoachKind {
    let settings: CoachSettings
    let planner: PlannerKind

    /// - Parameter cacheFolder: where what planners search for before an episode is kept; nil for nowhere.
    public init(_ settings: CoachSettings = CoachSettings(), cacheFolder: String? = nil) {
        self.settings = settings
        planner = PlannerKind(settings.planner, cacheFolder: cacheFolder)
    }

    public func makeCoach() -> any Coach { PlannerCoach(self) }

    public func review(_ episode: Episode, seat: Int, shouldStop: () -> Bool) throws -> [CostlyMoment] {
        try GameReview(self, episode, seat: seat).moments(shouldStop)
    }
}
