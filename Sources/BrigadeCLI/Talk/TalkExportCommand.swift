import ArgumentParser
import Basics
import Foundation
import Kitchen
import Language
import Referential

/// `brigade talk export`: what a speaker says, for other tools.
struct TalkExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print what a speaker says as JSON lines: a list of whole numbers each, a number a symbol.",
        discussion: """
            The form is that of the corpora of ELCC (Boldt and Mortensen 2024), which XferBench and tools like it read. End \
            symbols are left out. With --words a line is an object with the round's number, condition, target, candidates, \
            what the speaker read (in games in which it does), symbols and words.

            Examples:
              brigade talk export runs/talk-scenes/dynamic-0/dynamic-0.yaml --rounds 10000 > corpus.jsonl
              brigade talk export runs/talk-scenes/dynamic-0/dynamic-0.yaml --rounds 10 --words
            """)

    @Argument(help: "Name of an agent, or path of its .yaml file.") var agent: String
    @OptionGroup var agents: AgentOptions
    @Option(.from(1, to: 1_000_000_000), help: "How many rounds.") var rounds = 1000
    @Option(.seed, help: "Seed of the game.") var seed: UInt64 = 0
    @Option(.candidates, help: "Candidates of a round, where the game leaves a choice.") var candidates: Int?
    @Flag(help: "Everything about the round, as an object.") var words = false

    private struct Line: Encodable {
        let round: Int
        let condition: String
        let target: Int
        let candidates: [String]
        let source: String?
        let symbols: [Int32]
        let words: String
    }

    func run() throws {
        let (_, talker) = try agents.library.talker(agent)
        let game = try talker.game(candidates: candidates)
        for number in 0..<rounds {
            let round = game.round(UInt64(number), seed: seed)
            var random = RandomStream.speech(seed, number)
            let said = try talker.symbols(round, random: &random)
            guard words else {
                print("[" + said.map(String.init).joined(separator: ", ") + "]")
                continue
            }
            print(
                try JSONText.line(
                    Line(
                        round: number, condition: round.condition, target: round.target,
                        candidates: round.candidates.map(game.describe), source: round.source, symbols: said,
                        words: talker.model.vocabulary.text(said))))
        }
    }
}
