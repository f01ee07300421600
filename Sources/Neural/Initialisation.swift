import Basics
import Foundation

/// Initial values of parameters.
public enum Initialisation {
    /// Fills every kernel of `table` with normal numbers of variance `gain² / inputs` (He et al. 2015 for a gain of
    /// √2) and every bias with zero.
    /// - Parameter gain: by the parameter's name.
    /// - Returns: `[table.count]`.
    public static func normal(
        _ table: ParameterTable, using random: inout some RandomNumberGenerator, gain: (String) -> Double
    ) -> [Float] {
        var numbers = [Float](repeating: 0, count: table.count)
        for entry in table.entries where entry.shape.count > 1 {
            let inputs = Shape(entry.shape.dropLast()).volume
            let deviation = gain(entry.name) / Double(inputs).squareRoot()
            for index in entry.offset..<(entry.offset + entry.shape.volume) {
                numbers[index] = Float(deviation * gaussian(using: &random))
            }
        }
        return numbers
    }

    /// A normal number (Box and Muller 1958).
    public static func gaussian(using random: inout some RandomNumberGenerator) -> Double {
        let radius = (-2 * log(1 - random.uniform())).squareRoot()
        return radius * cos(2 * .pi * random.uniform())
    }
}
