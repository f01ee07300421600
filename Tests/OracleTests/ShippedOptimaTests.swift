import Foundation
import Kitchen
import KitchenMaps
import Oracle
import TestSupport
import Testing

/// The exact optima that come with the maps, as the window's result page compares with them.
@Suite struct ShippedOptimaTests {
    @Test(arguments: [
        ("cramped_room", Dynamics.old, 280.0), ("m_shaped_s", .new, 220), ("simple_tomato", .old, 260), ("simple_tomato", .new, 260),
    ])
    func theyAreFoundForTheirKitchens(_ map: String, _ dynamics: Dynamics, _ score: Double) throws {
        let kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout(map), dynamics: dynamics)
        let found = try #require(OracleCache(folder: Checkout.path("Optima")).optimum(kitchen, horizon: 400))
        #expect(found.isExact && found.lowerBound == score)
        #expect(OracleCache(folder: Checkout.path("Optima")).optimum(kitchen, horizon: 200) == nil)
    }

    @Test func nothingElseIsThere() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Checkout.path("Optima"))
        #expect(files.count == 4 && files.allSatisfy { $0.hasSuffix(".json") }, "only exact optima come with the maps")
    }
}
