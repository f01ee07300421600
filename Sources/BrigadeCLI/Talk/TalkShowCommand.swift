import ArgumentParser
import Basics
import Foundation
import Kitchen
import Language
import Referential

/// `brigade talk show`: sample rounds.
struct TalkShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show sample rounds: the candidates, what is said, and what the agent makes of it.",
        discussion: """
            With a corpus the rounds are people's, one after the other from --first on; otherwise they are of the agent's \
            game. The target has an arrow; after each candidate is the probability that the agent gives it, if it listens. \
            Candidates are drawn in colour where there is colour (NO_COLOR=1 turns it off).

            Examples:
              brigade talk show colour-listener --corpus ../shared/language/colors_train.csv --rounds 5
              brigade talk show runs/talk-scenes/dynamic-0/dynamic-0.yaml --rounds 3 --seed 7
            """)

    @Argument(help: "Name of an agent, or path of its .yaml file.") var agent: String
    @OptionGroup var agents: AgentOptions
    @Option(help: "Rounds of people describing colours, a CSV file.", completion: .file(extensions: ["csv"])) var corpus: String?
    @Option(.rounds, help: "How many rounds.") var rounds = 5
    @Option(.from(0, to: 1_000_000_000), help: "Number of the first round, from 0.") var first = 0
    @Option(.seed, help: "Seed of the game.") var seed: UInt64 = 0
    @Option(.candidates, help: "Candidates of a round, where the game leaves a choice.") var candidates: Int?

    func run() throws {
        let (file, talker) = try agents.library.talker(agent)
        let game = try talker.game(candidates: candidates)
        let shown: [Round]
        if let corpus {
            shown = Array(try ColourCorpus.read(corpus, badRows: .refuse).rounds.dropFirst(first).prefix(rounds))
            guard !shown.isEmpty else { throw ValidationError("the corpus has no round \(first)") }
        } else {
            shown = (first..<(first + rounds)).map { game.round(UInt64($0), seed: seed) }
        }
        let drawing = RoundDrawing(terminal: .standardOutput, game: game)
        for (index, round) in shown.enumerated() {
            print("\(index > 0 ? "\n" : "")round \(first + index), \(round.condition)")
            if let source = round.source { printLine("to be said: \(source)") }
            var said = round.utterance
            if let said { printLine("\(round.speaker) said: \(said)") }
            if talker.canSpeak {
                let own = try talker.speak(round, number: first + index, seed: seed)
                printLine("\(file.name) says: \(own)")
                said = said ?? own
            }
            let probabilities = try said.flatMap { talker.canListen ? try talker.listen($0, round.candidates) : nil } ?? []
            let notes = probabilities.map { String(format: "%.0f %%", 100 * $0) }
            printLines(drawing.lines(round.candidates, marked: round.target, notes: notes))
            if let said, let thing = try talker.reconstruct(said) {
                printLine("\(file.name) reconstructs: " + game.describe(.attributes(thing)))
            }
        }
    }
}
