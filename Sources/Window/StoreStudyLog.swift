import EpisodeStore

/// Keeps studies in the store of episodes, next to the games.
public final class StoreStudyLog: StudyLog {
    private let store: EpisodeStore

    public init(_ store: EpisodeStore) { self.store = store }

    public func enrol(study: String, participant: String) throws -> (number: Int, finished: Set<String>) {
        let number = try store.enrol(participant, in: study)
        return (number, Set(try store.studySteps(study).filter { $0.participant == participant }.map(\.item)))
    }

    public func save(_ step: StudyStep) throws { try store.write(step) }
}
