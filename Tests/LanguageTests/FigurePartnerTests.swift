import Basics
import Referential
import Testing

@testable import Language

/// Partners at a table of figures, and the methods that train listeners for sessions.
@Suite struct FigurePartnerTests {
    private static func sessions(_ count: Int) throws -> [RepeatedSession] {
        try FigureGame(GameSettings(candidates: 4)).sessions(0..<count, seed: 2, repetitions: 3)
    }

    @Test func aPartnerLearnsNamesThatNobodyElseSays() throws {
        let game = try FigureGame(GameSettings(candidates: 4))
        let model = try PartnerModel(learning: Self.sessions(4), seed: 1).seeing(game, seed: 9)
        let partner = FigurePartner(model, by: .learned, game: game, seed: 9, words: 0)
        let play = RepeatedPlay(roles: .fixed(.speaker), repetitions: 3, partners: [partner])
        var session = try Session(game, partner: .adaptive(play), name: "p", rounds: 12, seed: 9)
        let table = game.table(seed: 9)
        let names = ["zofa", "밤", "krill und kraut", "🐙 pulpo"]
        while session.phase != .over {
            try session.say(names[table.firstIndex(of: session.round.candidates[session.round.target]) ?? 0])
            try session.advance()
        }
        #expect(session.byCondition[2].correct == 4, "\(session.byCondition)")
        #expect(try partner.listen("zofa", table).count == 4)
        #expect(throws: ReferentialError.self) { try partner.listen("zofa", game.table(seed: 10)) }
    }

    @Test func whatItSaysIsUnderstoodByAnother() throws {
        let game = try FigureGame(GameSettings(candidates: 4))
        let model = try PartnerModel(learning: Self.sessions(4), seed: 1).seeing(game, seed: 9)
        let session = game.session(seed: 9, repetitions: 3, number: 0)
        let speaking = SessionPlay.Speaking(model: model, by: .learned, seed: 8)
        let turns = SessionPlay(speaker: speaking, listener: model, by: .learned, onceEach: true).turns(session)
        let last = zip(session.rounds, turns).suffix(4)
        #expect(last.allSatisfy { $0.shapes[$1.picked] == $0.target })
        #expect(turns.allSatisfy { !$0.words.isEmpty } && turns[0].words.count > turns[11].words.count)
    }

    @Test func dialectsHaveWordsOfTheirOwnAndLearnFromGames() throws {
        let phrases = PhraseBook(learning: try Self.sessions(4))
        let plain = DialectSpeaker(phrases, coined: 0, dialect: 1)
        let strange = DialectSpeaker(phrases, coined: 1, dialect: 1)
        #expect(plain.phrases.words == phrases.words)
        #expect(strange.phrases.words.joined().allSatisfy { word in !phrases.words.joined().contains { $0.word == word.word } })
        var learner = plain
        let word = phrases.words[0][0].word
        var draw = DialectSpeaker.Draw(shape: 0, words: [word])
        for _ in 0..<4 { draw.count.count(true) }
        var other = DialectSpeaker.Draw(shape: 1, words: [phrases.words[1][0].word])
        for _ in 0..<4 { other.count.count(false) }
        learner.learn(from: [draw, other])
        #expect(learner.phrases.words[0][0].weight > phrases.words[0][0].weight)
        #expect(learner.phrases.words[1][0].weight < phrases.words[1][0].weight)
        let (session, draws) = strange.play(with: nil, by: .none, repetitions: 2, seed: 5)
        #expect(
            session.rounds.count == 24 && draws.count == 12
                && session == strange.play(with: nil, by: .none, repetitions: 2, seed: 5).session)
    }

    @Test func aMethodIsTrainedAndJudged() throws {
        let sessions = try Self.sessions(24)
        var budget = SessionBudget()
        (budget.people, budget.games, budget.speakers, budget.repetitions, budget.steps) = (3, 2, 2, 1, 10)
        let result = try SessionMethodRun(.supervised, sessions: sessions, budget: budget, seed: 1).result()
        #expect(result.people == 3 && result.games == 0 && result.counting.count == SessionMethodRun.judging)
        #expect(Set(result.judged.keys) == ["people", "dialect 0", "dialect 0.5", "dialect 1"])
        #expect(result.judged["people"]?.reduce(0) { $0 + $1.rounds } == SessionMethodRun.judging * 12)
        budget.people = 5
        let problem = #expect(throws: ReferentialError.self) {
            try SessionMethodRun(.dynamic, sessions: sessions, budget: budget, seed: 1)
        }
        #expect(problem?.description == "24 sessions are too few: 20 judge, and 5 are learned from")
    }
}
