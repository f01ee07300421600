import Agents
import ArgumentParser
import EpisodeStore
import Foundation
import Kitchen
import Language
import Learning
import Referential
import Tournaments

/// `brigade talk matrix`: who understands whom.
struct TalkMatrixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix", abstract: "Let every speaker talk to every listener, keep the rounds, and print the matrix.",
        discussion: """
            Rows speak and columns listen; a cell is the percentage of rounds that are understood. All pairs play the same \
            rounds. They are kept in the store, from which 'brigade matrix --talk' and 'brigade report --talk' make \
            matrices, too; pairs that are there are not played again.

            Examples:
              brigade talk matrix runs/talk-scenes/dynamic-0/dynamic-0.yaml runs/talk-scenes/s2p-sched-1/s2p-sched-1.yaml
              brigade talk matrix my/talkers --rounds 500 --csv
            """)

    @Argument(help: "Agents of kind talker: names, paths of .yaml files, or folders of them.") var talkers: [String]
    @OptionGroup var agents: AgentOptions
    @OptionGroup var store: StoreOptions
    @Option(help: "Rounds that every pair plays.") var rounds = 300
    @Option(help: "Seed of the game.") var seed: UInt64 = 0
    @Option(help: "Candidates of a round, where the game leaves a choice.") var candidates: Int?
    @Option(name: [.short, .long], help: "Threads. Default: as many as there are cores.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount
    @Flag(help: "Every cell as a line of comma-separated values.") var csv = false

    func validate() throws {
        if rounds < 1 { throw ValidationError("--rounds is \(rounds); it must be above 0") }
    }

    func run() throws {
        let files = try agents.library.agents(talkers)
        let cast = try files.map { file -> Talker in
            guard let kind = file.kind as? any ReferentialKind else {
                throw TalkProblem("'\(file.name)' is of kind \(file.kindName) and plays no referential game; kind talker does")
            }
            return try kind.makeTalker()
        }
        guard let first = cast.first else { throw ValidationError("name at least one agent") }
        let game = try TalkGame(first.model, candidates: candidates)
        let all = (0..<rounds).map { game.round($0, seed: seed) }
        let log = try EpisodeStore(creating: store.db)
        let settings = try JSONOutput.line(Settings(game: game.name, rounds: rounds, seed: seed, agents: files.map(\.contentHash)))
        let run = try log.run(kind: "talk-matrix", settings: settings, planned: 0).id
        let ids = try files.map { try log.register(AgentRecord($0)) }
        // A speaker says the same to everybody.
        let speakers = cast.indices.filter { cast[$0].canSpeak }
        for speaker in speakers {
            let said = try all.enumerated().map { number, round in
                var random = RandomStream(seed, UInt64(number), 0x5A1D)
                return try cast[speaker].speak(round.candidates, target: round.target, random: &random)
            }
            let heard = zip(all, said).map { round, words -> Round in
                var round = round
                round.utterance = words
                return round
            }
            let listeners = cast.indices.filter { cast[$0].canListen }
            let picks = try Workers(jobs).map(listeners.count) { index in
                Result { try cast[listeners[index]].model.picks(heard) }
            }.map { try $0.get() }
            for (listener, picks) in zip(listeners, picks) {
                try log.write(
                    zip(heard, picks).enumerated().map { number, played in
                        StoredRound(
                            game: game.name, condition: played.0.condition, seed: seed, number: number, speaker: ids[speaker],
                            listener: ids[listener], candidates: "[" + played.0.candidates.map(\.json).joined(separator: ",") + "]",
                            target: played.0.target, picked: played.1, utterance: played.0.utterance ?? "")
                    }, run: run)
            }
            Terminal.say("\(files[speaker].name) has spoken to \(listeners.count)")
        }
        try log.finish(run)
        let play = try CrossPlay(log.talkScores(run: run), measure: "percent understood")
        try log.close()
        let table = CrossPlayTable(play, map: 0, seats: .first, bootstrap: .init())
        if csv { return print(CrossPlayTable.csv([table]), terminator: "") }
        print("\(game.name), \(rounds) rounds a pair; rows speak, columns listen, in percent understood")
        MatrixPrinter(terminal: .standardOutput).printFull(table, order: .name)
    }

    private struct Settings: Encodable {
        let game: String
        let rounds: Int
        let seed: UInt64
        let agents: [String]
    }
}
