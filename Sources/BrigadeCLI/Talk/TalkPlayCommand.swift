import Basics
import Agents
import ArgumentParser
import EpisodeStore
import Foundation
import Kitchen
import Language
import Referential
import Tournaments
import Window

/// `brigade talk play`: a person and an agent, in the terminal.
struct TalkPlayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play", abstract: "Play referential games with an agent, as speaker or listener.",
        discussion: """
            As speaker you are shown which candidate is meant and type what you would say; the agent picks. As listener \
            you read what the agent says and type the number of a candidate. An empty line or the end of input ends the \
            game. Every round is kept in the store (docs/episode-store.md), as are all episodes.

            Examples:
              brigade talk play colour-listener --as speaker
              brigade talk play colour-listener --window
              brigade talk play runs/talk-scenes/dynamic-0/dynamic-0.yaml --as listener --rounds 20 --name ada
            """)

    enum Role: String, ExpressibleByArgument, CaseIterable { case speaker, listener }

    @Argument(help: "Name of an agent, or path of its .yaml file.") var agent: String
    @OptionGroup var agents: AgentOptions
    @OptionGroup var store: StoreOptions
    @Option(name: .customLong("as"), help: "What you are: speaker or listener. Default: what the agent is not.") var role: Role?
    @Option(.rounds, help: "How many rounds at most.") var rounds = 10
    @Option(.seed, help: "Seed of the game.") var seed: UInt64 = 0
    @Option(.candidates, help: "Candidates of a round, where the game leaves a choice.") var candidates: Int?
    @Option(help: "Your name or code, for the log.") var name: String?
    @Flag(help: "Play in a window instead of the terminal.") var window = false

    func run() throws {
        let (file, talker) = try agents.library.talker(agent)
        let role = role ?? (talker.canListen ? .speaker : .listener)
        guard role == .speaker ? talker.canListen : talker.canSpeak else {
            throw TalkError("\(file.name) does not \(role == .speaker ? "listen" : "speak"); be the other with --as")
        }
        let game = try TalkGame(talker.model, candidates: candidates)
        let log = try EpisodeStore(creating: store.db)
        let person = try name.map { ",\"person\":\(try JSONText.line($0))" } ?? ""
        let sitting = try StoreOptions.session().dropLast() + "\(person)}"
        if window {
            guard !game.isBuilt && !(game.isTranslated && role == .speaker) else {
                throw TalkError("the window shows candidates to speak of or to pick; play this game in the terminal, without --window")
            }
            let partner: TalkPlan.Partner = role == .speaker ? .listener(talker) : .speaker(talker)
            let plan = TalkPlan(game: game.name, partner: partner, name: file.name, rounds: rounds, seed: seed) { [seed] number in
                game.round(number, seed: seed)
            }
            let interruption = Interruption()
            return try PlayWindow.talk(plan, log: StoreTalkLog(log, agent: file, settings: String(sitting))) { interruption.hasHappened }
        }
        let run = try log.run(kind: "talk-play", settings: String(sitting), planned: 0).id
        let partner = try log.register(file.record)
        var (played, understood) = (0, 0)
        printLines(game.glossary)
        while played < rounds, let result = try playRound(game, played, talker, file.name, role) {
            let stored = StoredRound(
                result.round, game: game, seed: seed, number: played, speaker: role == .speaker ? nil : partner,
                listener: role == .speaker ? partner : nil, picked: result.picked, built: result.built)
            try log.write([stored], run: run)
            played += 1
            understood += result.picked == result.round.target ? 1 : 0
        }
        try log.finish(run)
        try log.close()
        print("\(understood) of \(played) understood; kept in \(store.db) as run \(run)")
    }

    private typealias Played = (round: Round, picked: Int, built: [UInt8]?)

    /// A round with what was said and what was picked, or built; nil when the person has had enough.
    private func playRound(_ game: TalkGame, _ number: Int, _ talker: Talker, _ name: String, _ role: Role) throws -> Played? {
        var round = game.round(number, seed: seed)
        print("\nround \(number + 1) of \(rounds)")
        if role == .speaker { return try speakTo(talker, name, &round, game) }
        if !game.isBuilt { draw(round, game) }
        var random = RandomStream(seed, UInt64(number), StreamKey.speech)
        let words = try talker.speak(round, random: &random)
        round.utterance = words
        printLine("\(name) says: \(words)")
        if game.isBuilt {
            guard case .attributes(let meant) = round.candidates[0], let built = TalkPlayCommand.askThing(talker.model.encoding) else {
                return nil
            }
            printLine(built == meant ? "right" : "it was \(round.candidates[0].words(in: game.name))")
            return (round, built == meant ? 0 : 1, built)
        }
        guard let picked = TalkPlayCommand.askNumber(round.candidates.count) else { return nil }
        printLine(picked == round.target ? "right" : "it was \(round.target + 1)")
        return (round, picked, nil)
    }

    private func draw(_ round: Round, _ game: TalkGame, marked: Int? = nil) {
        let drawing = RoundDrawing(terminal: .standardOutput, game: game.name)
        printLines(drawing.lines(round.candidates, marked: marked))
    }

    private func speakTo(_ listener: Talker, _ name: String, _ round: inout Round, _ game: TalkGame) throws -> Played? {
        // Who translates sees nothing.
        if let source = round.source { printLine("you read: \(source)") } else { draw(round, game, marked: round.target) }
        let question = round.source == nil ? "what do you say of \(round.target + 1)? " : "what do you write? "
        guard let words = TalkPlayCommand.ask(question) else { return nil }
        round.utterance = words
        let picked = try listener.model.picks([round])[0]
        guard game.isBuilt else {
            if round.source != nil { draw(round, game) }
            printLine("\(name) picks \(picked + 1): \(picked == round.target ? "right" : "it was \(round.target + 1)")")
            return (round, picked, nil)
        }
        let built = try listener.model.built([round])[0]
        printLine("\(name) builds \(Candidate.attributes(built).words(in: game.name)): \(picked == round.target ? "right" : "wrong")")
        return (round, picked, built)
    }

    private static func ask(_ question: String) -> String? {
        print(question, terminator: "")
        guard let line = readLine()?.trimmingCharacters(in: .whitespaces), !line.isEmpty else { return nil }
        return line
    }

    private static func askNumber(_ most: Int) -> Int? {
        while let line = ask("which? ") {
            if let number = Int(line), (1...most).contains(number) { return number - 1 }
            print("type a number from 1 to \(most)")
        }
        return nil
    }

    /// A thing by its attributes' values, such as `2 0 3`.
    private static func askThing(_ encoding: CandidateEncoding) -> [UInt8]? {
        guard case .attributes(let sizes) = encoding else { return nil }
        while let line = ask("what is it? ") {
            let values = line.split(separator: " ").map { UInt8($0) }
            if values.count == sizes.count, zip(values, sizes).allSatisfy({ value, size in value.map { Int($0) < size } ?? false }) {
                return values.compactMap { $0 }
            }
            print(
                "type \(sizes.count) numbers, the attributes' values, each from 0 to below " + sizes.map { "\($0)" }.joined(separator: ", ")
            )
        }
        return nil
    }
}
