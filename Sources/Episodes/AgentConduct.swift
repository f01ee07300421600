/// How much of what an agent's seats did the agent did itself: ticks with faults, games that it refused, decisions that
/// others made.
public struct AgentConduct: Sendable, Hashable, Codable {
    /// Seats taken in episodes that were played.
    public var seats = 0
    /// Those in which the agent failed in a tick or made none of its decisions itself.
    public var faultySeats = 0
    /// Episodes that were not played, because the agent cannot play the kitchen.
    public var refused = 0
    /// Ticks of the seats taken.
    public var ticks = 0
    /// Ticks with faults.
    public var faults = 0
    /// Who decided, where the agent says so.
    public var choices: Choices?
    /// The first thing that went wrong, in words.
    public var reason: String?

    public init() {}

    /// That of a seat of one episode.
    public init(_ episode: Episode, seat: Int) {
        let notes = episode.notes.filter { $0.seat == seat }
        reason = notes.first { $0.kind == .fault }?.text
        choices = notes.lazy.compactMap { Choices($0) }.first
        faults = episode.seats[seat].faults
        if episode.status == .refused {
            refused = reason == nil ? 0 : 1
        } else {
            (seats, ticks) = (1, episode.ticks)
            faultySeats = faults > 0 || choices?.isNeverOwn == true ? 1 : 0
        }
    }

    /// Whether what the seats did is not what the agent is.
    public var isFaulty: Bool { faultySeats > 0 || refused > 0 }

    /// Whether there is something to report: faults, or decisions that somebody else made.
    public var isNotable: Bool { isFaulty || choices != nil }

    /// That of two lots of seats, the first one's first. Numbers that no log of episodes can hold stop at the largest.
    public static func + (one: AgentConduct, other: AgentConduct) -> AgentConduct {
        var sum = one
        // Field by field: key paths take ten times as long, which statistics of many episodes notice.
        sum.seats = one.seats.adding(other.seats)
        sum.faultySeats = one.faultySeats.adding(other.faultySeats)
        sum.refused = one.refused.adding(other.refused)
        sum.ticks = one.ticks.adding(other.ticks)
        sum.faults = one.faults.adding(other.faults)
        if let choices = other.choices { sum.choices = choices.added(to: one.choices) }
        sum.reason = one.reason ?? other.reason
        return sum
    }

    /// All of it in words, e.g. `faults in 80 of 400 ticks (1 of 2 seats); first: late: no answer to tick 3 within 100 ms`.
    public var words: String {
        var parts: [String] = []
        if refused > 0 { parts.append("did not play \(refused) of \(refused.adding(seats)) times") }
        if faults > 0 { parts.append("faults in \(faults) of \(ticks) ticks (\(faultySeats) of \(seats) seats)") }
        if let choices { parts.append(choices.words) }
        if let reason { parts.append("first: \(reason)") }
        return parts.joined(separator: "; ")
    }
}

extension Choices {
    fileprivate func added(to other: Choices?) -> Choices {
        guard var sum = other else { return self }
        sum += self
        return sum
    }
}

extension Int {
    /// The sum, or the largest number where it is larger.
    fileprivate func adding(_ other: Int) -> Int {
        let (sum, isTooLarge) = addingReportingOverflow(other)
        return isTooLarge ? .max : sum
    }
}
