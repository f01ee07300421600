import Basics
import Episodes
import Foundation
import Kitchen

/// How much a hint gives away.
public enum HintLevel: String, Sendable, Hashable, CaseIterable, Codable {
    /// Where to look.
    case nudge
    /// What to do, and why.
    case reason
    /// The same, with the station lit up.
    case show
}

/// What a coach says to a person in the middle of a game.
public struct Hint: Sendable, Hashable {
    /// The tick in whose state it was found.
    public var tick: Int
    /// The seat of the person, counted from zero.
    public var seat: Int
    /// Where to look, without saying what to do.
    public var nudge: String
    /// What to do, and why.
    public var reason: String
    /// The station that is meant.
    public var target: Cell
    /// The work that is meant, in a few words that are the same in every kitchen, such as "take a dish".
    public var work: String
    /// What the team is expected to earn more by it than by what the person does, in points; never negative.
    public var regret: Double

    public init(tick: Int, seat: Int, nudge: String, reason: String, target: Cell, work: String, regret: Double) {
        self.tick = tick
        self.seat = seat
        self.nudge = nudge
        self.reason = reason
        self.target = target
        self.work = work
        self.regret = regret
    }

    /// What is said at a level.
    public func text(_ level: HintLevel) -> String { level == .nudge ? nudge : reason }
}

/// A hint that was given, and what came of it.
///
/// The log keeps it as a note of kind `hint` in its tick, with this as its data:
/// `{"followed":true,"level":"show","regret":4.2,"target":[2,0],"work":"take a dish"}`.
public struct GivenHint: Sendable, Hashable {
    public var hint: Hint
    public var level: HintLevel
    /// Whether the person did what was meant soon after; nil where the game ended before that was known.
    public var isFollowed: Bool?

    public init(_ hint: Hint, level: HintLevel, isFollowed: Bool? = nil) {
        self.hint = hint
        self.level = level
        self.isFollowed = isFollowed
    }

    private struct Data: Codable {
        var followed: Bool?
        var level: HintLevel
        var regret: Double
        var target: [Int]
        var work: String
    }

    /// As the log keeps it.
    public var note: Episode.Note {
        let data = Data(
            followed: isFollowed, level: level, regret: (hint.regret * 100).rounded() / 100, target: [hint.target.x, hint.target.y],
            work: hint.work)
        let text = hint.text(level) + (isFollowed.map { $0 ? " (followed)" : " (not followed)" } ?? "")
        return Episode.Note(
            tick: hint.tick, seat: hint.seat, kind: .hint, text: text, data: try? JSONText.stored(data, escapesSlashes: true))
    }

    /// The hint that a note holds; nil for other notes, and for data that cannot be understood. Of its texts the note keeps the
    /// one that was said.
    public init?(_ note: Episode.Note) {
        guard note.kind == .hint, let text = note.data,
            let data = try? JSONDecoder().decode(Data.self, from: Foundation.Data(text.utf8)), data.target.count == 2,
            data.regret.isFinite
        else { return nil }
        let hint = Hint(
            tick: note.tick, seat: note.seat, nudge: note.text, reason: note.text, target: Cell(data.target[0], data.target[1]),
            work: data.work, regret: data.regret)
        self.init(hint, level: data.level, isFollowed: data.followed)
    }
}
