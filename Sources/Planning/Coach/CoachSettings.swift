/// When a coach speaks.
public struct CoachSettings: Sendable, Hashable {
    /// How its planner thinks: farther ahead than one who plays, since what a hint is worth shows later.
    public var planner = CoachSettings.thorough
    /// The regret from which on a hint is given, as a share of what a soup pays.
    public var minRegret = 0.15
    /// By how much what is advised must be better than the next best, as a share of what a soup pays, where all is known of the
    /// partner; twice as much where nothing is.
    public var minMargin = 0.05
    /// Ticks at the beginning in which nothing is said.
    public var quiet = 20
    /// Ticks from one hint to the next at the least; half as many more for each hint in a row that was not followed.
    public var gap = 40
    /// Ticks that a person has to think of it without help.
    public var patience = 6
    /// Ticks that are looked back on.
    public var memory = 12
    /// How likely the person must be doing something for it to be compared with the advice, and the advice for silence.
    public var minBelief = 0.5

    public init() {}

    private static let thorough = {
        var settings = PlannerSettings()
        (settings.lookahead, settings.maxNodes) = (60, 1200)
        return settings
    }()

    /// Ticks within which a hint is followed, if it is.
    static let followed = 25
    /// Ticks at the end in which nothing is said any more.
    static let lastTicks = 15
    /// Ticks between one look at values and the next.
    static let pace = 3
    /// Looks in a row that must find the same.
    static let looks = 2
    /// Hints that were not followed count up to so many for the gap.
    static let maxIgnored = 6
    /// Ticks of the stretches that a review compares.
    static let stretch = 10
    /// What a stretch must cost to be looked at, as a share of what a soup pays.
    static let minLoss = 0.1
    /// Costly stretches that make one moment at the most, but for those in which the same would have been better; and moments that
    /// are shown.
    static let maxStretches = 5
    static let moments = 3
}
