import Kitchen
import Testing

@testable import Oracle

/// The search for ticks and the dense induction against plain backward induction.
@Suite struct TickSearchTests {
    /// Few ticks end within a level; in many, levels repeat.
    @Test(arguments: [
        (TinyKitchens.corridor, Dynamics.old, 30), (TinyKitchens.corridor, .new, 400), (TinyKitchens.divided, .old, 301),
        (TinyKitchens.alone, .new, 400), (TinyKitchens.alone, .old, 1), (TinyKitchens.divided, .new, 2), (TinyKitchens.corridor, .old, 0),
    ])
    func levelsSayWhatLayersSay(grid: [String], dynamics: Dynamics, horizon: Int) throws {
        let maker = try ModelMaker(TinyKitchens.make(grid, dynamics))
        let abstraction = Abstraction(counters: maker.finder.usableCounters, waste: true)
        let model = try #require(try maker.model(abstraction, maxStates: 1 << 24) { _ in })
        #expect(TickSearch.suits(model, horizon: horizon))
        let table = TickTable(states: model.states, horizon: horizon, maxBytes: 1 << 28)
        let induction = BackwardInduction<UInt16>(model, jobs: 1, table: table)
        try induction.run(horizon: horizon, wantsRate: true) { _ in }
        let expected = table.finished()
        for jobs in [1, 3] {
            let search = TickSearch(model, horizon: horizon, jobs: jobs, maxBytes: 1 << 30)
            let levels = try #require(try search.run { _ in })
            #expect(levels.startValue == induction.startValue)
            let found = levels.finish(jobs: jobs, maxPlanes: 1000)
            #expect(found.rate == induction.highestRate)
            #expect(found.table?.units == expected?.units)
            guard let expected, let table = found.table else { continue }
            for unit in 0..<min(expected.units, table.units) {
                let (one, other) = (expected.planes[unit], table.planes[unit])
                #expect((0..<model.states).allSatisfy { one[$0] == other[$0] }, "unit \(unit)")
            }
        }
    }

    /// A search that has no room says so.
    @Test func whatDoesNotFitIsNotSearched() throws {
        let maker = try ModelMaker(TinyKitchens.make(TinyKitchens.corridor, .old))
        let model = try #require(try maker.model(Abstraction(counters: [], waste: true), maxStates: 1 << 22) { _ in })
        let search = TickSearch(model, horizon: 100, jobs: 1, maxBytes: 3 * model.states)
        #expect(try search.run { _ in } == nil)
    }

    /// Values of priced counters, and their bounds before the last layer.
    @Test(arguments: [TinyKitchens.corridor, TinyKitchens.divided, TinyKitchens.crowd])
    func denseLayersAreThoseOfBackwardInduction(grid: [String]) throws {
        let maker = try ModelMaker(TinyKitchens.make(grid, .old))
        let free = try #require(try maker.model(Abstraction(counters: [], waste: true), maxStates: 1 << 22) { _ in })
        let items = free.configurations.heldItems.filter { !$0.isNone }
        let worths = Dictionary(
            uniqueKeysWithValues: maker.stepper.slotCells.indices.map { slot in (slot, items.indices.map { Int32(7 + 5 * $0 + slot) }) })
        let prices = CounterPrices(items: items, prices: worths, scale: 64)
        let model = try #require(
            try maker.model(Abstraction(counters: [], waste: true), prices: prices, maxStates: 1 << 22) { _ in })
        let horizon = 150
        let induction = BackwardInduction<Int16>(model, jobs: 1, table: nil)
        try induction.run(horizon: horizon, wantsRate: false) { _ in }
        let exact = induction.startValue
        #expect(exact > 0)
        for jobs in [1, 3] {
            let all = try DenseInduction(model, jobs: jobs).run(horizon: horizon, until: { _ in false }, progress: { _ in })
            #expect(all == exact...exact)
            var looks = 0
            _ = try DenseInduction(model, jobs: jobs).run(
                horizon: horizon,
                until: {
                    #expect($0.contains(exact))
                    looks += 1
                    return false
                }, progress: { _ in })
            #expect(looks > 10)
        }
    }
}
