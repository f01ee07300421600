import Episodes
import Kitchen

extension Gallery {
    /// A kitchen that hides something: of the two cooks one sees the recipe, the other has the ingredients, and a button between
    /// them shows the recipe for a price.
    private static let hidden = [
        "WWBWWWW0W",
        "R A P   2",
        "W   L   X",
        "W   W A 1",
        "WWWWWWWWW",
    ]
    /// What each seat does there, a letter a tick.
    private static let hiddenActions = ["SE...I.WW", "EINNWWIEE"]

    /// A partially observed game from each seat.
    static func views(_ context: WindowContext, _ drawn: (any Screen, Double) -> Bitmap) throws -> [(String, Bitmap)] {
        let view = try ReplayView(hiddenEpisode(), names: ["first cook", "second cook"], caption: "what is hidden")
        let screen = ReplayScreen(view, from: view.count, context: context)
        return view.viewers.map { seat in
            screen.lookFromNextSeat()
            return ("view-\(seat + 1)", drawn(screen, 0))
        }
    }

    /// The episode of the pictures.
    /// - Parameter said: words of it, over a channel; none without one.
    package static func hiddenEpisode(saying said: [(tick: Int, seat: Int, text: String)] = []) throws -> Episode {
        var rules = RecipeRules(possible: [Recipe([.onion, .onion, .onion]), Recipe([.tomato, .tomato, .tomato])])
        rules.viewSize = 2
        var parameters = LayoutParameters()
        parameters.recipes = rules
        let layout = try Layout(name: "hidden_recipe", grid: hidden, parameters: parameters, family: .overcookedV2)
        var recorder = try EpisodeRecorder(Kitchen(layout), horizon: 40, seed: 1, channel: said.isEmpty ? nil : TalkChannel(.text))
        let letters: [Character: Action] = [
            "N": .north, "S": .south, "E": .east, "W": .west, "I": .interact, ".": .stay,
        ]
        let actions = hiddenActions.map { $0.map { letters[$0] ?? .stay } }
        for tick in actions[0].indices {
            for words in said where words.tick == tick { recorder.say(words.text, seat: words.seat) }
            try recorder.step(actions.map { $0[tick] })
        }
        return recorder.episode()
    }

    // MARK: Talking

    /// What is said there, where a channel is open.
    private static let words = [
        (tick: 1, seat: 1, text: "which recipe is it?"), (tick: 5, seat: 0, text: "the recipe is 3 onions"),
        (tick: 7, seat: 1, text: "I take the onions"),
    ]

    /// Talking cooks in a replay.
    static func talking(_ context: WindowContext, _ drawn: (any Screen, Double) -> Bitmap) throws -> [(String, Bitmap)] {
        let view = try ReplayView(hiddenEpisode(saying: words), names: ["first cook", "second cook"], caption: "what they say")
        return [("talk-replay", drawn(ReplayScreen(view, from: view.count, context: context), 0))]
    }
}
