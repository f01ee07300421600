import Basics
import Testing

@testable import Referential

/// Figures that are meant again and again.
@Suite struct FigureTests {
    /// A partner that takes the words that it heard last for a thing, and says how often it has heard.
    private struct Echo: AdaptivePartner {
        var heard: [String: Candidate] = [:]
        func speak(_ round: Round, random: inout RandomStream) -> String { "name \(heard.count)" }
        func listen(_ utterance: String, _ candidates: [Candidate]) -> [Double] { candidates.map { heard[utterance] == $0 ? 1 : 0 } }
        mutating func remember(_ played: PlayedRound) {
            heard[played.round.utterance ?? ""] = played.round.candidates[played.round.target]
        }
    }

    @Test func everyFigureIsMeantOnceARepetition() throws {
        let game = try FigureGame(GameSettings(candidates: 5))
        let table = Set(game.table(seed: 3))
        #expect(table.count == 5 && table != Set(game.table(seed: 4)))
        for repetition in 0..<4 {
            let rounds = (0..<5).map { game.round(UInt64(repetition * 5 + $0), seed: 3) }
            #expect(Set(rounds.map { $0.candidates[$0.target] }) == table)
            #expect(rounds.allSatisfy { Set($0.candidates) == table && $0.condition == "repetition \(repetition + 1)" })
        }
        #expect(Set((0..<5).map { game.round($0, seed: 3).candidates }).count > 1, "figures change their places")
    }

    @Test func figuresLookDifferentAndFitTheirSquare() throws {
        let game = try FigureGame()
        var drawings: Set<Figure> = []
        for seed in UInt64(0)..<20 {
            let figures = game.table(seed: seed).compactMap(game.figure)
            #expect(Set(figures).count == 12)
            drawings.formUnion(figures)
            for figure in figures {
                #expect(figure.pieces.joined().allSatisfy { (0...1).contains($0.x) && (0...1).contains($0.y) })
                let body = figure.pieces[0]
                let middle = (body.map(\.x).reduce(0, +) / Double(body.count), body.map(\.y).reduce(0, +) / Double(body.count))
                #expect(figure.contains(middle.0, middle.1) && !figure.contains(0.001, 0.001))
            }
        }
        #expect(drawings.count > 150)
        #expect(ColourGame().figure(of: ColourGame().round(0, seed: 1).candidates[0]) == nil)
    }

    @Test func tooManyFiguresAreRefused() {
        let problem = #expect(throws: ReferentialError.self) { try FigureGame(GameSettings(candidates: 13)) }
        #expect(problem?.description == "a round of figures has 2 to 12 candidates, not 13")
    }

    @Test func simulatedSpeakersShortenTheirWords() throws {
        let game = try FigureGame()
        let session = try game.sessions(3..<4, seed: 1, repetitions: 3)[0]
        let lengths = (1...3).map { repetition in
            session.rounds.filter { $0.repetition == repetition }.map { $0.words.split(separator: " ").count }.reduce(0, +)
        }
        #expect(lengths[0] > lengths[1] && lengths[1] > lengths[2] && lengths[2] == 12)
        let said = Set(session.rounds.filter { $0.repetition == 1 }.flatMap { FigureLexicon.mentioned($0.words) })
        #expect(said.count > 5)
    }

    @Test func aSessionGoesThroughPhasesAndLearns() throws {
        let game = try FigureGame(GameSettings(candidates: 3))
        let play = RepeatedPlay(roles: .fixed(.speaker), repetitions: 2, partners: [Echo(), Echo()])
        var session = try Session(game, partner: .adaptive(play), name: "echo", rounds: play.rounds(candidates: 3), seed: 5)
        var names: [String] = []
        while session.phase != .over {
            names.append(session.name)
            try session.say(game.describe(session.round.candidates[session.round.target]))
            try session.advance()
        }
        #expect(
            session.rounds == 12 && session.played.count == 12
                && names == Array(repeating: "echo 1", count: 6) + Array(repeating: "echo 2", count: 6))
        #expect(
            session.byCondition.map(\.condition) == [
                "phase 1, repetition 1", "phase 1, repetition 2", "phase 2, repetition 1", "phase 2, repetition 2",
            ])
        // With a partner who has heard nothing even known names are guesses; heard once, they are understood.
        #expect(session.byCondition[1].correct == 3 && session.byCondition[3].correct == 3)
        #expect(session.names.count == 3 && session.names.allSatisfy { $0.last == game.describe($0.candidate) })
    }

    @Test func rolesAlternateSoThatBothDescribeEverything() throws {
        let game = try FigureGame(GameSettings(candidates: 4))
        let play = RepeatedPlay(roles: .alternating, repetitions: 2, partners: [Echo()])
        var session = try Session(game, partner: .adaptive(play), name: "echo", rounds: 8, seed: 5)
        var roles: [Role] = []
        while session.phase != .over {
            roles.append(session.role)
            if session.role == .speaker { try session.say("a") } else { session.pick(0) }
            #expect(session.phase == .answered && session.role == roles.last)
            try session.advance()
        }
        #expect(roles == [.speaker, .listener, .speaker, .listener, .listener, .speaker, .listener, .speaker])
    }

    @Test func tooLongWordsLeaveTheRoundOn() throws {
        let play = RepeatedPlay(roles: .fixed(.speaker), repetitions: 1, partners: [Echo()])
        var session = try Session(FigureGame(), partner: .adaptive(play), name: "echo", rounds: 12, seed: 5)
        let problem = #expect(throws: ReferentialError.self) { try session.say(String(repeating: "鳥", count: 1366)) }
        #expect(problem?.description == "this is 4098 bytes long; say it in at most 4096" && session.phase == .asking)
        try session.say(String(repeating: "鳥", count: 1365))
        #expect(session.phase == .answered)
    }

    @Test func conditionsAreReadBack() {
        let place = RepeatedPlay.place(RepeatedPlay.condition(phase: 2, repetition: 4))
        #expect(place?.phase == 2 && place?.repetition == 4)
        for text in ["far", "phase 0, repetition 1", "phase 1, repetition x", "phase 99999999999999999999, repetition 1"] {
            #expect(RepeatedPlay.place(text) == nil)
        }
    }
}
