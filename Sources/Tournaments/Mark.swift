import EpisodeStore
import Episodes

/// What has to be said about a figure: how often agents failed in its episodes, and how many there are not because an agent
/// refused.
public struct Mark: Sendable, Hashable, Codable {
    /// Seats of its episodes in which the agent failed in a tick or made none of its decisions itself.
    public private(set) var faultySeats = 0
    /// Ticks with faults, over all seats.
    public private(set) var faultyTicks = 0
    /// Episodes that an agent refused.
    public private(set) var refused = 0
    /// Decisions of agents that say who decides, and those that they made themselves.
    public private(set) var decisions = 0
    public private(set) var ownDecisions = 0

    /// Whether the figure is not what its agents can do.
    public var isFaulty: Bool { faultySeats > 0 || refused > 0 }

    /// Adds what has to be said about a seat.
    static func += (mark: inout Mark, conduct: AgentConduct) {
        mark.faultySeats += conduct.faultySeats
        mark.faultyTicks &+= conduct.faults
        mark.refused += conduct.refused
        mark.decisions &+= conduct.choices?.decisions ?? 0
        mark.ownDecisions &+= conduct.choices?.own ?? 0
    }

    static func += (sum: inout Mark, other: Mark) {
        sum.faultySeats += other.faultySeats
        sum.faultyTicks &+= other.faultyTicks
        sum.refused += other.refused
        sum.decisions &+= other.decisions
        sum.ownDecisions &+= other.ownDecisions
    }
}

/// A seat about which there is something to report, over all episodes of agents with the same map, rules and players.
public struct NotableSeat: Sendable {
    public let key: SeatKey
    public let conduct: AgentConduct

    /// Whose conduct it is.
    public var agent: String { key.player }
}

extension EpisodeStore {
    /// The notable seats of the finished and refused episodes of agents that `filter` means; none where no agent failed and
    /// none says who decides.
    public func notableSeats(_ filter: EpisodeFilter = .init()) throws -> [NotableSeat] {
        var conducts: [SeatKey: AgentConduct] = [:]
        var order: [SeatKey] = []
        func add(_ key: SeatKey, _ change: (inout AgentConduct) -> Void) {
            if conducts[key] == nil { order.append(key) }
            change(&conducts[key, default: AgentConduct()])
        }
        for status in [Episode.Status.finished, .refused] {
            var filter = filter
            filter.status = status
            for found in try seatFaults(filter) {
                add(found.key) { conduct in
                    conduct.refused += found.refusedEpisodes
                    conduct.faultySeats += found.faultyEpisodes - found.refusedEpisodes
                    conduct.faults += found.faultyTicks
                    if status == .finished { (conduct.seats, conduct.ticks) = (found.episodes, found.ticks) }
                    conduct.reason = conduct.reason ?? found.firstReason.description
                }
            }
            for found in try seatChoices(filter) {
                add(found.key) { conduct in
                    conduct.choices = found.choices
                    if conduct.seats == 0 { (conduct.seats, conduct.ticks) = (found.episodes, found.choices.decisions) }
                    if found.choices.isNeverOwn { conduct.faultySeats = max(conduct.faultySeats, found.episodes) }
                }
            }
        }
        return order.compactMap { key in
            guard !key.players.contains("human"), key.players.indices.contains(key.seat), let conduct = conducts[key] else { return nil }
            return NotableSeat(key: key, conduct: conduct)
        }
    }
}

/// An agent's conduct under its name.
public struct NamedConduct: Sendable, Codable {
    public let agent: String
    public let conduct: AgentConduct

    public init(agent: String, conduct: AgentConduct) {
        self.agent = agent
        self.conduct = conduct
    }

    /// Everyone about whom `seats` report something, in alphabetical order; their ticks are those of `seats` alone.
    public static func all(_ seats: [NotableSeat]) -> [NamedConduct] {
        Dictionary(grouping: seats, by: \.agent).sorted { $0.key < $1.key }.map { agent, seats in
            NamedConduct(agent: agent, conduct: seats.reduce(AgentConduct()) { $0 + $1.conduct })
        }
    }

    /// In words, e.g. `gone: faults in 90 of 90 ticks (1 of 1 seats); first: died: before its hello`.
    public var words: String { "\(agent): \(conduct.words)" }
}
