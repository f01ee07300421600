import Basics
import Foundation
import Kitchen

/// Kitchens of any size for `GrowthBench`: an open floor with a station in the middle of each side.
enum GrowthKitchen {
    /// - Parameters:
    ///   - width: cells with the counters around, at least 5.
    ///   - height: cells with the counters around, at least 4.
    ///   - cooks: 1 to 4, who begin in the corners of the floor.
    static func layout(width: Int, height: Int, cooks: Int) throws -> Layout {
        var grid = Array(repeating: Array(repeating: Character("X"), count: width), count: height)
        for row in 1..<(height - 1) { for column in 1..<(width - 1) { grid[row][column] = " " } }
        grid[0][width / 2] = "P"
        grid[height / 2][0] = "O"
        grid[height / 2][width - 1] = "S"
        grid[height - 1][width / 2] = "D"
        let corners = [(1, 1), (height - 2, width - 2), (1, width - 2), (height - 2, 1)]
        for cook in 0..<cooks { grid[corners[cook].0][corners[cook].1] = Character("\(cook + 1)") }
        return try Layout(name: "growth-\(width)x\(height)-\(cooks)", grid: grid.map { String($0) })
    }
}

/// A folder of agents and stores that is there for one measurement.
final class GrowthFolder {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("brigade-growth-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// Files of so many agents that do anything.
    func agents(_ count: Int) throws -> [String] {
        try (1...count).map { number in
            let file = path("anything-\(number).yaml")
            try WholeFile.write(
                "name: anything-\(number)\nkind: random\ndescription: does anything\nprovenance: made for a measurement\n", to: file)
            return file
        }
    }
}
