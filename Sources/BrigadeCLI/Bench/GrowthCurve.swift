import Foundation

/// How a figure grows with the size of its work.
struct GrowthCurve: Encodable {
    /// What is measured, and its unit.
    let what: String
    let unit: String
    /// What the sizes count.
    let size: String
    let points: [Point]
    /// Why it grows faster than its size, where it is known to.
    let reason: String?

    struct Point: Encodable {
        let size: Double
        let figure: Double
    }

    /// The exponent `b` of the best fit `figure = a * size^b`: the slope of the regression of logarithms; nil for fewer than two
    /// sizes.
    var exponent: Double? {
        let logs = points.filter { $0.size > 0 && $0.figure > 0 }.map { (x: log($0.size), y: log($0.figure)) }
        guard logs.count > 1 else { return nil }
        let count = Double(logs.count)
        let mean = (x: logs.reduce(0) { $0 + $1.x } / count, y: logs.reduce(0) { $0 + $1.y } / count)
        let spread = logs.reduce(0) { $0 + ($1.x - mean.x) * ($1.x - mean.x) }
        return spread > 0 ? logs.reduce(0) { $0 + ($1.x - mean.x) * ($1.y - mean.y) } / spread : nil
    }

    private enum CodingKeys: CodingKey { case what, unit, size, points, exponent, reason }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(what, forKey: .what)
        try container.encode(unit, forKey: .unit)
        try container.encode(size, forKey: .size)
        try container.encode(points, forKey: .points)
        try container.encodeIfPresent(exponent, forKey: .exponent)
        try container.encodeIfPresent(reason, forKey: .reason)
    }

    /// The curve as a table in Markdown: sizes in the first line, figures in the second.
    var markdown: String {
        let sizes = points.map { GrowthCurve.words($0.size) }
        let figures = points.map { GrowthCurve.words($0.figure) }
        let fit = exponent.map { String(format: "Exponent %.2f.", $0) } ?? "Too few sizes for an exponent."
        return """
            | \(size) | \(sizes.joined(separator: " | ")) |
            |---|\(String(repeating: "---|", count: points.count))
            | \(what), \(unit) | \(figures.joined(separator: " | ")) |

            \(fit)\(reason.map { " " + $0 } ?? "")
            """
    }

    static func words(_ number: Double) -> String {
        if number >= 100 || number == number.rounded() { return String(format: "%.0f", number) }
        return String(format: number >= 1 ? "%.2f" : "%.4f", number)
    }
}
