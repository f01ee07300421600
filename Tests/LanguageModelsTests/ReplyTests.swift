import Foundation
import Testing

@testable import LanguageModels

/// Replies, prompts and pace.
@Suite struct ReplyTests {
    @Test(arguments: [
        (#"{"skill": "a", "sure": 0.5}"#, 0), (#"Well. {"skill": "a", "sure": 0.5} So."#, 1),
        (#"{"skill": "a", "sure": 0.5,}"#, 0), (#"{“skill”: “a”, “sure”: 0.5}"#, 1),
        ("```json\n{\"skill\": \"a\", \"sure\": 0.5 , }\n```", 1),
    ])
    func anObjectIsFound(reply: String, repairs: Int) throws {
        let object = try ReplyReader.object(reply)
        #expect(object["skill"] == "a" && object["sure"] == "0.5" && object.repairs.count == repairs)
    }

    @Test(arguments: [
        ("", "no JSON object"), ("{", "cut off"), (#"{"skill": "a"} {"skill": "b"}"#, "2 JSON objects"), ("{skill: a}", "cannot be read"),
        (String(repeating: "{", count: 9), "nested"), (String(repeating: "x", count: 40_000), "longer than"),
    ])
    func whatIsNoneIsTold(reply: String, problem: String) {
        let thrown = #expect(throws: ReplyProblem.self) { try ReplyReader.object(reply) }
        #expect(thrown?.description.contains(problem) == true)
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
        let wrong = #expect(throws: ChatProblem.self) { try PromptTemplate(path, names: ["state"]) }
        #expect(wrong?.description == "\(path):2: there is no {{skills}} to fill in; there are state")
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
