import Agents
import Episodes
import Kitchen

/// A cook that infers what its partner is about to do, plans with it, checks its plan and explains itself.
struct PlannerAgent: ForecastTakingAgent {
    private let kind: PlannerKind
    private var mind: Mind?
    private var seat = 0
    /// What is said in kitchens of Overcooked-AI; `ObservedPlanner` has its own.
    private var conversation: PartnerTalk?
    private var requests = Requests()
    private var heard: [HeardMessage] = []

    /// How it thinks, by the kitchen's family.
    private enum Mind {
        case plain(PlannerLoop)
        case observed(ObservedPlanner)
    }

    init(_ kind: PlannerKind) { self.kind = kind }

    /// It plays by what it sees, unless its file asks for more.
    var needsWholeState: Bool { kind.needs == .state }

    mutating func begin(_ episode: EpisodeContext) throws {
        seat = episode.seat
        conversation = PartnerTalk(episode.kitchen, episode.channel)
        requests = Requests()
        heard = []
        mind = nil  // so that the next mind goes on with what the last has worked out
        mind =
            episode.kitchen.layout.family == .overcooked ? .plain(try kind.loop(episode)) : .observed(try ObservedPlanner(kind, episode))
    }

    mutating func hear(_ messages: [HeardMessage]) { heard = messages }

    mutating func act(_ game: KitchenGame) -> Decision {
        guard case .plain(var loop) = mind else {
            var observation = Observation(of: game.state, seat: seat, in: game.kitchen, seesAll: true)
            observation.heard = heard
            return act(seeing: observation)
        }
        mind = nil  // so that the loop is not copied
        defer { mind = .plain(loop) }
        guard conversation != nil else { return Decision(loop.act(game)) }
        requests.hear(conversation?.understand(heard) ?? [], now: game.timestep)
        heard = []
        let asked = requests.follow(&loop, in: game)
        let planned = loop.act(game)
        if asked != nil { loop.overruled() }
        return Decision(asked ?? planned, message: conversation?.say(.nothing(game, seat)))
    }

    mutating func act(seeing observation: Observation) -> Decision {
        guard case .observed(var planner) = mind else { return Decision(.stay) }
        mind = nil
        defer { mind = .observed(planner) }
        do {
            let action = try planner.act(observation)
            heard = []
            return Decision(action, message: planner.message)
        } catch {
            return Decision(.stay, fault: .unanswered, faultDetail: "\(error)")
        }
    }

    /// - Parameter seed: of no use: where it draws, a copy draws what the original would.
    func forked(seed: UInt64) -> any Agent { self }

    mutating func resume() {
        guard case .plain(var loop) = mind else { return }
        mind = nil
        loop.resume()
        mind = .plain(loop)
    }

    mutating func expect(_ forecast: PartnerForecast) {
        guard case .plain(var loop) = mind else { return }
        mind = nil
        loop.forecast = forecast
        mind = .plain(loop)
    }

    /// The examples that the last choice was made with; nil where none was made in the last tick, or without experience.
    var recalled: [Experience.Recalled]? {
        guard case .plain(let loop) = mind else { return nil }
        return loop.recalled
    }

    func explain() -> Explanation? {
        switch mind {
        case .plain(let loop): requests.explained(loop.explanation)
        case .observed(let planner): planner.explanation
        case nil: nil
        }
    }
}
