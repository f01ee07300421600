import ArgumentParser
import Basics
import Foundation
import Language
import Learning
import Referential

/// `brigade talk learn`: a listener or a speaker out of what people said.
struct TalkLearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn", abstract: "Learn to understand people, or to speak as they do, from a corpus.",
        discussion: """
            First every part of the people is left out once, to be judged on; then the agent learns from all of them. A \
            listener is several networks whose probabilities are averaged. The result is an agent file of kind talker. \
            \(MessageRules.definition) Of sessions, one a line of a .jsonl file (docs/conventions.md), the result is an agent of kind \
            partner, which listens, speaks and adapts.

            Examples:
              brigade talk learn --corpus ../shared/language/tangrams/tangram_pairs_train.jsonl --into my/agents
              brigade talk learn --corpus ../shared/language/colors_train.csv --into my/agents
              brigade talk learn --corpus rounds.csv --role speaker --name colour-speaker --folds 0
            """)

    @OptionGroup var corpus: CorpusOptions
    @Option(help: "listener or speaker.") var role = Role.listener
    @Option(help: "Folder to write to.") var into = "runs/talkers"
    @Option(help: "Name of the agent. Default: colour-listener or colour-speaker.") var name: String?
    @Option(.from(0, to: 1000), help: "Parts that people are split into for judging; 0 for no judging.") var folds = 5
    @Option(.members, help: "Networks of a listener.") var members = 5
    @Option(.units, help: "Units of a network's memory.") var hidden = 96
    @Option(.units, help: "Elements of a word's vector.") var embedding = 64
    @Option(.from(0, below: 1), help: "Share of units left out while a listener learns.") var dropout: Float = 0.3
    @Option(.passes, help: "Passes over the rounds.") var passes: Int?
    @Option(.from(1, to: 1000), help: "Longest message that is heard or said, in words; the end symbol does not count.") var longest = 24
    @Option(.from(1, to: 1_000_000), help: "A word is known that people said so often.") var least = 2
    @Option(.seed, help: "Run seed.") var seed: UInt64 = 0
    @Option(
        .jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core. They change nothing in the result."
    )
    var jobs = AvailableCores.count()

    func validate() throws {
        if folds == 1 { throw ValidationError("--folds is \(folds); it must be 0, or at least 2") }
    }

    func run() throws {
        if SessionCorpus.isNamed(corpus.corpus) {
            let learning = PartnerLearning(
                corpus: corpus.corpus, badRows: corpus.badRows, folds: folds, seed: seed, workers: Workers(jobs))
            return try learning.run(into: into, name: name ?? "tangram-partner")
        }
        var training = SupervisedTraining()
        training.role = role
        (training.members, training.hidden, training.embedding, training.dropout) = (members, hidden, embedding, dropout)
        (training.maxLength, training.least, training.seed) = (longest, least, seed)
        training.listening.passes = passes ?? training.listening.passes
        training.speaking.passes = passes ?? training.speaking.passes
        let rounds = try corpus.rounds()
        Terminal.say("\(rounds.count) rounds of \(Set(rounds.map(\.speaker)).count) people")
        var judged = ""
        if folds > 0 {
            let evaluation = try training.leavingPeopleOut(rounds, folds: folds, workers: Workers(jobs), report: Terminal.say)
            judged = " On people left out: \(evaluation.words(role))."
            print("on people left out: \(evaluation.words(role))")
            for (condition, tally) in evaluation.byCondition.sorted(by: { $0.key < $1.key }) {
                let figure = role == .listener ? String(format: "%.1f %%", 100 * tally.accuracy) : String(format: "%.3f", tally.perRound)
                printLine("  \(condition.padding(10)) \("\(tally.rounds)".leftPadding(6)) rounds  \(figure)")
            }
        }
        let model = try training.learn(rounds, workers: Workers(jobs))
        let name = name ?? "colour-\(role.rawValue)"
        let file = URL(fileURLWithPath: corpus.corpus).lastPathComponent
        let count = model.listeners.reduce(0) { $0 + $1.parameters.count } + (model.speaker?.parameters.count ?? 0)
        try model.write(
            into: into, name: name,
            description: (role == .listener ? "Understands people who describe colours." : "Describes colours as people do.") + judged,
            provenance:
                "brigade talk learn, \(file) (\(rounds.count) rounds), seed \(seed); \(model.vocabulary.words.count) words, \(count) parameters"
        )
        print("\(into)/\(name).yaml: \(model.vocabulary.words.count) words, \(count) parameters")
    }
}
