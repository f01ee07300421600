import Kitchen
import KitchenMaps
import Testing

/// The tick indexes tables without checks in release builds; here every index that it can make is bounded.
@Suite struct TableBoundsTests {
    @Test(arguments: BatchTests.maps)
    func everyTableEntryStaysInside(map: String) throws {
        for kitchen in try BatchTests.kitchens(map) { #expect(kitchen.tableViolations.isEmpty) }
    }

    @Test(arguments: 100..<200 as Range<UInt64>)
    func alsoInRandomKitchens(seed: UInt64) throws {
        var random = RandomKitchens(seed: seed)
        #expect(try random.kitchen().tableViolations.isEmpty)
    }
}
