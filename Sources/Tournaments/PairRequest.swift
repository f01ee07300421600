import Basics
import Foundation

/// Further episodes for one ordered pair on one map, as `brigade store next` writes them and `brigade tournament --pairs` plays
/// them.
public struct PairRequest: Sendable, Hashable {
    public let map: String
    public let first: String
    public let second: String
    /// Episodes of the pair that come before; the next one has the seed that follows theirs.
    public let after: Int
    /// How many to play.
    public let episodes: Int

    public init(map: String, first: String, second: String, after: Int, episodes: Int) {
        self.map = map
        self.first = first
        self.second = second
        self.after = after
        self.episodes = episodes
    }

    static let heading = ["map", "first", "second", "after", "episodes"]

    /// A heading and a line each of comma-separated values.
    public static func csv(_ pairs: [PairRequest]) -> String {
        CSV.text([heading] + pairs.map { [$0.map, $0.first, $0.second, "\($0.after)", "\($0.episodes)"] })
    }

    /// Reads what `csv` writes.
    /// - Throws: `TournamentError` with the line that is wrong.
    public static func read(_ text: String, file: String) throws -> [PairRequest] {
        var seen: Set<[String]> = []
        var pairs: [PairRequest] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"'"))
            }
            func wrong(_ why: String) -> TournamentError { TournamentError(description: "\(file):\(number + 1): \(why)") }
            if number == 0 {
                guard cells == heading else { throw wrong("the first line must be \(heading.joined(separator: ","))") }
                continue
            }
            if line.allSatisfy(\.isWhitespace) { continue }
            guard cells.count == heading.count else { throw wrong("there are \(cells.count) values; a line has \(heading.count)") }
            guard let after = Int(cells[3]), (0...TournamentPlan.maxEpisodes).contains(after) else {
                throw wrong("'\(cells[3].prefix(40))' is no number of episodes that come before")
            }
            guard let episodes = Int(cells[4]), (1...TournamentPlan.maxEpisodes).contains(episodes) else {
                throw wrong("'\(cells[4].prefix(40))' is no number of episodes to play")
            }
            guard seen.insert(Array(cells.prefix(3))).inserted else {
                throw wrong("\(cells[1]) with \(cells[2]) on \(cells[0]) is there twice; give the pair one line")
            }
            pairs.append(PairRequest(map: cells[0], first: cells[1], second: cells[2], after: after, episodes: episodes))
        }
        guard !pairs.isEmpty else { throw TournamentError(description: "\(file): there is no pair in it") }
        return pairs
    }
}

/// The pairs of a plan that plays chosen ones: which place of a plan is which episode of which pair.
///
/// The k-th further episode of every pair comes before the (k+1)-th of any, so pairs with more episodes stay on alone.
struct PairUnits: Sendable {
    struct Unit: Sendable, Hashable, Encodable {
        let map: Int
        let first: Int
        let second: Int
        let after: Int
        let episodes: Int
    }

    /// Those with the most episodes first; of as many, in the order of the file.
    let units: [Unit]
    /// Where each round begins, and behind the last one the number of all episodes.
    private let begins: [Int]
    /// Units by map, first and second.
    private let places: [[Int]: Int]

    init(_ units: [Unit]) {
        self.units = units.enumerated().sorted { ($1.element.episodes, $0.offset) < ($0.element.episodes, $1.offset) }.map(\.element)
        var begins = [0]
        var active = self.units.count
        for round in 0..<(self.units.first?.episodes ?? 0) {
            while active > 0 && self.units[active - 1].episodes <= round { active -= 1 }
            begins.append(begins[round] + active)
        }
        self.begins = begins
        places = Dictionary(self.units.enumerated().map { ([$1.map, $1.first, $1.second], $0) }) { first, _ in first }
    }

    var count: Int { begins.last ?? 0 }

    /// Where the `number`-th episode of a pair is; nil for one that is not played.
    func index(map: Int, first: Int, second: Int, number: Int) -> Int? {
        guard let unit = places[[map, first, second]] else { return nil }
        let round = number - units[unit].after
        return (0..<units[unit].episodes).contains(round) ? begins[round] + unit : nil
    }

    /// The unit and the round of the episode at `index`.
    func place(_ index: Int) -> (unit: Int, round: Int) {
        var (low, high) = (0, begins.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if begins[middle] <= index { low = middle } else { high = middle }
        }
        return (index - begins[low], low)
    }
}
