import Testing

@testable import Referential

@Suite struct SessionCorpusTests {
    private static func round(_ target: String = "B", _ more: String = "", from: String = "speaker") -> String {
        #"{"round": 1, "repetition": 1, "target": "\#(target)", "choice": "C"\#(more), "messages": [{"from": "\#(from)", "text": "a bird"}]}"#
    }
    private static func pair(_ rounds: String...) -> String { #"{"pair": 4, "rounds": [\#(rounds.joined(separator: ","))]}"# }

    @Test func pairsAndCommunitiesAreRead() throws {
        let community = #"{"community": 2, "rounds": [\#(Self.round("H", #", "set": 2, "phase": 1, "speaker": 3, "listener": 0"#))]}"#
        let corpus = try SessionCorpus(Self.pair(Self.round()) + "\n" + community + "\n", file: "s.jsonl", badRows: .refuse)
        #expect(corpus.sessions.map(\.kind) == [.pair, .community] && corpus.sessions.map(\.number) == [4, 2])
        #expect(
            corpus.sessions[0].rounds == [RepeatedRound(repetition: 1, shapes: TangramShapes.all, target: 1, choice: 2, words: "a bird")])
        let round = corpus.sessions[1].rounds[0]
        #expect(round.shapes == [7, 8, 9, 10] && round.phase == 1 && round.speaker == 3 && round.listener == 0)
    }

    @Test func listenersWordsAreNotHeardAndSilenceIsCounted() throws {
        let corpus = try SessionCorpus(Self.pair(Self.round(from: "listener")), file: "s.jsonl", badRows: .refuse)
        #expect(corpus.sessions[0].rounds[0].words.isEmpty && corpus.wordless == 1)
    }

    @Test func wrongShapesOfNoLetterAreWrong() throws {
        let text = Self.pair(Self.round().replacing("\"C\"", with: "\"distr1\""))
        let corpus = try SessionCorpus(text, file: "s.jsonl", badRows: .refuse)
        #expect(corpus.sessions[0].rounds[0].choice == nil)
    }

    @Test(arguments: [
        (pair(round(), round("Q")), "s.jsonl:1: rounds[1]: target is 'Q'; it must be one of A, B, C, D, E, F, G, H, I, J, K, L"),
        (
            pair(round().replacing("\"C\"", with: "\"x\"")),
            "s.jsonl:1: rounds[0]: choice is 'x'; it must be the letter of a shape, or distr0, distr1, ..."
        ),
        (pair(round().replacing("\"repetition\": 1,", with: "")), "s.jsonl:1: rounds[0]: repetition is missing"),
        (
            pair(round().replacing("\"repetition\": 1", with: "\"repetition\": \"1\"")),
            "s.jsonl:1: rounds[0]: repetition must be of type Int"
        ),
        (pair(round(from: "nobody")), "s.jsonl:1: rounds[0]: messages: from is 'nobody'; it must be speaker or listener"),
        (pair(round()) + "\n{\"pair\": 1, \"rou", "s.jsonl:2: this is no JSON object"),
        ("{\"rounds\": []}", "s.jsonl:1: a session has either the key 'pair' or the key 'community'"),
        ("", "s.jsonl:1: there is no session in the file"),
    ])
    func whatIsWrongIsNamed(_ text: String, _ message: String) {
        do {
            _ = try SessionCorpus(text, file: "s.jsonl", badRows: .refuse)
            Issue.record("the file was read")
        } catch {
            #expect("\(error)" == message)
        }
    }

    @Test func aBadRoundLosesNoOther() throws {
        let corpus = try SessionCorpus(Self.pair(Self.round(), Self.round("Q"), Self.round("D")), file: "s.jsonl", badRows: .skip)
        #expect(corpus.sessions[0].rounds.map(\.target) == [1, 3] && corpus.problems.count == 1)
    }
}
