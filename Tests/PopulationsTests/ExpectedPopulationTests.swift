import Foundation
import Neural
import TestSupport
import Testing

@testable import Populations

/// A tiny run of each method against what was recorded of it in `Tests/Golden/expected`: the metrics of all members, and the
/// agents that come of it.
///
/// Promised within a thousandth on every processor, for the reasons that `ExpectedLearningTests` gives; `MethodTests` shows that
/// on one machine folders are the same to the byte, however many threads there are.
@Suite struct ExpectedPopulationTests {
    @Test func fictitiousCoPlay() throws { try isAsRecorded(Tiny.fcp()) }
    @Test func maximumEntropyPopulation() throws { try isAsRecorded(Tiny.mep()) }
    @Test func hiddenUtility() throws { try isAsRecorded(Tiny.hsp()) }
    @Test func evaluationPartners() throws { try isAsRecorded(Tiny.partners()) }
    @Test func populationBasedTraining() throws { try isAsRecorded(Tiny.pbt()) }
    @Test func populationMetaLearning() throws { try isAsRecorded(Tiny.meta()) }
    @Test func inContextLearning() throws { try isAsRecorded(Tiny.inContext()) }
    @Test func neuroevolution() throws { try isAsRecorded(Tiny.evolution()) }
    @Test func noveltySearch() throws { try isAsRecorded(Tiny.evolution(novelty: NoveltySearch(weight: 0.5)), "novelty") }

    private func isAsRecorded<Method: PopulationMethod>(_ method: Method, _ name: String = Method.name) throws {
        try inScratchFolder { folder in
            let agents = try PopulationRun(folder: folder, method: method).run(jobs: 2, report: { _ in }, shouldStop: { false }) ?? []
            var lines = try GoldenNumbers.lines(csv: String(contentsOfFile: folder + "/metrics.csv", encoding: .utf8))
            for path in agents {
                lines.append("\(URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent):")
                let tensors = try Safetensors.read(path.replacing(".yaml", with: ".safetensors")).tensors
                lines += GoldenNumbers.lines(tensors.mapValues(\.numbers)).map { "    \($0)" }
            }
            try GoldenFile("expected/\(name).txt", tolerance: GoldenNumbers.tolerance).expect(lines)
        }
    }
}
