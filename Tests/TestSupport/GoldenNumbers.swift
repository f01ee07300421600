import Foundation

/// Learned numbers as lines of a golden file, in as many digits as every processor agrees on.
public enum GoldenNumbers {
    /// How far recorded and found numbers may be apart, as a share. Kernels of matrix products add in different orders, and
    /// single precision forgets the eighth digit; a few steps of learning make of that the fifth or so.
    public static let tolerance = 0.001

    /// A number in five decimals.
    public static func text(_ value: Double) -> String {
        // Of nothing there is no negative.
        let text = String(format: "%.5f", value)
        return text == "-0.00000" ? "0.00000" : text
    }

    /// Parameters by name: how many there are, their length as a vector, and their sum.
    public static func lines(_ parameters: [String: [Float]]) -> [String] {
        parameters.sorted { $0.key < $1.key }.map { name, numbers in
            let length = numbers.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            let sum = numbers.reduce(0) { $0 + Double($1) }
            return "\(name): \(numbers.count) numbers, length \(text(length)), sum \(text(sum))"
        }
    }

    /// Comma-separated values as lines of `column value` pairs, every number with a fraction in five decimals.
    public static func lines(csv: String) -> [String] {
        let rows = csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        guard let heading = rows.first else { return [] }
        return rows.dropFirst().map { row in
            zip(heading, row).map { name, value in
                let isFraction = value.contains(".")
                return "\(name) \(isFraction ? Double(value).map(text) ?? String(value) : String(value))"
            }.joined(separator: ", ")
        }
    }
}
