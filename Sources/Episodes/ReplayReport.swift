/// What a comparison of replays with what was recorded found.
public struct ReplayReport: Hashable, Sendable {
    public var episodes = 0
    public var steps = 0
    public var encodedStates = 0
    /// Single players' observations of encoded states, where they are counted one by one.
    public var observations = 0
    public var differences = 0
    /// Where the first difference is, what was recorded and what this engine does.
    public var firstDifference: String?
    /// Episodes that this engine cannot play, by the reason.
    public var leftOut: [String: Int] = [:]

    public init() {}

    package mutating func differ(_ explanation: @autoclosure () -> String) {
        differences += 1
        if firstDifference == nil { firstDifference = explanation() }
    }

    package mutating func add(_ other: ReplayReport) {
        episodes += other.episodes
        steps += other.steps
        encodedStates += other.encodedStates
        observations += other.observations
        differences += other.differences
        firstDifference = firstDifference ?? other.firstDifference
        leftOut.merge(other.leftOut, uniquingKeysWith: +)
    }
}
