import Agents
import SourceFiles
import Testing

@testable import Window

/// Over participants every design balances as docs/studies.md promises.
@Suite struct StudyDesignTests {
    private static func study(_ kitchens: Int, _ partners: Int, _ change: (inout Study) -> Void = { _ in }) -> Study {
        var study = Study(
            title: "t", consent: "c", closing: "", seed: 9, tickMilliseconds: 150, horizon: 10, dynamics: .old, tutorials: [],
            kitchens: (0..<kitchens).map { "k\($0)" }, partners: (0..<partners).map { "p\($0)" },
            blindNames: (0..<partners).map { "n\($0)" }, showsExplanations: false, questions: [], closingQuestions: [])
        change(&study)
        return study
    }

    private func counts(_ words: some Sequence<String>) -> [String: Int] { words.reduce(into: [:]) { $0[$1, default: 0] += 1 } }

    private static let sizes: [(Int, Int, Int?, StudyDesign.Block)] = [
        (1, 2, nil, .kitchen), (2, 3, nil, .kitchen), (3, 4, nil, .partner), (2, 4, 1, .kitchen), (2, 4, 2, .kitchen), (3, 5, 2, .partner),
        (2, 5, 3, .kitchen), (1, 6, 3, .kitchen),
    ]

    @Test(arguments: sizes) func eachDesignBalances(kitchens: Int, partners: Int, subset: Int?, block: StudyDesign.Block) {
        let study = Self.study(kitchens, partners) {
            $0.design.subset = subset
            $0.design.block = block
        }
        let cycle = StudyOrder.cycle(study)
        let rows = (0..<cycle).map { StudyOrder.games(study, participant: $0) }
        let met = subset ?? partners
        #expect(rows.allSatisfy { $0.count == kitchens * met && Set($0.map(\.partner)).count == met })
        #expect(rows.allSatisfy { Set($0.map { $0.kitchen + $0.partner }).count == $0.count }, "each pair once")
        for place in 0..<(kitchens * met) {
            let here = counts(rows.map { $0[place].kitchen + " " + $0[place].partner })
            #expect(here.count == kitchens * partners && Set(here.values).count == 1, "place \(place): \(here)")
        }
        // Each pair of partners is met together by equally many.
        let pairs = counts(
            rows.flatMap { row -> [String] in
                let own = Set(row.map(\.partner)).sorted()
                return own.indices.flatMap { first in own[(first + 1)...].map { own[first] + $0 } }
            })
        #expect(met == 1 || Set(pairs.values).count == 1 && pairs.count == partners * (partners - 1) / 2)
    }

    /// Arms of the coach come by turns, each has the same rows as a study without a coach, and transfer leaves hints out.
    @Test func eachArmOfTheCoachHasTheWholeDesign() {
        let plain = Self.study(2, 3) { $0.seat = .alternate }
        var study = plain
        study.coach = Study.Coach(arms: [nil, .reason], hasTransfer: true)
        #expect(StudyOrder.cycle(study) == 2 * StudyOrder.cycle(plain))
        for row in 0..<StudyOrder.cycle(study) {
            let games = StudyOrder.games(study, participant: row)
            let others = StudyOrder.games(plain, participant: row / 2)
            #expect(games.map { [$0.kitchen, $0.partner, "\($0.seat)"] } == others.map { [$0.kitchen, $0.partner, "\($0.seat)"] })
            #expect(games.map(\.coach) == games.map { row % 2 == 1 && $0.block == 1 ? .reason : nil })
        }
    }

    @Test func mistakesAboutTheCoachAreTold() throws {
        let text = "title: t\nconsent: c\nkitchens: [a]\npartners: [b]\ncoach: {arms: [none, loud], transfer: true}\n"
        let thrown = #expect(throws: SourceDiagnostics.self) { try StudyFile("study", text: text) }
        #expect(thrown?.description.contains("an arm of the coach is 'loud'; it can be none, nudge, reason, show") == true)
        #expect(thrown?.description.contains("'transfer' is the last of several blocks, but there is one") == true)
        let right = text.replacing("[none, loud], transfer: true", with: "[none, reason]")
        #expect(try StudyFile("study", text: right).study.coach == Study.Coach(arms: [nil, .reason]))
    }

    /// Within a block each partner follows each other one equally often (Williams).
    @Test(arguments: [3, 4, 5]) func eachFollowsEach(partners: Int) {
        let study = Self.study(2, partners)
        let pairs = (0..<StudyOrder.cycle(study)).flatMap { row -> [String] in
            let games = StudyOrder.games(study, participant: row)
            return zip(games, games.dropFirst()).filter { $0.block == $1.block }.map { "\($0.partner)-\($1.partner)" }
        }
        let followers = counts(pairs)
        #expect(followers.count == partners * (partners - 1) && Set(followers.values).count == 1)
    }

    @Test func fewParticipantsAreSpreadWell() {
        let study = Self.study(2, 4) { $0.design.subset = 1 }
        let rows = (0..<4).map { StudyOrder.games(study, participant: $0) }
        #expect(Set(rows.map { $0[0].partner }).count == 4, "four participants meet four partners")
        #expect(counts(rows.map { $0[0].kitchen }).values.sorted() == [2, 2])
    }

    @Test func blocksRepeatsAndSeatsAreAsAsked() {
        let study = Self.study(2, 2) {
            $0.design.block = .partner
            $0.design.games = 2
            $0.seat = .alternate
        }
        for row in 0..<4 {
            let games = StudyOrder.games(study, participant: row)
            #expect(games.map(\.block) == [1, 1, 1, 1, 2, 2, 2, 2])
            #expect(Set(games.prefix(4).map(\.partner)).count == 1 && games[0].kitchen == games[1].kitchen)
            #expect(games.map(\.seat) == (0..<8).map { (row + $0) % 2 })
        }
    }

    @Test func breaksAndQuestionsStandWhereTheyBelong() {
        let question = StudyQuestion(id: "q", text: "{partner}", kind: .text)
        let study = Self.study(2, 2) {
            $0.questions = [question]
            $0.pairQuestions = [StudyQuestion(id: "r", text: "{first}, {second}", kind: .text)]
            $0.blockQuestions = [question]
            $0.rest = Study.Break(blocks: 1, text: "", seconds: 0)
            $0.debriefing = "d"
        }
        let items = StudyItem.all(study, participant: 0)
        #expect(
            items.map(\.name) == [
                "consent", "game 1", "questions 1", "game 2", "questions 2", "pair questions 2", "block questions 1", "break 1", "game 3",
                "questions 3", "game 4", "questions 4", "pair questions 4", "block questions 2", "debriefing",
            ])
        let games = StudyOrder.games(study, participant: 0)
        guard case .questions(.pair, let asked) = items[5].kind else { return #expect(Bool(false)) }
        #expect(asked[0].text == "\(games[0].blindName), \(games[1].blindName)")
    }

    @Test func ordersAreEachParticipantsOwnAndStay() {
        let questions = (0..<6).map { index -> StudyQuestion in
            var question = StudyQuestion(id: "q\(index)", text: "", kind: .ranking(["a", "b", "c", "d"]))
            question.isShuffled = true
            return question
        }
        let study = Self.study(1, 1) {
            $0.questions = questions
            $0.shufflesQuestions = true
        }
        func asked(_ row: Int) -> [StudyQuestion] { StudyItem.arranged(questions, study, row: row, item: "questions 1", person: 0) }
        #expect(asked(0) == asked(0) && Set((0..<8).map(asked)).count == 8)
        #expect(asked(3).map(\.id).sorted() == questions.map(\.id) && asked(3) != questions)
        var calm = study
        calm.shufflesQuestions = false
        #expect(StudyItem.arranged(questions, calm, row: 3, item: "questions 1", person: 0).map(\.id) == questions.map(\.id))
    }
}
