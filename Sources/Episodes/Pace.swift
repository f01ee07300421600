import Basics
import Foundation

/// How long a game in real time took, and how often the machine was behind: what a person saw of it then was not the game
/// that was meant.
///
/// The window keeps it as a note of kind `pace` of seat 0 on the episode's last tick, with this as its data:
/// `{"planned":60,"seconds":88.4,"slipped":131}`.
public struct Pace: Sendable, Hashable, Codable {
    /// Seconds that the ticks should have taken.
    public let planned: Double
    /// Seconds that they took, without pauses.
    public let seconds: Double
    /// Ticks that came so late that all that follow were put off.
    public let slipped: Int

    /// How much longer than planned a game may take before it counts as slow.
    private static let tolerance = 1.05

    public init(planned: Double, seconds: Double, slipped: Int) {
        self.planned = planned
        self.seconds = seconds
        self.slipped = slipped
    }

    /// The pace that a note holds; nil for other notes, and for data that cannot be understood.
    public init?(_ note: Episode.Note) {
        guard note.kind == .pace else { return nil }
        self.init(json: note.data)
    }

    /// - Parameter json: the data of such a note; nil for none.
    public init?(json: String?) {
        guard let json, let pace = try? JSONDecoder().decode(Pace.self, from: Data(json.utf8)),
            pace.planned >= 0, pace.seconds >= 0, pace.seconds.isFinite, pace.planned.isFinite, pace.slipped >= 0
        else { return nil }
        self = pace
    }

    /// Whether the game was noticeably slower than it should have been.
    public var isSlow: Bool { seconds > planned * Pace.tolerance }

    /// E.g. `ran slow: 88.4 s instead of 60 s, 131 ticks were late`.
    public var words: String {
        let late = "\(slipped) tick\(slipped == 1 ? "" : "s") \(slipped == 1 ? "was" : "were") late"
        guard isSlow else { return "took \(Pace.text(seconds)) s" + (slipped > 0 ? ", \(late)" : "") }
        return "ran slow: \(Pace.text(seconds)) s instead of \(Pace.text(planned)) s, \(late)"
    }

    /// Seconds with a tenth where there is one.
    public static func text(_ seconds: Double) -> String {
        let tenths = (seconds * 10).rounded() / 10
        return tenths == tenths.rounded() && tenths < 1e15 ? "\(Int(tenths))" : "\(tenths)"
    }

    /// The note for an episode of so many ticks.
    public func note(ticks: Int) -> Episode.Note {
        // Finite numbers always encode.
        let data = try? JSONText.stored(self, escapesSlashes: true)
        return Episode.Note(tick: max(0, ticks - 1), seat: 0, kind: .pace, text: words, data: data)
    }
}

extension Episode {
    /// How long it took, where that was measured.
    public var pace: Pace? { notes.lazy.compactMap { Pace($0) }.first }
}
