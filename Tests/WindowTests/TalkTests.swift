import Basics
import Foundation
import Kitchen
import Referential
import Testing

@testable import Window

/// The referential games in the window.
@Suite struct TalkTests {
    /// Says the number of the target, and understands it.
    private struct Counter: Speaker, Listener {
        func speak(_ round: Round, random: inout RandomStream) throws -> String { "number \(round.target + 1)" }
        func listen(_ utterance: String, _ candidates: [Candidate]) throws -> [Double] {
            candidates.indices.map { utterance.hasSuffix("\($0 + 1)") ? 0.8 : 0.1 }
        }
    }

    private final class Memory: RoundLog {
        var played: [PlayedRound] = []
        func save(_ played: PlayedRound, role: Role) { self.played.append(played) }
    }

    private func screen(_ partner: Session.Partner, rounds: Int, _ log: Memory) throws -> TalkScreen {
        try TalkScreen(Session(ColourGame(), partner: partner, name: "counter", rounds: rounds, seed: 4), log: log)
    }

    private func press(_ key: String, _ screen: TalkScreen) -> Step { screen.handle(.key(key, isDown: true, isRepeat: false), now: 0) }

    @Test func aPersonListens() throws {
        let log = Memory()
        let screen = try screen(.speaker(Counter()), rounds: 3, log)
        #expect(!screen.wantsText)
        for round in 0..<3 {
            let target = ColourGame().round(UInt64(round), seed: 4).target
            _ = press("\((round == 1 ? (target + 1) % 3 : target) + 1)", screen)
            #expect(log.played.count == round + 1 && log.played[round].round.utterance == "number \(target + 1)")
            _ = press("Return", screen)
        }
        #expect(log.played.map(\.isCorrect) == [true, false, true])
        guard case .leave = press("Return", screen) else { return #expect(Bool(false), "the end is left") }
    }

    /// A speaker whose words are drawn says in the window what it says in the terminal and in lists of rounds.
    @Test func drawnWordsAreThoseOfTheTerminal() throws {
        struct Dice: Speaker {
            func speak(_ round: Round, random: inout RandomStream) throws -> String { "\(random.next())" }
        }
        let log = Memory()
        let screen = try screen(.speaker(Dice()), rounds: 3, log)
        for _ in 0..<3 { for key in ["1", "Return"] { _ = press(key, screen) } }
        let words = try (0..<3).map { try Dice().speak(ColourGame().round(UInt64($0), seed: 4), number: $0, seed: 4) }
        #expect(log.played.map(\.round.utterance) == words)
    }

    @Test func gamesThatTheWindowCannotShowAreRefused() throws {
        let session = try Session(ReconstructionGame(), partner: .speaker(Counter()), name: "counter", rounds: 1, seed: 1)
        let problem = #expect(throws: ReferentialError.self) { try TalkScreen(session, log: nil) }
        #expect(problem?.description.contains("play this game in the terminal") == true)
    }

    @Test func aPersonSpeaks() throws {
        let log = Memory()
        let screen = try screen(.listener(Counter()), rounds: 2, log)
        #expect(screen.wantsText)
        _ = press("Return", screen)
        #expect(log.played.isEmpty, "nothing was said")
        let target = ColourGame().round(0, seed: 4).target
        for character in "the \(target + 1)x" { _ = screen.handle(.text(String(character)), now: 0) }
        _ = press("Backspace", screen)
        _ = press("Return", screen)
        #expect(log.played.map(\.isCorrect) == [true] && log.played[0].round.utterance == "the \(target + 1)")
        // Text is wanted between rounds, so that the first letter of the next one is not lost, but what comes too early is not said.
        #expect(screen.wantsText)
        _ = screen.handle(.text("z"), now: 0)
        _ = press("Return", screen)
        _ = screen.handle(.text("r"), now: 0)
        _ = press("Return", screen)
        #expect(log.played.last?.round.utterance == "r" && log.played.count == 2)
    }

    @Test func everyPhaseIsDrawn() throws {
        let offscreen = try OffscreenCanvas(width: 640, height: 360)
        let screen = try screen(.speaker(Counter()), rounds: 1, Memory())
        var pictures: Set<[UInt8]> = []
        for key in ["1", "Return", "Return"] {
            screen.draw(on: offscreen.canvas, now: 0)
            pictures.insert(offscreen.bitmap.bytes)
            _ = press(key, screen)
        }
        #expect(pictures.count == 3)
    }

    /// Says what was said of a thing last, and takes it for that.
    private struct Echo: AdaptivePartner {
        var heard: [String: Candidate] = [:]
        func speak(_ round: Round, random: inout RandomStream) -> String {
            heard.first { $0.value == round.candidates[round.target] }?.key ?? "this one looks like a dancer with a square head"
        }
        func listen(_ utterance: String, _ candidates: [Candidate]) -> [Double] { candidates.map { heard[utterance] == $0 ? 0.9 : 0 } }
        mutating func remember(_ played: PlayedRound) {
            heard[played.round.utterance ?? ""] = played.round.candidates[played.round.target]
        }
    }

    /// A dozen figures lie in two rows, roles alternate, and the end shows the names that formed.
    @Test func figuresAreNamedAgainAndAgain() throws {
        let play = RepeatedPlay(roles: .alternating, repetitions: 2, partners: [Echo()])
        let log = Memory()
        let session = try Session(FigureGame(), partner: .adaptive(play), name: "echo", rounds: 24, seed: 4)
        let screen = try TalkScreen(session, log: log)
        let offscreen = try OffscreenCanvas(width: 640, height: 360)
        var pictures: Set<[UInt8]> = []
        for round in 0..<24 {
            screen.draw(on: offscreen.canvas, now: 0)
            pictures.insert(offscreen.bitmap.bytes)
            if screen.wantsText {
                for character in "name \(round)" { _ = screen.handle(.text(String(character)), now: 0) }
            } else {
                for key in ["Down", "Right", "Up"] { _ = press(key, screen) }
            }
            _ = press("Return", screen)
            #expect(log.played.count == round + 1)
            _ = press("Return", screen)
        }
        screen.draw(on: offscreen.canvas, now: 0)
        pictures.insert(offscreen.bitmap.bytes)
        #expect(pictures.count == 25 && log.played.map(\.round.condition).first == "phase 1, repetition 1")
        #expect(log.played.last?.round.condition == "phase 1, repetition 2")
        guard case .leave = press("Return", screen) else { return #expect(Bool(false), "the end is left") }
    }
}
