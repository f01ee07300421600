import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import Testing

@testable import Planning

/// Experience: made of episodes, kept in files, looked up, pruned.
@Suite final class ExperienceTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-experience-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// An episode of two greedy cooks.
    private static func episode(_ map: String, seed: UInt64) throws -> Episode {
        let kitchen = try Kitchens.make(map)
        var team = try (0..<2).map { _ in try Kitchens.agents.agent("greedy-noisy").makeAgent() }
        var match = try Match(kitchen, horizon: 400, seed: seed)
        return try match.playWithoutRefusal(&team)
    }

    private static func built(_ settings: ExperienceBuilder.Settings = .init(), _ maps: String...) throws -> Experience {
        var builder = ExperienceBuilder(settings)
        for (number, map) in maps.enumerated() {
            for seed in 1...2 {
                try builder.add(episode(map, seed: UInt64(seed)), number: Int64(number * 2 + seed), players: ["first", "second"])
            }
        }
        return try builder.finished()
    }

    // MARK: Situations

    @Test func theStartOfAKitchenIsToldAlikeForBothSeats() throws {
        let reader = SituationReader(try KitchenKnowledge(Kitchens.make("cramped_room")))
        let game = try KitchenGame(Kitchens.make("cramped_room"))
        let situations = (0..<2).map { player in game.withState { reader.situation($0, of: player, left: 400) } }
        #expect(situations[0].words == "holding nothing, the partner nothing, a pot empty")
        #expect(situations[0][.missing] == 1 && situations[0][.untilReady] == 1 && situations[0].hands == .nothing)
        #expect(situations[0][.wayToPot] == situations[1][.partnerWayToPot])
        #expect(situations[0][.wayToServing] == situations[1][.partnerWayToServing])
    }

    @Test func numbersThatNoSituationHasAreRefused() {
        let count = Situation.Feature.allCases.count
        #expect(Situation(numbers: Array(repeating: 100, count: count)) != nil)
        #expect(Situation(numbers: Array(repeating: 101, count: count)) == nil)
        #expect(Situation(numbers: [1, 2]) == nil)
    }

    // MARK: Building

    @Test func successesAreKeptWithWhatCameOfThem() throws {
        let experience = try Self.built(.init(), "cramped_room")
        #expect(experience.kitchens == ["cramped_room"] && experience.examples.count > 20)
        for example in experience.examples {
            #expect(example.reward >= example.usual - 0.01 && example.reward > 0 && example.usual > 0)
            #expect(["first", "second"][example.seat] == example.player && (1...2).contains(example.episode))
            #expect(example.ticks > 0 && example.tick + experience.window <= 400)
            #expect(example.work != .deliver || example.situation.hands == .soup)
        }
        // The rewards are the log's.
        let example = try #require(experience.examples.first { $0.episode == 1 })
        let deliveries = try Self.episode("cramped_room", seed: 1).events.filter { $0.event == .soupDelivery }
        let earned = deliveries.filter { Int($0.tick) >= example.tick && Int($0.tick) < example.tick + experience.window }.count * 20
        #expect(example.reward == Double(earned))
    }

    @Test func whatIsTooMuchIsThinnedByLot() throws {
        var settings = ExperienceBuilder.Settings()
        settings.perKitchen = 10
        let few = try Self.built(settings, "cramped_room", "coordination_ring")
        #expect(few.examples.count == 20 && few.kitchens.count == 2)
        #expect(try Self.built(settings, "cramped_room", "coordination_ring") == few)
        settings.seed = 2
        #expect(try Self.built(settings, "cramped_room", "coordination_ring") != few)
    }

    @Test func nothingToKeepIsTold() throws {
        #expect(throws: ExperienceError("no stretch of 100 ticks was found in these episodes")) {
            try ExperienceBuilder(.init()).finished()
        }
        var settings = ExperienceBuilder.Settings()
        settings.success = 1000
        let problem = #expect(throws: ExperienceError.self) { try Self.built(settings, "cramped_room") }
        #expect(problem?.description.hasSuffix("stretches earned as much as asked for; there is nothing to keep") == true)
    }

    // MARK: Looking up

    @Test func theMostAlikeComeFirst() throws {
        let experience = try Self.built(.init(), "cramped_room")
        for (index, example) in experience.examples.enumerated().prefix(30) {
            let found = experience.nearest(to: example.situation, count: 5)
            #expect(found.count == 5 && experience.examples[found[0].index].situation == example.situation)
            #expect(found.contains { $0.index == index } || experience.examples.count { $0.situation == example.situation } > 1)
            #expect(found.allSatisfy { experience.examples[$0.index].situation.hands == example.situation.hands })
            let shares = experience.shares(found)
            #expect(abs(shares.reduce(0, +) - 1) < 1e-9 && shares[example.work.rawValue] > 0)
        }
        let one = Experience(window: 100, examples: Array(experience.examples.prefix(1)))
        #expect(one.nearest(to: one.examples[0].situation, count: 5).count == 1)
    }

    @Test func withoutExamplesAllWorkIsAlike() throws {
        let none = Experience(window: 100, examples: [])
        let situation = try #require(Situation(numbers: Array(repeating: 0, count: Situation.Feature.allCases.count)))
        #expect(none.nearest(to: situation, count: 3).isEmpty && Set(none.shares([])).count == 1)
    }

    // MARK: Files

    private func write(_ text: String) throws -> String {
        let path = folder + "/\(UUID().uuidString).jsonl"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    @Test func aFileIsReadAsItWasWritten() throws {
        let experience = try Self.built(.init(), "cramped_room")
        let path = folder + "/it.jsonl"
        try experience.write(to: path)
        #expect(try Experience(reading: path) == experience)
        #expect(try Experience(reading: path).text() == experience.text())
    }

    @Test func wrongFilesAreTold() throws {
        let text = try Self.built(.init(), "cramped_room").text()
        let lines = text.split(separator: "\n")
        let whole = lines.joined(separator: "\n")
        let cases: [(String, String)] = [
            ("", ":1: this is no experience"), ("{}\n", ":1: this is no experience"), ("hello\n" + whole, ":1: this is no experience"),
            (text.replacing("\"version\":1", with: "\"version\":9"), "another version of Brigade"),
            (lines.dropLast().joined(separator: "\n"), "examples where its first line says \(lines.count - 1); it was cut off"),
            (String(whole.dropLast(20)), ":\(lines.count): this is no example; it was cut off or changed"),
            (String(lines[0]).replacing("\"examples\":\(lines.count - 1)", with: "\"examples\":0"), "there are no examples in it"),
        ]
        for (wrong, message) in cases {
            let path = try write(wrong)
            let problem = #expect(throws: ExperienceError.self) { try Experience(reading: path) }
            #expect(problem?.description.contains(message) == true, "\(problem?.description ?? "")")
        }
        let missing = #expect(throws: ExperienceError.self) { try Experience(reading: folder + "/nowhere.jsonl") }
        #expect(missing?.description.contains("there is no such file") == true)
    }

    @Test func anAgentFileNamesItsExperience() throws {
        try Self.built(.init(), "cramped_room").write(to: folder + "/it.jsonl")
        let catalogue = AgentCatalogue([PlannerKind.self])
        func agent(_ file: String) throws -> AgentFile {
            let text = "kind: planner\nparameters:\n  experience: \(file)\n  opening: 0\n"
            let path = folder + "/\(file).yaml"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            return try AgentFile.read(path, catalogue: catalogue)
        }
        let partner = try Kitchens.agents.agent("greedy-noisy")
        let kitchen = try Kitchens.make("coordination_ring")
        let episodes = try (0..<2).map { _ in
            try Kitchens.play(kitchen, [try agent("it.jsonl").makeAgent(), partner.makeAgent()], seed: 4, horizon: 150)
        }
        #expect(episodes[0] == episodes[1])
        let missing = #expect(throws: SourceDiagnostics.self) { try agent("nowhere.jsonl").makeAgent() }
        #expect(missing?.description.contains("there is no such file") == true)
    }

    // MARK: Pruning

    private func trial(_ partners: String..., seed: UInt64 = 1) throws -> ExperienceTrial {
        ExperienceTrial(
            [try Kitchens.make("cramped_room")], partners: try partners.map { try Kitchens.agents.agent($0) }, episodes: 1, horizon: 200,
            seed: seed)
    }

    private var quick: PlannerSettings {
        var settings = PlannerSettings()
        (settings.openingWidth, settings.width, settings.maxNodes) = (0, 2, 100)
        return settings
    }

    @Test func usefulExamplesAreKept() throws {
        let experience = try Self.built(.init(), "cramped_room")
        let journal = folder + "/it.journal"
        let trial = try trial("greedy", "random")
        let measured = try ExperiencePruning(trial, quick, journal: MeasurementJournal(journal)).measured(experience)
        let useful = measured.examples.compactMap(\.usefulness)
        #expect(!useful.isEmpty && useful.contains { $0 > 0 } && useful.contains { $0 < 0 })
        let kept = measured.mostUseful(share: 0.5)
        #expect(kept.examples.count == (experience.examples.count + 1) / 2)
        let worst = kept.examples.map { $0.usefulness ?? 0 }.min() ?? 0
        let dropped = measured.examples.filter { !kept.examples.contains($0) }
        #expect(dropped.allSatisfy { $0.usefulness ?? 0 <= worst })
        // Stopped while the last measurement was being written, it goes on and gives the same.
        var bytes = try Data(contentsOf: URL(fileURLWithPath: journal))
        #expect(MeasurementJournal(journal).count == 4)
        bytes.removeLast(10)
        try bytes.write(to: URL(fileURLWithPath: journal))
        #expect(MeasurementJournal(journal).count == 3)
        #expect(try ExperiencePruning(trial, quick, journal: MeasurementJournal(journal)).measured(experience) == measured)
        #expect(MeasurementJournal(journal).count == 4)
    }

    @Test func theBestDatabaseOfAPopulationIsKept() throws {
        let pool = try Self.built(.init(), "cramped_room")
        var settings = ExperiencePopulation.Settings()
        (settings.databases, settings.rounds) = (3, 2)
        let trials = try (0..<2).map { try trial("greedy-noisy", seed: UInt64($0)) }
        func select(_ journal: String?) throws -> (Experience, [ExperiencePopulation.Standing]) {
            var standings: [ExperiencePopulation.Standing] = []
            let best = try ExperiencePopulation(settings, quick, journal: MeasurementJournal(journal))
                .selected(from: pool, trial: { trials[$0] }, look: { standings.append($0) })
            return (best, standings)
        }
        let (best, standings) = try select(folder + "/databases.journal")
        #expect(standings.count == 6 && best.examples.count == (pool.examples.count + 1) / 2)
        #expect(best.examples.allSatisfy { pool.examples.contains($0) })
        #expect(try select(folder + "/databases.journal") == (best, standings))
    }
}
