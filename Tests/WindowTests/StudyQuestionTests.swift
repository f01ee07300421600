import Basics
import Foundation
import SourceFiles
import Testing

@testable import Window

@Suite struct StudyQuestionTests {
    private static let kinds: [StudyQuestion.Kind] = [
        .scale(.init(points: 7, low: "a", high: "b")), .scale(.init(points: 21, low: "a", high: "b")),
        .matrix([.init(id: "x", text: "X"), .init(id: "y", text: "Y"), .init(id: "z", text: "Z")], .init(points: 5, low: "", high: "")),
        .slider(-10...10, step: 5, low: "l", high: "h"), .choice(["one", "two, or more", "\"three\""]),
        .several(["one", "two", "three"]), .ranking(["one", "two", "three", "four"]), .text,
    ]

    private static let keys = [
        "Up", "Down", "Left", "Right", "Home", "End", "Space", "Backspace", "0", "1", "2", "3", "4", "9", "Keypad 2", "F1", "A",
    ]

    /// Whatever keys are pressed, an answer that is complete can be written and read back.
    @Test(arguments: kinds.indices) func everyKindRoundTrips(kind: Int) throws {
        let question = StudyQuestion(id: "q", text: "?", kind: Self.kinds[kind])
        var random = RandomStream(UInt64(kind), 77)
        var complete = 0
        for _ in 0..<300 {
            var form = AnswerForm(question)
            #expect(question.kind == .text || !form.isComplete, "nothing is chosen at first")
            for _ in 0..<(1 + random.below(40)) {
                form.press(Self.keys[random.below(Self.keys.count)])
                if random.chance(0.1) { form.type("\u{E9}, \"\n| ") }
            }
            let written = form.answer.columns(question)
            #expect(Set(written.keys).isSubset(of: question.columns.map(\.id)))
            guard form.isComplete else { continue }
            complete += 1
            let read = try #require(StudyAnswer(written, to: question))
            #expect(read.columns(question) == written && read == form.answer)
        }
        #expect(complete > 3)
        #expect(
            StudyAnswer(["q": "no such answer", "q_x": "no"], to: question) == (question.kind == .text ? .words("no such answer") : nil))
    }

    @Test func keysDoWhatTheFootSays() {
        var scale = AnswerForm(StudyQuestion(id: "s", text: "", kind: Self.kinds[0]))
        scale.press("6")
        scale.press("Right")
        scale.press("Right")
        #expect(scale.answer == .number(7))
        var several = AnswerForm(StudyQuestion(id: "s", text: "", kind: Self.kinds[5]))
        several.press("Down")
        several.press("Space")
        several.press("1")
        several.press("2")
        #expect(several.answer == .options(["one"]), "a second press takes the mark away")
        var ranking = AnswerForm(StudyQuestion(id: "r", text: "", kind: Self.kinds[6]))
        for key in ["3", "1", "2", "Backspace", "4"] { ranking.press(key) }
        #expect(!ranking.isComplete && ranking.chosen == ["three", "one", "four"])
        ranking.press("2")
        #expect(ranking.answer == .options(["three", "one", "four", "two"]))
    }

    private func read(_ text: String) throws -> Study { try StudyFile("study.yaml", text: text).study }

    private static let head = "title: t\nconsent: c\nkitchens: [k]\npartners: [a, b, c]\n"

    @Test func everyKindIsReadFromItsFile() throws {
        let study = try read(
            Self.head + """
                design: {kind: subsets, partners: 2, blocks: partner, games: 2}
                break: {blocks: 2, seconds: 30}
                seat: second
                hide: [score, orders]
                closing_questions:
                  - {id: a, text: A, scale: 5, low: l, high: h, answer: 2}
                  - {id: b, text: B, items: [{id: x, text: X}, {id: y, text: Y}], scale: 7}
                  - {id: c, text: C, slider: [0, 100], step: 10}
                  - {id: d, text: D, choice: [p, q], answer: q}
                  - {id: e, text: E, several: [p, q, r], answer: [p, r], optional: true}
                  - {id: f, text: F, ranking: [p, q, r], shuffle: true}
                  - {id: g, text: G}
                  - {set: nasa-tlx}
                  - {set: trust, id: jian}
                """)
        #expect(study.design == StudyDesign(subset: 2, block: .partner, games: 2) && study.rest?.seconds == 30)
        #expect(study.seat == .second && study.hidden == [.score, .orders])
        let questions = study.closingQuestions
        #expect(questions.prefix(7).map(\.kindName) == ["scale", "matrix", "slider", "choice", "several", "ranking", "text"])
        #expect(questions[4].answer == "p | r" && questions[4].isOptional && questions[5].isShuffled && questions[6].isOptional)
        #expect(questions[1].columns.map(\.id) == ["b_x", "b_y"])
        #expect(questions[7...12].map(\.id).first == "nasa_tlx_mental" && questions.count == 14)
        #expect(questions[13].columns.count == 12 && questions[13].columns[0].id == "jian_deceptive")
        #expect(StudyAnswer.options(["r", "p"]).isRight(questions[4]) == true)
    }

    @Test func everythingWrongIsSaidWithItsPlace() throws {
        let text =
            Self.head + """
                design: {kind: subset, partners: 9}
                hide: [scores]
                people: 3
                comprehension: [{id: a, text: A}]
                probes: [{ticks: [], questions: []}]
                questions:
                  - {id: b, text: B, choice: [p], scale: 3}
                  - {id: c, text: C, choice: [p, p]}
                  - {id: d, text: D, choice: [p, q], answer: r}
                  - {id: score, text: E}
                  - {set: nasa}
                  - {id: f, text: F, slider: [5, 5]}
                  - {id: g, text: G, ranking: ["p | q", r]}
                  - {id: h, text: H, slider: [-9223372036854775808, 9223372036854775807]}
                  - {id: i, text: I, slider: [0, 10], step: 5, answer: 3}
                """
        let told = "\(try #require(throws: SourceDiagnostics.self) { try read(text) })"
        for words in [
            "study.yaml:5:16: error: a design's kind is 'subset'; it can be within, between, subsets",
            "partners is 9; it must be from 1 to 3",
            "study.yaml:6:8: error: what is hidden is 'scores'", "people is 3", "every question of comprehension needs an 'answer'",
            "a probe needs ticks", "a probe needs questions", "'b' has scale and choice; keep one", "two options of choice are the same",
            "'r' is no answer to 'd', which takes p | q", "'score' is that of a column of games.csv", "a set of questions is 'nasa'",
            "not from 5 to 5", "not from -9223372036854775808 to 9223372036854775807", "'3' is no answer to 'i'", "without the sign |",
        ] { #expect(told.contains(words), "\(words)\n\(told)") }
    }

    @Test func setsHaveTheirSourcesInThePage() throws {
        let counts: [QuestionSet: Int] = [.nasaTLX: 6, .fluency: 3, .trust: 12, .coordination: 7]
        for set in QuestionSet.allCases {
            #expect(set.questions("x").flatMap(\.columns).count == counts[set] && !set.source.isEmpty)
            #expect(Set(set.questions("x").flatMap { $0.columns.map(\.id) }).count == counts[set])
        }
    }

    @Test func textsAreReflowed() {
        #expect(Paragraphs.reflowed("one\ntwo\n\nthree\n- a\n  b\n- c\n") == "one two\n\nthree\n- a b\n- c\n")
    }

    @Test func differencesAreSaidLineByLine() {
        #expect(LineDifference.words(from: "a\nb\nc\n", to: "a\nx\nc\n") == ["line 2 was: b", "line 2 is now: x"])
        #expect(LineDifference.words(from: "a\n", to: "a\nb\n") == ["line 2 is now: b"])
        #expect(
            LineDifference.words(from: "a\n", to: "a\n").isEmpty && LineDifference.words(from: "a\n", to: "a\r\n") == ["the ends of lines"])
        #expect(LineDifference.words(from: "", to: String(repeating: "x\n", count: 30)).last == "and 10 more")
    }
}
