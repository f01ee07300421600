import Agents
import ArgumentParser
import Basics
import EpisodeStore
import Foundation
import Language
import Referential
import Window

/// `brigade talk play`: a person and an agent, in the terminal.
struct TalkPlayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play", abstract: "Play referential games with an agent, as speaker or listener.",
        discussion: """
            As speaker you are shown which candidate is meant and type what you would say; the agent picks. As listener \
            you read what the agent says and type the number of a candidate. An empty line or the end of input ends the \
            game. Every round is kept in the store (docs/episode-store.md), as are all episodes.

            With an agent of kind partner the same figures are meant again and again (docs/conventions.md): each once a repetition. The \
            agent is told after every round what was meant, and learns your names for them. You take turns speaking unless --as says otherwise.

            Examples:
              brigade talk play colour-listener --as speaker
              brigade talk play colour-listener --window
              brigade talk play tangram-partner --window --seed 4
              brigade talk play tangram-partner --as speaker --candidates 6 --repetitions 3 --partners 2
              brigade talk play runs/talk-scenes/dynamic-0/dynamic-0.yaml --as listener --rounds 20 --name ada
            """)

    @Argument(help: "Name of an agent, or path of its .yaml file.") var agent: String
    @OptionGroup var agents: AgentOptions
    @OptionGroup var store: StoreOptions
    @Option(
        name: .customLong("as"), help: "What you are: speaker or listener. Default: what the agent is not; with a partner, both in turn.")
    var role: Role?
    @Option(.rounds, help: "How many rounds at most. Default: 10; with a partner all of its repetitions.") var rounds: Int?
    @Option(.from(1, to: 1000), help: "With a partner: how often everything is meant. Default: 6.") var repetitions: Int?
    @Option(.from(1, to: 100), help: "With a partner: so many, one after the other, each for all repetitions. Default: 1.")
    var partners: Int?
    @Option(.seed, help: "Seed of the game.") var seed: UInt64 = 0
    @Option(.candidates, help: "Candidates of a round, where the game leaves a choice.") var candidates: Int?
    @Option(help: "Your name or code, for the log.") var name: String?
    @Flag(help: "Play in a window instead of the terminal.") var window = false

    func run() throws {
        let read = try agents.library.agent(agent)
        if let kind = read.kind as? PartnerKind { return try play(repeated(read, kind), with: read) }
        let (file, talker) = (read, try read.talker())
        guard repetitions == nil && partners == nil else {
            throw ValidationError("--repetitions and --partners are for agents of kind partner; leave them out with \(file.name)")
        }
        let role = role ?? (talker.canListen ? .speaker : .listener)
        guard role == .speaker ? talker.canListen : talker.canSpeak else {
            throw ReferentialError("\(file.name) does not \(role == .speaker ? "listen" : "speak"); be the other with --as")
        }
        let game = try talker.game(candidates: candidates)
        let partner: Session.Partner = role == .speaker ? .listener(talker) : .speaker(talker)
        try play(Session(game, partner: partner, name: file.name, rounds: rounds ?? 10, seed: seed), with: file)
    }

    /// A session of repeated reference, with new partners after each phase.
    private func repeated(_ file: AgentFile, _ kind: PartnerKind) throws -> Session {
        let game = try FigureGame(GameSettings(candidates: candidates))
        let model = try kind.makeModel().seeing(game, seed: seed)
        let agents = (0..<(partners ?? 1)).map { number in
            FigurePartner(model, by: kind.adaptation, game: game, seed: seed, words: kind.seed &+ UInt64(number))
        }
        let play = RepeatedPlay(
            roles: role.map(RepeatedPlay.Roles.fixed) ?? .alternating, repetitions: repetitions ?? 6,
            partners: agents)
        let all = play.rounds(candidates: game.candidates)
        return try Session(game, partner: .adaptive(play), name: file.name, rounds: min(rounds ?? all, all), seed: seed)
    }

    /// Plays a session in the terminal or the window, and keeps its rounds.
    private func play(_ session: Session, with file: AgentFile) throws {
        var session = session
        let log = try store.create()
        let settings = try StoreOptions.session(person: name)
        if window {
            let interruption = Interruption()
            let rounds = StoreRoundLog(log, agent: file, settings: settings)
            try PlayWindow.talk(session, log: rounds) { interruption.hasHappened }
            return try interruption.check()
        }
        let run = try log.run(kind: "talk-play", settings: settings, planned: 0).id
        let id = try log.register(file.record)
        printLines(session.game.glossary)
        let table = SessionTable(session.game)
        while session.phase == .asking, try table.play(&session), let played = session.played.last {
            try log.write([StoredRound(played, person: session.role, agent: id)], run: run)
            try session.advance()
        }
        try log.finish(run)
        try log.close()
        if session.isRepeated { table.printNames(session) }
        print("\(session.correct) of \(session.played.count) correct; kept in \(store.db) as run \(run)")
    }
}

/// A session in a terminal: what it prints and asks in each round.
private struct SessionTable {
    private let game: any ReferentialGame
    private let drawing: RoundDrawing

    init(_ game: any ReferentialGame) {
        self.game = game
        drawing = RoundDrawing(terminal: .standardOutput, game: game)
    }

    /// Plays the round that is on.
    /// - Returns: false where the person ends the session instead.
    func play(_ session: inout Session) throws -> Bool {
        let place = session.isRepeated ? ", \(session.round.condition)" : ""
        print("\nround \(session.number + 1) of \(session.rounds)\(place)")
        return session.role == .speaker ? try speak(&session) : listen(&session)
    }

    private func draw(_ round: Round, marked: Int? = nil) {
        printLines(drawing.lines(round.candidates, marked: marked))
    }

    private func listen(_ session: inout Session) -> Bool {
        let round = session.round
        if game.kind != .reconstruct { draw(round) }
        printLine("\(session.name) says: \(round.utterance ?? "")")
        if game.kind == .reconstruct {
            guard let values = askThing() else { return false }
            session.reconstruct(values)
        } else {
            guard let picked = askNumber(round.candidates.count) else { return false }
            session.pick(picked)
        }
        let target = game.kind == .reconstruct ? game.describe(round.candidates[round.target]) : "\(round.target + 1)"
        printLine(session.played.last?.isCorrect == true ? "right" : "it was \(target)")
        return true
    }

    private func speak(_ session: inout Session) throws -> Bool {
        let round = session.round
        // Who translates sees nothing.
        if let source = round.source { printLine("you read: \(source)") } else { draw(round, marked: round.target) }
        let question = round.source == nil ? "what do you say of \(round.target + 1)? " : "what do you write? "
        guard let words = ask(question) else { return false }
        do {
            try session.say(words)
        } catch let error as ReferentialError where words.utf8.count > Session.maxWords {
            printLine("\(error)")
            return try speak(&session)
        }
        guard let played = session.played.last else { return false }
        if let thing = played.reconstruction {
            printLine("\(session.name) reconstructs \(game.describe(.attributes(thing))): \(played.isCorrect ? "right" : "wrong")")
        } else {
            if round.source != nil { draw(round) }
            printLine("\(session.name) picks \(played.picked + 1): \(played.isCorrect ? "right" : "it was \(round.target + 1)")")
        }
        return true
    }

    /// The names that formed, and how often both understood each other.
    func printNames(_ session: Session) {
        guard !session.played.isEmpty else { return }
        print("\nnames:")
        for name in session.names {
            let last = name.last.isEmpty ? "never understood" : name.last
            printLine("  \(game.describe(name.candidate)): \(name.first) -> \(last)")
        }
        for (condition, correct, rounds) in session.byCondition { printLine("\(condition): \(correct) of \(rounds)") }
    }

    private func ask(_ question: String) -> String? {
        print(question, terminator: "")
        guard let line = readLine()?.trimmingCharacters(in: .whitespaces), !line.isEmpty else { return nil }
        return line
    }

    private func askNumber(_ most: Int) -> Int? {
        while let line = ask("which? ") {
            if let number = Int(line), (1...most).contains(number) { return number - 1 }
            print("type a number from 1 to \(most)")
        }
        return nil
    }

    /// A thing by its attributes' values, such as `2 0 3`.
    private func askThing() -> [UInt8]? {
        guard case .attributes(let space) = game.things else { return nil }
        let sizes = space.sizes
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
