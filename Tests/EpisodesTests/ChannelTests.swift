import Episodes
import Kitchen
import Testing

/// What can be said in a kitchen, and what it costs.
struct ChannelTests {
    @Test(arguments: ["text", "signals", "symbols:4", "text,cost=0.25", "symbols:64,hearers=view,limit=3", "signals,cost=1,hearers=view"])
    func wordsNameAChannel(words: String) throws {
        #expect(try TalkChannel(words: words).words == words)
    }

    @Test(arguments: [
        ("shouts", "no channel is called 'shouts'; there are text, signals, and symbols:K with K from 2 to 64"),
        ("symbols:1", "no channel is called 'symbols:1'; there are text, signals, and symbols:K with K from 2 to 64"),
        ("text,cost=-1", "cost is '-1'; give points a message from 0 to 100 in quarters, such as 0.25"),
        ("text,cost=nan", "cost is 'nan'; give points a message from 0 to 100 in quarters, such as 0.25"),
        ("text,hearers=me", "hearers is 'me'; it can be all, or view (those who see the speaker)"),
        ("text,limit=0", "limit is '0'; give characters from 1 to 500"),
        ("text,loud", "'loud' says nothing about a channel; give cost=, hearers= or limit="),
    ])
    func otherWordsAreExplained(words: String, message: String) {
        #expect(throws: TalkChannelError.self) { try TalkChannel(words: words) }
        let error = #expect(throws: TalkChannelError.self) { try TalkChannel(words: words) }
        #expect(error?.description == message)
    }

    @Test func messagesAreChecked() {
        let text = TalkChannel(.text, limit: 5)
        #expect(text.objection(to: "hello") == nil)
        #expect(text.objection(to: "hello!") == "the message has 6 characters; 5 are the limit")
        #expect(text.objection(to: "") == "the message is empty")
        #expect(text.objection(to: "a\u{1B}") == "the message has a control character")
        #expect(text.objection(to: "a\u{202E}b") == "the message has a control character")
        let symbols = TalkChannel(.symbols(3))
        #expect(symbols.objection(to: "2") == nil)
        for wrong in ["3", "-1", "02", "two"] { #expect(symbols.objection(to: wrong) == "'\(wrong)' is no symbol; there are 0 to 2") }
        #expect(TalkChannel(.signals).objection(to: "wait") == nil && TalkChannel(.signals).objection(to: "recipe 9") == nil)
        #expect(TalkChannel(.signals).objection(to: "recipe 10")?.hasPrefix("'recipe 10' is no signal") == true)
        for signal in Signal.usual + [.recipe(3)] { #expect(Signal(signal.text) == signal) }
    }

    @Test func whatIsSaidCostsAndIsPlayedAgain() throws {
        let layout = try Layout(name: "small", grid: ["XPX", "O1D", "XSX"])
        var recorder = try EpisodeRecorder(Kitchen(layout), horizon: 4, seed: 1, channel: TalkChannel(.text, cost: 0.75))
        recorder.say("hello", seat: 0)
        try recorder.step([.west])
        recorder.say("again", seat: 0)
        for _ in 0..<3 { try recorder.step([.stay]) }
        let episode = recorder.episode()
        #expect(episode.score == -1.5 && episode.seats[0].sparse == -1.5)
        #expect(episode.channel == TalkChannel(.text, cost: 0.75))
        #expect(try episode.difference() == nil)
        var cheaper = episode
        cheaper.notes.removeAll { $0.text == "again" }
        #expect(try cheaper.difference() == "the score is -1.5, a replay scores -0.75")
    }
}
