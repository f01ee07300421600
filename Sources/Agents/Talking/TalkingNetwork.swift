import Kitchen
import Neural

/// A policy that talks: out of what a player sees, and of the symbol that it heard last, the logits of its actions and of what it says.
///
/// Dense layers `hidden_0`, `hidden_1` and so on, with two heads: `policy` of one logit an action and `voice` of one a symbol and a last
/// one for silence. The input is the grid encoding of the player's view, then one number a symbol, 1 for the one that was heard.
public struct TalkingNetwork: Sendable {
    /// What decides its layers.
    public struct Sizes: Sendable, Hashable {
        /// Numbers of a view.
        public var view: Int
        /// Symbols that it can say; 0 for one that never talks.
        public var symbols: Int
        /// Units of the hidden layers, at least one layer.
        public var hidden: [Int]

        public init(view: Int, symbols: Int, hidden: [Int]) {
            self.view = view
            self.symbols = symbols
            self.hidden = hidden
        }
    }

    public let sizes: Sizes
    public let table: ParameterTable
    public let body: Sequential
    public let policy: Sequential
    public let voice: Sequential
    /// The value of what both players see, for learners: two layers on both players' last hidden layers.
    public let value: Sequential?

    /// Numbers of one player's input.
    public var inputs: Int { sizes.view + sizes.symbols }
    /// Outputs of the voice: the symbols, then silence.
    public var utterances: Int { sizes.symbols + 1 }
    /// The output of the voice that says nothing.
    public var silence: Int { sizes.symbols }

    /// Names of the parts that a player needs begin with one of these.
    public static let names = (hidden: "hidden", policy: "policy", voice: "voice", value: "value")

    /// - Parameter valueUnits: units of the value's hidden layer; nil for a network without a value.
    /// - Throws: `ShapeError` for sizes of which no network can be made.
    public init(_ sizes: Sizes, valueUnits: Int? = nil) throws {
        let names = TalkingNetwork.names
        var table = ParameterTable()
        let plans = sizes.hidden.enumerated().map { LayerPlan("\(names.hidden)_\($0.offset)", .dense(outputs: $0.element), .relu) }
        let body = try Sequential(plans, input: [sizes.view + sizes.symbols], in: &table)
        let last = body.output.volume
        policy = try Sequential([LayerPlan(names.policy, .dense(outputs: Action.allCases.count))], input: [last], in: &table)
        voice = try Sequential([LayerPlan(names.voice, .dense(outputs: sizes.symbols + 1))], input: [last], in: &table)
        let judges = valueUnits.map { units in
            [LayerPlan("\(names.value)_0", .dense(outputs: units), .relu), LayerPlan("\(names.value)_1", .dense(outputs: 1))]
        }
        value = try judges.map { try Sequential($0, input: [2 * last], in: &table) }
        self.body = body
        self.sizes = sizes
        self.table = table
    }

    /// Writes the symbol that was heard: `[symbols]`, zeros for silence.
    @inline(__always)
    public func write(heard symbol: Int?, into target: UnsafeMutablePointer<Float>) {
        for index in 0..<sizes.symbols { target[index] = index == symbol ? 1 : 0 }
    }
}

/// A talking policy's weights as they are on disk.
public struct TalkingModel: Sendable {
    public let sizes: TalkingNetwork.Sizes
    /// By name, those of the network without its value.
    public let tensors: [String: Tensor]

    /// - Throws: `ShapeError` for tensors of another network, and for numbers that are not finite.
    public init(_ tensors: [String: Tensor]) throws {
        let names = TalkingNetwork.names
        func shape(_ layer: String) throws -> Shape {
            guard let shape = tensors[layer + "/kernel"]?.shape, shape.count == 2, shape.allSatisfy({ (1...(1 << 20)).contains($0) }) else {
                throw ShapeError("a talking policy needs a matrix '\(layer)/kernel'")
            }
            return shape
        }
        var hidden: [Int] = []
        while tensors["\(names.hidden)_\(hidden.count)/kernel"] != nil || hidden.isEmpty {
            hidden.append(try shape("\(names.hidden)_\(hidden.count)")[1])
        }
        let (inputs, symbols) = (try shape("\(names.hidden)_0")[0], try shape(names.voice)[1] - 1)
        guard inputs > symbols else { throw ShapeError("'\(names.hidden)_0/kernel' has no inputs for what is seen") }
        sizes = TalkingNetwork.Sizes(view: inputs - symbols, symbols: symbols, hidden: hidden)
        let network = try TalkingNetwork(sizes)
        let numbers = try network.table.flat(tensors)
        guard numbers.allSatisfy({ $0.isFinite && abs($0) < TalkingModel.largest }) else {
            throw ShapeError("the weights hold what is no number, or are so large that outputs would be none")
        }
        self.tensors = network.table.tensors(numbers)
    }

    /// Far above what training leads to, and far below what makes a sum of all inputs pass what `Float` holds.
    private static let largest: Float = 1e6

    /// - Throws: `AgentError` for a file that is missing or of no talking policy.
    public static func read(_ path: String) throws -> TalkingModel {
        do {
            return try TalkingModel(Safetensors.read(path).tensors)
        } catch let problem as SafetensorsError {
            throw AgentError(problem.description)
        } catch let problem as ShapeError {
            throw AgentError("\(path): \(problem)")
        }
    }
}
