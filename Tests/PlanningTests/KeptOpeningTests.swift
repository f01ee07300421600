import Agents
import Foundation
import Kitchen
import TestSupport
import Testing

@testable import Planning

/// Openings on disk: found again, never believed when damaged, and of no effect on what is played.
@Suite struct KeptOpeningTests {
    private let horizon = 120
    private let width = 4

    private func prepare(_ kitchen: Kitchen, _ kept: KeptOpenings?) throws -> Preparation {
        try Preparation(kitchen, horizon: horizon, openingWidth: width, kept: kept)
    }

    private func words(_ prepared: Preparation) -> String {
        let steps = (prepared.opening?.steps ?? []).map { "\($0.row) \($0.goals) \($0.actions)" }
        return "\(prepared.foresight) \(prepared.greedyShare) \(prepared.value.cookingShare) \(prepared.options.counters) "
            + "\(prepared.opening?.reward ?? 0) \(prepared.opening?.score ?? 0) \(steps)"
    }

    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { folder + "/" + $0 }
    }

    @Test(arguments: ["cramped_room", "forced_coordination"])
    func whatIsKeptIsWhatWasFound(map: String) throws {
        try inScratchFolder { folder in
            let kept = KeptOpenings(folder: folder + "/deep/planner")
            let kitchen = try Kitchens.make(map)
            let first = try prepare(kitchen, kept)
            let opening = try #require(kept.opening(kitchen, horizon: horizon, width: width))
            #expect(opening.goals.count == 2 * horizon)
            let second = try prepare(kitchen, kept)
            #expect(words(second) == words(first))
            #expect(words(try prepare(kitchen, nil)) == words(first))
            #expect(try files(kept.folder).count == 1)
            // Another kitchen, horizon or width is another file.
            #expect(kept.opening(try Kitchens.make(map, .new), horizon: horizon, width: width) == nil)
            #expect(kept.opening(kitchen, horizon: horizon + 1, width: width) == nil)
            #expect(kept.opening(kitchen, horizon: horizon, width: width + 1) == nil)
        }
    }

    /// Whatever byte is changed or missing, the opening is searched for again, and the file is mended.
    @Test func damageIsFound() throws {
        try inScratchFolder { folder in
            let kept = KeptOpenings(folder: folder)
            let kitchen = try Kitchens.make("cramped_room")
            let found = words(try prepare(kitchen, kept))
            let path = try #require(try files(folder).first)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            for place in stride(from: 0, to: whole.count, by: 41) {
                var damaged = whole
                damaged[place] = damaged[place] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
                try damaged.write(to: URL(fileURLWithPath: path))
                #expect(kept.opening(kitchen, horizon: horizon, width: width) == nil, "byte \(place)")
                try whole.prefix(place).write(to: URL(fileURLWithPath: path))
                #expect(kept.opening(kitchen, horizon: horizon, width: width) == nil, "\(place) bytes")
            }
            #expect(words(try prepare(kitchen, kept)) == found)
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
        }
    }

    /// A whole file with what is no opening of the kitchen.
    @Test func openingsOfOtherKitchensAreRefused() throws {
        let knowledge = try KitchenKnowledge(Kitchens.make("cramped_room"))
        let other = try prepare(Kitchens.make("coordination_ring"), nil)
        let schedule = try #require(other.opening)
        let opening = Preparation.Opening(schedule, counters: 4, cookingShare: 0, greedyShare: 1)
        #expect(try opening.schedule(other.knowledge, horizon: horizon)?.steps.count == horizon)
        #expect(try opening.schedule(knowledge, horizon: horizon) == nil)
        #expect(try opening.schedule(other.knowledge, horizon: horizon - 1) == nil)
        // Nor is one with which planners would look no ticks ahead, or that does not say how many.
        for (foresight, isFound) in [(nil, false), (Foresight(ticks: 0, nodes: 0), false), (.far, true)] {
            var opening = opening
            opening.foresight = foresight
            #expect(try (opening.found(other.knowledge, horizon: horizon, foresights: [.near(cookTime: 20), .far]) != nil) == isFound)
        }
    }

    /// Several at once, as programs do, leave one whole file.
    @Test func manyMayKeepAtOnce() throws {
        try inScratchFolder { folder in
            let kept = KeptOpenings(folder: folder)
            let kitchen = try Kitchens.make("cramped_room")
            let opening = try #require(prepare(kitchen, kept).opening)
            let record = Preparation.Opening(opening, counters: 4, cookingShare: 0, greedyShare: 0.5)
            DispatchQueue.concurrentPerform(iterations: 16) { _ in
                kept.keep(record, kitchen, horizon: horizon, width: width)
                let known = kept.opening(kitchen, horizon: horizon, width: width)
                if known == nil { Issue.record("a file is there in part") }
            }
            #expect(kept.opening(kitchen, horizon: horizon, width: width) == record)
            #expect(try files(folder).count == 1)
        }
    }

    @Test func aDiskThatCannotBeWrittenCostsNothingElse() throws {
        let kept = KeptOpenings(folder: "/dev/null/planner")
        let kitchen = try Kitchens.make("cramped_room")
        #expect(words(try prepare(kitchen, kept)) == words(try prepare(kitchen, nil)))
    }
}
