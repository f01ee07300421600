extension Replay {
    /// Where a replay is and how it continues, for any kind of display. The time is passed in with each call.
    public struct Cursor: Sendable, Hashable {
        /// What a person can ask for.
        public enum Command: Sendable, Hashable, CaseIterable {
            case playOrPause, forward, back, faster, slower, nextEvent, previousEvent, toStart, toEnd
        }

        /// Ticks that have been played of the episode, with the fraction of the one under way.
        public private(set) var time: Double
        public private(set) var isPlaying: Bool
        /// How fast it goes, in multiples of `ticksPerSecond`.
        public private(set) var speed: Double
        /// First and last state that can be shown.
        public let range: ClosedRange<Int>
        /// Ticks a second at speed 1.
        public let ticksPerSecond: Double
        /// Speeds that it can have after `faster` and `slower`, ascending.
        private let speeds: [Double]
        /// The states right after something happened, ascending.
        private var stops: [Int] = []
        /// When `update` was called last, in seconds.
        private var latest: Double?

        /// Speeds where a replay is played tick by tick, in ticks a second.
        public static let tickSpeeds: [Double] = [0.5, 1, 2, 4, 6, 10, 15, 25, 50, 100, 200]
        /// Speeds where a replay moves as the game did, in multiples of its own.
        public static let gameSpeeds: [Double] = [0.25, 0.5, 1, 2, 4, 8, 16]

        /// - Parameters:
        ///   - range: first and last state, 0 to the number of ticks.
        ///   - events: ticks in which something happened.
        ///   - speed: above zero.
        public init(
            range: ClosedRange<Int>, events: some Sequence<Int>, speed: Double, speeds: [Double] = tickSpeeds, ticksPerSecond: Double = 1,
            isPlaying: Bool
        ) {
            self.range = range
            self.speed = speed
            self.speeds = speeds
            self.ticksPerSecond = ticksPerSecond
            self.isPlaying = isPlaying
            time = Double(range.lowerBound)
            setEvents(events)
        }

        /// Changes where `nextEvent` and `previousEvent` stop: after these ticks.
        public mutating func setEvents(_ ticks: some Sequence<Int>) {
            stops = Set(ticks.map { $0 + 1 }).filter(range.contains).sorted()
        }

        /// The state shown: so many ticks have been played whole.
        public var tick: Int { Int(time) }

        /// Whether the last state is shown.
        public var isAtEnd: Bool { time >= Double(range.upperBound) }

        // MARK: Time

        /// Lets time pass up to `now`, in seconds of any steady clock; stops at the end.
        public mutating func update(now: Double) {
            defer { latest = now }
            guard isPlaying, let latest else { return }
            seek(time + max(0, now - latest) * ticksPerSecond * speed)
            if isAtEnd { isPlaying = false }
        }

        /// Goes on by a tick, and stops at the end.
        public mutating func advance() {
            seek(Double(tick + 1))
            if isAtEnd { isPlaying = false }
        }

        /// Goes to a time, in ticks, and plays or pauses as before.
        public mutating func seek(_ time: Double) { self.time = min(max(time, Double(range.lowerBound)), Double(range.upperBound)) }

        // MARK: A person

        /// Goes by whole ticks and pauses there.
        public mutating func step(_ ticks: Int) {
            seek((ticks < 0 ? time.rounded(.up) : time.rounded(.down)) + Double(ticks))
            isPlaying = false
        }

        /// Does what was asked for. Stepping and jumping pause; playing from the end begins again.
        public mutating func apply(_ command: Command) {
            switch command {
            case .playOrPause:
                if isAtEnd && !isPlaying { seek(Double(range.lowerBound)) }
                isPlaying.toggle()
            case .faster: speed = speeds.first { $0 > speed } ?? speed
            case .slower: speed = speeds.last { $0 < speed } ?? speed
            case .forward: step(1)
            case .back: step(-1)
            case .nextEvent: jump(to: stops.first { $0 > tick } ?? range.upperBound)
            case .previousEvent: jump(to: stops.last { Double($0) < time } ?? range.lowerBound)
            case .toStart: jump(to: range.lowerBound)
            case .toEnd: jump(to: range.upperBound)
            }
        }

        private mutating func jump(to tick: Int) {
            seek(Double(tick))
            isPlaying = false
        }
    }
}
