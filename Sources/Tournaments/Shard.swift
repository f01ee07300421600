import Basics
import Foundation

/// A deterministic part of a tournament, for one of several jobs: which of how many.
///
/// A unit of a plan is a line-up on a map with all its episodes. Shards take turns in a permutation of the units that is keyed by
/// the plan, so that slow agents are spread over all of them, whatever the numbers of agents and shards have in common.
public struct Shard: Sendable, Hashable, CustomStringConvertible {
    /// Counted from one.
    public let number: Int
    public let count: Int

    /// Shards that a plan can have.
    public static let maxCount = 100_000

    /// - Throws: `TournamentError` unless `number` is from 1 to `count`.
    public init(_ number: Int, of count: Int) throws {
        guard (1...Shard.maxCount).contains(count), (1...count).contains(number) else {
            throw TournamentError(
                description: "there is no shard \(number)/\(count); shards are counted from 1, such as 1/4 to 4/4, and there are at most "
                    + "\(Shard.maxCount)")
        }
        self.number = number
        self.count = count
    }

    /// Reads e.g. `3/32`; nil for what is no such shard.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let number = parts[0], let count = parts[1], let shard = try? Shard(number, of: count) else { return nil }
        self = shard
    }

    public var description: String { "\(number)/\(count)" }

    /// Whether the unit at `place` of `plan` is in the shard.
    func contains(_ place: Int, _ order: UnitOrder) -> Bool { order.rank(place) % count == number - 1 }
}

/// A permutation of a plan's units, keyed by the plan: a balanced Feistel network over the next power of four, walked until it
/// ends within the units. It needs no list, however many units there are.
struct UnitOrder: Sendable {
    let count: Int
    private let key: UInt64
    /// Bits of a half.
    private let bits: Int

    init(count: Int, plan hash: String) {
        self.count = count
        key = RandomStream(UInt64(hash, radix: 16) ?? 0, StreamKey.shards).key
        var bits = 1
        while 1 << (2 * bits) < count { bits += 1 }
        self.bits = bits
    }

    /// The rank of the unit at `place`.
    func rank(_ place: Int) -> Int {
        var value = place
        repeat { value = pass(value, rounds: 0..<4, isForward: true) } while value >= count
        return value
    }

    /// The place of the unit of that rank.
    func place(_ rank: Int) -> Int {
        var value = rank
        repeat { value = pass(value, rounds: 0..<4, isForward: false) } while value >= count
        return value
    }

    private func pass(_ value: Int, rounds: Range<Int>, isForward: Bool) -> Int {
        let mask = 1 << bits - 1
        var (left, right) = (value >> bits, value & mask)
        for round in isForward ? Array(rounds) : rounds.reversed() {
            func mixed(_ half: Int) -> Int { Int(truncatingIfNeeded: RandomStream.mix(key &+ UInt64(round) << 32 &+ UInt64(half))) & mask }
            if isForward { (left, right) = (right, left ^ mixed(right)) } else { (left, right) = (right ^ mixed(left), left) }
        }
        return left << bits | right
    }
}

/// What of a plan is to be played: all of it, or a shard.
struct PlanPart: Sendable {
    let plan: TournamentPlan
    let shard: Shard?
    private let order: UnitOrder
    /// Episodes of the part, without those that results ask for.
    let count: Int

    init(_ plan: TournamentPlan, _ shard: Shard?) {
        self.plan = plan
        self.shard = shard
        let order = UnitOrder(count: plan.round, plan: shard == nil ? "" : plan.hash)
        self.order = order
        guard let shard else {
            count = plan.count
            return
        }
        if plan.pairs == nil {
            // Ranks are a permutation, so every shard has its share of them.
            count = (max(0, plan.round - shard.number + shard.count)) / shard.count * plan.episodes
        } else {
            count = (0..<plan.round).reduce(0) { $0 + (shard.contains($1, order) ? plan.episodes(ofUnit: $1) : 0) }
        }
    }

    /// Whether the entry at `index` is in the part.
    func contains(_ index: Int) -> Bool { shard?.contains(plan.unit(index), order) ?? true }

    /// The units of the plan in the order that shards are dealt from.
    var dealt: some Sequence<Int> { (0..<plan.round).lazy.map(order.place) }
}
