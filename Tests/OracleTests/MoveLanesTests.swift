import Basics
import Kitchen
import Testing

@testable import Oracle

/// What the solver's inner loop computes for many places at once.
@Suite struct MoveLanesTests {
    /// Sixteen places at a time come to the values of one place at a time.
    @Test(arguments: [TinyKitchens.corridor, TinyKitchens.divided, TinyKitchens.crowd])
    func lanesMoveAsOneByOne(grid: [String]) throws {
        let maker = try ModelMaker(TinyKitchens.make(grid, .old))
        let model = try #require(try maker.model(Abstraction(counters: [], waste: true), maxStates: 1 << 22) { _ in })
        var random = RandomStream(5)
        model.withTables { tables in
            for _ in 0..<3 {
                // Places on which nobody can stand have no value.
                let block = (0..<tables.places).map { tables.isPair[$0 / 16] ? UInt8(random.below(200)) : 0 }
                var (lanes, single) = ([UInt8](repeating: 0, count: block.count), [UInt8](repeating: 0, count: block.count))
                tables.moveBoth(block, &lanes)
                tables.moveBothOneByOne(block, &single)
                #expect(lanes == single)
            }
        }
    }

    /// Sums of planes say how long a state has waited, also where a sum wraps.
    @Test func sumsSayHowLongAStateHasWaited() {
        var random = RandomStream(6)
        let units = 600
        let planes = (0..<units).map { _ in UnsafeMutablePointer<UInt8>.allocate(capacity: 32) }
        defer { for plane in planes { plane.deallocate() } }
        var ticks = [Int](repeating: 0, count: 32)
        for plane in planes {
            for state in 0..<32 {
                plane[state] = UInt8(1 + random.below(255))
                ticks[state] += Int(plane[state]) - 1
            }
        }
        planes.withUnsafeBufferPointer { planes in
            let sums = TickTable.Sums(planes, units: units, at: 16)
            for lane in 0..<TickTable.lanes { #expect(sums.wait(lane, units: units, until: ticks[16 + lane] + 77) == 77) }
        }
    }
}
