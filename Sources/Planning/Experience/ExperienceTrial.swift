import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps

/// Games of planners with partners, to see what experience gains.
public struct ExperienceTrial: Sendable {
    public let kitchens: [Kitchen]
    public let partners: [AgentFile]
    /// Episodes for each kitchen, partner and seat.
    public let episodes: Int
    public let horizon: Int
    public let seed: UInt64

    /// - Parameter partners: those that are made for certain kitchens only play there.
    public init(_ kitchens: [Kitchen], partners: [AgentFile], episodes: Int, horizon: Int = 400, seed: UInt64 = 1) {
        self.kitchens = kitchens
        self.partners = partners
        self.episodes = episodes
        self.horizon = horizon
        self.seed = seed
    }

    /// A kitchen, a partner and the planner's seat, as indices.
    public struct Pairing: Hashable, Sendable {
        public let kitchen: Int
        public let partner: Int
        public let seat: Int
    }

    /// Who plays with whom where; the partner takes all seats but the planner's.
    public var pairings: [Pairing] {
        kitchens.indices.flatMap { kitchen in
            partners.indices.filter { isMade($0, for: kitchen) }.flatMap { partner in
                (0..<kitchens[kitchen].players).map { Pairing(kitchen: kitchen, partner: partner, seat: $0) }
            }
        }
    }

    private func isMade(_ partner: Int, for kitchen: Int) -> Bool {
        partners[partner].isMade(for: kitchens[kitchen].layout.name)
    }

    /// How an episode went.
    public struct Outcome: Sendable {
        /// The team's reward in each tick.
        public var rewards: [Double] = []
        /// Choices made with experience: when, and with which examples.
        var recalls: [(tick: Int, recalled: [Experience.Recalled])] = []

        public var score: Double { rewards.reduce(0, +) }
    }

    /// Plays the episodes of a pairing. The seeds are the same for every planner, so that two can be compared episode by
    /// episode.
    /// - Throws: `Match.Refusal` with what an agent says of a kitchen that it cannot play.
    public func play(_ planner: PlannerKind, _ pairing: Pairing) throws -> [Outcome] {
        let kitchen = kitchens[pairing.kitchen]
        var team = try (0..<kitchen.players).map { seat in
            seat == pairing.seat ? PlannerAgent(planner) : try partners[pairing.partner].makeAgent()
        }
        defer { for seat in team.indices { team[seat].close() } }
        return try (0..<episodes).map { episode in
            var seeds = RandomStream(seed, UInt64(pairing.kitchen), UInt64(pairing.partner), UInt64(pairing.seat), UInt64(episode))
            var match = try Match(kitchen, horizon: horizon, seed: seeds.next())
            var observer = RecallObserver(seat: pairing.seat)
            _ = try match.playWithoutRefusal(&team, observer: &observer)
            return observer.outcome
        }
    }

    /// Notes rewards, and what the planner of a seat recalls.
    private struct RecallObserver: MatchObserver {
        let seat: Int
        var outcome = Outcome()

        init(seat: Int) { self.seat = seat }

        mutating func didDecide(_ game: KitchenGame, _ agents: [any Agent]) {
            guard let recalled = (agents[seat] as? PlannerAgent)?.recalled else { return }
            outcome.recalls.append((game.timestep, recalled))
        }

        mutating func didStep(_ game: KitchenGame) {
            outcome.rewards.append((0..<game.kitchen.players).reduce(0) { $0 + game.rewards(of: $1).sparse })
        }
    }

    /// The mean score over all pairings.
    public func mean(_ planner: PlannerKind) throws -> Double {
        let means = try pairings.map { pairing in
            let scores = try play(planner, pairing).map(\.score)
            return scores.reduce(0, +) / Double(scores.count)
        }
        return means.isEmpty ? 0 : means.reduce(0, +) / Double(means.count)
    }

    /// What distinguishes trials with other outcomes for planners with an experience, as bytes to be hashed.
    /// - Throws: what writing the experience as text throws.
    func fingerprint(_ experience: Experience, _ planner: PlannerSettings) throws -> [Data] {
        let numbers = "\(episodes) \(horizon) \(seed)"
        let rules = kitchens.map { "\($0.dynamics)\n" + MapFile.yaml($0.layout) }
        return try ([experience.text(), "\(planner)", numbers] + rules + partners.map(\.contentHash)).map { Data($0.utf8) }
    }
}

/// Measurements that a long computation has finished, a line each in a file, so that it can go on where it was stopped.
public final class MeasurementJournal {
    private let path: String?
    private var known: [String: [Double]] = [:]

    private struct Line: Codable {
        var key: String
        var numbers: [Double]
    }

    /// - Parameter path: of the file, nil to keep nothing. A line that was cut off is passed over.
    public init(_ path: String?) {
        self.path = path
        guard let path, let data = InputFile.dataIfPresent(path, .journal) else { return }
        for line in data.split(separator: UInt8(ascii: "\n")) {
            guard let read = try? JSONDecoder().decode(Line.self, from: line) else { continue }
            known[read.key] = read.numbers
        }
    }

    /// How many measurements there are.
    public var count: Int { known.count }

    /// The measurement of `key`, taken where it is not known yet.
    /// - Throws: what `measure` throws; `ExperienceError` where the file cannot be written.
    public func value(_ key: String, _ measure: () throws -> [Double]) throws -> [Double] {
        if let numbers = known[key] { return numbers }
        let numbers = try measure()
        known[key] = numbers
        guard let path else { return numbers }
        let line = try JSONEncoder().encode(Line(key: key, numbers: numbers))
        if !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        guard let file = FileHandle(forWritingAtPath: path) else { throw ExperienceError("\(path): it cannot be written") }
        defer { try? file.close() }
        try file.seekToEnd()
        // The leading line break ends a line that was cut off.
        try file.write(contentsOf: Data("\n".utf8) + line + Data("\n".utf8))
        return numbers
    }
}
