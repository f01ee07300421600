/// How many requests may be sent: at most so many in any minute.
struct RequestPace: Sendable {
    let perMinute: Int
    /// Seconds since some beginning, of the requests of the last minute.
    private var sent: [Double] = []

    init(perMinute: Int) { self.perMinute = perMinute }

    /// Seconds to wait at `now` before the next request.
    func wait(now: Double) -> Double {
        guard sent.count >= perMinute else { return 0 }
        return max(0, sent[sent.count - perMinute] + 60 - now)
    }

    mutating func send(now: Double) { sent = Array((sent + [now]).suffix(perMinute)) }
}
