import Basics
import EpisodeStore

/// A ranking as it is printed, shown in a report, and exported.
public struct RatingTable: Sendable, Codable {
    /// The best first.
    public let standings: [Rating.Standing]
    public let kitchens: [String]
    /// Kitchens that say nothing about skills.
    public let leftOut: [String]
    /// Share of the differences between pairs that skills explain.
    public let explained: Double
    /// Pairs that fit together better or worse than their skills say.
    public let fits: [Rating.Fit]
    /// Whether every player is told apart from the next with 95 % certainty.
    public let isSettled: Bool

    /// So many unusual pairs are named.
    private static let maxFits = 5

    /// - Returns: nil where there is nothing to rank, as `whyNot` says.
    public init?(_ scores: PairScores) {
        guard let rating = Rating(scores) else { return nil }
        standings = rating.standings
        kitchens = rating.kitchens
        leftOut = rating.leftOut
        explained = rating.explained
        fits = rating.fits(RatingTable.maxFits)
        isSettled = rating.isSettled
    }

    /// Why there is no ranking of scores.
    public static func whyNot(_ scores: PairScores) -> String {
        scores.players.count < Rating.minPlayers
            ? "a ranking needs at least \(Rating.minPlayers) players who played with each other, here are \(scores.players.count)"
            : "a ranking needs a kitchen in which scores of different pairs differ"
    }

    /// A line for each player under a heading.
    public var csv: String {
        var rows = [["rank", "player", "skill", "low", "high", "above_next", "episodes_to_next", "played_cells", "cells"]]
        for (place, standing) in standings.enumerated() {
            rows.append([
                "\(place + 1)", standing.player, "\(standing.skill.value)", "\(standing.skill.low)", "\(standing.skill.high)",
                standing.aboveNext.map { "\($0)" } ?? "", standing.episodesToNext.map { "\($0)" } ?? "", "\(standing.playedCells)",
                "\(standing.cells)",
            ])
        }
        return CSV.text(rows)
    }
}

extension PairScores {
    /// The pairs in the first two seats of games of agents and people together. People are called by their name, with who they
    /// are, as in `Ada (person)`.
    public init(_ games: [EpisodeStore.Game]) {
        struct Kitchen: Hashable { let map, dynamics: String, horizon: Int }
        var (players, kitchens): ([String: Int], [Kitchen: Int]) = ([:], [:])
        let played = games.filter { $0.players.count > 1 }.map { game in
            (
                kitchen: kitchens.number(Kitchen(map: game.map, dynamics: game.dynamics, horizon: game.horizon)),
                first: players.number(game.players[0].label), second: players.number(game.players[1].label), score: game.score
            )
        }
        self.init(
            players: players.sorted { $0.value < $1.value }.map(\.key), kitchens: kitchens.sorted { $0.value < $1.value }.map(\.key.map))
        for game in played { add(game.score, kitchen: game.kitchen, first: game.first, second: game.second) }
    }
}

extension EpisodeStore.Game.Player {
    /// What the player is called in a ranking.
    fileprivate var label: String {
        switch self {
        case .agent(let name): name
        case .person(let name): name.map { "\($0) (person)" } ?? "person without a name"
        }
    }
}
