import ArgumentParser
import Basics
import Foundation
import Language
import Referential
import Tournaments

extension SessionMethod: ExpressibleByArgument {}

/// `brigade talk populations`: ways to train a listener for sessions, compared.
struct TalkPopulationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "populations", abstract: "Train listeners for sessions in several ways, from supervision to dynamic populations.",
        discussion: """
            All methods learn from the same few sessions of people, spend the same games and steps, and are judged by other people's \
            sessions and by simulated speakers with words of their own, whom nobody has heard (docs/conventions.md). Intervals are \
            bootstraps over seeds and people. The result is the same whatever --jobs is.

            Examples:
              brigade talk populations ../shared/language/tangrams/tangram_pairs_train.jsonl
              brigade talk populations pairs.jsonl --methods supervised-meta dynamic --seeds 2 --people 20 --json
            """)

    @Argument(help: "People's sessions, a .jsonl file.", completion: .file(extensions: ["jsonl"])) var corpus: String
    @Option(help: "What to do with rows that are wrong: refuse the file, or skip them. Either way each is named.")
    var badRows = ColourCorpus.BadRows.refuse
    @Option(parsing: .upToNextOption, help: "Only these methods.") var methods: [SessionMethod] = []
    @Option(.from(1, to: 100), help: "Runs of each method.") var seeds = 5
    @Option(.from(2, to: 10_000), help: "Sessions of people to learn from.") var people = 8
    @Option(.from(1, to: 10_000), help: "Sessions of games that a listener learns from.") var games = 12
    @Option(.from(1, to: 19), help: "Speakers of a static population, stages of a dynamic one.") var speakers = 3
    @Option(.share, help: "Share of its words that a speaker of a population has coined.") var coined = 0.3
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Flag(help: "Print all results as a JSON array.") var json = false

    func run() throws {
        let sessions = try SessionOptions.sessions(corpus, badRows).sessions
        var budget = SessionBudget()
        (budget.people, budget.games, budget.speakers, budget.coined) = (people, games, speakers, coined)
        let methods = methods.isEmpty ? SessionMethod.allCases : methods.unique
        let runs = try methods.flatMap { method in
            try (0..<seeds).map { try SessionMethodRun(method, sessions: sessions, budget: budget, seed: UInt64($0)) }
        }
        let results = Workers(jobs).map(runs.count) { index in
            let result = runs[index].result()
            let people = result.judged["people", default: []]
            let share = Double(people.reduce(0) { $0 + $1.correct }) / Double(max(people.reduce(0) { $0 + $1.rounds }, 1))
            Terminal.say("\(result.method.rawValue), seed \(result.seed): \(Self.percent(share)) % with people")
            return result
        }
        if json { return print(try JSONText.pretty(results)) }
        var table = TextTable(
            ["method, % right", "sessions", "games", "people", "first", "last", "above counts", "dialect 0", "dialect 0.5", "dialect 1"],
            words: 1)
        for method in methods { table.add(Self.row(method, results.filter { $0.method == method })) }
        printLines(table.lines(.standardOutput))
        print("judged by \(SessionMethodRun.judging) sessions of people; [95 % interval] over \(seeds) seeds and people")
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f", 100 * share) }

    private static func row(_ method: SessionMethod, _ results: [SessionMethodResult]) -> [String] {
        func judged(_ partners: String) -> Statistics.Estimate {
            let counts = results.map { $0.judged[partners, default: []].map { ($0.correct, $0.rounds) } }
            return Statistics.crossed(counts, .init(resamples: 2000), key: 0)
        }
        func mean(_ count: (SessionMethodResult) -> CorpusEvaluation.Count) -> String {
            percent(Statistics.mean(results.map { count($0).accuracy }))
        }
        func words(_ estimate: Statistics.Estimate) -> String {
            "\(percent(estimate.value)) [\(percent(estimate.low)), \(percent(estimate.high))]"
        }
        let above = results.map { result in
            zip(result.judged["people", default: []], result.counting).map { $0.accuracy - $1.accuracy }
        }
        let difference = Statistics.meanOfMeans([meansByPerson(above)], .init(resamples: 2000), key: 0)
        return [
            method.rawValue, "\(results.first?.people ?? 0)", "\(results.first?.games ?? 0)", words(judged("people")), mean(\.first),
            mean(\.last), words(difference), percent(judged("dialect 0").value), percent(judged("dialect 0.5").value),
            percent(judged("dialect 1").value),
        ]
    }

    /// The mean over seeds for each person who judges.
    private static func meansByPerson(_ differences: [[Double]]) -> [Double] {
        (differences.first ?? []).indices.map { person in Statistics.mean(differences.map { $0[person] }) }
    }
}
