import Kitchen
import Neural

/// A policy that talks and remembers: out of what a player sees, hears and has seen and heard, the logits of its actions and of what it
/// says.
///
/// A dense layer `trunk`, a layer `norm` that normalises, a GRU `memory`, and two heads: `policy` of one logit an action and `voice` of one
/// a symbol and a last one for silence; each may have a hidden layer, `policy_hidden` and `voice_hidden`. The input is the grid encoding
/// of the player's view, then what is heard (`Sizes.hearing`).
public struct TalkingNetwork: Sendable {
    /// What decides its layers.
    public struct Sizes: Sendable, Hashable {
        /// Numbers of a view.
        public var view: Int
        /// Symbols that it can say.
        public var symbols: Int
        /// Units of the dense layer, of the memory, and of the hidden layer of each head, 0 for none.
        public var units: Int
        public var hidden: Int
        public var head: Int

        public init(view: Int, symbols: Int, units: Int, hidden: Int, head: Int) {
            (self.view, self.symbols) = (view, symbols)
            (self.units, self.hidden, self.head) = (units, hidden, head)
        }

        /// Numbers of what is heard: one a symbol, 1 for what the other said in the tick before; then one a symbol, 1 for what it said
        /// last in this episode.
        public var hearing: Int { 2 * symbols }
        /// Numbers of one player's input.
        public var inputs: Int { view + hearing }
        /// Outputs of the voice: the symbols, then silence.
        public var utterances: Int { symbols + 1 }
        /// The output of the voice that says nothing.
        public var silence: Int { symbols }
    }

    public let sizes: Sizes
    public let table: ParameterTable
    public let body: Sequential
    public let policy: Sequential
    public let voice: Sequential

    /// Of the layer that normalises.
    public static let epsilon: Float = 1e-6

    /// - Throws: `ShapeError` for sizes of which no network can be made.
    public init(_ sizes: Sizes) throws {
        var table = ParameterTable()
        body = try Sequential(
            [
                LayerPlan("trunk", .dense(outputs: sizes.units), .relu),
                LayerPlan("norm", .layerNorm(size: sizes.units, epsilon: TalkingNetwork.epsilon)),
                LayerPlan("memory", .gru(hidden: sizes.hidden)),
            ], input: [sizes.inputs], in: &table)
        func head(_ name: String, _ outputs: Int) throws -> Sequential {
            let hidden = sizes.head == 0 ? [] : [LayerPlan("\(name)_hidden", .dense(outputs: sizes.head), .relu)]
            return try Sequential(hidden + [LayerPlan(name, .dense(outputs: outputs))], input: [sizes.hidden], in: &table)
        }
        policy = try head("policy", Action.allCases.count)
        voice = try head("voice", sizes.utterances)
        self.sizes = sizes
        self.table = table
    }
}

/// What a player that talks with symbols has heard in an episode.
public struct HeardSymbols: Sendable, Hashable {
    /// In the tick before; nil for silence.
    public private(set) var now: Int?
    /// Last in this episode.
    public private(set) var last: Int?

    public init() {}

    /// Hears a symbol, or silence.
    public mutating func hear(_ symbol: Int?) {
        now = symbol
        last = symbol ?? last
    }

    /// Writes it for a network: `[hearing]`.
    @inline(__always)
    public func write(_ sizes: TalkingNetwork.Sizes, into target: UnsafeMutablePointer<Float>) {
        for index in 0..<sizes.symbols {
            target[index] = index == now ? 1 : 0
            target[sizes.symbols &+ index] = index == last ? 1 : 0
        }
    }
}

/// A talking policy's weights as they are on disk.
public struct TalkingModel: Sendable {
    public let sizes: TalkingNetwork.Sizes
    /// By name, those of the network.
    public let tensors: [String: Tensor]

    /// - Parameter tensors: those of a network; others are left out.
    /// - Throws: `ShapeError` for tensors of another network, and for numbers that are not finite.
    public init(_ tensors: [String: Tensor]) throws {
        func matrix(_ name: String) throws -> Shape {
            guard let shape = tensors[name]?.shape, shape.count == 2, shape.allSatisfy({ (1...(1 << 20)).contains($0) }) else {
                throw ShapeError("a talking policy needs a matrix '\(name)'")
            }
            return shape
        }
        let (trunk, memory, voice) = (try matrix("trunk/kernel"), try matrix("memory/recurrent"), try matrix("voice/kernel"))
        let symbols = voice[1] - 1
        guard trunk[0] > 2 * symbols else { throw ShapeError("'trunk/kernel' has no inputs for what is seen") }
        sizes = TalkingNetwork.Sizes(
            view: trunk[0] - 2 * symbols, symbols: symbols, units: trunk[1], hidden: memory[0],
            head: tensors["policy_hidden/kernel"] == nil ? 0 : try matrix("policy_hidden/kernel")[1])
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
