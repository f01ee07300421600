/// What a score means in a kitchen, so that easy and hard kitchens count alike: its usual score, how much scores differ there
/// from pair to pair and episode to episode, and how much of that is chance.
struct ScoreScale: Sendable, Hashable {
    /// The mean over pairs, each counting the same.
    let centre: Double
    /// The standard deviation of an episode of any pair.
    let deviation: Double
    /// The variance of a pair's episodes, in units of `deviation` squared.
    let noise: Double

    /// An estimate of a pair's own variance counts as if that of all pairs were as many further episodes.
    private static let sharedEpisodes = 3.0

    /// - Parameter usualNoise: of other kitchens, for one in which no pair has played twice.
    /// - Returns: nil for a kitchen whose scores do not differ, or of one pair.
    init?(_ cells: [PairScores.Cell], usualNoise: Double?) {
        let played = cells.filter { $0.episodes > 0 }
        guard played.count > 1 else { return nil }
        let mean = Statistics.mean(played.map(\.mean))
        let between = played.reduce(0) { $0 + ($1.mean - mean) * ($1.mean - mean) } / Double(played.count - 1)
        let freedom = played.reduce(0) { $0 + $1.episodes - 1 }
        // Chance counts as if one further episode had varied as pairs do, so that a few episodes that happen to be alike leave
        // it open. Where no pair has played twice, that is all there is, by the share that chance has elsewhere.
        let prior = freedom > 0 ? between : between * (usualNoise ?? 1)
        let within = (played.reduce(0) { $0 + $1.squares } + prior) / Double(freedom + 1)
        // The means' spread contains chance, less the more episodes there are.
        let chance = within * Statistics.mean(played.map { 1 / Double($0.episodes) })
        let variance = max(0, between - chance) + within
        guard variance > 0 else { return nil }
        centre = mean
        deviation = variance.squareRoot()
        noise = within / variance
    }

    /// A cell's mean in units of the scale.
    func standard(_ score: Double) -> Double { (score - centre) / deviation }

    /// The variance of an episode of a cell, drawn towards that of all pairs.
    func noise(of cell: PairScores.Cell) -> Double {
        guard cell.episodes > 0 else { return noise }
        let own = cell.squares / (deviation * deviation)
        return (ScoreScale.sharedEpisodes * noise + own) / (ScoreScale.sharedEpisodes + Double(cell.episodes - 1))
    }

    /// The scales of kitchens; nil where scores do not differ.
    static func all(_ scores: PairScores) -> [ScoreScale?] {
        let players = scores.players.indices
        let cells = scores.kitchens.indices.map { kitchen in
            players.flatMap { first in players.filter { $0 != first }.map { scores[kitchen, first, $0] } }
        }
        let repeated = cells.filter { $0.contains { $0.episodes > 1 } }.compactMap { ScoreScale($0, usualNoise: nil)?.noise }
        let usual = repeated.isEmpty ? nil : Statistics.mean(repeated)
        return cells.map { ScoreScale($0, usualNoise: usual) }
    }
}
