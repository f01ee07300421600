import Agents
import Basics
import Dispatch
import Foundation
import Kitchen
import KitchenMaps

/// Optima and values on disk, each under a hash of map, rules and abstraction, so that they are computed once.
///
/// An optimum is `<map>-<hash>.json`, its values `<map>-<hash>.ticks` (see `TickTable`).
public struct OracleCache: Sendable {
    public let folder: String

    /// - Parameter folder: made when something is kept.
    public init(folder: String = "runs/oracle") { self.folder = folder }

    /// Changes whenever results of equal arguments do, so that older files are not read.
    private static let version = "1"

    // MARK: Reading

    /// The optimum of `kitchen` for `horizon` as far as the cache knows it: the highest lower bound with the lowest upper.
    public func optimum(_ kitchen: Kitchen, horizon: Int) -> Optimum? {
        let prefix = kitchen.layout.name + "-"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let known = names.sorted().filter { $0.hasPrefix(prefix) && $0.hasSuffix(".json") }.compactMap { name -> Optimum? in
            guard let found = read(folder + "/" + name),
                found.map == kitchen.layout.name, found.dynamics == kitchen.dynamics.rawValue, found.horizon == horizon,
                name == stem(kitchen, found.abstractionValue, horizon) + ".json"
            else { return nil }
            return found
        }
        guard var best = known.max(by: { $0.lowerBound < $1.lowerBound }) else { return nil }
        if let tightest = known.min(by: { $0.upperBound < $1.upperBound }), tightest.upperBound < best.upperBound {
            best.upperBound = tightest.upperBound
            best.upperBoundBy = tightest.upperBoundBy
        }
        return best
    }

    private func read(_ path: String) -> Optimum? {
        InputFile.dataIfPresent(path, .solution).flatMap { try? JSONDecoder().decode(Optimum.self, from: $0) }
    }

    // MARK: Solving

    /// The optimum that `solver`'s options ask for, and its values: read, or computed and kept.
    /// - Throws: `OracleError` where it cannot be computed; what the file system says; what `progress` throws.
    public func solve(
        _ solver: OptimumSolver, _ progress: (SolveProgress) throws -> Void = { _ in }
    ) throws -> (optimum: Optimum, values: KitchenValues?) {
        let expense = Expense()
        let model = try solver.chosenModel(progress)
        let stem = folder + "/" + stem(solver.kitchen, model.abstraction, solver.options.horizon)
        if let known = read(stem + ".json") {
            let table = try? TickTable(path: stem + ".ticks", states: model.states, horizon: solver.options.horizon)
            return (known, table.map { KitchenValues(model, $0) })
        }
        let solved = try solver.solve(model, progress)
        let writing = try write(solved.table, to: stem + ".ticks")
        defer { writing?.wait() }
        let values = KitchenValues(solved)
        let cycle = try values.map { try $0.bestCycle($0.optimalEpisode()) } ?? 0
        let upper = try solver.upperBound(solved, progress)
        let optimum = Optimum(
            map: solver.kitchen.layout.name, dynamics: solver.kitchen.dynamics.rawValue, horizon: solver.options.horizon,
            abstraction: model.abstraction.description, counters: model.abstraction.counters, waste: model.abstraction.waste,
            lowerBound: solved.value, upperBound: upper.value, upperBoundBy: upper.by, lowerRate: cycle,
            upperRate: solved.highestRate, states: model.realStates, seconds: expense.seconds,
            processorSeconds: expense.processorSeconds, peakBytes: expense.peakBytes)
        // The JSON comes last and at once: where it is, the values are complete.
        try writing?.finish()
        try write(optimum, to: stem + ".json")
        return (optimum, values)
    }

    /// The best response of player `seat` (from zero) to `partner`: read, or computed and kept.
    /// - Throws: `OracleError` where it cannot be computed; what the file system says; what `progress` throws.
    public func respond(
        _ solver: BestResponseSolver, to partner: AgentFile, seat: Int, _ progress: (SolveProgress) throws -> Void = { _ in }
    ) throws -> ResponseOptimum {
        let kitchen = solver.kitchen
        let path = responsePath(kitchen, partner, seat, solver.options)
        if let known = readResponse(path) { return known }
        let expense = Expense()
        let response = try solver.solve(partner.kind, named: partner.name, seat: seat, progress)
        let optimum = ResponseOptimum(
            map: kitchen.layout.name, dynamics: kitchen.dynamics.rawValue, horizon: solver.options.horizon,
            partner: partner.name, partnerHash: partner.contentHash, seat: seat + 1, score: response.score,
            isExact: response.isExact, minProbability: solver.options.minProbability, abstraction: response.abstraction.description,
            states: response.states, seconds: expense.seconds, processorSeconds: expense.processorSeconds,
            peakBytes: expense.peakBytes)
        try write(optimum, to: path)
        return optimum
    }

    /// The best response of player `seat` (from zero) to `partner`, if it has been computed for `horizon`.
    public func response(_ kitchen: Kitchen, horizon: Int, to partner: AgentFile, seat: Int) -> ResponseOptimum? {
        var options = SolveOptions()
        options.horizon = horizon
        return readResponse(responsePath(kitchen, partner, seat, options))
    }

    private func readResponse(_ path: String) -> ResponseOptimum? {
        InputFile.dataIfPresent(path, .solution).flatMap { try? JSONDecoder().decode(ResponseOptimum.self, from: $0) }
    }

    private func responsePath(_ kitchen: Kitchen, _ partner: AgentFile, _ seat: Int, _ options: SolveOptions) -> String {
        let parts =
            rules(kitchen, options.horizon) + [
                "\(options.counters)", "\(options.minProbability)", partner.contentHash, partner.name, "\(seat)",
            ]
        return "\(folder)/\(kitchen.layout.name)-with-\(partner.name.replacing("/", with: "-"))-\(hash(parts)).json"
    }

    private func write(_ value: some Encodable, to path: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try WholeFile.write(JSONText.stored(value, isPretty: true, escapesSlashes: true), to: path)
    }

    /// Begins to write the values, where there are any.
    private func write(_ table: TickTable?, to path: String) throws -> TableWriting? {
        guard let table else { return nil }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return TableWriting(table, to: path)
    }

    /// The name of an optimum's files without extension.
    private func stem(_ kitchen: Kitchen, _ abstraction: Abstraction, _ horizon: Int) -> String {
        kitchen.layout.name + "-" + hash(rules(kitchen, horizon) + [abstraction.description])
    }

    private func rules(_ kitchen: Kitchen, _ horizon: Int) -> [String] {
        [MapFile.yaml(kitchen.layout), kitchen.dynamics.rawValue, "\(horizon)", OracleCache.version]
    }

    private func hash(_ parts: [String]) -> String { ContentHash.of(parts.map { Data($0.utf8) }) }
}

/// The writing of a table, which waits for the disk while bounds are computed.
private final class TableWriting: @unchecked Sendable {
    // Sendable: `failure` is read after the group has left.

    private let group = DispatchGroup()
    private var failure: (any Error)?

    init(_ table: TickTable, to path: String) {
        DispatchQueue.global().async(group: group) {
            do { try table.write(to: path) } catch { self.failure = error }
        }
    }

    func wait() { group.wait() }

    /// Waits until the table is on the disk.
    /// - Throws: what the file system says.
    func finish() throws {
        wait()
        if let failure { throw failure }
    }
}

extension Optimum {
    fileprivate var abstractionValue: Abstraction { Abstraction(counters: counters.map { Cell($0[0], $0[1]) }, waste: waste) }
}
