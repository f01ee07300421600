import Foundation
import Kitchen
import Learning
import Neural
import TestSupport
import Testing

@testable import Populations

@Suite struct StoryTests {
    /// The lineage of population based training: copies of better members, schedules that change with them.
    @Test func lineageOfPopulationBasedTraining() throws {
        try inScratchFolder { folder in
            var settings = PopulationBasedTraining.Settings(member: Tiny.learner)
            settings.member.steps *= 4
            (settings.members, settings.interval) = (4, 1)
            let method = try PopulationBasedTraining(Tiny.kitchen(), settings)
            _ = try PopulationRun(folder: folder, method: method).run(jobs: 2, report: { _ in }, shouldStop: { false })
            let story = try RunStory(folder: folder)
            #expect(story.method == "pbt" && story.map == "cramped_room" && story.curves.map(\.member).count == 4)
            #expect(story.curves.allSatisfy { $0.scores.count == 16 && $0.notes.count == 16 })
            let best = try #require(story.best)
            let path = story.ancestry(of: best.member)
            #expect(path.map(\.segment) == Array(0..<16) && path.last?.member == best.member)
            for descent in story.descents {
                #expect(descent.parent.segment == descent.child.segment - 2)
                let parent = try SnapshotStore(run: folder).snapshot(descent.parent)
                let before = try SnapshotStore(run: folder).snapshot(SegmentKey(descent.child.member, descent.child.segment - 1))
                #expect((parent.number(.score) ?? 0) > (before.number(.score) ?? 0))
            }
            #expect(!story.schedule.isEmpty)
            let page = RunPage(story).html
            #expect(page.contains("<svg") && page.contains("schedule") && page.contains("member-4"))
            let events = folder + "/tensorboard"
            try story.writeTensorBoard(into: events)
            #expect(FileManager.default.contents(atPath: events + "/member-1/events.out.tfevents.0.brigade")?.isEmpty == false)
        }
        #expect(throws: LearningError.self) { _ = try RunStory(folder: "/nowhere") }
    }

    /// The check value of CRC-32C (RFC 3720, B.4), and the file that TensorFlow writes at the beginning.
    @Test func eventFilesAreTensorBoards() {
        #expect(TensorBoardEvents.checksum(Data("123456789".utf8)) == 0xE306_9283)
        #expect(TensorBoardEvents.checksum(Data(repeating: 0, count: 32)) == 0x8A91_36AA)
        var events = TensorBoardEvents()
        let head = Array(events.data)
        #expect(head[0] == 24 && head[12] == 0x09 && head.count == 12 + 24 + 4)
        #expect(String(decoding: head[23..<36], as: UTF8.self) == "brain.Event:2")
        events.add("score", 1.5, step: 3)
        // 9 bytes of time, 2 of step, 2 + 14 of summary.
        #expect(events.data.count == head.count + 12 + 27 + 4)
    }

    /// A genome is rebuilt from its seeds alone, and a child differs from its parent by the noise of one seed.
    @Test func genomesAreRebuilt() throws {
        var table = ParameterTable()
        _ = table.add("a/kernel", [50, 40])
        _ = table.add("a/bias", [40])
        let parent = Genome([5, 6])
        let child = parent.mutated(7)
        #expect(child.bytes == 24)
        let numbers = parent.parameters(table, power: 0.3)
        #expect(numbers == Genome([5, 6]).parameters(table, power: 0.3))
        let changes = zip(child.parameters(table, power: 0.3), numbers).map { Double($0 - $1) }
        let deviation = (changes.prefix(2000).reduce(0) { $0 + $1 * $1 } / 2000).squareRoot()
        #expect(abs(deviation - 0.3 / 50.0.squareRoot()) < 0.003)
    }

    @Test func noveltyIsTheDistanceToWhatIsNear() {
        var search = NoveltySearch(weight: 1)
        search.neighbours = 2
        // Scaled by the largest of each kind: 8 and 2.
        let novelties = search.novelties([[0, 0], [4, 0], [8, 2]], archive: [[0, 0]])
        #expect(novelties == [0.25, 0.5, 1.75])
        #expect(search.order(byFitness: [0, 1, 2], novelties: novelties) == [2, 1, 0])
        search.weight = 0
        #expect(search.order(byFitness: [1, 0, 2], novelties: novelties) == [1, 0, 2])
    }

    @Test func theMostDiverseAreChosen() {
        let counts: [[Double]] = [[1, 0], [1.1, 0], [0, 9], [5, 5]]
        #expect(HiddenUtility.mostDiverse(counts, choose: 2) == [2, 3])
        #expect(HiddenUtility.mostDiverse(counts, choose: 9) == [0, 1, 2, 3])
    }

    @Test func harderPartnersAreDrawnMoreOften() throws {
        let learner = Learner(kitchen: try Tiny.kitchen(), settings: Tiny.learner, iterations: 1)
        #expect(BestResponse(learner: learner, priority: 2).weights([30, nil, 10], 3) == [1, 9, 4])
        #expect(BestResponse(learner: learner, priority: 0).weights([30, 10], 2) == nil)
    }
}
