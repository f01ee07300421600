import Agents
import Basics
import Kitchen

/// Follows hints with a probability: goes to the station that is meant, and uses it.
struct HintFollower {
    /// How likely a hint is followed.
    let obedience: Double
    private let seat: Int
    private let knowledge: KitchenKnowledge
    private var walk: StationWalk
    /// A hint that was heard and not acted on yet.
    private var heard: Hint?
    /// Steps aside that it still takes.
    private var steps = 0
    /// Where it is going, what it held when it set out, and when that was.
    private var errand: (station: Station, held: Item, since: Int)?

    /// Ticks after which an errand is given up.
    private static let patience = 25
    /// Steps of making way.
    private static let stepsAside = 3

    init(_ knowledge: KitchenKnowledge, seat: Int, obedience: Double) {
        self.knowledge = knowledge
        self.seat = seat
        self.obedience = obedience
        walk = StationWalk(knowledge, seat: seat)
    }

    mutating func hear(_ hint: Hint) { heard = hint }

    /// The kind of work of a hint that it begins to follow in this tick, nil where it begins with none.
    mutating func begin(_ state: borrowing StateView, _ now: Int, _ random: inout RandomStream) -> Skill.Work? {
        guard let hint = heard else { return nil }
        heard = nil
        guard random.chance(obedience) else { return nil }
        if hint.work == CoachWords.stepAside {
            steps = HintFollower.stepsAside
            return nil
        }
        guard let station = knowledge.motion.station(at: hint.target).map(Station.init) else { return nil }
        let held = state.held(by: seat)
        errand = (station, held, now)
        return knowledge.skill(state, held: held, goal: .at(station)).work
    }

    /// The next action of what it was told to do; nil where there is nothing to do, any more.
    mutating func action(_ state: borrowing StateView, _ now: Int, _ random: inout RandomStream) -> Action? {
        if steps > 0 {
            steps -= 1
            return state.randomFreeStep(of: seat, knowledge.moves, &random) ?? .stay
        }
        guard let errand else { return nil }
        guard state.held(by: seat) == errand.held, now - errand.since < HintFollower.patience,
            let action = walk.action(state, to: errand.station, &random)
        else {
            self.errand = nil
            return nil
        }
        // An empty-handed use that changes nothing in the hands, such as starting a pot, is over with the interact.
        if action == .interact { self.errand = nil }
        return action
    }
}
