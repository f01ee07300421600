import ArgumentParser
import Foundation
import Language
import Referential

/// `brigade talk evaluate`: how well an agent understands people, or foretells what they say.
struct TalkEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Score an agent on what people said: over all rounds and by condition.",
        discussion: """
            A listener's accuracy is the share of rounds in which its likeliest candidate is the target. A speaker's \
            likelihood is that of the people's own words, in nats a round and a word, ends included. An agent that does \
            both is judged as a listener unless told otherwise. Rounds that an agent learned from flatter it.

            Examples:
              brigade talk evaluate colour-listener --corpus ../shared/language/colors_train.csv
              brigade talk evaluate my/agents/speaker.yaml --as speaker --corpus rounds.csv --bad-rows skip --json
            """)

    @Argument(help: "Name of an agent, or path of its .yaml file.")
    var agent: String
    @OptionGroup var agents: AgentOptions
    @OptionGroup var corpus: CorpusOptions
    @Option(name: .customLong("as"), help: "listener or speaker.")
    var role: CorpusSchool.Role?
    @Flag(help: "One JSON object: agent, rounds, accuracy (or logLikelihood and perWord), byCondition.")
    var json = false

    private struct ListenerRow: Encodable {
        let agent: String
        let rounds: Int
        let accuracy: Double
        let byCondition: [String: Double]
    }

    private struct SpeakerRow: Encodable {
        let agent: String
        let rounds: Int
        let logLikelihood: Double
        let perWord: Double
        let byCondition: [String: Double]
    }

    func run() throws {
        let (file, talker) = try agents.library.talker(agent)
        let role = role ?? (talker.canListen ? .listener : .speaker)
        let fit = try CorpusFit(talker.model, corpus.rounds(), role: role)
        if json { return print(try text(fit, role, file.name)) }
        print("\(file.name) as \(role.rawValue): \(fit.all.rounds) rounds")
        var table = TextTable(
            role == .listener ? ["condition", "rounds", "accuracy"] : ["condition", "rounds", "a round", "a word"], words: 1)
        for (condition, tally) in fit.byCondition.sorted(by: { $0.key < $1.key }) + [("all", fit.all)] {
            let numbers =
                role == .listener
                ? [String(format: "%.2f %%", 100 * tally.accuracy)]
                : [String(format: "%.3f", tally.perRound), String(format: "%.3f", tally.perSymbol)]
            table.add([condition, "\(tally.rounds)"] + numbers)
        }
        for line in table.lines(.standardOutput) { print(line) }
    }

    private func text(_ fit: CorpusFit, _ role: CorpusSchool.Role, _ name: String) throws -> String {
        if role == .listener {
            return try JSONOutput.pretty(
                ListenerRow(
                    agent: name, rounds: fit.all.rounds, accuracy: fit.all.accuracy, byCondition: fit.byCondition.mapValues(\.accuracy)))
        }
        return try JSONOutput.pretty(
            SpeakerRow(
                agent: name, rounds: fit.all.rounds, logLikelihood: fit.all.perRound, perWord: fit.all.perSymbol,
                byCondition: fit.byCondition.mapValues(\.perRound)))
    }
}
