/// Where a replay is and how it goes on: the state of a player of episodes, whatever draws it.
public struct ReplayCursor: Sendable, Hashable {
    /// What a person can ask for.
    public enum Command: Sendable, Hashable, CaseIterable {
        case playOrPause, forward, back, faster, slower, nextEvent, previousEvent, toStart, toEnd
    }

    /// The state shown: `tick` ticks have been played.
    public private(set) var tick: Int
    public private(set) var isPlaying: Bool
    /// Ticks a second.
    public private(set) var speed: Double
    /// First and last state that can be shown.
    public let range: ClosedRange<Int>
    /// The states right after something happened, ascending.
    private var stops: [Int] = []

    /// Speeds, in ticks a second, that a replay can have after `faster` and `slower`.
    public static let speeds: [Double] = [0.5, 1, 2, 4, 6, 10, 15, 25, 50, 100, 200]

    /// - Parameters:
    ///   - range: first and last state, 0 to the number of ticks.
    ///   - events: ticks in which something happened.
    ///   - speed: in ticks a second, above zero.
    public init(range: ClosedRange<Int>, events: some Sequence<Int>, speed: Double, isPlaying: Bool) {
        self.range = range
        self.speed = speed
        self.isPlaying = isPlaying
        tick = range.lowerBound
        setEvents(events)
    }

    /// Changes where `nextEvent` and `previousEvent` stop: after these ticks.
    public mutating func setEvents(_ ticks: some Sequence<Int>) {
        stops = Set(ticks.map { $0 + 1 }).filter(range.contains).sorted()
    }

    /// Whether the last state is shown.
    public var isAtEnd: Bool { tick == range.upperBound }

    /// Goes on by a tick, and stops at the end.
    public mutating func advance() {
        move(to: tick + 1)
        if isAtEnd { isPlaying = false }
    }

    /// Does what was asked for. Stepping and jumping pause; playing from the end begins again.
    public mutating func apply(_ command: Command) {
        switch command {
        case .playOrPause:
            if isAtEnd && !isPlaying { tick = range.lowerBound }
            isPlaying.toggle()
            return
        case .faster: return speed = ReplayCursor.speeds.first { $0 > speed } ?? speed
        case .slower: return speed = ReplayCursor.speeds.last { $0 < speed } ?? speed
        case .forward: move(to: tick + 1)
        case .back: move(to: tick - 1)
        case .nextEvent: move(to: stops.first { $0 > tick } ?? range.upperBound)
        case .previousEvent: move(to: stops.last { $0 < tick } ?? range.lowerBound)
        case .toStart: move(to: range.lowerBound)
        case .toEnd: move(to: range.upperBound)
        }
        isPlaying = false
    }

    private mutating func move(to tick: Int) { self.tick = min(max(tick, range.lowerBound), range.upperBound) }
}
