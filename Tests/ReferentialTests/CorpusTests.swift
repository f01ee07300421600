import Testing

@testable import Referential

@Suite struct CorpusTests {
    private static let header =
        "speaker,game,round,condition,target_h,target_s,target_l,d1_h,d1_s,d1_l,d2_h,d2_s,d2_l,utterance,human_correct\n"
    private static let byMessage =
        "gameid,roundNum,condition,role,contents,clickStatus,clickColH,clickColS,clickColL,alt1Status,alt1ColH,alt1ColS,alt1ColL,"
        + "alt2Status,alt2ColH,alt2ColS,alt2ColL,workerid_uniq\n"

    private func colour(_ candidate: Candidate) -> HSLColour? {
        if case .colour(let colour) = candidate { return colour }
        return nil
    }

    @Test func rowsAreRounds() throws {
        let text =
            Self.header
            + "p1,g,1,far,10,20,50,30,40,50,60,70,50,\"red, not \"\"pink\"\"\nthough\",1\np2,g,2,close,1,2,3,4,5,6,7,8,9,blue,\n"
        let corpus = try ColourCorpus(text, file: "c.csv", badRows: .refuse)
        let rounds = corpus.rounds
        #expect(rounds.count == 2 && corpus.problems.isEmpty)
        #expect(rounds[0].utterance == "red, not \"pink\"\nthough" && rounds[0].speaker == "p1" && rounds[0].condition == "far")
        #expect(rounds.map(\.wasCorrect) == [true, nil])
        #expect(colour(rounds[0].candidates[rounds[0].target])?.hue == 10)
        #expect(colour(rounds[1].candidates[rounds[1].target])?.hue == 1)
    }

    @Test func targetsStandAnywhere() throws {
        let rows = (0..<300).map { "p,g,\($0),far,10,20,50,30,40,50,60,70,50,red,1" }.joined(separator: "\n")
        let targets = try ColourCorpus(Self.header + rows, file: "c.csv", badRows: .refuse).rounds.map(\.target)
        for place in 0..<3 { #expect(targets.count { $0 == place } > 70) }
    }

    @Test func messagesOfARoundAreOne() throws {
        let rest = "distr1,1,2,50,target,100,90,50,distr2,3,4,50,w1"
        let text =
            Self.byMessage + "g,1,far,speaker,green,\(rest)\ng,1,far,listener,which?,\(rest)\ng,1,far,speaker,the dull one,\(rest)\n"
        let rounds = try ColourCorpus(text, file: "c.csv", badRows: .refuse).rounds
        #expect(rounds.count == 1 && rounds[0].utterance == "green ~ the dull one" && rounds[0].wasCorrect == false)
        #expect(rounds[0].speaker == "w1" && colour(rounds[0].candidates[rounds[0].target])?.hue == 100)
    }

    /// A round of 20,000 words, also in many messages, and a row of 100,000 fields.
    @Test func whatNobodySaysIsRefused() throws {
        let long = [String](repeating: "red", count: 20_000).joined(separator: " ")
        let text = Self.header + "p,g,1,far,10,20,50,30,40,50,60,70,50,\(long),1\np,g,1,far,10,20,50,30,40,50,60,70,50,red,1\n"
        let corpus = try ColourCorpus(text, file: "c.csv", badRows: .skip)
        #expect(corpus.rounds.count == 1)
        #expect(corpus.problems.map(\.description) == ["c.csv:2: the utterance has 79999 bytes; at most 4096 are read"])
        let rest = "distr1,1,2,50,target,100,90,50,distr2,3,4,50,w1\n"
        let messages = Self.byMessage + (0..<500).map { _ in "g,1,far,speaker,light green thing,\(rest)" }.joined()
        #expect(try ColourCorpus(messages, file: "c.csv", badRows: .skip).rounds[0].utterance?.utf8.count ?? 0 <= 4096)
        #expect(throws: CorpusError(file: "c.csv", line: 1, message: "more than 1000 fields in one row")) {
            try ColourCorpus(String(repeating: "a,", count: 100_000), file: "c.csv", badRows: .skip)
        }
    }

    @Test func badRowsAreNamedAndSkippedOrRefused() throws {
        let good = "p,g,1,far,10,20,50,30,40,50,60,70,50,red,1\n"
        let text =
            Self.header + good + "p,g,2,far,361,20,50,30,40,50,60,70,50,red,1\np,g,3,far,10\n" + good
            + "p,g,4,far,10,x,50,30,40,50,60,70,50,red,1\np,g,5,far,10,20,50,30,40,50,60,70,50,  ,1\np,g,6,far,10,20,50,30,40,50,60,70,50,red,7\n"
        let wrong = [
            "c.csv:3: target_h is 361; it must be from 0 to 360", "c.csv:4: 5 fields; the header has 15",
            "c.csv:6: target_s is 'x'; it must be a number", "c.csv:7: the utterance is empty",
            "c.csv:8: human_correct is '7'; it is 1, 0 or nothing",
        ]
        let corpus = try ColourCorpus(text, file: "c.csv", badRows: .skip)
        #expect(corpus.rounds.count == 2 && corpus.problems.map(\.description) == wrong)
        let refusal = #expect(throws: CorpusProblems.self) { try ColourCorpus(text, file: "c.csv", badRows: .refuse) }
        #expect(refusal?.description == wrong.joined(separator: "\n"))
    }

    @Test(arguments: [
        ("", "c.csv:1: the file is empty; a header with the names of the columns comes first"),
        (CorpusTests.header, "c.csv:1: there is no round in the file"),
        ("a,b\n1,2\n", "c.csv:1: the header lacks speaker, game, round, condition, target_h"),
        (CorpusTests.byMessage.replacing("role,", with: "rôle,"), "c.csv:1: the header lacks role; it should name gameid, roundNum"),
        (CorpusTests.header + "p,\"g", "c.csv:2: a quote opens here and is never closed"),
        (CorpusTests.header.replacing("human_correct", with: "speaker"), "c.csv:1: the header names 'speaker' twice"),
    ])
    func brokenFilesAreErrors(text: String, message: String) {
        let problem = #expect(throws: (any Error).self) { try ColourCorpus(text, file: "c.csv", badRows: .skip) }
        #expect(problem.map { "\($0)" }?.hasPrefix(message) == true)
    }

    @Test func messagesHaveOneDefinition() throws {
        let rules = try MessageRules(vocabulary: 5, maxLength: 3)
        #expect(rules.message([4, 2, 0, 3]) == [4, 2] && rules.message([1, 2, 3, 4]) == [1, 2, 3] && rules.message([0, 1]) == [])
        #expect(throws: ReferentialError.self) { try MessageRules(vocabulary: 1, maxLength: 3) }
        #expect(throws: ReferentialError.self) { try MessageRules(vocabulary: 3, maxLength: 0) }
    }

    @Test func attributeRoundsHaveDifferentThings() throws {
        let game = try AttributeGame(GameSettings(candidates: 4, attributes: 2, values: 2))
        for number in 0..<50 { #expect(Set(game.round(UInt64(number), seed: 1).candidates).count == 4) }
        #expect(throws: ReferentialError.self) { try AttributeGame(GameSettings(candidates: 5, attributes: 2, values: 2)) }
    }
}
