import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning
import Neural
import Referential
import SourceFiles
import Synchronization
import Testing

@testable import Language

@Suite struct MethodTests {
    private var settings: TrainingSettings {
        var settings = TrainingSettings()
        (settings.batch, settings.hidden, settings.embedding) = (8, 8, 4)
        settings.budget.gradientSteps = 96
        settings.budget.games = 24
        settings.budget.warmUp = 12
        settings.budget.rounds = 2
        settings.budget.lineages = 2
        return settings
    }

    private func data() throws -> ExperimentData { try Self.data(SceneGame(GameSettings(candidates: 3))) }

    private static func data(_ game: any ReferentialGame) throws -> ExperimentData {
        try ExperimentData(game, size: .init(humanRounds: 60, maxLength: 4), seed: 1)
    }

    /// Every method spends the steps of the budget, and those that play do so as often, but for what does not divide evenly.
    @Test(arguments: TrainingMethod.allCases) func methodsSpendTheSame(method: TrainingMethod) {
        for budget in [settings.budget, TrainingBudget()] {
            let script = method.script(budget, seed: 3)
            #expect(script.gradientSteps == script.steps.reduce(0) { $0 + $1.cost.gradientSteps })
            let (spent, given) = (script.gradientSteps, budget.gradientSteps)
            #expect(abs(spent - given) <= given / 16, "\(method): \(spent) steps of \(given)")
            let games = script.steps.reduce(0) { $0 + $1.cost.games }
            switch method {
            case .supervised: #expect(games == 0)
            case .emergent: #expect(games == given / 2)
            default: #expect(abs(games - budget.games) <= budget.games / 8, "\(method): \(games) games of \(budget.games)")
            }
        }
    }

    /// A run that was stopped at any step ends in the same bytes, snapshots included.
    @Test(arguments: [TrainingMethod.dynamic, .populationDistilled, .iterated, .generational, .s2pShared])
    func resumedIsUndisturbed(method: TrainingMethod) throws {
        try expectResumes(method, settings)
    }

    /// So is one with everything that can be set.
    @Test(arguments: TrainingSettings.Channel.allCases) func resumedIsUndisturbedWithAllTerms(channel: TrainingSettings.Channel) throws {
        var settings = settings
        (settings.channel, settings.divergence, settings.diversity, settings.lineageData) = (channel, 0.2, 0.5, .people)
        settings.budget.metaShare = 0.7
        (settings.budget.bothLearn, settings.budget.sharedWarmUp) = (true, true)
        try expectResumes(.dynamic, settings)
    }

    /// In the other games, too; and what was learned there is the same when it has been written and read.
    @Test(arguments: ["languages", "relations", "attributes", "reconstruction"])
    func otherGamesAreLearnedKeptAndReadAgain(word: String) throws {
        let family = try #require(GameCatalogue.standard.family(word))
        let data = try Self.data(family.init(GameSettings(candidates: 3, attributes: 3, values: 3)))
        for channel in TrainingSettings.Channel.allCases {
            var settings = settings
            settings.channel = channel
            try expectResumes(.dynamic, settings, data)
        }
        let run = MethodRun(.s2pSched, data: data, settings: settings, seed: 1)
        while !run.isDone { try run.advance() }
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try run.model.write(into: folder, name: "t", description: "", provenance: "")
        let again = try CommunicationModel.read(network: folder + "/t.json", weights: folder + "/t.safetensors")
        let rounds = Array(data.unheard.prefix(50))
        #expect(try again.picks(rounds) == run.model.picks(rounds) && (again.reconstructs != nil) == (word == "reconstruction"))
        #expect(again.game.name == data.game.name)
        var (first, second) = (RandomStream(1), RandomStream(1))
        for decoding in [Decoding(), Decoding(voice: .beam, rationality: 0.5)] {
            let said = try Talker(model: again, decoding: decoding).speak(rounds[0], random: &first)
            #expect(try said == Talker(model: run.model, decoding: decoding).speak(rounds[0], random: &second))
        }
        #expect(try run.result(data: data).byHeldOut["new combinations"] != nil)
    }

    /// Any number of any agent that learned, not only the first one's first.
    @Test func aNumberThatIsNoneIsFoundInEveryAgentThatLearned() throws {
        let data = try data()
        for role in Role.allCases {
            let run = MethodRun(.dynamic, data: data, settings: settings, seed: 2)
            for agent in role == .speaker ? run.speakers : run.listeners {
                agent.parameters.base[agent.parameters.count - 1] = .nan
            }
            let error = #expect(throws: ReferentialError.self) { while !run.isDone { try run.advance() } }
            #expect(error?.description.contains(" is no finite number; ") == true)
            #expect(!run.isDone)
        }
    }

    /// A result that was changed is refused, as is a damaged checkpoint; without the file the run is done again.
    @Test func anExperimentNeverGoesOnFromDamage() throws {
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let text = """
            game: scenes
            human-rounds: 60
            longest: 4
            methods: [supervised]
            seeds: 1
            steps: 96
            games: 24
            warm-up: 12
            batch: 8
            hidden: 8
            embedding: 4
            """
        try text.write(toFile: folder + "/t.yaml", atomically: true, encoding: .utf8)
        let experiment = try Experiment.read(folder + "/t.yaml")
        func open() throws -> ExperimentRun { try ExperimentRun(experiment, folder: folder) }
        func results() throws -> [MethodResult] { try open().run(workers: Workers(1), report: { _ in }, shouldStop: { false }) }
        let steps = Mutex(0)
        @Sendable func isEnough() -> Bool {
            steps.withLock { done in
                done += 1
                return done > 5
            }
        }
        _ = try open().run(workers: Workers(1), report: { _ in }, shouldStop: isEnough)
        for file in ["checkpoint.safetensors", "result.json"] {
            let path = "\(folder)/supervised-0/\(file)"
            let data = try #require(FileManager.default.contents(atPath: path))
            for place in stride(from: 0, to: data.count, by: max(1, data.count / 40)) {
                var damaged = data
                damaged[place] ^= 1 << UInt8(place % 8)
                try damaged.write(to: URL(fileURLWithPath: path))
                #expect(throws: (any Error).self, "byte \(place) of \(file)") { try results() }
            }
            try data.write(to: URL(fileURLWithPath: path))
            _ = try results()
        }
    }

    private func expectResumes(_ method: TrainingMethod, _ settings: TrainingSettings, _ given: ExperimentData? = nil) throws {
        let data = try given ?? data()
        let whole = MethodRun(method, data: data, settings: settings, seed: 2)
        var kept: [Safetensors] = []
        while !whole.isDone {
            if [0, 17, 60].contains(whole.done) { kept.append(whole.checkpoint) }
            try whole.advance()
        }
        let end = try whole.checkpoint.encoded()
        for checkpoint in kept {
            let again = MethodRun(method, data: data, settings: settings, seed: 2)
            try again.restore(Safetensors(checkpoint.encoded(), file: "checkpoint"))
            while !again.isDone { try again.advance() }
            #expect(try again.checkpoint.encoded() == end)
        }
        let other = MethodRun(method, data: data, settings: settings, seed: 3)
        while !other.isDone { try other.advance() }
        #expect(try other.checkpoint.encoded() != end)
        #expect(throws: ReferentialError.self) { try other.restore(Safetensors([:])) }
    }

    /// Every learner's rate sinks over its own updates, whenever it begins; a copy learns at the rate of what it is a copy of.
    @Test(arguments: TrainingMethod.allCases) func everyLearnerHasItsOwnPace(method: TrainingMethod) {
        let steps = method.script(settings.budget, seed: 3).steps
        let pace = LearningPace(steps)
        for role in Role.allCases {
            for agent in 0...settings.budget.lineages {
                var life: [Double] = []
                var isCopy = false
                for (index, step) in steps.enumerated() {
                    if case .renew(role, agent) = step { life = [] }
                    if case .copy(role, _, agent) = step { isCopy = true }
                    guard !isCopy, step.learners.contains(where: { $0.role == role && $0.agent == agent }) else { continue }
                    let share = pace.share(role, at: index)
                    #expect(life.isEmpty ? share == 0 : share > life[life.count - 1])
                    life.append(share)
                }
                if let last = life.last { #expect(abs(last - (1 - 1 / Double(life.count))) < 1e-9) }
            }
        }
    }

    @Test func copiesKeepThePaceOfTheirOrigin() {
        let learn = TrainingStep.supervise(.speaker, 0)
        let pace = LearningPace([
            learn, learn, .copy(.speaker, from: 0, to: 1), .supervise(.speaker, 1), .supervise(.speaker, 1), learn,
            .copy(.speaker, from: 1, to: 2), .supervise(.speaker, 2), learn, .renew(.speaker, 1), .supervise(.speaker, 1),
        ])
        #expect([0, 1, 3, 4, 5, 7, 8, 10].map { pace.share(.speaker, at: $0) } == [0, 0.25, 0.5, 0.5, 0.5, 0.5, 0.75, 0])
    }

    @Test func lineagesSpeakApartWhereThatIsRewarded() throws {
        let data = try data()
        var distances: [Double] = []
        for diversity in [Float(0), 5] {
            var settings = settings
            (settings.diversity, settings.rate) = (diversity, 1e-2)
            (settings.budget.gradientSteps, settings.budget.games) = (400, 140)
            let run = MethodRun(.dynamicOneLineage, data: data, settings: settings, seed: 2)
            while !run.isDone { try run.advance() }
            distances.append(try run.result(data: data).bufferDistance ?? 0)
        }
        #expect(distances[1] > distances[0])
    }

    private func experiment(_ text: String) throws -> Experiment {
        let path = NSTemporaryDirectory() + "brigade-\(UUID().uuidString).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try Experiment.read(path)
    }

    private static let small =
        "name: small\ngame: scenes\nmethods: [supervised, dynamic]\nseeds: 2\nhuman-rounds: 60\nsteps: 96\ngames: 24\nwarm-up: 12\nrounds: 2\n"
        + "lineages: 2\nbatch: 8\nhidden: 8\nembedding: 4\nlongest: 4\n"

    /// One thread, two threads, and two threads stopped again and again.
    @Test func anExperimentIsTheSameOnAnyNumberOfThreads() throws {
        let experiment = try experiment(Self.small)
        var results: [[MethodResult]] = []
        var weights: [Data?] = []
        for (threads, stops) in [(1, 0), (2, 0), (2, 3)] {
            let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: folder) }
            for stop in 0..<stops {
                let deadline = Calls()
                _ = try ExperimentRun(experiment, folder: folder).run(workers: Workers(1), report: { _ in }) {
                    deadline.next() > 40 * (stop + 1)
                }
            }
            let run = try ExperimentRun(experiment, folder: folder)
            results.append(try run.run(workers: Workers(threads), report: { _ in }) { false })
            weights.append(FileManager.default.contents(atPath: run.agent(.dynamic, 1).replacing(".yaml", with: ".safetensors")))
        }
        #expect(results[0].count == 4 && results[0] == results[1] && results[0] == results[2])
        #expect(weights[0] != nil && weights[0] == weights[1] && weights[0] == weights[2])
    }

    /// Runs by processes of their own, in any order, are the experiment.
    @Test func runsOneByOneAreTheExperiment() throws {
        let experiment = try experiment(Self.small)
        let folders = (0..<2).map { _ in NSTemporaryDirectory() + "brigade-\(UUID().uuidString)" }
        defer { for folder in folders { try? FileManager.default.removeItem(atPath: folder) } }
        let whole = try ExperimentRun(experiment, folder: folders[0]).run(workers: Workers(2), report: { _ in }) { false }
        let parts = try ExperimentRun(experiment, folder: folders[1])
        let members = parts.members
        #expect(members.map(\.description).count == 4 && members.first.map { "\($0)".hasSuffix("-0") } == true)
        for (done, member) in members.reversed().enumerated() {
            #expect(try parts.missing() == Array(members.dropLast(done)))
            let results = try ExperimentRun(experiment, folder: folders[1]).run(only: member, workers: Workers(1), report: { _ in }) {
                false
            }
            #expect(results.count == done + 1)
        }
        let all = try parts.run(workers: Workers(1), report: { _ in }) { true }
        #expect(try parts.missing().isEmpty && all == whole)
    }

    /// `arms` is the name of the release before for `methods`.
    @Test func formerWordsOfExperimentsAreStillRead() throws {
        let former = Self.small.replacing("methods:", with: "arms:")
        #expect(try experiment(former) == experiment(Self.small))
    }

    @Test func wrongExperimentsAreTold() throws {
        let problems = #expect(throws: SourceDiagnostics.self) {
            try experiment("game: scenes\narms: [supervized]\nseed: 3\nsteps: 10\ncorpus: x.csv\n")
        }
        let text = problems.map { "\($0)" } ?? ""
        #expect(text.contains("did you mean 'supervised'?") && text.contains("did you mean 'seeds'?"))
        #expect(text.contains("scenes have no corpus") && text.contains("do not pay for a warm-up"))
    }

    @Test func anotherExperimentsFolderIsRefused() throws {
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try ExperimentRun(experiment(Self.small), folder: folder)
        _ = try ExperimentRun(experiment(Self.small.replacing("seeds: 2", with: "seeds: 5")), folder: folder)
        #expect(throws: ReferentialError.self) {
            try ExperimentRun(experiment(Self.small.replacing("batch: 8", with: "batch: 9")), folder: folder)
        }
    }

    @Test func pairsFindALanguageOfTheirOwn() throws {
        let game = try AttributeGame(GameSettings(candidates: 3, attributes: 2, values: 3))
        for channel in LewisTraining.Channel.allCases {
            var settings = LewisTraining.Settings()
            (settings.channel, settings.batch, settings.rate) = (channel, 32, 5e-3)
            let training = LewisTraining(game, rules: try MessageRules(vocabulary: 6, maxLength: 3), settings: settings, examples: 2000)
            for _ in 0..<600 { try training.step() }
            #expect(training.accuracy(320) > 0.7, "\(channel): chance is 0.33")
        }
    }
}

/// Counts its calls, from any thread.
private final class Calls: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
