import Basics
import Foundation
import Testing

@testable import EpisodeStore

/// Studies in the store: versions of files, rows of designs, sessions.
@Suite final class StudyStoreTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-studies-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Whatever participants do, no two who may go on share a row, and a new one gets the first that is free.
    @Test(arguments: 0..<3) func freedRowsAreFilled(seed: UInt64) throws {
        let store = try EpisodeStore(creating: folder + "/rows\(seed).sqlite")
        var random = RandomStream(seed, 41)
        var rows: [String: Int] = [:]
        for step in 0..<60 {
            let somebody = rows.keys.sorted().randomElement(using: &random)
            switch (random.below(4), somebody) {
            case (0, let who?):
                try store.setOutcome(.refused, of: who, in: "s")
                rows[who] = nil
            case (1, let who?):
                _ = try store.withdraw(who, from: "s")
                rows[who] = nil
            default:
                let first = (0...).first { !rows.values.contains($0) }
                let row = try store.enrol("P\(step)", in: "s", version: 1).row
                #expect(row == first)
                rows["P\(step)"] = row
            }
            #expect(Set(rows.values).count == rows.count)
            for (who, row) in rows { #expect(try store.enrol(who, in: "s", version: 1).row == row, "it stays") }
        }
        let numbers = try store.studyParticipants("s").map(\.number)
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
        #expect(try store.verify { Issue.record("\($0)") }.isSound)
    }

    /// Who is at a window has no second one, and is not deleted under the program that writes what they do.
    @Test func whoIsAtAWindowIsThereOnce() throws {
        let store = try EpisodeStore(creating: folder + "/once.sqlite")
        for who in ["P1", "P2"] { _ = try store.enrol(who, in: "s", version: 1) }
        func session(_ who: String) -> StudySession {
            StudySession(
                study: "s", participant: who, version: 1, began: "2026-11-28T10:00:00.000Z", program: "p", tickMilliseconds: 150,
                display: "{}")
        }
        let first = try store.begin(session("P1"), by: Claimant())
        let refusal = #expect(throws: StoreError.self) { try store.begin(session("P1"), by: Claimant()) }
        #expect(refusal?.message.contains("'P1' is at a window of the study 's' now; close it first") == true)
        #expect(throws: StoreError.self) { try store.withdraw("P1", from: "s") }
        #expect(try store.studySessions("s").count == 1 && store.studyParticipants("s").count == 2, "nothing was deleted")
        _ = try store.begin(session("P2"), by: Claimant())
        try store.end(first, .left)
        #expect(try store.withdraw("P1", from: "s").sessions == 1)
    }

    @Test func versionsHaveRowsOfTheirOwn() throws {
        let store = try EpisodeStore(creating: folder + "/versions.sqlite")
        #expect(try store.studyVersion("s", text: "a\n", beginsNew: false) == 1)
        #expect(try store.studyVersion("s", text: "a\n", beginsNew: true) == 1, "the same text is no new version")
        #expect(try store.enrol("x", in: "s", version: 1).row == 0)
        #expect(throws: StoreError.self) { try store.studyVersion("s", text: "b\n", beginsNew: false) }
        #expect(try store.studyVersion("s", text: "b\n", beginsNew: true) == 2)
        #expect(try store.enrol("y", in: "s", version: 2).row == 0)
        let refusal = #expect(throws: StoreError.self) { try store.enrol("x", in: "s", version: 2) }
        #expect(refusal?.message.contains("'x' began with version 1") == true)
        #expect(try store.studyVersion("t", text: "b\n", beginsNew: false) == 1, "another study")
    }

    /// What an older version wrote is read as it is, and the same once the file is up to date.
    @Test(arguments: 2...4) func olderStudiesAreRead(version: Int) throws {
        let path = try SchemaTests.copy(version, to: folder)
        let reader = try EpisodeStore(reading: path)
        let title = try #require(reader.studies().first)
        let before = (try reader.studyParticipants(title), try reader.studySteps(title))
        #expect(!before.0.isEmpty && before.0.map(\.row) == before.0.map(\.number) && before.0.allSatisfy { $0.version == nil })
        #expect(try reader.studySessions(title).isEmpty && reader.studyVersions(title).isEmpty && reader.deadStudySessions().isEmpty)
        try reader.close()
        let writer = try EpisodeStore(creating: path)
        #expect(try writer.studyParticipants(title) == before.0 && writer.studySteps(title) == before.1)
        #expect(try writer.enrol("somebody new", in: title, version: 1).row == before.0.count)
    }

    @Test func eventsKeepTheirOrderAndChangesAreFound() throws {
        let store = try EpisodeStore(creating: folder + "/events.sqlite")
        try store.enrol("x", in: "s", version: 1)
        let id = try store.begin(
            StudySession(
                study: "s", participant: "x", version: 1, began: "2026-01-01T00:00:00.000Z", program: "p", tickMilliseconds: 150,
                display: "{}"), by: Claimant())
        let events = (0..<50).map { StudyEvent(milliseconds: $0 * 7, kind: .tick, item: "game 1", tick: $0, what: "N.") }
        for event in events { try store.append([event], to: [id]) }
        #expect(try store.studyEvents(id) == events)
        #expect(try store.deadStudySessions().isEmpty, "this program lives")
        try store.end(id, .finished)
        #expect(try store.studySessions("s").map(\.ended) == [.finished])
        #expect(try store.verify { Issue.record("\($0)") }.isSound)
        try store.write { try $0.execute(sql: "UPDATE study_events SET ms = ms + 1 WHERE number = 20") }
        var said: [String] = []
        #expect(try !store.verify { said.append($0) }.isSound)
        #expect(said.contains { $0.hasPrefix("session \(id): ") }, "\(said)")
    }
}
