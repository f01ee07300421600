import Basics
import Kitchen
import KitchenMaps
import Neural
import TestSupport
import Testing

@testable import Learning

/// The recurrent network's backward pass against finite differences of its forward pass, over whole sequences.
@Suite struct SequencePassTests {
    static func kitchen() throws -> Kitchen {
        try Kitchen(MapLibrary.standard.layout("test_time_simple_5x5"), dynamics: .old)
    }

    /// Sequences of views at random, with episodes that begin in their midst.
    private struct Sequences: ~Copyable {
        let network: RecurrentNetwork
        var rows: SparseRows
        let steps = 4
        let count = 3
        let places: [Int32]
        let begins: [Bool]
        let state: [Float]

        init(_ network: RecurrentNetwork) {
            self.network = network
            var random = RandomStream(5)
            rows = SparseRows(width: network.inputs, marks: network.talking.hearing, capacity: 12)
            for _ in 0..<12 {
                rows.append((0..<network.viewSize).map { _ in random.below(30) == 0 ? UInt8(1 + random.below(3)) : 0 })
                if network.talking.hearing > 0 { rows.mark(network.viewSize + random.below(network.talking.hearing)) }
            }
            // Not in the order of the rows.
            places = (0..<12).map { Int32(($0 * 5) % 12) }
            begins = (0..<12).map { $0 == 1 || $0 == 7 || $0 == 11 }
            state = (0..<(3 * network.remembered)).map { _ in random.uniformFloat() - 0.5 }
        }

        /// The loss, a weight on each logit and value, and its gradient.
        func loss(_ parameters: [Float], wantsGradient: Bool) -> (loss: Double, gradient: [Float]) {
            let pass = SequencePass(network, steps: steps, sequences: count, isForTraining: true)
            var gradient = [Float](repeating: 0, count: parameters.count)
            var loss = 0.0
            places.withUnsafeBufferPointer { places in
                begins.withUnsafeBufferPointer { begins in
                    guard let place = places.baseAddress, let begin = begins.baseAddress else { return }
                    let samples = SequencePass.Samples(places: place, begins: begin, steps: steps, sequences: count)
                    pass.forward(parameters, rows: rows, samples, state: state)
                    gradient.withUnsafeMutableBufferPointer { gradient in
                        let target = wantsGradient ? gradient.baseAddress : nil
                        pass.heads(parameters, gradients: target, count: steps * count) { first, chunk, given, targets in
                            for index in 0..<chunk {
                                for action in 0..<6 {
                                    let weight = Float((first + index + action) % 5 - 2)
                                    loss += Double(weight * given.logits[index * 6 + action])
                                    targets?.logits[index * 6 + action] = weight
                                }
                                loss += Double(given.values[index] * given.values[index])
                                targets?.values[index] = 2 * given.values[index]
                                let utterances = network.talking.utterances
                                for utterance in 0..<utterances where given.voice != nil {
                                    let weight = Float((first + index + 2 * utterance) % 7 - 3)
                                    loss += Double(weight * (given.voice?[index * utterances + utterance] ?? 0))
                                    targets?.voice?[index * utterances + utterance] = weight
                                }
                            }
                        }
                        guard let target else { return }
                        pass.backward(parameters, gradients: target, rows: rows, samples)
                    }
                }
            }
            return (loss, gradient)
        }
    }

    /// Units of the memory, of which there may be none, and of hidden layers of the heads, and symbols.
    struct Units: Sendable {
        var memory = 5
        var head = 0
        var symbols = 0
    }

    @Test(arguments: [
        (RecurrentSettings.Trunk.dense, Units()), (.dense, Units(head: 4)), (.convolution, Units(head: 3)), (.dense, Units(symbols: 3)),
        (.dense, Units(head: 4, symbols: 2)), (.dense, Units(memory: 0)), (.convolution, Units(memory: 0, head: 4)),
    ])
    func gradientsAreThoseOfFiniteDifferences(_ trunk: RecurrentSettings.Trunk, _ sizes: Units) throws {
        var settings = RecurrentSettings()
        settings.symbols = sizes.symbols
        (settings.trunk, settings.units, settings.hidden, settings.head) = (trunk, 9, sizes.memory, sizes.head)
        let network = try RecurrentNetwork(settings, layout: Self.kitchen().layout)
        var random = RandomStream(3)
        // Biases are not 0, so that those of gates and of the normalising layer count, too.
        let parameters = network.initial(using: &random).map { $0 + (random.uniformFloat() - 0.5) * 0.2 }
        let sequences = Sequences(network)
        let gradient = sequences.loss(parameters, wantsGradient: true).gradient
        let largest = Double(gradient.map(abs).max() ?? 0)
        #expect(largest > 0.1)
        for entry in network.table.entries {
            // Some elements of each parameter, of those that the loss depends on.
            let own = (entry.offset..<(entry.offset + entry.shape.volume)).filter { gradient[$0] != 0 }
            #expect(!own.isEmpty, "\(entry.name)")
            for index in stride(from: 0, to: own.count, by: max(1, own.count / 3)).map({ own[$0] }) {
                func difference(_ step: Float) -> Double {
                    var (above, below) = (parameters, parameters)
                    above[index] += step
                    below[index] -= step
                    let change = sequences.loss(above, wantsGradient: false).loss - sequences.loss(below, wantsGradient: false).loss
                    return change / Double(above[index] - below[index])
                }
                // A step may pass the kink of a rectified unit; a smaller one does so less often.
                let isRight = [Float(1e-3), 1e-4].contains { step in
                    let wanted = difference(step)
                    return abs(wanted - Double(gradient[index])) < 0.03 * abs(wanted) + 0.01 * largest
                }
                #expect(isRight, "\(entry.name) \(index): \(difference(1e-3)), not \(gradient[index])")
            }
        }
    }

    /// What an episode before left behind changes nothing: outputs after a beginning are those of a memory that was empty.
    @Test func nothingIsRememberedAcrossABeginning() throws {
        var settings = RecurrentSettings()
        (settings.units, settings.hidden) = (8, 6)
        let network = try RecurrentNetwork(settings, layout: Self.kitchen().layout)
        var random = RandomStream(3)
        let parameters = network.initial(using: &random)
        var rows = SparseRows(width: network.viewSize, capacity: 2)
        for row in 0..<2 { rows.append((0..<network.viewSize).map { UInt8($0 % 17 == row ? 1 : 0) }) }
        func output(_ state: Float, begins: Bool) -> [Float] {
            let pass = SequencePass(network, steps: 2, sequences: 1, isForTraining: false)
            let (places, beginnings) = ([Int32(0), 1], [false, begins])
            places.withUnsafeBufferPointer { places in
                beginnings.withUnsafeBufferPointer { beginnings in
                    guard let place = places.baseAddress, let begin = beginnings.baseAddress else { return }
                    pass.forward(
                        parameters, rows: rows, SequencePass.Samples(places: place, begins: begin, steps: 2, sequences: 1),
                        state: [Float](repeating: state, count: 6))
                }
            }
            return Array(pass.outputs.array.suffix(6))
        }
        #expect(output(0.7, begins: true) == output(-0.4, begins: true))
        #expect(output(0.7, begins: false) != output(-0.4, begins: false))
    }
}
