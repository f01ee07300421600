import ArgumentParser
import Basics
import Foundation
import Language
import Referential

/// `brigade bench sessions`: how fast agents play sessions of repeated reference, and how long they think.
struct SessionBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "Sessions a minute of agents that adapt to each other, and how long an answer takes.",
        discussion: """
            A session is of 72 rounds: twelve shapes, each meant six times. Speaker and listener are the same agent with memories of their \
            own, in the words of the tangram experiments. An answer is timed at the end of a session, where most is remembered, on one \
            core; it is the median. The checksum is of everything that was said and picked.

            Examples:
              brigade bench sessions
              brigade bench sessions --sessions 2000 --jobs 2 --json
            """)

    @Argument(help: "Name of an agent of kind partner, or path of its .yaml file.") var agent = "tangram-partner"
    @OptionGroup var agents: AgentOptions
    @Option(.from(1, to: 1_000_000), help: "Sessions of agents that count; of others a tenth.") var sessions = 1000
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Flag(help: "Print rows as a JSON array.") var json = false

    private struct Row: Encodable {
        let adapting: Adaptation
        let sessions: Int
        let sessionsPerMinute: Double
        let answerMilliseconds: Double
        let accuracy: Double
        let checksum: String
    }

    func run() throws {
        let file = try agents.library.agent(agent)
        guard let kind = file.kind as? PartnerKind else {
            throw ValidationError("'\(file.name)' is of kind \(file.kindName) and plays no sessions; kind partner does")
        }
        let model = try kind.makeModel()
        let rows = Adaptation.allCases.map { measure(model, $0, sessions: $0 == .counts ? sessions : max(1, sessions / 10)) }
        if json { return print(try JSONText.pretty(rows)) }
        var table = TextTable(["adapting", "sessions", "sessions/min", "ms an answer", "correct, %", "checksum"], words: 1)
        for row in rows {
            table.add([
                row.adapting.rawValue, "\(row.sessions)", String(format: "%.0f", row.sessionsPerMinute),
                String(format: "%.3f", row.answerMilliseconds), String(format: "%.1f", 100 * row.accuracy), row.checksum,
            ])
        }
        printLines(table.lines(.standardOutput))
    }

    /// Rounds of one session: every shape six times, in an order that the seed decides.
    private static func session(_ number: Int) -> RepeatedSession {
        var random = RandomStream(UInt64(number), StreamKey.repeatedTargets)
        let rounds = (0..<6).flatMap { repetition in
            TangramShapes.all.shuffled(using: &random).map {
                RepeatedRound(repetition: repetition, shapes: TangramShapes.all, target: $0, words: "")
            }
        }
        return RepeatedSession(kind: .pair, number: number, rounds: rounds)
    }

    private func measure(_ model: PartnerModel, _ way: Adaptation, sessions: Int) -> Row {
        let clock = ContinuousClock()
        let begin = clock.now
        let played = Workers(jobs).map(sessions) { number in
            let session = SessionBench.session(number)
            let speaking = SessionPlay.Speaking(model: model, by: way, seed: UInt64(number))
            let turns = SessionPlay(speaker: speaking, listener: model, by: way, onceEach: true).turns(session)
            return zip(session.rounds, turns).map { (words: $1.words, isCorrect: $0.shapes[$1.picked] == $0.target) }
        }
        let seconds = begin.duration(to: clock.now) / .seconds(1)
        let all = played.joined()
        return Row(
            adapting: way, sessions: sessions, sessionsPerMinute: Double(sessions) / max(seconds, 1e-9) * 60,
            answerMilliseconds: SessionBench.answer(model, way), accuracy: Double(all.count { $0.isCorrect }) / Double(max(all.count, 1)),
            checksum: ContentHash.of(all.map { Data("\($0.words) \($0.isCorrect)".utf8) }))
    }

    /// Milliseconds of an answer after 71 rounds, the median of many.
    private static func answer(_ model: PartnerModel, _ way: Adaptation) -> Double {
        var memory = PartnerMemory()
        let rounds = session(0).rounds
        for round in rounds.dropLast() {
            let words = model.speak(round.target, among: round.shapes, memory, to: 1, by: .counts, seed: 1)
            model.hear(words, of: round, wasUnderstood: true, partner: 1, &memory)
        }
        let clock = ContinuousClock()
        let times = (0..<101).map { number -> Double in
            let begin = clock.now
            _ = model.listen(
                "the one like a person number \(number) who kneels with both arms up", TangramShapes.all, memory, by: way, partner: 1)
            return begin.duration(to: clock.now) / .milliseconds(1)
        }
        return times.sorted()[times.count / 2]
    }
}
