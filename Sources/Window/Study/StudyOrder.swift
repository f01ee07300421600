import Agents
import Basics

/// The rows of a study's design: which kitchens and partners a participant meets, in which order, on which seat, and what the
/// partners are called.
///
/// A row is a number; every number gives the same games for ever. Three digits of it choose the partners, the order of the
/// outer factor and the order of the inner one, so that over `cycle` rows each subset of partners meets each pair of orders
/// once; the first digit moves the others along, so that few participants are spread well already.
public struct StudyOrder {
    /// A game of a participant.
    public struct Game: Sendable, Hashable {
        package let kitchen: String
        /// The agent; empty where the partner is a person.
        package let partner: String
        package let blindName: String
        /// The block, counted from one.
        package var block = 1
        /// The seat of the first person.
        package var seat = 0
        /// How much hints of a coach give away; nil is no coach.
        package var coach: HintLevel?
    }

    private static func arms(_ study: Study) -> Int { max(1, study.coach?.arms.count ?? 1) }

    /// After so many rows everything that a design promises has come out even.
    package static func cycle(_ study: Study) -> Int {
        let size = min(study.design.subset ?? study.partners.count, study.partners.count)
        let subsets = study.partners.isEmpty ? 1 : subsets(of: study.partners.count, size: size).count
        return arms(study) * subsets * balancedRows(study.kitchens.count).count * balancedRows(max(1, size)).count
    }

    /// - Parameter participant: the row, counted from zero.
    package static func games(_ study: Study, participant: Int) -> [Game] {
        let kitchens = shuffled(study.kitchens, RandomStream(study.seed, 1))
        let partners = study.partners.isEmpty ? [""] : shuffled(study.partners, RandomStream(study.seed, 2))
        let shuffledNames = shuffled(study.blindNames, RandomStream(study.seed, 3, UInt64(participant)))
        let names = study.partners.isEmpty ? ["your partner"] : shuffledNames
        let size = min(study.design.subset ?? partners.count, partners.count)
        let subsets = subsets(of: partners.count, size: size)
        // Arms come by turns, and each has the whole design.
        let row = participant / arms(study)
        let subset = row % subsets.count
        let rest = row / subsets.count
        let isByKitchen = study.design.block == .kitchen
        let outerRows = balancedRows(isByKitchen ? kitchens.count : size)
        let innerRows = balancedRows(isByKitchen ? size : kitchens.count)
        let outer = outerRows[(rest + subset) % outerRows.count]
        var games: [Game] = []
        for (block, first) in outer.enumerated() {
            let inner = innerRows[(rest / outerRows.count + subset + block) % innerRows.count]
            for second in inner {
                let kitchen = kitchens[isByKitchen ? first : second]
                let partner = subsets[subset][isByKitchen ? second : first]
                for _ in 0..<study.design.games {
                    let seat = seat(study, participant: row, game: games.count)
                    games.append(
                        Game(kitchen: kitchen, partner: partners[partner], blindName: names[partner], block: block + 1, seat: seat))
                }
            }
        }
        if let coach = study.coach, !coach.arms.isEmpty {
            for index in games.indices where !coach.hasTransfer || games[index].block != games.last?.block {
                games[index].coach = coach.arms[participant % coach.arms.count]
            }
        }
        return games
    }

    private static func seat(_ study: Study, participant: Int, game: Int) -> Int {
        switch study.seat {
        case .first: 0
        case .second: 1
        case .alternate: (participant + game) % 2
        }
    }

    /// Orders of `count` things in which each is at each place equally often and follows each other one
    /// equally often: the square of Williams (1949); for an odd count with its mirror image.
    package static func balancedRows(_ count: Int) -> [[Int]] {
        let first = (0..<count).map { $0 == 0 ? 0 : $0 % 2 == 1 ? ($0 + 1) / 2 : count - $0 / 2 }
        let square = (0..<count).map { row in first.map { ($0 + row) % count } }
        return count % 2 == 0 || count == 1 ? square : square + square.map { $0.reversed() }
    }

    /// Most subsets that a study may have.
    package static let maxSubsets = 5000

    /// All subsets of `size` out of `count` things, one rotation of a subset after the other. Within a subset's rotations each thing
    /// is in equally many; over all subsets each pair is, too.
    package static func subsets(of count: Int, size: Int) -> [[Int]] {
        guard size < count else { return [Array(0..<count)] }
        var seen: Set<[Int]> = []
        var ordered: [[Int]] = []
        for subset in combinations(count, size) {
            for shift in 0..<count {
                let rotated = subset.map { ($0 + shift) % count }.sorted()
                if seen.insert(rotated).inserted { ordered.append(rotated) }
            }
        }
        return ordered
    }

    private static func combinations(_ count: Int, _ size: Int, from first: Int = 0) -> [[Int]] {
        if size == 0 { return [[]] }
        guard count - first >= size else { return [] }
        return (first...(count - size)).flatMap { head in combinations(count, size - 1, from: head + 1).map { [head] + $0 } }
    }

    /// How many subsets there are; as many as `maxSubsets` and one where there are more.
    package static func subsetCount(of count: Int, size: Int) -> Int {
        guard (0...count).contains(size) else { return 0 }
        var result = 1
        for step in 0..<min(size, count - size) {
            result = result * (count - step) / (step + 1)
            if result > maxSubsets { return maxSubsets + 1 }
        }
        return result
    }

    private static func shuffled(_ words: [String], _ random: RandomStream) -> [String] {
        var random = random
        return words.shuffled(using: &random)
    }
}
