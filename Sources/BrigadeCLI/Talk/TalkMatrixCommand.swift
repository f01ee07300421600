import Agents
import ArgumentParser
import Basics
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
            Rows speak and columns listen; a cell is the percentage of rounds that are correct. All pairs play the same \
            rounds. They are kept in the store, from which 'brigade matrix --talk' and 'brigade report --talk' make \
            matrices, too; pairs that are there are not played again.

            Examples:
              brigade talk matrix runs/talk-scenes/dynamic-0/dynamic-0.yaml runs/talk-scenes/s2p-sched-1/s2p-sched-1.yaml
              brigade talk matrix my/talkers --rounds 500 --csv
            """)

    @Argument(help: "Agents of kind talker: names, paths of .yaml files, or folders of them.") var talkers: [String]
    @OptionGroup var agents: AgentOptions
    @OptionGroup var store: StoreOptions
    @Option(.rounds, help: "Rounds that every pair plays.") var rounds = 300
    @Option(.seed, help: "Seed of the game.") var seed: UInt64 = 0
    @Option(.candidates, help: "Candidates of a round, where the game leaves a choice.") var candidates: Int?
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Flag(help: "Every cell as a line of comma-separated values.") var csv = false

    func run() throws {
        let files = try agents.library.agents(talkers)
        let players = try files.map { try $0.talker() }
        guard let first = players.first else { throw ValidationError("name at least one agent") }
        let game = try first.game(candidates: candidates)
        for (file, talker) in zip(files, players) where !game.isPlayed(with: talker.model.game) {
            throw ReferentialError("'\(file.name)' does not play \(game.name): it was made for \(talker.model.game.name)")
        }
        let log = try store.create()
        // Agents and the number of rounds are no part of it, so that more of either join what is there.
        let settings = try JSONText.line(Settings(game: game.name, candidates: game.candidates, seed: seed))
        let run = try log.run(kind: "talk-matrix", settings: settings, planned: 0).id
        let ids = try files.map { try log.register($0.record) }
        for speaker in players.indices where players[speaker].canSpeak {
            let listeners = players.indices.filter { players[$0].canListen }
            let count = try play(game, players, ids, speaker: speaker, listeners: listeners, log, run)
            let there = count < listeners.count ? "; \(listeners.count - count) had heard it before" : ""
            Terminal.say("\(files[speaker].name) has spoken to \(count)\(there)")
        }
        try log.finish(run)
        let play = try CrossPlay(log.talkScores(run: run, agents: ids, below: rounds), measure: "percent correct")
        try log.close()
        let table = CrossPlayTable(play, map: 0, seats: .first, bootstrap: .init())
        if csv {
            printData(CrossPlayTable.csv([table]), terminator: "")
        } else {
            printLine("\(game.name), \(rounds) rounds a pair; rows speak, columns listen, in percent correct")
            MatrixPrinter(terminal: .standardOutput).printFull(table, order: .name)
        }
        try StoreOptions.tellDamage(log)
    }

    /// Plays and keeps the rounds that a speaker has not yet played with each of the listeners.
    /// - Returns: how many listeners there was something left for.
    private func play(
        _ game: any ReferentialGame, _ players: [Talker], _ ids: [AgentID], speaker: Int, listeners: [Int], _ log: EpisodeStore,
        _ run: RunID
    ) throws -> Int {
        let missing = try listeners.map { listener in
            Set(0..<rounds).subtracting(try log.numbers(run, speaker: ids[speaker], listener: ids[listener])).sorted()
        }
        // A speaker says the same to everybody.
        let heard = try Dictionary(
            uniqueKeysWithValues: Set(missing.joined()).map { number in
                var round = game.round(UInt64(number), seed: seed)
                round.utterance = try players[speaker].speak(round, number: number, seed: seed)
                return (number, round)
            })
        let played = try Workers(jobs).map(listeners.count) { index in
            Result { () throws -> [StoredRound] in
                let model = players[listeners[index]].model
                let rounds = missing[index].compactMap { heard[$0] }
                guard !rounds.isEmpty else { return [] }
                let picks = try model.picks(rounds)
                let things = model.reconstructs == nil ? nil : try model.reconstructions(rounds)
                return rounds.indices.map { place in
                    let played = PlayedRound(
                        game, seed: seed, number: missing[index][place], round: rounds[place], picked: picks[place],
                        reconstruction: things?[place])
                    return StoredRound(played, speaker: ids[speaker], listener: ids[listeners[index]])
                }
            }
        }.map { try $0.get() }
        for rounds in played where !rounds.isEmpty { try log.write(rounds, run: run) }
        return played.count { !$0.isEmpty }
    }

    private struct Settings: Encodable {
        let game: String
        let candidates: Int
        let seed: UInt64
    }
}
