import Learning

/// Novelty search (Lehman and Stanley 2011, "Abandoning objectives: evolution through the search for novelty alone"): novelty
/// counts besides fitness, so that a search leaves local optima. A behaviour is how often players caused each event; its
/// novelty is the mean distance to its nearest neighbours in its generation and in an archive of earlier behaviours.
public struct NoveltySearch: Codable, Hashable, Sendable {
    /// From 0 to 1: the weight of the rank by novelty when parents are chosen; the rest is that of the rank by fitness.
    public var weight: Double
    /// k of the paper: the nearest neighbours whose mean distance is the novelty.
    public var neighbours = 10
    /// Behaviours, the newest, that join the archive in a generation.
    public var archived = 3

    public init(weight: Double) { self.weight = weight }

    /// - Throws: `LearningError` for numbers that cannot work.
    func check() throws {
        guard (0...1).contains(weight), neighbours > 0, archived >= 0 else {
            throw LearningError("the weight of novelty is from 0 to 1, and there are neighbours to be far from")
        }
    }

    /// The novelty of each behaviour. A distance is a sum of differences of counts, each kind of event divided by its largest
    /// count.
    /// - Parameters:
    ///   - behaviours: of a generation, `[genomes, kinds]`.
    ///   - archive: earlier ones, `[any, kinds]`.
    /// - Returns: `[genomes]`.
    func novelties(_ behaviours: [[Double]], archive: [[Double]]) -> [Double] {
        let kinds = behaviours.first?.count ?? 0
        let all = behaviours + archive
        let scale = (0..<kinds).map { kind in
            let largest = all.reduce(0) { max($0, $1[kind]) }
            return largest > 0 ? 1 / largest : 0
        }
        let scaled = all.map { behaviour in (0..<kinds).map { behaviour[$0] * scale[$0] } }
        return behaviours.indices.map { place in
            let own = scaled[place]
            let distances = scaled.indices.filter { $0 != place }.map { other in
                (0..<kinds).reduce(0) { $0 + abs(own[$1] - scaled[other][$1]) }
            }
            let nearest = distances.sorted().prefix(neighbours)
            return nearest.isEmpty ? 0 : nearest.reduce(0, +) / Double(nearest.count)
        }
    }

    /// The places of a generation's genomes, the best candidate for a parent first.
    /// - Parameters:
    ///   - byFitness: places, the fittest first.
    ///   - novelties: `[genomes]`.
    func order(byFitness: [Int], novelties: [Double]) -> [Int] {
        let byNovelty = novelties.indices.sorted { (novelties[$0], -$0) > (novelties[$1], -$1) }
        var sums = Array(repeating: 0.0, count: novelties.count)
        for (rank, place) in byFitness.enumerated() { sums[place] += (1 - weight) * Double(rank) }
        for (rank, place) in byNovelty.enumerated() { sums[place] += weight * Double(rank) }
        return sums.indices.sorted { (sums[$0], $0) < (sums[$1], $1) }
    }
}
