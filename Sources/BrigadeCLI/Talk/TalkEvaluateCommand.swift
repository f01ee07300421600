import ArgumentParser
import Basics
import Foundation
import Language
import Referential
import Tournaments

/// `brigade talk evaluate`: how well an agent picks what people mean, or predicts what they say.
struct TalkEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Score an agent on what people said: over all rounds and by condition.",
        discussion: """
            A listener's accuracy is the share of rounds in which its most likely candidate is the target, or in which it \
            reconstructs just that; its interval is a bootstrap over the people who speak. A speaker's likelihood is that of the \
            people's own words, in nats a round and a word, ends included. An agent that does both is judged as a listener \
            unless --as says otherwise. Rounds that an agent learned from flatter it.

            Colours need a corpus. In other games the people are simulated speakers from whom agents of 'brigade talk train' have \
            learned nothing; then, and with --held-out, a listener is also judged by what was kept out of training: \
            people, attributes' combinations, words (docs/language.md).

            An agent of kind partner is judged on people's sessions, one a line of a .jsonl file (docs/conventions.md): each \
            session from nothing, told after each round what was meant.

            Examples:
              brigade talk evaluate colour-listener --corpus ../shared/language/colors_train.csv
              brigade talk evaluate runs/talk-scenes/dynamic-0/dynamic-0.yaml
              brigade talk evaluate tangram-partner --corpus pairs.jsonl --once-each
              brigade talk evaluate my/agents/speaker.yaml --as speaker --corpus rounds.csv --bad-rows skip --json
            """)

    @Argument(help: "Name of an agent, or path of its .yaml file.")
    var agent: String
    @OptionGroup var agents: AgentOptions
    @Option(
        help: ArgumentHelp(
            "Rounds of people describing colours, a CSV file.",
            discussion: "With the columns of Colors in Context, or of colors_train.csv (docs/language.md); or sessions, .jsonl."),
        completion: .file(extensions: ["csv", "jsonl"]))
    var corpus: String?
    @Option(help: "What to do with rows that are wrong: refuse the file, or skip them. Either way each is named.")
    var badRows = ColourCorpus.BadRows.refuse
    @Option(name: .customLong("as"), help: "listener or speaker.")
    var role: Role?
    @Option(.candidates, help: "Candidates of a round of simulated speakers, where the game leaves a choice.") var candidates: Int?
    @Flag(help: "Also by what was held out of training; --json then has byHeldOut and interval, too.")
    var heldOut = false
    @Option(help: "In sessions: the agent that listens to a speaker. Default: the speaker itself.") var with: String?
    @Flag(help: "In sessions: the listener knows that each shape is meant once a repetition.") var onceEach = false
    @Flag(help: "One JSON object: agent, rounds, accuracy (or logLikelihood and perWord), byCondition.")
    var json = false

    private struct ListenerRow: Encodable {
        let agent: String
        let rounds: Int
        let accuracy: Double
        let byCondition: [String: Double]
        var interval: [Double]?
        var byHeldOut: [String: Double]?
    }

    private struct SpeakerRow: Encodable {
        let agent: String
        let rounds: Int
        let logLikelihood: Double
        let perWord: Double
        let byCondition: [String: Double]
    }

    func run() throws {
        let read = try agents.library.agent(agent)
        if let kind = read.kind as? PartnerKind { return try partner(read.name, kind) }
        let (file, talker) = (read, try read.talker())
        let role = role ?? (talker.canListen ? .listener : .speaker)
        let game = try talker.game(candidates: candidates)
        let people = corpus == nil && !type(of: game).hasCorpus ? try SimulatedSpeakers(game) : nil
        let rounds: [Round]
        if let corpus {
            rounds = try CorpusOptions.rounds(corpus, badRows)
        } else if let people {
            rounds = try people.unheard()
        } else {
            throw ValidationError("\(game.name) are described by people: name their rounds with --corpus")
        }
        let evaluation = try CorpusEvaluation(talker.model, rounds, role: role)
        if role == .listener { return try listener(file.name, talker.model, rounds, evaluation, people) }
        if json {
            return print(
                try JSONText.pretty(
                    SpeakerRow(
                        agent: file.name, rounds: evaluation.all.rounds, logLikelihood: evaluation.all.perRound,
                        perWord: evaluation.all.perSymbol,
                        byCondition: evaluation.byCondition.mapValues(\.perRound))))
        }
        printLine("\(file.name) as speaker: \(evaluation.all.rounds) rounds")
        var table = TextTable(["condition", "rounds", "a round", "a word"], words: 1)
        for (condition, tally) in evaluation.byCondition.sorted(by: { $0.key < $1.key }) + [("all", evaluation.all)] {
            table.add([condition, "\(tally.rounds)", String(format: "%.3f", tally.perRound), String(format: "%.3f", tally.perSymbol)])
        }
        printLines(table.lines(.standardOutput))
    }

    private func partner(_ name: String, _ kind: PartnerKind) throws {
        guard let corpus else { throw ValidationError("\(name) is judged on people's sessions: name a .jsonl file with --corpus") }
        let score = PartnerScore(
            name: name, model: try kind.makeModel(), adaptation: kind.adaptation, corpus: try SessionOptions.sessions(corpus, badRows),
            isOnceEach: onceEach)
        if role == .speaker {
            let other = try with.map { try agents.library.agent($0) }
            guard let other = other?.kind as? PartnerKind ?? (with == nil ? kind : nil) else {
                throw ValidationError("--with names an agent that is not of kind partner")
            }
            return try score.printSpeaker(
                seed: kind.seed, listener: try other.makeModel(), named: with ?? name, by: other.adaptation, isJSON: json)
        }
        if json { try score.printJSON() } else { score.printTables() }
    }

    private func listener(
        _ name: String, _ model: CommunicationModel, _ rounds: [Round], _ evaluation: CorpusEvaluation, _ people: SimulatedSpeakers?
    ) throws {
        let parts = try HeldOut(model, rounds)
        var groups = parts.groups
        if let people { groups["people who were heard"] = try HeldOut(model, people.heard()).all }
        let interval = Statistics.crossed(
            [parts.bySpeaker.sorted { $0.key < $1.key }.map { ($0.value.correct, $0.value.rounds) }], .init(resamples: 2000), key: 0)
        let isFull = heldOut || people != nil
        if json {
            return print(
                try JSONText.pretty(
                    ListenerRow(
                        agent: name, rounds: evaluation.all.rounds, accuracy: evaluation.all.accuracy,
                        byCondition: evaluation.byCondition.mapValues(\.accuracy),
                        interval: isFull ? [interval.low, interval.high] : nil,
                        byHeldOut: isFull ? groups.mapValues(\.accuracy) : nil)))
        }
        printLine("\(name) as listener: \(evaluation.all.rounds) rounds of \(parts.bySpeaker.count) people")
        var table = TextTable(["condition", "rounds", "accuracy"], words: 1)
        for (condition, tally) in evaluation.byCondition.sorted(by: { $0.key < $1.key }) {
            table.add([condition, "\(tally.rounds)", String(format: "%.2f %%", 100 * tally.accuracy)])
        }
        table.add(["all", "\(evaluation.all.rounds)", String(format: "%.2f %%", 100 * evaluation.all.accuracy)])
        if isFull {
            for (group, count) in groups.sorted(by: { $0.key < $1.key }) {
                table.add([group, "\(count.rounds)", String(format: "%.2f %%", 100 * count.accuracy)])
            }
        }
        printLines(table.lines(.standardOutput))
        print(String(format: "95 %% interval over people: %.2f to %.2f %%", 100 * interval.low, 100 * interval.high))
    }
}
