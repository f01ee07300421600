import Kitchen
import Learning

/// Fictitious co-play (Strouse et al. 2021, "Collaborating with humans without human data"): learners of different seeds
/// learn by self-play; a best response to all of them, at three checkpoints each, is the agent.
public struct FictitiousCoPlay: ResponseMethod {
    public static let name = "fcp"

    /// What decides the result, with the kitchen.
    public typealias Settings = ResponseSettings

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.check(minPartners: 1)
        self.kitchen = kitchen
        self.settings = settings
    }

    public var shared: ResponseSettings { settings }

    public var summary: String { "Best response to \(settings.partners) self-play learners and their pasts" }
}
