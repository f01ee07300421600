import Kitchen

/// What was counted of what a player said: how much, how long, and what followed.
public struct TalkFigures: Sendable, Hashable {
    /// Seats of episodes in which the player could talk.
    public private(set) var seats = 0
    public private(set) var messages = 0
    public private(set) var characters = 0
    /// What the messages cost.
    public private(set) var cost = 0.0
    /// Messages after which somebody else said something within `soon` ticks.
    public private(set) var answered = 0
    /// Messages after which a soup was delivered within `later` ticks, and ticks of those episodes after which one was.
    public private(set) var delivered = 0
    public private(set) var deliveredAnyway = 0
    public private(set) var ticks = 0
    /// How often each text was said.
    public private(set) var texts: [String: Int] = [:]

    /// Ticks within which an answer comes, and a delivery.
    public static let soon = 5
    public static let later = 30

    public init() {}

    /// Counts a seat of an episode; one in which nobody could talk is not counted.
    public mutating func add(_ episode: Episode, seat: Int) {
        guard let channel = episode.channel else { return }
        seats += 1
        let said = episode.notes.filter { $0.kind == .message }
        let deliveries = episode.events.filter { $0.event == .soupDelivery }.map { Int($0.tick) }
        let isNear = TalkFigures.nearness(of: deliveries, ticks: episode.ticks)
        ticks += episode.ticks
        deliveredAnyway += isNear.count { $0 }
        for message in said where message.seat == seat {
            messages += 1
            characters += message.text.count
            cost += channel.cost
            texts[message.text, default: 0] += 1
            let range = (message.tick + 1)...(message.tick + TalkFigures.soon)
            if said.contains(where: { $0.seat != seat && range.contains($0.tick) }) { answered += 1 }
            if isNear.indices.contains(message.tick), isNear[message.tick] { delivered += 1 }
        }
    }

    /// By tick, whether a delivery follows within `later` ticks.
    private static func nearness(of deliveries: [Int], ticks: Int) -> [Bool] {
        var isNear = [Bool](repeating: false, count: ticks)
        for delivery in deliveries {
            for tick in max(0, delivery - later)...max(0, delivery) where tick < ticks { isNear[tick] = true }
        }
        return isNear
    }

    /// The texts that were said most often, the most frequent first.
    public func frequent(_ count: Int) -> [(text: String, times: Int)] {
        texts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(count).map { ($0.key, $0.value) }
    }
}
