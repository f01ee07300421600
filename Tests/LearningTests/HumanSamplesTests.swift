import Foundation
import HumanTrials
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Learning

@Suite struct HumanSamplesTests {
    @Test func trialsOfOtherKitchensAreNamed() throws {
        try inScratchFolder { folder in
            let path = try BehaviourCloningTests.trials(folder)
            let layout = try MapLibrary.standard.layout("coordination_ring")
            #expect(throws: LearningError("\(path): no trial was played in the kitchen 'coordination_ring'")) {
                _ = try HumanSamples(file: path, layout: layout, input: .remembering) { _ in layout }
            }
        }
    }

    /// A row a player and tick, with its pair.
    @Test func aRowForEveryPlayerAndTick() throws {
        try inScratchFolder { folder in
            let layout = try MapLibrary.standard.layout("cramped_room")
            let samples = try HumanSamples(
                file: BehaviourCloningTests.trials(folder), layout: layout, input: .features(seesCounters: false)
            ) { _ in layout }
            #expect(samples.observations.count == samples.count * samples.observationSize && samples.pair.count == samples.count)
            #expect(samples.pairs == (0..<4).map { "made/run-1/\($0)" })
            // Six ticks of staying, then two of pushing north, of both players in turn.
            #expect(Array(samples.actions.prefix(8)) == [4, 4, 4, 4, 4, 4, 0, 0].map { UInt8($0) })
        }
    }
}
