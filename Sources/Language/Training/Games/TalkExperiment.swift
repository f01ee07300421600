import Basics
import SourceFiles
import Foundation
import Referential

/// What an experiment file says: which game, whose rounds, which arms, how much of everything.
public struct TalkExperiment: Sendable, Hashable, Codable {
    public enum Game: String, Sendable, Hashable, CaseIterable, Codable {
        case colours, scenes, relations, languages, attributes, reconstruction
    }

    public var name: String
    public var game: Game
    /// People's rounds of colours; nil for stand-ins.
    public var corpus: String?
    public var humanRounds: Int
    /// Words at most that are said or heard; the end symbol does not count.
    public var longest: Int
    /// Candidates of a round, where the game leaves a choice.
    public var candidates: Int
    /// Attributes of things that have no names, and values of each.
    public var attributes: Int
    public var values: Int
    public var arms: [Arm]
    /// Runs of every arm, with the seeds 0, 1, ...
    public var seeds: Int
    public var settings: ArmSettings

    /// Reads the experiment at `path`.
    /// - Throws: `SourceDiagnostics` with everything that is wrong, and the near miss.
    public static func read(_ path: String) throws -> TalkExperiment {
        let text = try SourceDiagnostics.text(path, .experiment, missing: "there is no such experiment file")
        return try SourceDiagnostics.gathering {
            try TalkExperiment(YAMLReader.read(text, file: path, expecting: "an experiment of talk, such as 'game' and 'arms'"), path: path)
        }
    }

    private init(_ root: Node, path: String) throws {
        var keys = ExperimentKeys(root, file: path)
        let url = URL(fileURLWithPath: path)
        name = keys.text("name") ?? url.deletingPathExtension().lastPathComponent
        game = keys.word("game", Game.self) ?? .colours
        corpus = keys.text("corpus").map { $0.hasPrefix("/") ? $0 : url.deletingLastPathComponent().relativePath + "/" + $0 }
        humanRounds = keys.count("human-rounds", 1000, 10...1_000_000)
        longest = keys.count("longest", 10, 1...100)
        candidates = keys.count("candidates", game == .attributes ? 3 : 4, 2...64)
        attributes = keys.count("attributes", 5, 2...26)
        values = keys.count("values", 4, 2...255)
        arms = keys.words("arms", Arm.self) ?? Arm.allCases
        seeds = keys.count("seeds", 5, 1...1000)
        var settings = ArmSettings()
        settings.budget.steps = keys.count("steps", settings.budget.steps, 2...10_000_000)
        settings.budget.games = keys.count("games", settings.budget.games, 1...10_000_000)
        settings.budget.warmUp = keys.count("warm-up", settings.budget.warmUp, 0...10_000_000)
        settings.budget.rounds = keys.count("rounds", settings.budget.rounds, 1...10_000)
        settings.budget.lineages = keys.count("lineages", settings.budget.lineages, 1...100)
        settings.batch = keys.count("batch", settings.batch, 1...4096)
        settings.hidden = keys.count("hidden", settings.hidden, 1...2048)
        settings.embedding = keys.count("embedding", settings.embedding, 1...2048)
        settings.rate = keys.number("rate", settings.rate, 1e-8...1)
        settings.dropout = Float(keys.number("dropout", Double(settings.dropout), 0...0.9))
        settings.adaptingRate = Float(keys.number("adapting-rate", Double(settings.adaptingRate), 0...10))
        settings.adaptingRates = keys.numbers("adapting-rates", 0...10).map { Float($0) }
        settings.channel = keys.word("channel", ArmSettings.Channel.self) ?? settings.channel
        settings.entropy = Float(keys.number("entropy", Double(settings.entropy), 0...10))
        settings.divergence = Float(keys.number("divergence", Double(settings.divergence), 0...100))
        settings.diversity = Float(keys.number("diversity", Double(settings.diversity), 0...100))
        settings.lineageData = keys.word("lineage-data", ArmSettings.LineageData.self) ?? settings.lineageData
        settings.budget.sharedWarmUp = keys.bool("shared-warm-up") ?? false
        settings.budget.bothLearn = keys.bool("both-learn") ?? false
        settings.budget.metaShare = keys.number("meta-share", settings.budget.metaShare, 0...1)
        settings.adaptingSteps = keys.count("adapting-steps", settings.adaptingSteps, 0...1000)
        self.settings = settings
        if game != .colours && corpus != nil { keys.report("corpus", "\(game.rawValue) have no corpus; their people are personas") }
        if game == .colours || game == .reconstruction { keys.refuse("candidates", "a round of \(game.rawValue) leaves no choice of them") }
        if game != .attributes && game != .reconstruction {
            for key in ["attributes", "values"] { keys.refuse(key, "only games of attributes or reconstruction have it") }
        }
        let spent = settings.budget.warmUp * 2 + settings.budget.games * 2
        if spent > settings.budget.steps {
            keys.report(
                "steps",
                "\(settings.budget.steps) steps do not pay for a warm-up of \(settings.budget.warmUp) of each role and \(settings.budget.games) "
                    + "batches of games of both; \(spent) are needed")
        }
        let problems = keys.problems()
        guard problems.isEmpty else { throw SourceDiagnostics(problems: problems) }
    }

    /// The world of a seed.
    /// - Throws: `TalkError`, or what is wrong with the corpus.
    public func world(_ seed: UInt64) throws -> TalkWorld {
        switch game {
        case .scenes: return try world(.scenes, seed)
        case .relations: return try world(.relations, seed)
        case .languages: return try world(.languages, seed)
        case .attributes: return try world(.attributes(attributes, values: values), seed)
        case .reconstruction: return try world(.attributes(attributes, values: values), seed)
        case .colours:
            let rounds = try corpus.map { try ColourCorpus.read($0, badRows: .refuse).rounds }
            return try .colours(corpus: rounds, humanRounds: humanRounds, longest: longest, seed: seed)
        }
    }

    private func world(_ standIns: StandIns.Game, _ seed: UInt64) throws -> TalkWorld {
        let game = try StandIns(standIns, candidates: game == .reconstruction ? 1 : candidates)
        return try .standIns(game, humanRounds: humanRounds, longest: longest, seed: seed)
    }
}

/// Takes the keys of an experiment file one by one.
private struct ExperimentKeys {
    private var fields: FieldReader
    private let entries: [Node.Entry]
    private let root: Node
    private var known: [String] = []

    init(_ root: Node, file: String) {
        var fields = FieldReader(file: file)
        entries = fields.entries(root, "an experiment file")
        self.fields = fields
        self.root = root
    }

    private mutating func node(_ key: String) -> Node? {
        known.append(key)
        return entries.first { $0.key == key && $0.value.value != .null }?.value
    }

    mutating func text(_ key: String) -> String? { node(key).flatMap { fields.text($0, key) } }

    mutating func count(_ key: String, _ standard: Int, _ range: ClosedRange<Int>) -> Int {
        node(key).flatMap { fields.int($0, key, in: range) } ?? standard
    }

    mutating func number(_ key: String, _ standard: Double, _ range: ClosedRange<Double>) -> Double {
        node(key).flatMap { fields.double($0, key, in: range) } ?? standard
    }

    mutating func bool(_ key: String) -> Bool? { node(key).flatMap { fields.bool($0, key) } }

    mutating func numbers(_ key: String, _ range: ClosedRange<Double>) -> [Double] {
        guard let node = node(key) else { return [] }
        return fields.list(node, key).compactMap { fields.double($0, "a number of \(key)", in: range) }
    }

    mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type) -> Word? where Word.RawValue == String {
        node(key).flatMap { value($0, key) }
    }

    mutating func words<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type) -> [Word]? where Word.RawValue == String {
        guard let node = node(key) else { return nil }
        return fields.list(node, key).compactMap { value($0, key) }
    }

    private mutating func value<Word: RawRepresentable & CaseIterable>(_ node: Node, _ key: String) -> Word?
    where Word.RawValue == String {
        guard let text = fields.text(node, key) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let all = Word.allCases.map(\.rawValue)
        let hint = nearMiss(to: text, among: all).map { "did you mean '\($0)'?" } ?? "use one of \(all.joined(separator: ", "))"
        fields.report("\(key) cannot be '\(text)'; \(hint)", at: node.position)
        return nil
    }

    /// Reports a key that is there and has no place in this game.
    mutating func refuse(_ key: String, _ message: String) {
        if entries.contains(where: { $0.key == key }) { report(key, message) }
    }

    mutating func report(_ key: String, _ message: String) {
        fields.report(message, at: entries.first { $0.key == key }?.position ?? root.position)
    }

    mutating func problems() -> [SourceDiagnostic] {
        fields.checkKeys(entries, known: known, in: "an experiment file")
        return fields.problems
    }
}
