/// Where a replay is and how fast it goes. Like a session it is told the time.
package struct ReplayClock: Sendable, Hashable {
    /// Ticks of the episode.
    package let count: Int
    /// Seconds a tick at speed 1.
    package let tickLength: Double
    /// Ticks from the beginning, with their fraction.
    package private(set) var time = 0.0
    package private(set) var isPlaying = false
    /// Index into `speeds`.
    private var speedIndex = 2
    private var latest: Double?

    package static let speeds = [0.25, 0.5, 1, 2, 4, 8, 16]

    package init(count: Int, tickLength: Double) {
        self.count = count
        self.tickLength = tickLength
    }

    package var speed: Double { Self.speeds[speedIndex] }

    /// Lets time pass up to `now`, in seconds; stops at the end.
    package mutating func update(now: Double) {
        defer { latest = now }
        guard isPlaying, let latest else { return }
        time = min(Double(count), time + max(0, now - latest) / tickLength * speed)
        if time >= Double(count) { isPlaying = false }
    }

    /// Plays or pauses; at the end it begins again.
    package mutating func toggle() {
        if !isPlaying && time >= Double(count) { time = 0 }
        isPlaying.toggle()
    }

    /// Goes by whole ticks and pauses there.
    package mutating func step(_ ticks: Int) {
        isPlaying = false
        let whole = ticks < 0 ? time.rounded(.up) : time.rounded(.down)
        seek(whole + Double(ticks))
    }

    package mutating func seek(_ time: Double) { self.time = max(0, min(Double(count), time)) }

    package mutating func changeSpeed(_ by: Int) { speedIndex = max(0, min(Self.speeds.count - 1, speedIndex + by)) }
}
