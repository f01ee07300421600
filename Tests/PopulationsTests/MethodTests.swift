import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning
import Neural
import TestSupport
import Testing

@testable import Populations

/// Runs that take a moment.
enum Tiny {
    static func kitchen() throws -> Kitchen { try Kitchen(MapLibrary.standard.layout("cramped_room"), dynamics: .old) }

    static var learner: PPOSettings {
        var settings = PPOSettings()
        settings.games = 8
        settings.horizon = 30
        settings.steps = 8 * 30 * 4
        settings.hidden = [8]
        settings.minibatch = 120
        settings.epochs = 1
        return settings
    }

    static func fcp() throws -> FictitiousCoPlay {
        var settings = ResponseSettings(partner: learner, response: learner, partners: 2, priority: 1)
        settings.iterations = 2
        return try FictitiousCoPlay(kitchen(), settings)
    }

    static func mep() throws -> MaximumEntropyPopulation {
        var settings = MaximumEntropyPopulation.Settings(
            ResponseSettings(partner: learner, response: learner, partners: 2, priority: 3))
        settings.shared.iterations = 1
        return try MaximumEntropyPopulation(kitchen(), settings)
    }

    static func hsp() throws -> HiddenUtility {
        var settings = HiddenUtility.Settings(ResponseSettings(partner: learner, response: learner, partners: 1))
        (settings.biased, settings.chosen, settings.shared.iterations) = (3, 2, 2)
        return try HiddenUtility(kitchen(), settings)
    }

    static func partners() throws -> EvaluationPartners {
        var settings = EvaluationPartners.Settings(partner: learner, response: learner)
        (settings.biased, settings.chosen, settings.iterations) = (3, 2, 1)
        return try EvaluationPartners(kitchen(), settings)
    }

    static func pbt() throws -> PopulationBasedTraining {
        var settings = PopulationBasedTraining.Settings(member: learner)
        (settings.members, settings.interval) = (3, 1)
        return try PopulationBasedTraining(kitchen(), settings)
    }

    static func meta() throws -> PopulationMetaLearning {
        var settings = PopulationMetaLearning.Settings(partner: learner, agent: learner)
        (settings.partners, settings.biased, settings.rounds, settings.iterations) = (1, 1, 2, 2)
        return try PopulationMetaLearning(kitchen(), settings)
    }

    static func inContext() throws -> InContextLearning {
        var agent = RecurrentSettings()
        (agent.games, agent.rollout, agent.horizon, agent.minibatches, agent.shown) = (16, 10, 30, 1, .features)
        (agent.units, agent.hidden, agent.steps) = (8, 6, 16 * 10 * 9)
        var settings = InContextLearning.Settings(partner: learner, agent: agent)
        (settings.partners, settings.biased, settings.rounds, settings.children, settings.iterations) = (1, 1, 3, 2, 1)
        (settings.child.steps, settings.capacity) = (8 * 30 * 2, 4)
        return try InContextLearning(kitchen(), settings)
    }

    static func evolution(novelty: NoveltySearch? = nil) throws -> Neuroevolution {
        var settings = Neuroevolution.Settings()
        (settings.generations, settings.population, settings.parents, settings.finalists) = (4, 12, 4, 3)
        (settings.games, settings.finalGames, settings.horizon, settings.hidden) = (2, 2, 30, [6])
        settings.generationsASegment = 1
        settings.novelty = novelty
        return try Neuroevolution(kitchen(), settings)
    }

    /// Every file of a run by its path in the folder.
    static func files(_ folder: String) throws -> [String: Data] {
        let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return Dictionary(
            uniqueKeysWithValues: paths.compactMap { path in
                var isFolder: ObjCBool = false
                guard FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder), !isFolder.boolValue else {
                    return nil
                }
                return FileManager.default.contents(atPath: "\(folder)/\(path)").map { (path, $0) }
            })
    }
}

@Suite struct MethodTests {
    /// One thread, three threads, and a run that is stopped wherever it can be: byte for byte the same folder.
    /// - Parameter patience: how often a run is let go on, at least, before it is stopped.
    private func isTheSameHowever<Method: PopulationMethod>(_ method: Method, patience: Int = 1) throws {
        try inScratchFolder { one in
            try inScratchFolder { three in
                try inScratchFolder { stopped in
                    let agents = try PopulationRun(folder: one, method: method).run(jobs: 1, report: { _ in }, shouldStop: { false })
                    #expect(agents?.first?.hasPrefix("\(one)/\(Method.name)-cramped_room-0") == true)
                    _ = try PopulationRun(folder: three, method: method).run(jobs: 3, report: { _ in }, shouldStop: { false })
                    var stops = 0
                    while true {
                        // Opened again every time, as by a new process.
                        let run = try PopulationRun(folder: stopped, method: method)
                        let calls = Counter()
                        let limit = patience + stops % 4
                        if try run.run(jobs: 2, report: { _ in }, shouldStop: { calls.next() > limit }) != nil { break }
                        stops += 1
                        try #require(stops < 500)
                    }
                    #expect(stops > 2)
                    let expected = try Tiny.files(one)
                    for other in [three, stopped] {
                        let files = try Tiny.files(other)
                        #expect(files.keys.sorted() == expected.keys.sorted())
                        for (path, data) in expected where files[path] != data { Issue.record("\(Method.name): \(path) differs") }
                    }
                    for path in agents ?? [] {
                        let file = try AgentFile.read(path, catalogue: AgentCatalogue([PolicyKind.self]))
                        var agent = try file.makeAgent()
                        try agent.begin(EpisodeContext(kitchen: Tiny.kitchen(), seat: 1, seed: 1, horizon: 20))
                        _ = agent.act(try KitchenGame(Tiny.kitchen(), horizon: 20))
                    }
                }
            }
        }
    }

    @Test func fictitiousCoPlay() throws { try isTheSameHowever(Tiny.fcp()) }
    @Test func maximumEntropyPopulation() throws { try isTheSameHowever(Tiny.mep()) }
    @Test func hiddenUtility() throws { try isTheSameHowever(Tiny.hsp()) }
    @Test func evaluationPartners() throws { try isTheSameHowever(Tiny.partners()) }
    @Test func populationBasedTraining() throws { try isTheSameHowever(Tiny.pbt()) }
    @Test func populationMetaLearning() throws { try isTheSameHowever(Tiny.meta()) }
    @Test func inContextLearning() throws { try isTheSameHowever(Tiny.inContext()) }
    @Test func neuroevolution() throws { try isTheSameHowever(Tiny.evolution(), patience: 13) }
    @Test func noveltySearch() throws { try isTheSameHowever(Tiny.evolution(novelty: NoveltySearch(weight: 0.5)), patience: 13) }

    /// Partners are met half way and in the end, and to each there is a best response that met nobody else.
    @Test func partnersToJudgeWithComeWithTheirBestResponses() throws {
        try inScratchFolder { folder in
            let method = try Tiny.partners()
            #expect(method.members.count == 9)
            let keys = ["response-2-half", "response-2-end"].map { method.needs(SegmentKey($0, 0)) }
            #expect(keys == [[SegmentKey("biased-2", 1)], [SegmentKey("biased-2", 3)]])
            let agents = try #require(
                try PopulationRun(folder: folder, method: method).run(jobs: 2, report: { _ in }, shouldStop: { false }))
            let names = agents.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent }
            #expect(names.count == 8 && names.filter { $0.contains("response") }.count == 4, "\(names)")
            for (partner, response) in zip(
                names.enumerated().filter { $0.offset % 2 == 0 }, names.enumerated().filter { $0.offset % 2 == 1 })
            {
                let part = partner.element.split(separator: "-").suffix(2).joined(separator: "-")
                #expect(response.element.hasSuffix("response-" + part))
            }
        }
    }

    /// Children begin as the partners beside whom the learner falls most short, and the library stays as large as it may be.
    @Test func aLibraryGrowsWhereTheLearnerFallsShort() throws {
        try inScratchFolder { folder in
            let method = try Tiny.inContext()
            #expect(method.members.map(\.name) == ["partner-1", "biased-1", "child-1-1", "child-1-2", "child-2-1", "child-2-2", "agent"])
            #expect(method.needs(SegmentKey("child-2-1", 0)).contains(SegmentKey("agent", 5)))
            #expect(method.needs(SegmentKey("agent", 2)).allSatisfy { !$0.member.hasPrefix("child") })
            let run = try PopulationRun(folder: folder, method: method)
            _ = try run.run(jobs: 2, report: { _ in }, shouldStop: { false })
            func known(_ segment: Int) throws -> [Acquaintance] {
                let text = try #require(try run.snapshots.snapshot(SegmentKey("agent", segment))[.acquaintances])
                return text.split(separator: " ").compactMap { Acquaintance(text: $0) }
            }
            let names = ["partner-1@", "partner-1@", "biased-1@", "child-1-1@", "child-1-2@"]
            for (child, place) in [("child-1-1", 0), ("child-1-2", 1)] {
                let parent = try run.snapshots.snapshot(SegmentKey(child, 0))[.parent]
                #expect(try parent?.hasPrefix(names[known(2).byRegret[place]]) == true, "\(parent ?? "")")
            }
            #expect(try [known(0), known(3), known(8)].map(\.count) == [3, 5, 7])
            #expect(try known(8).count { !$0.isRetired } == 4 && known(2).count { $0.isRetired } == 0)
        }
    }

    /// Who can teach nothing is drawn least and retired first; what was not met yet stays.
    @Test func partnersAreKeptByWhatTheyTeach() throws {
        func met(_ scores: [Double], best: Double) -> Acquaintance {
            var own = Acquaintance(best: best)
            for score in scores {
                var games = PPO.PartnerScore()
                games.addGame(scoring: score)
                own.met(games)
            }
            return own
        }
        var known = [met([80, 100], best: 100), met([40], best: 100), Acquaintance(best: 50), met([100, 100], best: 90)]
        #expect(known.map(\.teaching) == [20, 60, 50, 0] && known.byRegret == [1, 2, 0, 3])
        #expect(known.weights(even: 0.2).map { ($0 * 1000).rounded() } == [173, 419, 358, 50])
        #expect(known.map { Acquaintance(text: $0.text) } == known && Acquaintance(text: "1/2/x/met") == nil)
        known.retire(downTo: 2)
        #expect(known.map(\.isRetired) == [true, false, false, true] && known.weights(even: 1) == [0, 0.5, 0.5, 0])
        known.retire(downTo: 0)
        #expect(known.map(\.isRetired) == [true, true, false, true])
    }

    /// Of two that are alike and one that differs, one of the two is left out.
    @Test func thoseWhoseBestResponsesDifferAreChosen() {
        #expect(BestResponseDiversity.chosen([[4, 0], [4, 0.1], [0, 3]], choose: 2) == [0, 2])
        #expect(BestResponseDiversity.chosen([[1, 1], [1, 1], [1, 1]], choose: 5) == [0, 1, 2])
        #expect(BestResponseDiversity.chosen([[], []], choose: 1) == [0])
        #expect(BestResponseDiversity.chosen([], choose: 3).isEmpty)
    }

    /// The message names the segment, and the run stops.
    @Test func whatBreaksIsFoundWhereItArises() throws {
        try inScratchFolder { folder in
            var settings = ResponseSettings(partner: Tiny.learner, response: Tiny.learner, partners: 1)
            (settings.iterations, settings.partner.learningRate) = (2, 1e38)
            let run = try PopulationRun(folder: folder, method: FictitiousCoPlay(Tiny.kitchen(), settings))
            let error = #expect(throws: LearningError.self) {
                _ = try run.run(jobs: 2, report: { _ in }, shouldStop: { false })
            }
            #expect(error?.description.hasPrefix("partner-1@0: iteration 1, epoch 1, minibatch 2: the gradient of '") == true)
        }
    }

    /// Every file of a run, by every method: what a run goes on from is refused when it was changed, and what it writes in the
    /// end is written again.
    @Test func noRunGoesOnFromDamage() throws {
        try neverGoesOnFromDamage(Tiny.fcp())
        try neverGoesOnFromDamage(Tiny.mep())
        try neverGoesOnFromDamage(Tiny.hsp())
        try neverGoesOnFromDamage(Tiny.partners())
        try neverGoesOnFromDamage(Tiny.pbt())
        try neverGoesOnFromDamage(Tiny.meta())
        try neverGoesOnFromDamage(Tiny.inContext())
        try neverGoesOnFromDamage(Tiny.evolution())
    }

    private func neverGoesOnFromDamage<Method: PopulationMethod>(_ method: Method) throws {
        try inScratchFolder { folder in
            func run() throws {
                _ = try PopulationRun(folder: folder, method: method).run(jobs: 1, report: { _ in }, shouldStop: { false })
            }
            try run()
            let files = try Tiny.files(folder)
            let snapshots = files.keys.filter { $0.hasPrefix("snapshots/") }
            #expect(!snapshots.isEmpty && files["run.json"] != nil)
            for path in snapshots + ["run.json"] {
                let data = files[path] ?? Data()
                let url = URL(fileURLWithPath: "\(folder)/\(path)")
                for place in stride(from: 0, to: data.count, by: max(1, data.count / 97)) {
                    var damaged = data
                    damaged[place] ^= 1 << UInt8(place % 8)
                    try damaged.write(to: url)
                    #expect(throws: (any Error).self, "byte \(place) of \(path)") {
                        if path == "run.json" {
                            _ = try PopulationRun(folder: folder, method: method)
                        } else {
                            _ = try Snapshot.read(url.path)
                        }
                    }
                }
                try data.write(to: url)
            }
            for (path, data) in files where !path.hasPrefix("snapshots/") && path != "run.json" {
                try data.dropLast().write(to: URL(fileURLWithPath: "\(folder)/\(path)"))
            }
            try run()
            #expect(try Tiny.files(folder) == files)
        }
    }

    @Test func aDamagedSnapshotStopsTheRunWithASentence() throws {
        try inScratchFolder { folder in
            let method = try Tiny.fcp()
            let calls = Counter()
            _ = try PopulationRun(folder: folder, method: method).run(jobs: 1, report: { _ in }, shouldStop: { calls.next() > 5 })
            let path = "\(folder)/snapshots/partner-1/0000.safetensors"
            var data = try #require(FileManager.default.contents(atPath: path))
            data[data.count - 2] ^= 1
            try data.write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: CheckpointError.self) {
                _ = try PopulationRun(folder: folder, method: method).run(jobs: 1, report: { _ in }, shouldStop: { false })
            }
            #expect(error?.description.contains("\(path) is damaged") == true, "\(error?.description ?? "")")
            // As it says: without the file what it held is learned again.
            try FileManager.default.removeItem(atPath: path)
            let run = try PopulationRun(folder: folder, method: method)
            #expect(try run.run(jobs: 1, report: { _ in }, shouldStop: { false }) != nil)
        }
    }

    @Test func anotherRunsFolderIsRefused() throws {
        try inScratchFolder { folder in
            _ = try PopulationRun(folder: folder, method: Tiny.fcp())
            #expect(throws: RunFolderError.self) { _ = try PopulationRun(folder: folder, method: Tiny.mep()) }
        }
    }
}

/// Counts calls from any thread.
final class Counter: @unchecked Sendable {
    // Sendable: `count` is touched under `lock` only.
    private let lock = NSLock()
    private var count = 0

    func next() -> Int {
        lock.withLock {
            count += 1
            return count
        }
    }
}
