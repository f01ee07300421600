import Basics
import Kitchen
import KitchenMaps
import Neural
import SourceFiles

/// The file with a policy's weights that describes its network.
///
///     {
///       "format": "brigade policy 1",
///       "input": {"encoding": "lossless"},
///       "layers": [
///         {"name": "conv", "kind": "convolution", "padding": "same", "activation": "leaky_relu", "slope": 0.2},
///         {"name": "dense", "kind": "dense", "activation": "relu"}
///       ],
///       "policy": {"name": "logits", "kind": "dense"},
///       "value": {"name": "value", "kind": "dense"}
///     }
///
/// Sizes are not repeated: they are the kernels' shapes. docs/policies.md describes every key.
public enum PolicySidecar {
    static let format = "brigade policy 1"

    // MARK: Reading

    /// Reads the sidecar at `path` for the weights `tensors`.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public static func read(_ path: String, tensors: [String: Tensor]) throws -> PolicyPlan {
        let text = try SourceDiagnostics.text(path, .policySidecar)
        return try SourceDiagnostics.gathering {
            // JSON is YAML, and the reader of YAML knows lines and columns.
            var reader = SidecarReader(fields: FieldReader(file: path), tensors: tensors)
            let plan = reader.plan(try YAMLReader.read(text, file: path, expecting: "a policy sidecar, with 'layers'"))
            guard reader.fields.problems.isEmpty, let plan else { throw SourceDiagnostics(problems: reader.fields.problems) }
            return plan
        }
    }

    // MARK: Writing

    /// The sidecar's text.
    public static func text(_ plan: PolicyPlan) -> String {
        var entries = ["\"format\": \"\(format)\"", "\"input\": \(input(plan.input))"]
        if plan.isPerSeat { entries.append("\"per_seat\": true") }
        entries.append("\"layers\": [\n    " + plan.body.map(layer).joined(separator: ",\n    ") + "\n  ]")
        entries.append("\"policy\": " + layer(plan.policy))
        if let value = plan.value { entries.append("\"value\": " + layer(value)) }
        return "{\n  " + entries.joined(separator: ",\n  ") + "\n}\n"
    }

    private static func input(_ input: InputEncoding) -> String {
        switch input {
        case .lossless: "{\"encoding\": \"lossless\"}"
        case .remembering: "{\"encoding\": \"features and memory\"}"
        case .features(let seesCounters): "{\"encoding\": \"features\", \"counters\": \(seesCounters)}"
        case .view(let permuted): "{\"encoding\": \"view\", \"permuted\": \(permuted.map(\.rawValue))}"
        }
    }

    private static func layer(_ plan: LayerPlan) -> String {
        var words = ["\"name\": \"\(plan.name)\""]
        switch plan.kind {
        case .dense: words.append("\"kind\": \"dense\"")
        case .convolution(_, _, _, let padding):
            words += ["\"kind\": \"convolution\"", "\"padding\": \"\(padding.rawValue)\""]
        case .gru: words.append("\"kind\": \"gru\"")
        case .lstm: words.append("\"kind\": \"lstm\"")
        case .layerNorm(_, let epsilon): words += ["\"kind\": \"layer_norm\"", "\"epsilon\": \(epsilon)"]
        case .embedding: words.append("\"kind\": \"embedding\"")
        }
        switch plan.activation {
        case .linear: words.append("\"activation\": \"linear\"")
        case .relu: words.append("\"activation\": \"relu\"")
        case .tanh: words.append("\"activation\": \"tanh\"")
        case .leakyReLU(let slope): words += ["\"activation\": \"leaky_relu\"", "\"slope\": \(slope)"]
        }
        return "{" + words.joined(separator: ", ") + "}"
    }
}

/// Takes a plan out of a sidecar's nodes.
private struct SidecarReader {
    var fields: FieldReader
    let tensors: [String: Tensor]
    /// The prefix of the names of parameters in the weights.
    private var prefix = ""

    init(fields: FieldReader, tensors: [String: Tensor]) {
        self.fields = fields
        self.tensors = tensors
    }

    mutating func plan(_ root: Node) -> PolicyPlan? {
        let entries = fields.entries(root, "a policy's sidecar")
        fields.checkKeys(
            entries, known: ["format", "input", "per_seat", "layers", "policy", "value"], in: "a policy's sidecar")
        func node(_ key: String) -> Node? { entries.first { $0.key == key }?.value }
        if node("format").flatMap({ fields.text($0, "format") }) != PolicySidecar.format {
            fields.report("the format must be \"\(PolicySidecar.format)\"", at: node("format")?.position ?? root.position)
        }
        guard let input = node("input"), let layers = node("layers"), let policy = node("policy") else {
            fields.report("a policy's sidecar needs input, layers and policy", at: root.position)
            return nil
        }
        let isPerSeat = node("per_seat").flatMap { fields.bool($0, "per_seat") } ?? false
        prefix = PolicyNetwork.prefix(seat: 0, isPerSeat: isPerSeat)
        let encoding = encoding(input)
        var body: [LayerPlan] = []
        for node in fields.list(layers, "layers") {
            if let layer = layer(node) { body.append(layer) }
        }
        if body.isEmpty { fields.report("a policy needs at least one layer before its head", at: layers.position) }
        let head = layer(policy)
        let value = node("value").flatMap { layer($0) }
        guard let head, let encoding else { return nil }
        return PolicyPlan(input: encoding, body: body, policy: head, value: value, isPerSeat: isPerSeat)
    }

    private mutating func encoding(_ node: Node) -> InputEncoding? {
        let entries = fields.entries(node, "input")
        fields.checkKeys(entries, known: ["encoding", "counters", "permuted"], in: "input")
        let seesCounters = entries.first { $0.key == "counters" }.flatMap { fields.bool($0.value, "counters") } ?? false
        switch word(entries, "encoding", among: ["features", "lossless", "features and memory", "view"], at: node) {
        case "features": return .features(seesCounters: seesCounters)
        case "lossless": return .lossless
        case "features and memory": return .remembering
        case "view": return .view(permuting: permuted(entries))
        default: return nil
        }
    }

    /// The ingredients that a view shows exchanged, by number.
    private mutating func permuted(_ entries: [Node.Entry]) -> [Ingredient] {
        guard let list = entries.first(where: { $0.key == "permuted" })?.value else { return [] }
        var ingredients: [Ingredient] = []
        for node in fields.list(list, "permuted") {
            guard let number = fields.int(node, "an ingredient", in: 0...Ingredient.allCases.count - 1) else { continue }
            ingredients.append(Ingredient.allCases[number])
        }
        guard Set(ingredients).count == ingredients.count else {
            fields.report("an ingredient is listed twice in 'permuted'", at: list.position)
            return []
        }
        return ingredients
    }

    private mutating func layer(_ node: Node) -> LayerPlan? {
        let entries = fields.entries(node, "a layer")
        fields.checkKeys(entries, known: ["name", "kind", "padding", "epsilon", "activation", "slope"], in: "a layer")
        guard let name = entries.first(where: { $0.key == "name" }).flatMap({ fields.text($0.value, "name") }) else {
            fields.report("a layer needs a name", at: node.position)
            return nil
        }
        guard let word = word(entries, "kind", among: Array(Self.parameters.keys).sorted(), at: node) else { return nil }
        let parameter = Self.parameters[word] ?? "kernel"
        let wanted = prefix + name + "/" + parameter
        guard let shape = tensors[wanted]?.shape else {
            let hint = nearMiss(to: wanted, among: tensors.keys.sorted()).map { "did you mean '\($0)'?" }
            fields.report(
                "the weights have no '\(wanted)'; " + (hint ?? "a layer is named as its \(parameter) is"), at: node.position)
            return nil
        }
        guard let kind = kind(word, entries, shape, node) else {
            fields.report("'\(name)' is \(word), but its \(parameter) is \(shape.words)", at: node.position)
            return nil
        }
        return LayerPlan(name, kind, activation(entries, node))
    }

    /// The parameter of each kind of layer whose shape says its sizes.
    private static let parameters = [
        "dense": "kernel", "convolution": "kernel", "gru": "kernel", "lstm": "kernel", "layer_norm": "scale", "embedding": "table",
    ]

    /// The kind of a layer, or nil where `shape`, that of its parameter, is of none.
    private mutating func kind(_ word: String, _ entries: [Node.Entry], _ shape: Shape, _ node: Node) -> LayerPlan.Kind? {
        switch (word, shape.count) {
        case ("dense", 2): return .dense(outputs: shape[1])
        case ("convolution", 4):
            let padding = self.word(entries, "padding", among: Padding.allCases.map(\.rawValue), at: node).flatMap(Padding.init)
            return .convolution(height: shape[0], width: shape[1], filters: shape[3], padding: padding ?? .same)
        case ("gru", 2) where shape[1] % 3 == 0: return .gru(hidden: shape[1] / 3)
        case ("lstm", 2) where shape[1] % 4 == 0: return .lstm(hidden: shape[1] / 4)
        case ("layer_norm", 1):
            let epsilon = entries.first { $0.key == "epsilon" }.flatMap { fields.double($0.value, "epsilon", in: 1e-12...1) }
            return .layerNorm(size: shape[0], epsilon: Float(epsilon ?? 1e-5))
        case ("embedding", 2): return .embedding(symbols: shape[0], outputs: shape[1])
        default: return nil
        }
    }

    private mutating func activation(_ entries: [Node.Entry], _ node: Node) -> Activation {
        let slope = entries.first { $0.key == "slope" }.flatMap { fields.double($0.value, "slope") }
        guard entries.contains(where: { $0.key == "activation" }) else { return .linear }
        switch word(entries, "activation", among: ["linear", "relu", "leaky_relu", "tanh"], at: node) {
        case "relu": return .relu
        case "tanh": return .tanh
        case "leaky_relu":
            if slope.map({ $0 >= 0 && $0 < 1 }) != true {
                fields.report("leaky_relu needs a slope from 0 to below 1", at: node.position)
            }
            return .leakyReLU(Float(slope ?? 0))
        default: return .linear
        }
    }

    private mutating func word(_ entries: [Node.Entry], _ key: String, among words: [String], at node: Node) -> String? {
        guard let entry = entries.first(where: { $0.key == key }) else {
            fields.report("'\(key)' is missing; it is one of \(words.joined(separator: ", "))", at: node.position)
            return nil
        }
        guard let value = fields.text(entry.value, key) else { return nil }
        guard words.contains(value) else {
            let hint = nearMiss(to: value, among: words).map { "did you mean '\($0)'?" } ?? "use one of \(words.joined(separator: ", "))"
            fields.report("\(key) cannot be '\(value)'; \(hint)", at: entry.value.position)
            return nil
        }
        return value
    }
}
