import Agents
import Basics
import Kitchen
import Neural

/// The network of a recurrent learner: a view, a trunk, a layer that normalises, a GRU, and a head each for the policy and the value.
struct RecurrentNetwork: Sendable {
    let input: InputEncoding
    let table: ParameterTable
    let trunk: Trunk
    let norm: LayerNorm
    let memory: GRU
    let policy: Sequential
    let value: Sequential
    /// The network of the agent: all but the value's head.
    let plan: PolicyPlan
    /// Units of the trunk's last layer.
    let units: Int
    /// Numbers of a view.
    let viewSize: Int

    /// What is between a view and the layer that normalises, with its last activation.
    enum Trunk: Sendable {
        /// A dense layer of rectified units on what is not 0 of a view.
        case dense(Dense)
        case layers(Sequential)
    }

    private static let epsilon: Float = 1e-6

    /// - Throws: `ShapeError` for layers that do not fit onto a view.
    init(_ settings: RecurrentSettings, layout: Layout) throws {
        input = settings.input(layout.family)
        let shape = input.shape(layout)
        var table = ParameterTable()
        let trunkPlans = RecurrentNetwork.trunk(settings)
        if settings.trunk == .dense {
            trunk = .dense(Dense(trunkPlans[0].name, inputs: shape.volume, outputs: settings.units, in: &table))
        } else {
            trunk = .layers(try Sequential(trunkPlans, input: shape, in: &table))
        }
        let hiddenLayer: (String) -> [LayerPlan] = { name in
            settings.head == 0 ? [] : [LayerPlan("\(name)_hidden", .dense(outputs: settings.head), .relu)]
        }
        let head = LayerPlan("policy", .dense(outputs: Action.allCases.count))
        norm = LayerNorm("norm", size: settings.units, epsilon: RecurrentNetwork.epsilon, in: &table)
        memory = GRU("memory", inputs: settings.units, hidden: settings.hidden, in: &table)
        policy = try Sequential(hiddenLayer("policy") + [head], input: [settings.hidden], in: &table)
        value = try Sequential(hiddenLayer("value") + [LayerPlan("value", .dense(outputs: 1))], input: [settings.hidden], in: &table)
        self.table = table
        units = settings.units
        viewSize = shape.volume
        plan = PolicyPlan(
            input: input,
            body: trunkPlans + [
                LayerPlan("norm", .layerNorm(size: settings.units, epsilon: RecurrentNetwork.epsilon)),
                LayerPlan("memory", .gru(hidden: settings.hidden)),
            ] + hiddenLayer("policy"),
            policy: head, value: nil)
    }

    /// The layers of a trunk.
    private static func trunk(_ settings: RecurrentSettings) -> [LayerPlan] {
        let last = LayerPlan("trunk", .dense(outputs: settings.units), .relu)
        guard settings.trunk == .convolution else { return [last] }
        let sizes = [(1, 128), (1, 128), (1, 8), (3, 16), (3, 32), (3, 32)]
        let convolutions = sizes.enumerated().map { index, size in
            LayerPlan("conv_\(index)", .convolution(height: size.0, width: size.0, filters: size.1, padding: .same), .relu)
        }
        return convolutions + [last]
    }

    /// Random parameters: orthogonal kernels, biases of 0, and scales of 1.
    /// - Returns: `[table.count]`.
    func initial(using random: inout some RandomNumberGenerator) -> [Float] {
        var numbers = [Float](repeating: 0, count: table.count)
        numbers.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            for entry in table.entries {
                let place = start + entry.offset
                if entry.name == "norm/scale" { place.update(repeating: 1, count: entry.shape.volume) }
                guard entry.shape.count > 1 else { continue }
                let (inputs, outputs) = (Shape(entry.shape.dropLast()).volume, entry.shape[entry.shape.count - 1])
                let gates = entry.name.hasPrefix("memory/") ? 3 : 1
                for gate in 0..<gates {
                    Initialisation.orthogonal(
                        place + gate * outputs / gates, inputs: inputs, outputs: outputs / gates, stride: outputs,
                        gain: RecurrentNetwork.gain(entry.name), using: &random)
                }
            }
        }
        return numbers
    }

    private static func gain(_ name: String) -> Double {
        switch name {
        case "policy/kernel": 0.01
        case "value/kernel", "memory/kernel", "memory/recurrent": 1
        default: 2.0.squareRoot()
        }
    }
}
