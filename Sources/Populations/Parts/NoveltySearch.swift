import Learning

/// Novelty search (Lehman and Stanley 2011): what is new counts beside what is good, so that a search leaves places from where
/// nothing better is near. A behaviour is how often players did what; new is what is far from its nearest neighbours
/// in its generation and in an archive of behaviours from before.
public struct NoveltySearch: Codable, Hashable, Sendable {
    /// From 0 to 1: what a place by novelty counts beside one by fitness when parents are chosen.
    public var weight: Double
    /// Neighbours that a behaviour's distance is the mean of.
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

    /// Mean distances to the nearest neighbours: sums of differences, each kind of event divided by its largest count.
    /// - Parameters:
    ///   - behaviours: of a generation, `[genomes, kinds]`.
    ///   - archive: from before, `[any, kinds]`.
    func novelties(_ behaviours: [[Double]], archive: [[Double]]) -> [Double] {
        let kinds = behaviours.first?.count ?? 0
        let all = behaviours + archive
        let scale = (0..<kinds).map { kind in
            let most = all.reduce(0) { max($0, $1[kind]) }
            return most > 0 ? 1 / most : 0
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

    /// A generation from the one most worth being a parent on.
    /// - Parameter byFitness: places from the fittest on.
    func order(byFitness: [Int], novelties: [Double]) -> [Int] {
        let byNovelty = novelties.indices.sorted { (novelties[$0], -$0) > (novelties[$1], -$1) }
        var sums = Array(repeating: 0.0, count: novelties.count)
        for (rank, place) in byFitness.enumerated() { sums[place] += (1 - weight) * Double(rank) }
        for (rank, place) in byNovelty.enumerated() { sums[place] += weight * Double(rank) }
        return sums.indices.sorted { (sums[$0], $0) < (sums[$1], $1) }
    }
}
