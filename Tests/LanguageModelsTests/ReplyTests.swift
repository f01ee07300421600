import Foundation
import Testing

@testable import LanguageModels

/// Replies, prompts and pace.
@Suite struct ReplyTests {
    @Test(arguments: [
        (#"{"skill": "a", "sure": 0.5}"#, 0), (#"Well. {"skill": "a", "sure": 0.5} So."#, 1),
        (#"{"skill": "a", "sure": 0.5,}"#, 0), (#"{“skill”: “a”, “sure”: 0.5}"#, 1),
        ("```json\n{\"skill\": \"a\", \"sure\": 0.5 , }\n```", 1), ("{'skill': 'a', 'sure': 0.5}", 1),
        (#"<think>{"skill": "b"} {</think>{"skill": "a", "sure": 0.5}"#, 1), (#"{P} {"skill": "a", "sure": 0.5} {q"#, 1),
        (#"<Thinking>x</thinking> {"SKILL": "a", "sure": 0.5} <think>y</think>"#, 1), (#"[{"skill": "a", "sure": 0.5}]"#, 1),
        (#"{"skill": "a", "sure": 0.5} {"skill": "a", "sure": 0.5}"#, 2), ("{\"skill\": \"a\", \"sure\": 0.5, \"b\": \"c\nd\"}", 1),
        (#"{"result": {"skill": "a", "sure": 0.5}}"#, 1), (#"{"skill": "a", "sure": 0.5, "b": null, "c": [1, {}], "d": True}"#, 0),
    ])
    func anObjectIsFound(reply: String, repairs: Int) throws {
        let object = try ReplyReader.object(reply)
        #expect(object["skill"] == "a" && object["sure"] == "0.5" && object.repairs.count == repairs)
    }

    @Test(arguments: [
        ("", "no JSON object"), ("{", "cut off"), (#"{"skill": "a", "x": {"skill": "b"}, "y": "z"#, "cut off"),
        (#"{"skill": "a", "b" 5, "c": {"skill": "b"}"#, "cannot be read, from '5"), (#"<think>{"skill": "a"}"#, "within its thoughts"),
        (String(repeating: "{ ", count: 201), "more than 200 braces"), (String(repeating: "<think>", count: 40_000), "within its thoughts"),
        (#"{"skill": "a"} {"skill": "b"}"#, "2 JSON objects"), ("{skill: a}", "cannot be read"),
        (String(repeating: #"{"a":"#, count: 9), "nested"), (String(repeating: "x", count: 40_000), "longer than"),
    ])
    func whatIsNoneIsTold(reply: String, problem: String) {
        let thrown = #expect(throws: ReplyError.self) { try ReplyReader.object(reply) }
        #expect(thrown?.description.contains(problem) == true)
    }

    @Test(arguments: [
        (#""a\n\t\u00e9\ud83c\udf72\/\"""#, "a\n\té🍲/\""), (#""\ud83cx""#, "\u{FFFD}x"), ("'it's'", "it's"), ("“a \"b\" c”", "a \"b\" c"),
        ("-1.5e3", "-1.5e3"),
        ("false", "false"),
    ])
    func textsAreReadAsTheyAreMeant(written: String, read: String) throws {
        #expect(try ReplyReader.object("{\"skill\": \(written)}")["skill"] == read)
    }

    @Test func bracesInTextsAreNoBraces() throws {
        #expect(try ReplyReader.object(#"{"skill": "a } \" {"}"#)["skill"] == "a } \" {")
    }

    @Test func aPromptIsFilledAndItsMistakesAreTold() throws {
        let path = NSTemporaryDirectory() + "brigade-prompt-\(UUID().uuidString).txt"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("State: {{state}}\nSkills: {{skills}}\n".utf8).write(to: URL(fileURLWithPath: path))
        let prompt = try PromptTemplate(path, names: ["state", "skills"])
        #expect(prompt.filled(["state": "{{skills}}", "skills": "a"]) == "State: {{skills}}\nSkills: a\n")
        let wrong = #expect(throws: ChatError.self) { try PromptTemplate(path, names: ["state"]) }
        #expect(wrong?.description == "\(path):2: there is no {{skills}} to fill in; there are state")
    }

    @Test func aPartWithNothingToFillInIsLeftOut() throws {
        let prompt = try PromptTemplate(text: "{{#a}}A: {{a}}\n{{/a}}B: {{b}}\n", path: "x", names: ["a", "b"])
        #expect(prompt.filled(["a": "{{b}}", "b": "c"]) == "A: {{b}}\nB: c\n")
        #expect(prompt.filled([:]) == "B: Nothing is known of that.\n")
        for (text, problem) in [("{{#a}}", "has no {{/a}}"), ("{{/a}}", "ends what did not begin"), ("{{#a}}{{#b}}", "within another")] {
            let thrown = #expect(throws: ChatError.self) { try PromptTemplate(text: text, path: "x", names: ["a", "b"]) }
            #expect(thrown?.description.contains(problem) == true)
        }
    }

    @Test func noMinuteHasTooManyRequests() {
        var pace = RequestPace(perMinute: 2)
        var now = 0.0
        var sent: [Double] = []
        for _ in 0..<7 {
            now += pace.wait(now: now) + 1
            pace.send(now: now)
            sent.append(now)
        }
        for (early, late) in zip(sent, sent.dropFirst(2)) { #expect(late - early >= 60) }
    }
}
