import Kitchen
import Testing

@testable import Oracle

/// What holds of the numbers of configurations, whatever the kitchen.
@Suite struct ConfigurationTests {
    private func find(_ kitchen: Kitchen) throws -> (stepper: KitchenStepper, found: Configurations) {
        let stepper = try KitchenStepper(kitchen)
        let finder = FaceFinder(stepper, try Places(stepper))
        let counters = finder.usableCounters
        let faces = (0..<2).map { $0 < kitchen.players ? finder.faces(player: $0, counters: counters) : [] }
        let slots = stepper.slotCells.indices.filter { $0 < kitchen.pots || counters.contains(stepper.slotCells[$0]) }
        let found = Configurations.find(stepper, faces: faces, slots: slots, waste: true, maxCount: 1_000_000) { _ in }
        return (stepper, try #require(found))
    }

    @Test(arguments: [TinyKitchens.corridor, TinyKitchens.divided, TinyKitchens.alone], [Dynamics.old, .new])
    func numbersAndRowsGoBothWays(grid: [String], dynamics: Dynamics) throws {
        let (stepper, found) = try find(TinyKitchens.make(grid, dynamics))
        #expect(found.number(of: stepper.start) == 0)
        var lost = 0
        for number in 0..<found.count {
            var row = stepper.start
            found.write(number, into: &row)
            lost += found.number(of: row) == number && found.settled[Int(found.raw[number])] == UInt32(number) ? 0 : 1
        }
        #expect(lost == 0)
        #expect(Set(found.raw).count == found.count)
    }

    /// Whatever cooks do in a settled configuration leads, after cooking, to a settled one.
    @Test(arguments: [TinyKitchens.corridor, TinyKitchens.divided, TinyKitchens.alone], [Dynamics.old, .new])
    func everyTickEndsInASettledConfiguration(grid: [String], dynamics: Dynamics) throws {
        let (_, found) = try find(TinyKitchens.make(grid, dynamics))
        let (mine, theirs) = (found.faces[0].count, found.faces[1].count)
        #expect(found.first.count == max(1, found.count * mine))
        #expect(found.second.count == max(1, found.settled.count * theirs))
        #expect(found.held.allSatisfy { $0.count == found.settled.count && $0.allSatisfy { Int($0) < found.heldItems.count } })
        var open = 0
        for number in 0..<found.count {
            let here = Int(found.raw[number])
            for after in [here] + (0..<mine).map({ Int(found.first[number * mine + $0]) }) {
                for end in [after] + (0..<theirs).map({ Int(found.second[after * theirs + $0]) }) {
                    let isSettled = end < found.cooked.count && Int(found.cooked[end]) < found.count
                    open += isSettled ? 0 : 1
                }
            }
        }
        #expect(open == 0)
    }
}
