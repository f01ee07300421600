import Basics
import Kitchen

/// A solved model: the optimum of an abstraction, with the values of all states.
public struct SolvedModel: Sendable {
    package let model: CompactModel
    /// Reward of the best episode.
    public let value: Double
    /// Ticks of an episode.
    public let horizon: Int
    /// A long-run reward per tick that the model's cooks never exceed.
    public let highestRate: Double
    /// The values, unless they did not fit into the memory.
    public let table: TickTable?
}

/// Computes optima of a kitchen of one or two cooks.
public struct OptimumSolver {
    public let kitchen: Kitchen
    public let options: SolveOptions
    let maker: ModelMaker
    /// Memory for a state.
    private let bytesPerState: Int

    /// - Throws: `OracleError` for kitchens that cannot be solved at all.
    public init(_ kitchen: Kitchen, options: SolveOptions) throws {
        guard kitchen.layout.family == .overcooked else {
            throw OracleError("\(kitchen.layout.name) has recipes that chance decides; `RecipeSolver` solves such kitchens")
        }
        try self.init(kitchen, options: options, bytesPerState: nil)
    }

    /// A solver that also takes kitchens of OvercookedV2, for its models and its bounds: to it every possible recipe is always
    /// wanted, so that its bounds hold whatever is wanted and whoever knows it.
    /// - Parameter bytesPerState: nil: what the solver itself needs.
    init(_ kitchen: Kitchen, options: SolveOptions, bytesPerState: Int?) throws {
        self.kitchen = kitchen
        self.options = options
        maker = try ModelMaker(kitchen)
        // Three layers, the configurations' share, and a plane a unit: that is mostly about half of what the pots would allow.
        self.bytesPerState = bytesPerState ?? 8 + Int(PotBound.bound(kitchen, horizon: options.horizon) / maker.unit * 0.6)
    }

    // MARK: Choosing an abstraction

    /// The model that the options ask for.
    /// - Throws: `OracleError` where it does not fit into the memory, with the estimate and a smaller one that fits.
    func chosenModel(_ progress: (SolveProgress) throws -> Void) throws -> CompactModel {
        let ranked = CounterRanking(maker.stepper, usable: maker.finder.usableCounters).counters
        switch options.counters {
        case .auto:
            guard let model = try largestModel(ranked, progress) else {
                throw OracleError(refusal(Abstraction(counters: [], waste: false)) + "; no smaller model is known: raise --memory")
            }
            return model
        case .all: return try model(Abstraction(counters: ranked, waste: options.waste ?? true), ranked, progress)
        case .cells(let cells):
            let usable = Set(ranked)
            if let wrong = cells.first(where: { !usable.contains($0) }) {
                throw OracleError("no cook can use a counter at \(wrong); usable are \(ranked.map(\.description).joined(separator: " "))")
            }
            return try model(Abstraction(counters: cells, waste: options.waste ?? true), ranked, progress)
        }
    }

    private func model(
        _ abstraction: Abstraction, _ ranked: [Cell], _ progress: (SolveProgress) throws -> Void
    ) throws -> CompactModel {
        if let model = try fitting(abstraction, progress) { return model }
        let smaller = try largestModel(ranked, progress)
        let offer = smaller.map { "what fits is " + $0.abstraction.description + ": --counters auto" } ?? "raise --memory"
        throw OracleError(refusal(abstraction) + "; " + offer)
    }

    /// The model with the most of `ranked` counters that fits, with waste where the choice is free and that fits, too.
    private func largestModel(_ ranked: [Cell], _ progress: (SolveProgress) throws -> Void) throws -> CompactModel? {
        for waste in options.waste.map({ [$0] }) ?? [true, false] {
            guard let least = try fitting(Abstraction(counters: [], waste: waste), progress) else { continue }
            let items = Double(least.configurations.heldItems.count)
            var count = 0
            while count < ranked.count, Double(least.states) * Self.power(items, count + 1) <= Double(maxStates) { count += 1 }
            // Without any counter, leaving out waste may make room for one; prefer that where handing over needs it.
            if waste, options.waste == nil, count < ranked.count, least.configurations.heldItems.count > 4 { continue }
            while count > 0 {
                let abstraction = Abstraction(counters: Array(ranked.prefix(count)), waste: waste)
                if let model = try fitting(abstraction, progress) { return model }
                count -= 1
            }
            return least
        }
        return nil
    }

    private func fitting(_ abstraction: Abstraction, _ progress: (SolveProgress) throws -> Void) throws -> CompactModel? {
        try maker.model(abstraction, maxStates: maxStates) { try progress(.enumerating($0)) }
    }

    /// States for which there is memory: two layers, a third for the rate, and about as many planes of ticks.
    private var maxStates: Int { options.memory / bytesPerState }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { power, _ in power * base }
    }

    private func refusal(_ abstraction: Abstraction) -> String {
        let states = SizeEstimate(maker).states(abstraction)
        return "\(kitchen.layout.name) with \(abstraction.description) has up to \(SizeEstimate.text(states)) states; at about "
            + "\(bytesPerState) bytes each that is \(SizeEstimate.bytes(states * Double(bytesPerState))), more than the "
            + "\(SizeEstimate.bytes(Double(options.memory))) given"
    }

    // MARK: Solving

    /// Solves the model that the options ask for.
    /// - Throws: `OracleError` where it does not fit into the memory; what `progress` throws.
    public func solve(_ progress: (SolveProgress) throws -> Void = { _ in }) throws -> SolvedModel {
        try solve(chosenModel(progress), progress)
    }

    func solve(_ model: CompactModel, _ progress: (SolveProgress) throws -> Void) throws -> SolvedModel {
        if let solved = try search(model, progress) { return solved }
        do {
            return try run(BackwardInduction<UInt8>(model, jobs: options.jobs, table: makeTable(model)), progress)
        } catch is Overflow {
            return try run(BackwardInduction<UInt16>(model, jobs: options.jobs, table: makeTable(model)), progress)
        }
    }

    /// Solves a model by searching for each unit, or nil where it has too many of them.
    private func search(_ model: CompactModel, _ progress: (SolveProgress) throws -> Void) throws -> SolvedModel? {
        guard TickSearch.suits(model, horizon: options.horizon) else { return nil }
        let search = TickSearch(
            model, horizon: options.horizon, jobs: options.jobs, maxBytes: options.memory - model.configurations.bytes)
        let levels = try search.run {
            try progress(.inducing(tick: $0, horizon: options.horizon, states: model.realStates))
        }
        guard let levels else { return nil }
        let value = Double(levels.startValue) * model.unit
        let (rate, table) = levels.finish(jobs: max(1, options.jobs), maxPlanes: max(0, tableBytes(model) / model.states))
        return SolvedModel(
            model: model, value: value, horizon: options.horizon, highestRate: Double(rate.units) * model.unit / Double(rate.ticks),
            table: table)
    }

    private func tableBytes(_ model: CompactModel) -> Int { options.memory - 3 * model.states - model.configurations.bytes }

    private func makeTable(_ model: CompactModel) -> TickTable {
        TickTable(states: model.states, horizon: options.horizon, maxBytes: tableBytes(model))
    }

    private func run<Value>(
        _ induction: BackwardInduction<Value>, _ progress: (SolveProgress) throws -> Void
    ) throws -> SolvedModel {
        let model = induction.model
        try induction.run(horizon: options.horizon, wantsRate: true) {
            try progress(.inducing(tick: $0, horizon: options.horizon, states: model.realStates))
        }
        return SolvedModel(
            model: model, value: Double(induction.startValue) * model.unit, horizon: options.horizon,
            highestRate: Double(induction.highestRate.units) * model.unit / Double(induction.highestRate.ticks),
            table: induction.table?.finished())
    }

    // MARK: Bounding

    /// A score that no cooks exceed, and how it was found: by the model itself where it leaves nothing out, else the
    /// lowest of relaxations.
    func upperBound(
        _ solved: SolvedModel, _ progress: (SolveProgress) throws -> Void
    ) throws -> (value: Double, by: String) {
        if solved.model.isExact { return (solved.value, "exact") }
        let lowest = try relaxations(attained: solved.value, progress)
        return (max(lowest.value, solved.value), lowest.by)
    }

    /// The lowest score of the relaxations.
    /// - Parameter attained: a score that is known to be attained.
    func relaxations(attained: Double, _ progress: (SolveProgress) throws -> Void) throws -> (value: Double, by: String) {
        var bounds = [(value: PotBound.bound(kitchen, horizon: options.horizon), by: "pots")]
        if var labour = LabourBound(maker, horizon: options.horizon) {
            labour.improve(rounds: Self.labourRounds, target: attained, workers: Workers(options.jobs))
            bounds.append((wholeUnits(labour.bound), "labour"))
            let lowest = bounds.map(\.value).min() ?? .infinity
            if let joint = try pricedBound(labour, below: lowest, progress) { bounds.append((joint, "priced counters")) }
        }
        return bounds.min { $0.value < $1.value } ?? bounds[0]
    }

    private static let labourRounds = 2_000
    private static let priceScale: Int32 = 64

    /// The optimum of both cooks together, in each other's way, when every item on a counter can be had or left at a
    /// price instead of being there: no less than the kitchen's, since nothing is taken that was not put there, so that
    /// what is paid for taking is never more than what was earned by leaving. Nil where the model does not fit.
    /// - Parameter lowest: a bound that is known; of one that is not below it, no more is said than that.
    private func pricedBound(
        _ labour: LabourBound, below lowest: Double, _ progress: (SolveProgress) throws -> Void
    ) throws -> Double? {
        guard var model = try priced(nil, progress) else { return nil }
        // What can be borrowed lets cooks make more, which can be borrowed, too.
        var items: [Item] = []
        while model.configurations.heldItems.contains(where: { !$0.isNone && !items.contains($0) }) {
            items = model.configurations.heldItems.filter { !$0.isNone }
            let prices = labour.counterPrices(items, unit: maker.unit, scale: Self.priceScale)
            guard let richer = try priced(prices, progress) else { return nil }
            model = richer
        }
        func score(_ units: Int) -> Double { wholeUnits(Double(units) * model.unit) }
        func report(_ tick: Int) throws { try progress(.bounding(tick: tick, horizon: options.horizon)) }
        if model.states <= options.memory / DenseInduction.bytesPerState {
            do {
                let units = try DenseInduction(model, jobs: options.jobs).run(
                    horizon: options.horizon,
                    until: { score($0.lowerBound) == score($0.upperBound) || score($0.lowerBound) >= lowest }, progress: report)
                return score(units.lowerBound)
            } catch is Overflow {}  // The other one has room for more.
        }
        let induction = BackwardInduction<Int16>(model, jobs: options.jobs, table: nil)
        do {
            try induction.run(horizon: options.horizon, wantsRate: false, progress: report)
        } catch is Overflow {
            return nil
        }
        return score(induction.startValue)
    }

    private func priced(_ prices: CounterPrices?, _ progress: (SolveProgress) throws -> Void) throws -> CompactModel? {
        let abstraction = Abstraction(counters: [], waste: true)
        return try maker.model(abstraction, prices: prices, maxStates: options.memory / 6) { try progress(.enumerating($0)) }
    }

    /// The most whole units within `value`.
    private func wholeUnits(_ value: Double) -> Double { (value / maker.unit + 1e-6).rounded(.down) * maker.unit }
}
