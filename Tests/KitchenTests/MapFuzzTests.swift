import Foundation
import Kitchen
import KitchenMaps
import Testing

/// Damaged maps are refused or read, and never crash the reader; what is read is written so that it reads back equal.
///
/// BRIGADE_FUZZ sets how many inputs are tried of each format; `make sanitize` tries 100,000 under the address sanitizer.
@Suite struct MapFuzzTests {
    static let inputs = ProcessInfo.processInfo.environment["BRIGADE_FUZZ"].flatMap(Int.init) ?? 100_000

    @Test(arguments: [false, true])
    func mutatedMapsNeverCrash(layoutFile: Bool) throws {
        let library = MapLibrary(folder: Paths.maps)
        let seeds = try library.names().map { name -> [UInt8] in
            let layout = try library.layout(name)
            return Array((layoutFile ? MapFuzzTests.python(layout) : MapFile.yaml(layout)).utf8)
        }
        var random = RandomStream(layoutFile ? 2 : 1, 0xF022)
        var accepted = 0
        for _ in 0..<MapFuzzTests.inputs {
            let text = String(decoding: mutated(seeds, &random), as: UTF8.self)
            do {
                let layout =
                    layoutFile
                    ? try MapFile.parseLayoutFile(text, file: "f", name: "f") : try MapFile.parseYAML(text, file: "f", name: "f")
                _ = try? KitchenGame(Kitchen(layout)).state
                let again = try? MapFile.parseYAML(MapFile.yaml(layout), file: "again", name: "other")
                #expect(again == layout, "\(text)\n->\n\(MapFile.yaml(layout))")
                accepted += 1
            } catch let problems as MapProblems {
                #expect(!problems.problems.isEmpty)
            }
        }
        #expect(accepted > 0 && accepted < MapFuzzTests.inputs)
    }

    /// One seed with one to four bytes changed, removed, inserted, repeated or taken from another seed.
    private func mutated(_ seeds: [[UInt8]], _ random: inout RandomStream) -> [UInt8] {
        var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert("[]{}'\"#:,-|\\\n\t 0X1&*!".utf8.randomElement(using: &random) ?? 0, at: place)
            case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 20)], at: place)
            case 4: bytes.removeLast(bytes.count - place)
            default:
                let other = seeds[Int.random(in: 0..<seeds.count, using: &random)]
                bytes.replaceSubrange(place..., with: other[min(place, other.count - 1)...])
            }
        }
        return bytes
    }

    /// A `.layout` file that says what `layout` says.
    private static func python(_ layout: Layout) -> String {
        let orders = layout.parameters.orders.map { order in
            "{\"ingredients\": [\(order.ingredients.map { "\"\($0.name)\"" }.joined(separator: ", "))]}"
        }
        return """
            {
                "grid": \"\"\"\(layout.grid.joined(separator: "\n        "))\"\"\",  # the kitchen
                'start_all_orders': [\(orders.joined(separator: ",\n\t"))],
                "rew_shaping_params": None, "order_bonus": float('inf'), "old_dynamics": False,
                "num_items_for_soup": 3
            }
            """
    }
}
