import Basics
import Foundation
import Kitchen
import Neural

/// A network as the list of seeds that it is made of: the first of its initial parameters, the others of the mutations since
/// (Such et al. 2017, "Deep neuroevolution", section 3.1).
public struct Genome: Sendable, Hashable, Codable {
    public let seeds: [UInt64]

    public init(_ seeds: [UInt64]) { self.seeds = seeds }

    /// The same with one more mutation.
    public func mutated(_ seed: UInt64) -> Genome { Genome(seeds + [seed]) }

    /// Size of the list, at eight bytes a seed.
    public var bytes: Int { seeds.count * 8 }

    /// Rebuilds the parameters: kernels begin as normal numbers of variance one over their inputs, biases as zeros.
    /// - Parameter power: deviation of a mutation, as a multiple of how kernels begin.
    /// - Returns: `[table.count]`.
    public func parameters(_ table: ParameterTable, power: Double) -> [Float] {
        guard let first = seeds.first else { return Array(repeating: 0, count: table.count) }
        var random = RandomStream(first)
        var numbers = Initialisation.normal(table, using: &random) { _ in 1 }
        for seed in seeds.dropFirst() { Genome.mutate(&numbers, table, seed, power: power) }
        return numbers
    }

    /// Adds the noise of one seed to the parameters, `[table.count]`: to every kernel in proportion to how it began, so that no
    /// layer changes more than another.
    static func mutate(_ numbers: inout [Float], _ table: ParameterTable, _ seed: UInt64, power: Double) {
        var random = RandomStream(seed)
        for entry in table.entries {
            // A bias is like the weight of one input among some ten.
            let inputs = entry.shape.count > 1 ? entry.shape.dropLast().reduce(1, *) : 10
            let deviation = power / Double(inputs).squareRoot()
            for index in entry.offset..<(entry.offset + entry.shape.volume) {
                numbers[index] += Float(deviation * Initialisation.gaussian(using: &random))
            }
        }
    }
}
