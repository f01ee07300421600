import Agents
import Basics
import Kitchen
import Neural

/// The network of a recurrent learner: a view, a trunk, a layer that normalises, a GRU, and a head each for the policy, the value and,
/// where it can talk, what it says. Without units of memory the heads read the normalised layer. A network that talks is shown what it hears after its view (`TalkingNetwork.Sizes`).
struct RecurrentNetwork: Sendable {
    let input: InputEncoding
    let table: ParameterTable
    let trunk: Trunk
    let norm: LayerNorm
    /// Nil for a network that remembers nothing.
    let memory: GRU?
    let policy: Sequential
    let value: Sequential
    let voice: Sequential?
    /// The network of the agent: all but the heads of the value and the voice.
    let plan: PolicyPlan
    /// What decides the layers of an agent that talks.
    let talking: TalkingNetwork.Sizes
    /// Units of the trunk's last layer.
    let units: Int
    /// Numbers that are remembered.
    var remembered: Int { memory?.hidden ?? 0 }
    /// Numbers that the heads read.
    var read: Int { memory?.hidden ?? units }
    /// Numbers of a view.
    let viewSize: Int
    /// Numbers of a view and of what is heard.
    var inputs: Int { talking.inputs }

    /// What is between a view and the layer that normalises, with its last activation.
    enum Trunk: Sendable {
        /// A dense layer of rectified units on what is not 0 of a view.
        case dense(Dense)
        case layers(Sequential)
    }

    /// - Throws: `ShapeError` for layers that do not fit onto a view.
    init(_ settings: RecurrentSettings, layout: Layout) throws {
        input = settings.input(layout.family)
        let shape = input.shape(layout)
        var table = ParameterTable()
        let trunkPlans = RecurrentNetwork.trunk(settings)
        talking = TalkingNetwork.Sizes(
            view: shape.volume, symbols: settings.symbols, units: settings.units, hidden: settings.hidden, head: settings.head)
        if settings.trunk == .dense {
            trunk = .dense(Dense(trunkPlans[0].name, inputs: talking.inputs, outputs: settings.units, in: &table))
        } else {
            trunk = .layers(try Sequential(trunkPlans, input: shape, in: &table))
        }
        let hiddenLayer: (String) -> [LayerPlan] = { name in
            settings.head == 0 ? [] : [LayerPlan("\(name)_hidden", .dense(outputs: settings.head), .relu)]
        }
        let head = LayerPlan("policy", .dense(outputs: Action.allCases.count))
        norm = LayerNorm("norm", size: settings.units, epsilon: TalkingNetwork.epsilon, in: &table)
        let memory = settings.hidden > 0 ? GRU("memory", inputs: settings.units, hidden: settings.hidden, in: &table) : nil
        let read: Shape = [memory?.hidden ?? settings.units]
        self.memory = memory
        policy = try Sequential(hiddenLayer("policy") + [head], input: read, in: &table)
        value = try Sequential(hiddenLayer("value") + [LayerPlan("value", .dense(outputs: 1))], input: read, in: &table)
        voice =
            settings.symbols == 0
            ? nil
            : try Sequential(
                hiddenLayer("voice") + [LayerPlan("voice", .dense(outputs: talking.utterances))], input: read, in: &table)
        self.table = table
        units = settings.units
        viewSize = shape.volume
        plan = PolicyPlan(
            input: input,
            body: trunkPlans + [
                LayerPlan("norm", .layerNorm(size: settings.units, epsilon: TalkingNetwork.epsilon))
            ] + (memory.map { [LayerPlan("memory", .gru(hidden: $0.hidden))] } ?? []) + hiddenLayer("policy"),
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
        // A voice that says different things from the start, so that there is something to hear.
        case "value/kernel", "voice/kernel", "memory/kernel", "memory/recurrent": 1
        default: 2.0.squareRoot()
        }
    }
}
