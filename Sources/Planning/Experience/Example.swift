import Foundation
import Kitchen

/// What a cook did in a situation, and what came of it.
public struct Example: Hashable, Sendable {
    public var situation: Situation
    /// The kind of work that it did next.
    public var work: Skill.Work
    /// Ticks until that was done.
    public var ticks: Int
    /// What the team earned in the ticks that followed, as many as the experience's `window`.
    public var reward: Double
    /// What teams earned in as many ticks in this kitchen on average, over all that was looked at.
    public var usual: Double
    /// How often the same was done in the same situation.
    public var times: Int
    /// Where it was done, and who did it.
    public var kitchen: String
    public var player: String
    /// Row of the episode in the store, the seat, and the tick of the situation.
    public var episode: Int64
    public var seat: Int
    public var tick: Int
    /// Its measured usefulness (`ExperienceTrial`): by how much teams earned more than usual, in the window after it had been
    /// retrieved; nil where that has not been measured.
    public var usefulness: Double?

    /// How much it counts among those retrieved: by how often it was seen, less and less for each time, since the same episode may
    /// have been played many times over; and by how well it went.
    var weight: Double { (1 + log2(Double(times))) * min(Example.best, usual > 0 ? reward / usual : 1) }

    /// No example counts more than this for having gone well.
    private static let best = 2.0
}

extension Skill.Work {
    /// Its name in files.
    public var name: String { "\(self)" }

    init?(name: Substring) {
        guard let work = Skill.Work.allCases.first(where: { $0.name == name }) else { return nil }
        self = work
    }

    /// In words, as what somebody did: "took a dish".
    public var words: String {
        switch self {
        case .ingredient: "took an ingredient"
        case .dish: "took a dish"
        case .soup: "took a soup from a counter"
        case .pot: "put the ingredient into a pot"
        case .start: "started a pot"
        case .fill: "filled the dish from a pot"
        case .deliver: "delivered the soup"
        case .place: "laid it on a counter"
        case .none: "waited"
        }
    }
}
