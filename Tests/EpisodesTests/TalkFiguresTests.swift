import Episodes
import Kitchen
import Testing

/// What is counted of what was said.
@Suite struct TalkFiguresTests {
    /// One cook walks to the onions and takes one; both talk.
    private func episode(channel: TalkChannel? = TalkChannel(.text, cost: 0.5)) throws -> Episode {
        let layout = try Layout(name: "small", grid: ["XPXX", "O12D", "XSXX"])
        var recorder = try EpisodeRecorder(Kitchen(layout), horizon: 12, seed: 1, channel: channel)
        for tick in 0..<12 {
            if channel != nil, tick == 0 { recorder.say("onions are mine", seat: 0) }
            if channel != nil, tick == 3 { recorder.say("fine", seat: 1) }
            if channel != nil, tick == 11 { recorder.say("fine", seat: 1) }
            try recorder.step([tick == 1 ? .west : tick == 2 ? .interact : .stay, .stay])
        }
        return recorder.episode()
    }

    @Test func messagesAreCountedWithWhatFollowed() throws {
        let episode = try episode()
        var first = TalkFigures()
        first.add(episode, seat: 0)
        #expect(first.seats == 1 && first.messages == 1 && first.characters == 15 && first.cost == 0.5)
        #expect(first.answered == 1 && first.delivered == 0 && first.ticks == 12)
        var second = TalkFigures()
        second.add(episode, seat: 1)
        second.add(episode, seat: 1)
        #expect(second.messages == 4 && second.answered == 0 && second.frequent(1).map(\.times) == [4])
        var nobody = TalkFigures()
        nobody.add(try self.episode(channel: nil), seat: 0)
        #expect(nobody == TalkFigures())
    }

    @Test func deliveriesThatFollowAreCounted() throws {
        var episode = try episode()
        episode.events.append(.init(tick: 9, seat: 0, event: .soupDelivery))
        var figures = TalkFigures()
        figures.add(episode, seat: 1)
        #expect(figures.messages == 2 && figures.delivered == 1 && figures.deliveredAnyway == 10)
    }

    @Test func statisticsHaveThem() throws {
        var statistics = EpisodeStatistics()
        statistics.add(try episode(), map: "small", players: ["a", "b"])
        #expect(statistics.players.map(\.talk.messages) == [1, 2])
    }

    /// What there was to say when something was said, and what the other did then.
    @Test func factsAreThoseOfTheTick() throws {
        let uses = try SpokenFacts(episode()).uses
        #expect(uses.count == 24 && SpokenFacts.facts.count == uses[0].values.count)
        let said = uses.filter { $0.text != nil }
        #expect(said.map(\.text) == ["onions are mine", "fine", "fine"])
        #expect(said[0].values == ["-", "nothing", "nothing", "nothing", "nothing"])
        // The other holds an onion by then, and took one after the first two ticks.
        #expect(said[1].values == ["-", "nothing", "onion", "nothing", "nothing"])
        #expect(uses[1].values[4] == "onion" && uses[1].seat == 1)
    }
}
