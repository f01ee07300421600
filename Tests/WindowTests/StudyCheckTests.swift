import Agents
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import TestSupport
import Testing

@testable import Window

/// Every mistake of a study is reported at its place, with what to do.
@Suite struct StudyCheckTests {
    private static let text = """
        title: Strangers
        consent: You may stop at any time.
        horizon: 60
        tutorial:
          - {kitchen: cramped_room, text: Bring onions.}
        kitchens: [cramped_room, coordination_ring]
        partners: [random, stay]
        questions:
          - {id: fluent, text: We worked fluently together., scale: 7}
          - {id: comment, text: Anything else?}
        closing_questions:
          - {id: age, text: How old are you?}
        """

    private static func text(_ old: String, _ new: String) -> String { text.replacing(old, with: new, maxReplacements: 1) }

    /// What is replaced in the text above by what, and the report.
    static let mistakes: [(old: String, new: String, report: String)] = [
        ("title: Strangers", "title: ' '", "1:8: error: the title is empty; write it out"),
        ("You may stop at any time.", "''", "2:10: error: the text of consent is empty; write it out"),
        ("id: fluent", "id: ''", "9:10: error: the id of a question is empty; write it out"),
        ("We worked fluently together.", "''", "9:24: error: the text of a question is empty; write it out"),
        ("{kitchen: cramped_room", "{kitchen: ''", "5:15: error: the kitchen of a tutorial is empty"),
        ("[random, stay]", "[random, '']", "7:20: error: a name in 'partners' is empty; write it out, or take it out of the list"),
        (
            "cramped_room, coordination_ring", "cramped_room, cramped_room",
            "6:26: error: the kitchen 'cramped_room' stands twice, first at line 6; take it out here; 'games: 2' in 'design'"
        ),
        ("[random, stay]", "[random, random]", "7:20: error: the partner 'random' stands twice, first at line 7"),
        (
            "horizon: 60", "names: [Kim, Kim]",
            "3:14: error: the name 'Kim' stands twice, first at line 3; give each partner a name of its own"
        ),
        ("horizon: 60", "names: [Kim]", "3:8: error: 2 partners need as many names, here are 1"),
        ("[cramped_room, coordination_ring]", "[]", "6:11: error: a study needs kitchens, a list of maps"),
        ("[random, stay]", "[]", "7:11: error: a study needs partners, a list of agents"),
        ("id: comment", "id: fluent", "10:10: error: the question 'fluent' stands twice, first at line 9; give each an id"),
        ("scale: 7}", "scale: 7, items: []}", "9:71: error: 'items' needs one or more, such as [{id: fast,"),
        (
            "scale: 7}", "scale: 7, items: [{id: a, text: A.}, {id: a, text: B.}]}",
            "9:96: error: the question 'fluent_a' stands twice, first at line 9"
        ),
        ("scale: 7}", "scale: 7, items: [{id: '', text: A.}]}", "9:77: error: the id of an item is empty"),
        (
            "horizon: 60", "probes: [{ticks: [5, 9, 5], questions: [{id: q, text: Q?}]}]",
            "3:25: error: the tick 5 stands twice in a probe; take it out here"
        ),
        ("horizon: 60", "coach: {arms: [none, none]}", "3:15: error: no arm of the coach has hints; name one that has, such as reason"),
        ("horizon: 60", "coach: {arms: [show, show]}", "3:15: error: all arms of the coach are the same; let them differ"),
        ("id: age", "id: state", "12:10: error: the id 'state' is that of a column of participants.csv; choose another"),
        ("id: comment", "id: score", "10:10: error: the id 'score' is that of a column of games.csv; choose another"),
    ]

    @Test(arguments: mistakes.indices) func everyMistakeHasItsPlace(index: Int) throws {
        let (old, new, report) = Self.mistakes[index]
        let problems = try #require(throws: SourceDiagnostics.self) { try StudyFile("study.yaml", text: Self.text(old, new)) }
        #expect("\(problems)".contains("study.yaml:" + report), "\(problems)")
    }

    /// What was accepted once can be read of stores and exported.
    @Test func whatWasBegunIsReadAsItWas() throws {
        let old = Self.text("[random, stay]", "[random, random]").replacing("id: age", with: "id: state")
        #expect(throws: SourceDiagnostics.self) { try StudyFile("study.yaml", text: old) }
        #expect(try StudyFile("study.yaml", text: old, wasBegun: true).study.partners == ["random", "random"])
    }

    @Test func moreThan26PartnersHaveNamesOfTheirOwn() throws {
        let partners = (0..<60).map { "p\($0)" }.joined(separator: ", ")
        let names = try StudyFile("study.yaml", text: Self.text("random, stay", partners)).study.blindNames
        #expect(Set(names).count == 60 && names[25] == "Partner Z" && names[26] == "Partner AA" && names[59] == "Partner BH")
    }

    // MARK: What it names

    private func problems(_ text: String) throws -> String {
        let file = try StudyFile("study.yaml", text: text)
        let agents = AgentLibrary(
            folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self, RandomKind.self, MuteKind.self]))
        do {
            _ = try StudyMaterials(
                file,
                kitchen: { name in
                    let layout = try MapLibrary.standard.layout(name)
                    return try file.study.dynamics.map { try Kitchen(layout, dynamics: $0) } ?? Kitchen(layout)
                }, partner: { try $0 == "mute" ? agents.cook(mute()) : agents.cook($0) })
            return ""
        } catch let error as SourceDiagnostics {
            return "\(error)"
        }
    }

    /// The file of an agent that plays no kitchens.
    private func mute() throws -> String {
        let path = NSTemporaryDirectory() + "mute-\(UUID().uuidString).yaml"
        try "kind: mute\n".write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// An agent that plays no kitchens.
    private struct MuteKind: AgentKind {
        static let name = "mute"
        static let summary = "says nothing"
        static let playsKitchens = false

        init(_ reader: inout ParameterReader) {}

        func makeAgent() throws -> any Agent { throw AgentError("mute") }
    }

    @Test func whatItNamesIsLookedUpAtItsPlace() throws {
        #expect(try problems(Self.text) == "")
        let lost = try problems(Self.text("cramped_room, coordination_ring", "cramped_rom, other/none.yaml"))
        #expect(lost.contains("study.yaml:6:12: error: there is no map 'cramped_rom'; did you mean 'cramped_room'?"), "\(lost)")
        #expect(lost.contains("study.yaml:6:25: error: the kitchen 'other/none.yaml': "), "\(lost)")
        let partners = try problems(Self.text("random, stay", "randm, mute"))
        #expect(partners.contains("study.yaml:7:12: error: there is no agent 'randm'; did you mean 'random'?"), "\(partners)")
        #expect(partners.contains("study.yaml:7:19: error: 'mute-"), "\(partners)")
        #expect(partners.contains("is of kind 'mute', which plays no kitchens; name a cook, such as greedy"), "\(partners)")
        let old = Self.text("coordination_ring]", "unequal_ring]").replacing("horizon: 60", with: "dynamics: old")
        let dynamics = try problems(old.replacing("unequal_ring", with: Self.mixed))
        #expect(dynamics.contains("study.yaml:6:26: error: the kitchen '\(Self.mixed)' cannot be used here: "), "\(dynamics)")
    }

    /// A kitchen that old dynamics do not know.
    private static let mixed = "counter_circuit"

    @Test func everyoneHasASeat() throws {
        let alone = Self.text("coordination_ring", "cramped_room_single")
        #expect(
            try problems(alone + "\nseat: second").contains(
                "study.yaml:13:7: error: the kitchen 'cramped_room_single' has no second seat; leave 'seat' out"))
        #expect(
            try problems(alone).contains(
                "study.yaml:6:26: error: the kitchen 'cramped_room_single' has no seat for a partner; name one for two, or a single"))
        let two = Self.text + "\npeople: 2"
        #expect(
            try problems(two).contains(
                "study.yaml:7:11: error: the kitchen 'cramped_room' has no seat for a partner; leave 'partners' out"))
        #expect(try problems(two.replacing("partners: [random, stay]\n", with: "")) == "")
        #expect(try problems(alone + "\npeople: 2").contains("study.yaml:6:26: error: the kitchen 'cramped_room_single' has one seat"))
        let three = two.replacing("[cramped_room, coordination_ring]", with: "[multiplayer_schelling]")
        #expect(try problems(three) == "")
        #expect(
            try problems(three.replacing("partners: [random, stay]\n", with: "")).contains(
                "study.yaml:6:12: error: the kitchen 'multiplayer_schelling' has"))
    }

    // MARK: Codes

    /// The window takes no code that the command line refuses.
    @Test func codesHaveOneRule() {
        var code = ""
        let screen = CodeScreen("A study") {
            code = $0
            return .leave
        }
        for text in ["P 0/1", String(repeating: "é", count: 200)] { _ = screen.handle(.text(text), now: 0) }
        _ = screen.handle(.key("Return", isDown: true, isRepeat: false), now: 0)
        #expect(code == "P01" + String(repeating: "é", count: 97) && ParticipantCode.isCode(code))
        for wrong in ["", " ", "a\u{1B}", String(repeating: "x", count: 101), "e" + String(repeating: "\u{301}", count: 100)] {
            #expect(!ParticipantCode.isCode(wrong))
        }
    }
}
