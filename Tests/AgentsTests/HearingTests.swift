import Agents
import Episodes
import Kitchen
import Testing

/// Who hears what, and when.
@Suite struct HearingTests {
    /// Keeps what it hears.
    private final class Ears {
        var heard: [(tick: Int, message: HeardMessage)] = []
    }

    /// Says the number of the tick, and hears.
    private struct Speaker: Agent {
        let ears: Ears
        var texts: [String?]
        private var tick = 0
        var needsWholeState: Bool { false }

        init(_ ears: Ears, says texts: [String?]) {
            self.ears = ears
            self.texts = texts
        }

        mutating func begin(_ episode: EpisodeContext) { tick = 0 }
        mutating func hear(_ messages: [HeardMessage]) { ears.heard += messages.map { (tick, $0) } }
        mutating func act(_ game: KitchenGame) -> Decision { say() }
        mutating func act(seeing observation: Observation) -> Decision {
            #expect(observation.heard == ears.heard.filter { $0.tick == tick }.map(\.message))
            return say()
        }

        private mutating func say() -> Decision {
            defer { tick += 1 }
            return Decision(.stay, message: texts.indices.contains(tick) ? texts[tick] : nil)
        }
    }

    private func play(_ says: [[String?]], _ channel: TalkChannel?, _ kitchen: Kitchen) throws -> (Episode, [Ears]) {
        let ears = says.map { _ in Ears() }
        var agents: [any Agent] = zip(ears, says).map { Speaker($0, says: $1) }
        var match = try Match(kitchen, horizon: 4, seed: 1, channel: channel)
        return (try match.play(&agents), ears)
    }

    @Test func whatIsSaidIsHeardInTheNextTickByTheOthers() throws {
        let (episode, ears) = try play([["a", nil, "b", "late"], []], TalkChannel(.text), Play.kitchen("cramped_room"))
        #expect(ears[1].heard.map(\.tick) == [1, 3] && ears[1].heard.map(\.message.text) == ["a", "b"])
        #expect(ears[1].heard.allSatisfy { $0.message.seat == 0 } && ears[0].heard.isEmpty)
        #expect(episode.notes.filter { $0.kind == .message }.map(\.tick) == [0, 2, 3])
        let (silent, nobody) = try play([["a"], []], nil, Play.kitchen("cramped_room"))
        #expect(nobody[1].heard.isEmpty && silent.channel == nil)
    }

    @Test func onlyThoseInViewHearWhereTheChannelSaysSo() throws {
        let kitchen = try SightTests.hidden()
        #expect(try play([["a"], []], TalkChannel(.text), kitchen).1[1].heard.count == 1)
        #expect(try play([["a"], []], TalkChannel(.text, hearers: .view), kitchen).1[1].heard.isEmpty)
        let open = try SightTests.hidden(viewSize: nil)
        #expect(try play([["a"], []], TalkChannel(.text, hearers: .view), open).1[1].heard.count == 1)
    }

    @Test func whatIsNoMessageIsAFaultAndHeardByNobody() throws {
        let long = String(repeating: "x", count: 100_000)
        let (episode, ears) = try play([["7", "\u{1B}[2J", long], []], TalkChannel(.symbols(4), cost: 5), Play.kitchen("cramped_room"))
        #expect(ears[1].heard.isEmpty && episode.score == 0 && episode.seats[0].faults == 3)
        #expect(episode.status == .finished && !episode.notes.contains { $0.kind == .message })
        let faults = episode.notes.filter { $0.kind == .fault }
        #expect(faults.first?.text.contains("'7' is no symbol") == true && faults.allSatisfy { $0.text.count < 200 })
    }

    @Test func whoCouldTalkHasAnotherName() throws {
        let channel = try TalkChannel(words: "text,cost=1")
        let greedy = try Play.agents.agent("greedy").talking(over: channel)
        #expect(greedy.name == "greedy+text;cost=1" && greedy.talking(over: nil).name == greedy.name)
        #expect(AgentFile.named("greedy+text;cost=1", among: [try Play.agents.agent("greedy")])?.name == greedy.name)
        #expect(AgentFile.named("greedy+shouts", among: [try Play.agents.agent("greedy")]) == nil)
    }
}
