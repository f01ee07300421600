import Agents
import Basics
import Dispatch
import EpisodeStore
import Foundation
import Synchronization

/// Keeps studies in the store of episodes, next to the games. Events are written in the background, each as soon as it happens, so
/// that what is lost where the program dies is the tick that was running.
public final class StoreStudyLog: StudyLog {
    private let store: EpisodeStore
    private let file: StudyFile
    private let version: Int
    private let program: String
    private let claimant = Claimant()
    private let journal: StudyJournal
    private var codes: [String] = []
    private var sessions: [Int64] = []

    private var study: String { file.study.title }

    /// - Parameters:
    ///   - beginsNewVersion: whether a file that has changed becomes a new version of the study.
    ///   - program: the program's version.
    /// - Throws: `StoreError` for a file that has changed otherwise.
    public init(_ store: EpisodeStore, file: StudyFile, beginsNewVersion: Bool, program: String) throws {
        self.store = store
        journal = StudyJournal(store)
        self.file = file
        self.program = program
        try store.endDeadStudySessions()
        version = try store.studyVersion(file.study.title, text: file.text, beginsNew: beginsNewVersion)
    }

    public func enrol(_ codes: [String], display: DisplayFacts) throws -> [StudyEnrolment] {
        let began = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        var enrolments: [StudyEnrolment] = []
        for (person, code) in codes.enumerated() {
            let known = try store.enrol(code, in: study, version: version, companion: person == 0 ? nil : codes[0])
            let finished = try store.studySteps(study).filter { $0.participant == code && $0.level != StudyStep.attempt }.map(\.item)
            enrolments.append(StudyEnrolment(row: known.row, finished: Set(finished)))
        }
        self.codes = codes
        sessions = try codes.map { code in
            try store.begin(
                StudySession(
                    study: study, participant: code, version: version, began: began, program: program,
                    tickMilliseconds: file.study.tickMilliseconds, display: JSONText.stored(display)), by: claimant)
        }
        return enrolments
    }

    public func save(_ step: StudyStep) throws {
        try journal.flush()
        try store.write(step)
    }

    public func note(_ event: StudyEvent, person: Int?) {
        let receivers = person.map { sessions.indices.contains($0) ? [sessions[$0]] : [] } ?? sessions
        journal.add(event, to: receivers)
    }

    public func begin(_ plan: GamePlan, _ game: StudyOrder.Game, item: String, position: Int, milliseconds: Int) throws {
        let map = try store.register(plan.kitchen.layout)
        let agents = try plan.players.map { agent in try agent.map { try store.register($0.record) } }
        let people = plan.players.indices.map { plan.players[$0] == nil ? plan.personNames[$0] ?? plan.personName : nil }
        let replayable = StudyGame(
            map: map, agents: agents, people: people, dynamics: plan.kitchen.dynamics.rawValue, horizon: plan.horizon, seed: plan.seed,
            purpose: plan.purpose, kitchen: game.kitchen, partner: game.partner, blindName: game.blindName, position: position,
            seat: plan.people.first ?? 0)
        // The first person's session alone, so that the game is kept once where the program dies.
        note(
            StudyEvent(milliseconds: milliseconds, kind: .begin, item: item, tick: 0, what: try JSONText.stored(replayable)), person: 0)
    }

    public func conclude(_ end: StudySession.End, refuser: Int?) throws {
        try journal.flush()
        for (person, code) in codes.enumerated() {
            let own = end == .refused && person != refuser ? StudySession.End.left : end
            if let outcome = StudyParticipant.Outcome(rawValue: own.rawValue) { try store.setOutcome(outcome, of: code, in: study) }
            try store.end(sessions[person], own)
        }
        sessions = []
        codes = []
    }
}

/// Writes events in the background, in their order.
private final class StudyJournal: Sendable {
    private let store: EpisodeStore
    private let queue = DispatchQueue(label: "study journal")
    private let failure = Mutex<(any Error)?>(nil)

    init(_ store: EpisodeStore) { self.store = store }

    func add(_ event: StudyEvent, to sessions: [Int64]) {
        queue.async {
            do { try self.store.append([event], to: sessions) } catch { self.failure.withLock { $0 = error } }
        }
    }

    /// Waits until all events are written.
    /// - Throws: what went wrong since the beginning.
    func flush() throws {
        queue.sync {}
        if let failed = failure.withLock({ $0 }) { throw failed }
    }
}
