/// How far planners in a kitchen look ahead while they play, where their files do not say.
///
/// Until what a cook does now has become a soup that has cooked. Farther ahead counts what everybody would do if the others did as
/// the search has them do, and of partners who do something else that is wrong. Where things must be handed over each cook's work
/// waits for the other's, so that it takes longer until it shows.
struct Foresight: Sendable {
    /// Ticks.
    let ticks: Int
    /// States for each tick after which a search hurries.
    let nodes: Int

    private enum Numbers {
        static let least = 30
        static let most = 60
        /// Ticks after a soup has cooked.
        static let fetching = 10
        static let nodes = (together: 15, apart: 20)
    }

    /// - Parameters:
    ///   - cookTime: ticks that the best soup cooks.
    ///   - mustHandOver: whether some cook depends on what others hand over.
    init(cookTime: Int, mustHandOver: Bool) {
        ticks = mustHandOver ? Numbers.most : min(max(cookTime + Numbers.fetching, Numbers.least), Numbers.most)
        nodes = mustHandOver ? Numbers.nodes.apart : Numbers.nodes.together
    }
}
