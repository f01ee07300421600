import Basics
import Foundation
import Referential
import SourceFiles

/// What an experiment file says: which game, whose rounds, which methods, how much of everything.
public struct Experiment: Sendable, Hashable, Codable {
    /// The experiment's name.
    public var name: String
    /// The word of the game's family.
    public var game: String
    /// People's rounds, for games that have a corpus; nil for simulated speakers.
    public var corpus: String?
    /// Rounds of people to learn from.
    public var humanRounds: Int
    /// Words at most that are said or heard; the end symbol does not count.
    public var maxLength: Int
    /// Candidates of a round, where the game leaves a choice.
    public var candidates: Int
    /// Attributes of things that have no names, and values of each.
    public var attributes: Int
    /// Values of each attribute.
    public var values: Int
    /// How agents are trained.
    public var methods: [TrainingMethod]
    /// Runs of every method, with the seeds 0, 1, ...
    public var seeds: Int
    /// What decides a run, together with its data and its seed.
    public var settings: TrainingSettings

    /// The names in `experiment.json`, which is a run's identity.
    private enum CodingKeys: String, CodingKey {
        case maxLength = "longest"
        case methods = "arms"
        case name, game, corpus, humanRounds, candidates, attributes, values, seeds, settings
    }

    /// Reads the experiment at `path`.
    /// - Throws: `SourceDiagnostics` with everything that is wrong, and the near miss.
    public static func read(_ path: String, games: GameCatalogue = .standard) throws -> Experiment {
        let text = try SourceDiagnostics.text(path, .experiment, missing: "there is no such experiment file")
        return try SourceDiagnostics.gathering {
            try Experiment(
                YAMLReader.read(text, file: path, expecting: "an experiment of talk, such as 'game' and 'methods'"), path: path, games)
        }
    }

    private init(_ root: Node, path: String, _ games: GameCatalogue) throws {
        var keys = ExperimentKeys(root, file: path)
        let url = URL(fileURLWithPath: path)
        name = keys.text("name") ?? url.deletingPathExtension().lastPathComponent
        game = keys.word("game", among: games.words) ?? ColourGame.word
        let family = games.family(game) ?? ColourGame.self
        corpus = keys.text("corpus").map { $0.hasPrefix("/") ? $0 : url.deletingLastPathComponent().relativePath + "/" + $0 }
        humanRounds = keys.count("human-rounds", 1000, 10...1_000_000)
        maxLength = keys.count("longest", 10, 1...100)
        candidates = keys.count("candidates", family.standardCandidates, 2...64)
        attributes = keys.count("attributes", 5, 2...26)
        values = keys.count("values", 4, 2...255)
        // `arms` is the name of the release before.
        let former = keys.words("arms", TrainingMethod.self)
        methods = keys.words("methods", TrainingMethod.self) ?? former ?? TrainingMethod.allCases
        seeds = keys.count("seeds", 5, 1...1000)
        settings = TrainingSettings(&keys)
        if corpus != nil && !family.hasCorpus { keys.report("corpus", "\(game) have no corpus; their people are personas") }
        if !family.choices.contains(.candidates) { keys.refuse("candidates", "a round of \(game) leaves no choice of them") }
        if !family.choices.contains(.attributes) {
            let others = games.words { $0.choices.contains(.attributes) }.joined(separator: " or ")
            for key in ["attributes", "values"] { keys.refuse(key, "only games of \(others) have it") }
        }
        let budget = settings.budget
        let spent = budget.warmUp * 2 + budget.games * 2
        if spent > budget.gradientSteps {
            keys.report(
                "steps",
                "\(budget.gradientSteps) steps do not pay for a warm-up of \(budget.warmUp) of each role and \(budget.games) "
                    + "batches of games of both; \(spent) are needed")
        }
        let problems = keys.problems()
        guard problems.isEmpty else { throw SourceDiagnostics(problems: problems) }
    }

    /// The data of a seed.
    /// - Throws: `ReferentialError`, or what is wrong with the corpus.
    public func data(_ seed: UInt64, games: GameCatalogue = .standard) throws -> ExperimentData {
        guard let family = games.family(game) else { throw ReferentialError("there is no game '\(game)'; \(games.hint(game))") }
        let things = try family.init(GameSettings(candidates: candidates, attributes: attributes, values: values))
        let rounds = try corpus.map { try ColourCorpus.read($0, badRows: .refuse).rounds }
        return try ExperimentData(
            things, corpus: rounds, size: .init(humanRounds: humanRounds, maxLength: maxLength), seed: seed)
    }
}

extension TrainingSettings {
    /// The settings of an experiment file; what it does not name is as standard.
    fileprivate init(_ keys: inout ExperimentKeys) {
        self.init()
        budget.gradientSteps = keys.count("steps", budget.gradientSteps, 2...10_000_000)
        budget.games = keys.count("games", budget.games, 1...10_000_000)
        budget.warmUp = keys.count("warm-up", budget.warmUp, 0...10_000_000)
        budget.rounds = keys.count("rounds", budget.rounds, 1...10_000)
        budget.lineages = keys.count("lineages", budget.lineages, 1...100)
        budget.sharedWarmUp = keys.bool("shared-warm-up") ?? false
        budget.bothLearn = keys.bool("both-learn") ?? false
        budget.metaShare = keys.number("meta-share", budget.metaShare, 0...1)
        batch = keys.count("batch", batch, 1...4096)
        hidden = keys.count("hidden", hidden, 1...2048)
        embedding = keys.count("embedding", embedding, 1...2048)
        rate = keys.number("rate", rate, 1e-8...1)
        dropout = Float(keys.number("dropout", Double(dropout), 0...0.9))
        adaptingRate = Float(keys.number("adapting-rate", Double(adaptingRate), 0...10))
        adaptingRates = keys.numbers("adapting-rates", 0...10).map { Float($0) }
        adaptingSteps = keys.count("adapting-steps", adaptingSteps, 0...1000)
        channel = keys.word("channel", Channel.self) ?? channel
        entropy = Float(keys.number("entropy", Double(entropy), 0...10))
        divergence = Float(keys.number("divergence", Double(divergence), 0...100))
        diversity = Float(keys.number("diversity", Double(diversity), 0...100))
        lineageData = keys.word("lineage-data", LineageData.self) ?? lineageData
    }
}
