import Agents
import Episodes
import Kitchen
import Testing

/// How the log keeps hints.
@Suite struct HintTests {
    private let hint = Hint(
        tick: 30, seat: 1, nudge: "Have a look at the pot.", reason: "Fill your dish at the pot: its soup is ready.", target: Cell(2, 0),
        work: "fill a dish", regret: 4.256)

    @Test func aNoteSaysWhatWasSaidAndWhatCameOfIt() throws {
        let note = GivenHint(hint, level: .nudge, isFollowed: false).note
        #expect(note.kind == .hint && note.tick == 30 && note.seat == 1 && note.text == "Have a look at the pot. (not followed)")
        #expect(note.data == #"{"followed":false,"level":"nudge","regret":4.26,"target":[2,0],"work":"fill a dish"}"#)
        let read = try #require(GivenHint(note))
        #expect(read.level == .nudge && read.isFollowed == false && read.hint.target == Cell(2, 0) && read.hint.work == "fill a dish")
        #expect(GivenHint(hint, level: .show).note.text == hint.reason)
    }

    @Test(arguments: [
        nil, "", "{}", #"{"level":"loud","regret":1,"target":[1,2],"work":""}"#, #"{"level":"show","regret":1,"target":[1],"work":""}"#,
    ])
    func otherDataIsNoHint(data: String?) {
        #expect(GivenHint(Episode.Note(tick: 0, seat: 0, kind: .hint, text: "", data: data)) == nil)
    }

    @Test func lateNotesComeToTheirTick() throws {
        let kitchen = try Kitchen(Layout(name: "tiny", grid: ["XXPXX", "O1 2O", "X   X", "XDXSX"]), dynamics: .new)
        var recorder = try EpisodeRecorder(kitchen, horizon: 40, seed: 1)
        recorder.notes = [10, 30, 39].map { .init(tick: $0, seat: 0, kind: .message, text: "\($0)") }
        var episode = recorder.episode()
        episode.add([GivenHint(hint, level: .show).note])
        #expect(episode.notes.map(\.kind) == [.message, .message, .hint, .message])
    }
}
