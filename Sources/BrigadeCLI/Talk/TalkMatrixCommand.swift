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

            Agents of kind partner play sessions of figures (docs/conventions.md), each from nothing, or those of people with --corpus, \
            in which people's own words and choices are kept, too; what they reach by repetition is printed below the matrix.

            Examples:
              brigade talk matrix runs/talk-scenes/dynamic-0/dynamic-0.yaml runs/talk-scenes/s2p-sched-1/s2p-sched-1.yaml
              brigade talk matrix my/talkers --rounds 500 --csv
              brigade talk matrix tangram-partner my/agents/other-partner.yaml --sessions 20
              brigade talk matrix tangram-partner --corpus pairs.jsonl
            """)

    @Argument(help: "Agents of kind talker, or of kind partner: names, paths of .yaml files, or folders of them.") var talkers: [String]
    @OptionGroup var agents: AgentOptions
    @OptionGroup var store: StoreOptions
    @Option(.rounds, help: "Rounds that every pair plays. Default: 300.") var rounds: Int?
    @Option(.seed, help: "Seed of the game. Default: 0.") var seed: UInt64?
    @Option(.candidates, help: "Candidates of a round, where the game leaves a choice.") var candidates: Int?
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Option(.from(1, to: 100_000), help: "Of partners: sessions that every pair plays. Default: 5, or all of the corpus.")
    var sessions: Int?
    @Option(.from(1, to: 1000), help: "Of partners: how often everything is meant in a session of figures. Default: 6.")
    var repetitions: Int?
    @Option(help: "Of partners: people's sessions, a .jsonl file.", completion: .file(extensions: ["jsonl"])) var corpus: String?
    @Option(help: "What to do with rows that are wrong: refuse the file, or skip them. Either way each is named.")
    var badRows = ColourCorpus.BadRows.refuse
    @Flag(help: "Every cell as a line of comma-separated values.") var csv = false

    func run() throws {
        let files = try agents.library.agents(talkers)
        let partners = files.compactMap { $0.kind as? PartnerKind }
        if !partners.isEmpty {
            guard partners.count == files.count else {
                throw ValidationError("agents of kind partner play sessions, and others do not; name agents of one kind")
            }
            return try printSessions(Array(zip(files, partners)))
        }
        let players = try files.map { try $0.talker() }
        guard sessions == nil && repetitions == nil && corpus == nil else {
            throw ValidationError("--sessions, --repetitions and --corpus are for agents of kind partner; leave them out")
        }
        let (rounds, seed) = (rounds ?? 300, seed ?? 0)
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
            let count = try play(game, rounds: rounds, seed: seed, players, ids, speaker: speaker, listeners: listeners, log, run)
            let there = count < listeners.count ? "; \(listeners.count - count) had heard it before" : ""
            Terminal.say("\(files[speaker].name) has spoken to \(count)\(there)")
        }
        try log.finish(run)
        let scores = try log.talkScores(run: run, agents: ids, below: rounds)
        try log.close()
        try show(scores, "\(game.name), \(rounds) rounds a pair")
        try StoreOptions.tellDamage(log)
    }

    private func show(_ scores: [EpisodeStore.Score], _ what: String) throws {
        let play = try CrossPlay(scores, measure: "percent correct")
        let table = CrossPlayTable(play, map: 0, seats: .first, bootstrap: .init())
        if csv {
            printData(CrossPlayTable.csv([table]), terminator: "")
        } else {
            printLine("\(what); rows speak, columns listen, in percent correct")
            MatrixPrinter(terminal: .standardOutput).printFull(table, order: .name)
        }
    }

    /// Sessions of partners, or of people's sessions with partners in their places.
    private func printSessions(_ players: [(AgentFile, PartnerKind)]) throws {
        guard rounds == nil else { throw ValidationError("partners play whole sessions; say how many with --sessions, not --rounds") }
        guard corpus == nil || candidates == nil && repetitions == nil && seed == nil else {
            throw ValidationError("--candidates, --repetitions and --seed are what the sessions of --corpus have already; leave them out")
        }
        let source: SessionSource
        if let corpus {
            let read = try SessionOptions.sessions(corpus, badRows).sessions
            source = .people(Array(read.prefix(sessions ?? read.count)), ContentHash.of([try InputFile.data(corpus, .corpus)]))
        } else {
            source = .figures(
                try FigureGame(GameSettings(candidates: candidates)), sessions: sessions ?? 5, repetitions: repetitions ?? 6,
                seed: seed ?? 0)
        }
        let log = try store.create()
        let run = try log.run(kind: "talk-matrix", settings: source.settings, planned: 0).id
        let ids = try players.map { try log.register($0.0.record) }
        try SessionMatrix(source, players, ids).play(log, run, Workers(jobs)) { Terminal.say($0) }
        try log.finish(run)
        let scores = try log.talkScores(run: run, agents: ids)
        let names = players.map(\.0.name)
        let curves = try log.sessionCurves(run: run, among: names).map { RepetitionLine($0, .init()) }
        try log.close()
        try show(scores, "\(source.game), sessions of repeated reference")
        if !csv { printLines(SessionMatrix.table(curves).lines(.standardOutput)) }
        try StoreOptions.tellDamage(log)
    }

    /// Plays and keeps the rounds that a speaker has not yet played with each of the listeners.
    /// - Returns: how many listeners there was something left for.
    private func play(
        _ game: any ReferentialGame, rounds: Int, seed: UInt64, _ players: [Talker], _ ids: [AgentID], speaker: Int, listeners: [Int],
        _ log: EpisodeStore,
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
