import ArgumentParser

/// Width and height, as in `1280x720`.
struct PictureSize: ExpressibleByArgument, CustomStringConvertible {
    let width: Int
    let height: Int

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    init?(argument: String) {
        let numbers = argument.split(separator: "x").compactMap { Int($0) }
        guard numbers.count == 2, numbers.allSatisfy({ (64...8192).contains($0) }) else { return nil }
        self.init(width: numbers[0], height: numbers[1])
    }

    var description: String { "\(width)x\(height)" }
    var defaultValueDescription: String { description }
}
