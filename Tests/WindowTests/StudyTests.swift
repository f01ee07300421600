import Foundation
import KitchenMaps
import SourceFiles
import Testing
import Window

@Suite struct StudyTests {
    private static let text = """
        title: Strangers
        consent: You may stop at any time.
        seed: 3
        horizon: 60
        dynamics: old
        tutorial:
          - {kitchen: cramped_room, text: Bring onions.}
        kitchens: [cramped_room, coordination_ring]
        partners: [greedy, random, stay]
        questions:
          - {id: fluent, text: We worked fluently together., scale: 7, low: disagree, high: agree}
          - {id: comment, text: Anything else?}
        closing_questions:
          - {id: age, text: How old are you?}
        """

    private func read(_ text: String) throws -> Study {
        let path = NSTemporaryDirectory() + "study-" + UUID().uuidString + ".yaml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try StudyFile.read(path)
    }

    @Test func filesAreRead() throws {
        let study = try read(Self.text)
        #expect(study.title == "Strangers" && study.seed == 3 && study.horizon == 60 && study.dynamics == .old)
        #expect(study.tutorials.map(\.partner) == ["stay"] && study.blindNames == ["Partner A", "Partner B", "Partner C"])
        #expect(study.questions.map(\.kind) == [.scale(.init(points: 7, low: "disagree", high: "agree")), .text])
    }

    @Test func everythingWrongIsTold() throws {
        let text = Self.text.replacingOccurrences(of: "title: Strangers\n", with: "titel: Strangers\n")
            .replacingOccurrences(of: "id: comment", with: "id: fluent").replacingOccurrences(of: "scale: 7", with: "scale: 70")
        let problems = try #require(throws: SourceDiagnostics.self) { try read(text) }
        let told = "\(problems)"
        for words in ["did you mean 'title'?", "a study needs a title", "'fluent' stands twice", "scale is 70; it must be from 2 to 21"] {
            #expect(told.contains(words))
        }
    }

    @Test func everyonePlaysEverythingInBalancedOrder() throws {
        let study = try read(Self.text)
        // Two orders of kitchens times six of three partners.
        let orders = (0..<12).map { StudyOrder.games(study, participant: $0) }
        for games in orders {
            #expect(Set(games.map { $0.kitchen + $0.partner }).count == 6)
            #expect(Set(games.map { $0.partner + $0.blindName }).count == 3, "a partner keeps its name")
        }
        for place in 0..<6 {
            let here = Dictionary(grouping: orders.map { $0[place] }) { $0.kitchen + $0.partner }.mapValues(\.count)
            #expect(here.values.allSatisfy { $0 == 2 } && here.count == 6, "each at each place equally often")
        }
        #expect(orders[0] == StudyOrder.games(study, participant: 0))
    }

    @Test(arguments: 1...6) func rowsAreBalanced(count: Int) {
        let rows = StudyOrder.balancedRows(count)
        for place in 0..<count {
            let here = Dictionary(grouping: rows) { $0[place] }.mapValues(\.count)
            #expect(Set(here.values).count == 1 && here.count == count)
        }
        let pairs = rows.flatMap { zip($0, $0.dropFirst()).map { "\($0)-\($1)" } }
        let followers = Dictionary(grouping: pairs) { $0 }.mapValues(\.count)
        #expect(Set(followers.values).count <= 1 && followers.count == count * (count - 1))
    }

    @Test func theWayThroughIsNamed() throws {
        let names = StudyItem.all(try read(Self.text), participant: 0).map(\.name)
        #expect(names.prefix(4) == ["consent", "tutorial 1", "game 1", "questions 1"])
        #expect(names.suffix(2) == ["questions 6", "closing questions"] && names.count == 15)
    }
}
