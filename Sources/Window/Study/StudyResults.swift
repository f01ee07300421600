import EpisodeStore
import Episodes

/// Everything that a store has of a study, read once.
struct StudyResults {
    let study: Study
    let participants: [StudyParticipant]
    let steps: [StudyStep]
    let sessions: [StudySession]
    let events: [Int64: [StudyEvent]]
    let versions: [StudyVersion]
    let episodes: [EpisodeID: EpisodeSummary]
    let hashes: [EpisodeID: [String?]]
    let withdrawals: Int
    /// The study as each version's file describes it.
    private let studies: [Int: Study]

    /// - Parameters:
    ///   - study: as the file describes it now.
    ///   - withEvents: whether to read what happened in sessions, too.
    /// - Throws: `StoreError`.
    init(_ study: Study, store: EpisodeStore, withEvents: Bool) throws {
        self.study = study
        participants = try store.studyParticipants(study.title)
        steps = try store.studySteps(study.title)
        sessions = try store.studySessions(study.title)
        versions = try store.studyVersions(study.title)
        withdrawals = try store.studyWithdrawals(study.title)
        let ids = steps.compactMap(\.episode)
        episodes = Dictionary(try store.summaries(of: ids).map { ($0.id, $0) }) { first, _ in first }
        hashes = try store.agentHashes(of: ids)
        events = withEvents ? try Dictionary(uniqueKeysWithValues: sessions.map { ($0.id, try store.studyEvents($0.id)) }) : [:]
        var studies: [Int: Study] = [:]
        for version in versions {
            studies[version.version] = (try? StudyFile("version \(version.version)", text: version.text, wasBegun: true))?.study
        }
        self.studies = studies
    }

    /// The study as a participant was led through it.
    func study(of participant: StudyParticipant) -> Study { participant.version.flatMap { studies[$0] } ?? study }

    /// The study of all versions, the file's own first.
    var allStudies: [Study] { [study] + versions.compactMap { studies[$0.version] } }

    func participant(_ code: String) -> StudyParticipant? { participants.first { $0.participant == code } }

    func steps(of participant: StudyParticipant) -> [StudyStep] { steps.filter { $0.participant == participant.participant } }

    /// What has become of a participant: `finished`, `refused`, `left` (also where the program died), `playing`, or empty where an older
    /// program kept no sessions.
    func state(of participant: StudyParticipant) -> String {
        if let outcome = participant.outcome { return outcome.rawValue }
        guard let last = sessions.last(where: { $0.participant == participant.participant }) else { return "" }
        return last.ended == nil ? "playing" : "left"
    }

    /// The first step that a participant has not finished; nil where they have finished all.
    func nextItem(of participant: StudyParticipant) -> String? {
        let done = Set(steps(of: participant).map(\.item))
        let isSecond = participants.contains { $0.participant == participant.companion && $0.number < participant.number }
        let items = StudyItem.all(study(of: participant), participant: participant.row)
        return items.first { !done.contains($0.name) && ($0.person == nil || $0.person == (isSecond ? 1 : 0)) }?.name
    }
}
