import Kitchen
import Learning

/// Fictitious co-play (Strouse et al. 2021): learners of different seeds learn by self-play; a best response to all of
/// them, at three skills each, is the agent.
public struct FictitiousCoPlay: ResponseMethod {
    public static let name = "fcp"

    /// What decides the result, with the kitchen.
    public struct Settings: ResponseSettings {
        public var partner = PPOSettings()
        public var response = PPOSettings().beginningAlone
        public var partners = 5
        public var iterations = 10
        public var priority = 0.0

        public init() {}
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.checkResponse(fewestPartners: 1)
        self.kitchen = kitchen
        self.settings = settings
    }

    public var words: String { "Best response to \(settings.partners) self-play learners and their pasts" }
}
