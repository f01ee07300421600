import Kitchen
import KitchenMaps
import TestSupport
import Testing

/// What people call stations.
@Suite struct StationWordsTests {
    private static let maps = MapLibrary(folder: Checkout.path("Maps"))

    @Test func stationsAreToldApartByWhereTheyAre() throws {
        let room = try StationWords(Self.maps.layout("cramped_room"))
        #expect(room[Cell(2, 0)] == "the pot" && room[Cell(0, 1)] == "the left onions" && room[Cell(4, 1)] == "the right onions")
        #expect(room[Cell(1, 3)] == "the dishes" && room[Cell(3, 3)] == "the bell" && room[Cell(1, 1)] == "the floor")
        #expect(room[Cell(1, 0)] == "a counter at the upper left")
        let pots = try StationWords(Layout(name: "two", grid: ["XPXXX", "O1 2D", "XPXSX"]))
        #expect(pots[Cell(1, 0)] == "the upper pot" && pots[Cell(1, 2)] == "the lower pot")
    }

    /// In every kitchen that comes with the program; counters may share names.
    @Test func noTwoStationsShareAName() throws {
        for name in try Self.maps.allNames() {
            let layout = try Self.maps.layout(name)
            let words = StationWords(layout)
            let kinds = Terrain.allCases.filter { ![.floor, .counter].contains($0) }
            let names = kinds.flatMap { layout.cells(of: $0) }.map { words[$0] }
            #expect(Set(names).count == names.count, "\(name): \(names)")
        }
    }
}
