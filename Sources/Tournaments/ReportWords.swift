import EpisodeStore

/// What a report calls things: cooks sit and play episodes on maps, talkers speak and listen in rounds of games.
struct ReportWords: Encodable {
    var map = "Map"
    var allMaps = "all maps"
    var episodes = "episodes"
    var own = "self-play"
    var others = "cross-play"
    var worthFirst = "seated first"
    var worthSecond = "seated second"
    /// Choices of seats with what they are called, the one shown first in front.
    var seats = [["averaged", "both, averaged"], ["first", "row's agent first"], ["second", "row's agent second"]]
    var matrix = "Who plays well with whom"
    var gaps = "Self-play against cross-play"
    var cell = "A cell is the mean score of the row's agent with the column's"
    /// Of successes and failures there is no middle half to speak of.
    var hasMiddleHalf = true
    var strata = "episodes unless the command said otherwise, stratified by map and seats"

    /// Of kitchens.
    static let kitchens = ReportWords()

    /// Of referential games. Averages of both ways come last, as an agent may only speak or only listen.
    static let talk = ReportWords(
        map: "Game", allMaps: "all games", episodes: "rounds", own: "with itself", others: "with others", worthFirst: "speaking",
        worthSecond: "listening",
        seats: [["first", "row speaks, column listens"], ["second", "row listens, column speaks"], ["averaged", "both ways, averaged"]],
        matrix: "Who understands whom", gaps: "With itself against with others",
        cell: "A cell is the percentage of rounds that are correct between the row's agent and the column's",
        hasMiddleHalf: false, strata: "rounds unless the command said otherwise, stratified by game and by who speaks")

    /// The line below the title.
    static func setting(of play: CrossPlay) -> String {
        play.isTalk
            ? "Referential games, \(play.agents.count) agents"
            : "\(play.dynamics) dynamics, \(play.horizon) ticks an episode, \(play.agents.count) agents, in \(play.measure)"
    }
}

extension CrossPlay {
    var isTalk: Bool { dynamics == EpisodeStore.talkDynamics }
    var words: ReportWords { isTalk ? .talk : .kitchens }
}
