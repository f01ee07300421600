import Agents
import ArgumentParser
import Basics
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import LanguageModels
import Planning
import Tournaments

/// `brigade evaluate model`: what a language model adds to the menu that it chooses from.
struct EvaluateModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Compare a language model with those who choose from its menu without a model.",
        discussion: """
            The same episodes are played by the model, by a random and by the first choice from the menu, and by the planner. \
            Scores have 95 % intervals, a bootstrap over episodes. A second table shows how the model answered; "first" counts answers that took the first skill on offer. With \
            --with itself a cook plays with a copy of itself. Exits 3 if the model never answered in an episode, or an agent \
            failed; lines at the end say who and why.

            Examples:
              brigade evaluate model --base-url http://127.0.0.1:8080/v1 --model local
              brigade evaluate model --base-url https://host/v1 --model name --key-variable MY_KEY --answer number --json
              brigade evaluate model --agent my/thinker.yaml --maps cramped_room --episodes 10
            """)

    @Option(help: "Agent file of kind language-model, with everything that such a file can say (docs/language-models.md).")
    var agent: String?
    @Option(help: "Without --agent: address of an OpenAI-compatible endpoint, such as http://127.0.0.1:8080/v1.")
    var baseURL: String?
    @Option(help: "Without --agent: name of the model there.")
    var model: String?
    @Option(help: "Environment variable that holds the key. Default: none.")
    var keyVariable = ""
    @Option(help: "Form of answers: schema, json, number or text. Default: the best that the endpoint takes.")
    var answer: AnswerForm?
    @OptionGroup var agents: AgentOptions
    @OptionGroup var mapOptions: MapOptions
    @OptionGroup var sight: SightOptions
    @Option(parsing: .upToNextOption, help: "Kitchens for two.")
    var maps = MapLibrary.classicNames
    @Option(name: .customLong("with"), parsing: .upToNextOption, help: "Partners: agents by name or file, or itself.")
    var partners = ["itself", "greedy"]
    @Option(.episodes, help: "Episodes of each kitchen and partner.")
    var episodes = 3
    @Option(.horizon, help: "Ticks of an episode.")
    var horizon = 400
    @Option(.seed, help: "Seed of the first episode.")
    var seed: UInt64 = 1
    @Option(
        .from(0, to: 600_000), help: "Milliseconds that a tick lasts at least while an answer is awaited. Default: 150.")
    var tickMs: Int?
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    /// What one cook scored in a kitchen with a partner.
    private struct Row: Encodable {
        let kitchen: String
        let partner: String
        let cook: String
        let score: Statistics.Estimate
        let answers: Answers?
    }

    /// How a model answered.
    private struct Answers: Encodable {
        let questions: Int
        let first: Int
        let exact: Int
        let nearest: Int
        let repeated: Int
        let failed: Int
        let ownShare: Double?
        let medianSeconds: Double?
        let promptTokens: Int
        let replyTokens: Int
        let cachedTokens: Int?

        init(_ figures: ModelFigures) {
            (questions, first) = (figures.questions, figures.firsts)
            (exact, nearest, repeated, failed) = (figures.exact, figures.nearest, figures.repeated, figures.failed)
            ownShare = figures.choices.ownShare
            medianSeconds = figures.seconds.isEmpty ? nil : Statistics.quantile(figures.seconds, 0.5)
            (promptTokens, replyTokens, cachedTokens) = (figures.promptTokens, figures.replyTokens, figures.cachedTokens)
        }

        /// As the table shows it, from `questions` on.
        var cells: [String] {
            let count = Double(max(1, questions))
            let counts: [String] = [questions, first, exact, nearest, repeated, failed].map { "\($0)" }
            let own = ownShare.map { ($0 * 100).rounded(1) + " %" } ?? "-"
            let seconds = medianSeconds.map { $0.rounded(2) } ?? "-"
            let cached = cachedTokens.map { (Double($0) / Double(max(1, promptTokens)) * 100).rounded(0) + " %" } ?? "-"
            return counts + [own, seconds, (Double(promptTokens) / count).rounded(0), (Double(replyTokens) / count).rounded(1), cached]
        }
    }

    func validate() throws {
        guard agent != nil || (baseURL != nil && model != nil) else {
            throw ValidationError("say which model: --agent FILE, or --base-url and --model")
        }
        if agent != nil, baseURL != nil || model != nil || answer != nil || !keyVariable.isEmpty || tickMs != nil {
            throw ValidationError(
                "--agent says everything about the model; leave out --base-url, --model, --key-variable, --answer and --tick-ms")
        }
    }

    /// The cook to measure.
    private func cook() throws -> LanguageModelKind {
        if let agent {
            guard let kind = try agents.library.agent(agent).kind as? LanguageModelKind else {
                throw ValidationError("\(agent) is no agent of kind language-model")
            }
            return kind
        }
        var settings = ChatSettings(baseURL: baseURL ?? "", model: model ?? "")
        settings.keyVariable = keyVariable
        settings.answer = answer
        return try LanguageModelKind(settings, tick: Double(tickMs ?? 150) / 1000)
    }

    func run() throws {
        let cook = try cook()
        let cooks = SkillChooser.allCases.map { ($0, cook.choosing(by: $0)) }
        let kitchens = try maps.map { name in
            let layout = try mapOptions.library.layout(name)
            return try (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
        }
        if let other = kitchens.first(where: { $0.players != 2 }) {
            throw ValidationError("\(other.layout.name) is not for two cooks; give kitchens for two")
        }
        var rows: [Row] = []
        var conduct: [String: AgentConduct] = [:]
        var status = StatusLine()
        let count = kitchens.count * partners.count * cooks.count
        for kitchen in kitchens {
            for partner in partners {
                let file = try partner == "itself" ? nil : sight.agents([agents.library.agent(partner)], in: [kitchen])[0]
                for (chooser, kind) in cooks {
                    rows.append(try row(kitchen, file?.name ?? partner, chooser, kind, file, &conduct, key: UInt64(rows.count)))
                    status.show(done: rows.count, of: count, since: 0, what: "rows")
                }
            }
        }
        status.end()
        if json { print(try JSONText.pretty(rows)) } else { printLines(tables(rows)) }
        let all = conduct.sorted { $0.key < $1.key }.map { NamedConduct(agent: $0.key, conduct: $0.value) }
        guard all.contains(where: \.conduct.isFaulty) else { return }
        for line in Warnings.lines(all.filter(\.conduct.isFaulty)) { Terminal.say(line) }
        throw ExitCode.faults
    }

    private func row(
        _ kitchen: Kitchen, _ partner: String, _ chooser: SkillChooser, _ kind: LanguageModelKind, _ file: AgentFile?,
        _ conduct: inout [String: AgentConduct], key: UInt64
    ) throws -> Row {
        let seesAll = sight.omniscient && kitchen.isPartiallyObserved
        let kind: any AgentKind = seesAll ? OmniscientKind(kind) : kind
        var figures = ModelFigures()
        var scores: [Double] = []
        for number in 0..<episodes {
            // Partners take turns in the seats, and the cook that is measured with them.
            let seat = file == nil ? 0 : number % 2
            var team: [any Agent] = try (0..<2).map { try ($0 != seat ? file : nil)?.makeAgent() ?? kind.makeAgent() }
            defer { for place in team.indices { team[place].close() } }
            var match = try Match(kitchen, horizon: horizon, seed: seed &+ UInt64(number))
            let episode = try match.playWithoutRefusal(&team)
            scores.append(episode.score)
            for place in 0..<2 {
                let isMeasured = file == nil || place == seat
                if isMeasured { figures.add(episode, seat: place) }
                // Who chooses without the model has made no decision itself, which is no fault of it.
                guard chooser == .model || !isMeasured else { continue }
                let name = isMeasured ? agent ?? model ?? "the model" : partner
                conduct[name] = (conduct[name] ?? AgentConduct()) + AgentConduct(episode, seat: place)
            }
        }
        return Row(
            kitchen: kitchen.layout.name, partner: partner, cook: chooser.rawValue + (seesAll ? OmniscientName.suffix : ""),
            score: Statistics.meanOfMeans([scores], Statistics.Bootstrap(), key: key), answers: chooser == .model ? Answers(figures) : nil)
    }

    private func tables(_ rows: [Row]) -> [String] {
        var scores = TextTable(["kitchen", "partner", "cook", "score", "95 % interval"], words: 3)
        for row in rows {
            scores.add([
                row.kitchen, row.partner, row.cook, row.score.value.rounded(1),
                "[\(row.score.low.rounded(1)), \(row.score.high.rounded(1))]",
            ])
        }
        var answers = TextTable(
            [
                "kitchen", "partner", "questions", "first", "exact", "nearest", "repeat", "failed", "own", "s/choice", "read/choice",
                "written/choice",
                "cached",
            ], words: 2)
        for row in rows {
            guard let given = row.answers else { continue }
            answers.add([row.kitchen, row.partner] + given.cells)
        }
        let legend = OmniscientName.legend(for: rows.map(\.cook)).map { [$0] } ?? []
        return scores.lines(.standardOutput) + legend + ["", "How \(agent ?? model ?? "it") answered:"] + answers.lines(.standardOutput)
    }
}

extension Double {
    /// With so many digits after the point.
    fileprivate func rounded(_ digits: Int) -> String { String(format: "%.\(digits)f", self) }
}
