import Agents
import ArgumentParser
import Basics
import Conformance
import Foundation
import HumanTrials
import Kitchen
import KitchenMaps
import Learning

/// `brigade agents evaluate`: how well agents predict what people did.
struct AgentsEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Compare what an agent would do with what people did, by kitchen.",
        discussion: """
            The agent sees the game tick by tick and gives a probability to each action. Printed are the \
            negative log-likelihood a tick in nats, how often its most likely action was theirs, and the shares of staying \
            and interacting, predicted and done. Next to it is human-plain-KITCHEN, the field's recipe, where the \
            agent's folder has it. Trials that an agent learned from flatter it.

            Examples:
              brigade agents evaluate Agents/human-proxies/human-cramped_room.yaml --trials ../shared/human/2019_hh_train.jsonl.gz
              brigade agents evaluate my/agents/clone.yaml --trials trials.jsonl.gz --kitchens cramped_room --json
            """)

    @Argument(help: "Name of an agent, or path of its .yaml file.")
    var agent: String
    @OptionGroup var agents: AgentOptions
    @OptionGroup var maps: MapOptions
    @Option(help: "Human trials, .jsonl or .jsonl.gz.")
    var trials: String
    @Option(parsing: .upToNextOption, help: "Only these kitchens, by map.")
    var kitchens: [String] = []
    @Flag(help: "Print rows as a JSON array.") var json = false

    private struct Row: Encodable {
        let kitchen: String
        let agent: String
        let ticks: Int
        let negativeLogLikelihood: Double
        let accuracy: Double
        /// Shares by action, as the agent predicts and as people did.
        let predicted: [String: Double]
        let done: [String: Double]

        init(_ kitchen: String, _ agent: String, _ evaluation: PredictionEvaluation) {
            self.kitchen = kitchen
            self.agent = agent
            ticks = evaluation.count
            negativeLogLikelihood = evaluation.meanNegativeLogLikelihood
            accuracy = evaluation.accuracy
            predicted = Dictionary(uniqueKeysWithValues: Action.allCases.map { ("\($0)", evaluation.predictedShare($0)) })
            done = Dictionary(uniqueKeysWithValues: Action.allCases.map { ("\($0)", evaluation.observedShare($0)) })
        }

        private enum CodingKeys: String, CodingKey {
            case kitchen, agent, ticks, negativeLogLikelihood, accuracy, predicted, done
            /// What the release before called `predicted`.
            case foretold
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(kitchen, forKey: .kitchen)
            try container.encode(agent, forKey: .agent)
            try container.encode(ticks, forKey: .ticks)
            try container.encode(negativeLogLikelihood, forKey: .negativeLogLikelihood)
            try container.encode(accuracy, forKey: .accuracy)
            try container.encode(predicted, forKey: .predicted)
            try container.encode(predicted, forKey: .foretold)
            try container.encode(done, forKey: .done)
        }

        var line: String {
            kitchen.padding(26) + agent.padding(34) + "\(ticks)".leftPadding(8)
                + String(
                    format: "%8.3f%10.3f%8.3f /%6.3f%9.3f /%6.3f", negativeLogLikelihood, accuracy, predicted["stay"] ?? 0,
                    done["stay"] ?? 0,
                    predicted["interact"] ?? 0, done["interact"] ?? 0)
        }

        static let heading =
            "kitchen".padding(26) + "agent".padding(34) + "ticks".leftPadding(8) + "     NLL  accuracy  stay, predicted / done   interact"
    }

    func run() throws {
        let file = try agents.library.agent(agent)
        let library = maps.library
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent().path
        let chosen = try kitchens.map { try library.layout($0) }
        let names = try MapNames(library)
        var evaluations: [String: PredictionEvaluation] = [:]
        var plainEvaluations: [String: PredictionEvaluation] = [:]
        var refusals: [String: String] = [:]
        try HumanTrial.forEach(in: trials, maps: { try? library.layout($0) }) { trial in
            guard chosen.isEmpty || chosen.contains(where: { $0.terrain == trial.kitchen.layout.terrain }) else { return }
            let kitchen = names.name(trial.kitchen.layout)
            do {
                let evaluation = try PredictionEvaluation(of: trial) { try file.makeAgent() }
                evaluations[kitchen, default: PredictionEvaluation()].add(evaluation)
            } catch let refusal where refusal is AgentError || refusal is ObservationError {
                refusals[kitchen] = refusals[kitchen] ?? "\(refusal)"
                return
            }
            guard let plain = try? agents.library.agent("\(folder)/human-plain-\(kitchen).yaml"), plain.contentHash != file.contentHash
            else { return }
            try plainEvaluations[kitchen, default: PredictionEvaluation()].add(PredictionEvaluation(of: trial) { try plain.makeAgent() })
        }
        for (kitchen, reason) in refusals.sorted(by: { $0.key < $1.key }) {
            Terminal.say("\(kitchen) is left out, \(file.name) cannot play it: \(reason)")
        }
        if evaluations.isEmpty && !refusals.isEmpty { throw ExitCode.failure }
        guard !evaluations.isEmpty else { throw ValidationError("\(trials): no trial was played in the kitchens asked for") }
        Warnings.sayMisfits([file], in: evaluations.keys.sorted())
        let rows = evaluations.sorted { $0.key < $1.key }.flatMap { kitchen, evaluation in
            [Row(kitchen, file.name, evaluation)] + (plainEvaluations[kitchen].map { [Row(kitchen, "human-plain-\(kitchen)", $0)] } ?? [])
        }
        if json {
            print(try JSONText.pretty(rows))
        } else {
            printLines([Row.heading] + rows.map(\.line))
        }
        if !refusals.isEmpty { throw ExitCode.failure }
    }
}
