import Basics
import Foundation
import Kitchen
import KitchenMaps
import Neural

/// Agents trained by overcooked_ai's `human_aware_rl`, brought into agent files (docs/policies.md, "Import").
///
/// A folder of that family holds `ppo.safetensors` with `meta.json`, `bc.safetensors` with `bc_meta.json`, or both.
/// Nothing about sizes is assumed: layers, filters and kitchens are what the weights say.
public struct PolicyImport: Sendable {
    /// The agent's name.
    public let name: String
    public let model: PolicyModel
    /// The kitchen it was trained for, if the folder says.
    public let layout: String?
    public let isClone: Bool
    /// Recorded outputs to compare with, if the folder has some.
    public let check: Check?

    /// Recorded outputs of player 0 at the start of the kitchen under old dynamics, with a horizon of 400.
    public struct Check: Sendable, Hashable {
        public let probabilities: [Double]
        public let value: Double?
    }

    // MARK: Reading

    /// Every agent of `folder`.
    /// - Throws: `AgentError` for a folder without any, and for one that is of another family.
    public static func read(_ folder: String) throws -> [PolicyImport] {
        let folderName = URL(fileURLWithPath: folder).lastPathComponent
        var found: [PolicyImport] = []
        if let source = try Source(folder, weights: "ppo.safetensors", meta: "meta.json", keyOfName: "name", folderName) {
            found.append(try PolicyImport(trained: source))
        }
        if let source = try Source(folder, weights: "bc.safetensors", meta: "bc_meta.json", keyOfName: "agent", folderName) {
            found.append(try PolicyImport(clone: source))
        }
        guard !found.isEmpty else {
            throw AgentError("\(folder): there is neither a ppo.safetensors nor a bc.safetensors to import")
        }
        return found
    }

    private struct Source {
        let path: String
        let tensors: [String: Tensor]
        let meta: [String: Any]
        let name: String

        init?(_ folder: String, weights: String, meta: String, keyOfName: String, _ folderName: String) throws {
            path = folder + "/" + weights
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            do { tensors = try Safetensors.read(path).tensors } catch { throw AgentError("\(error)") }
            let metaPath = folder + "/" + meta
            if FileManager.default.fileExists(atPath: metaPath) {
                let data: Data
                do { data = try InputFile.data(metaPath, .importMeta) } catch { throw AgentError("\(error)") }
                guard let object = try? JSONSerialization.jsonObject(with: Source.plainNumbers(data)) as? [String: Any] else {
                    throw AgentError("\(metaPath): this is no JSON object")
                }
                self.meta = object
            } else {
                self.meta = [:]
            }
            name = self.meta[keyOfName] as? String ?? folderName
        }

        /// Python writes infinities, which JSON does not know; no entry that is read here holds one.
        private static func plainNumbers(_ data: Data) -> Data {
            let text = String(decoding: data, as: UTF8.self)
            let pattern = "(?<=[\\s\\[:,])-?(Infinity|NaN)(?=[\\s\\],}])"
            return Data(text.replacingOccurrences(of: pattern, with: "null", options: .regularExpression).utf8)
        }

        /// Names of the layers whose names begin with `word`, in order of the number after it.
        func layers(_ word: String, of rank: Int) -> [String] {
            tensors.filter { $0.key.hasPrefix(word) && $0.key.hasSuffix("/kernel") && $0.value.shape.count == rank }
                .map { String($0.key.dropLast("/kernel".count)) }
                .sorted { Source.number($0, word) < Source.number($1, word) }
        }

        /// `dense` comes first, then `dense_1`; `conv_initial` comes before `conv_0`.
        private static func number(_ name: String, _ word: String) -> Int {
            Int(name.dropFirst(word.count).drop { $0 == "_" }) ?? -1
        }

        func shape(_ layer: String) -> Shape { tensors[layer + "/kernel"]?.shape ?? [] }

        /// - Throws: `AgentError` where the meta file asks for what this family's plain form has not.
        func refuse(_ options: [String: Any]?) throws {
            for key in ["use_lstm", "D2RL"] where options?[key] as? Bool == true {
                throw AgentError("\(path): it was trained with \(key), which the kind 'policy' has no layers for")
            }
        }
    }

    /// The family's self-play and best-response agents: convolutions, dense layers, two heads.
    private init(trained source: Source) throws {
        let config = source.meta["config"] as? [String: Any]
        try source.refuse(config?["model_params"] as? [String: Any])
        let convolutions = source.layers("conv", of: 4)
        let dense = source.layers("dense", of: 2)
        guard dense.count >= 3, source.shape(dense[dense.count - 1]).last == 1 else {
            throw AgentError(
                "\(source.path): hidden layers and two heads named dense, dense_1, ... are expected, the value's last; here are "
                    + source.tensors.keys.sorted().joined(separator: ", "))
        }
        let body =
            convolutions.enumerated().map { index, name in
                // The first and all others but the last keep the kitchen's size.
                let isLast = index > 0 && index == convolutions.count - 1
                let shape = source.shape(name)
                return LayerPlan(
                    name, .convolution(height: shape[0], width: shape[1], filters: shape[3], padding: isLast ? .valid : .same),
                    .leakyReLU(0.2))
            } + dense.dropLast(2).map { LayerPlan($0, .dense(outputs: source.shape($0)[1]), .leakyReLU(0.3)) }
        let heads = dense.suffix(2).map { LayerPlan($0, .dense(outputs: source.shape($0)[1])) }
        let plan = PolicyPlan(
            input: convolutions.isEmpty ? .features(seesCounters: false) : .lossless, body: body, policy: heads[0], value: heads[1])
        name = source.name
        model = PolicyModel(plan: plan, tensors: source.tensors)
        try model.checkNumbers(file: source.path)
        layout = source.meta["layout"] as? String
        isClone = false
        check = (source.meta["check"] as? [String: Any]).flatMap { check in
            (check["start_probs_p0"] as? [Double]).map { Check(probabilities: $0, value: check["start_value"] as? Double) }
        }
    }

    /// The family's behaviour-cloned humans: dense layers on the features, one head.
    private init(clone source: Source) throws {
        try source.refuse(source.meta["metadata"] as? [String: Any])
        let hidden = source.layers("fc", of: 2)
        guard !hidden.isEmpty, source.shape("logits").count == 2 else {
            throw AgentError(
                "\(source.path): layers fc_0, fc_1, ... and logits are expected; here are "
                    + source.tensors.keys.sorted().joined(separator: ", "))
        }
        let plan = PolicyPlan(
            input: .features(seesCounters: false),
            body: hidden.map { LayerPlan($0, .dense(outputs: source.shape($0)[1]), .relu) },
            policy: LayerPlan("logits", .dense(outputs: source.shape("logits")[1])), value: nil)
        name = source.name + "-human"
        model = PolicyModel(plan: plan, tensors: source.tensors)
        try model.checkNumbers(file: source.path)
        layout = source.meta["layout"] as? String
        isClone = true
        check = nil
    }

    // MARK: Checking

    /// The largest difference between what the network answers at the start of `kitchen` and what was recorded:
    /// of the probabilities and of the value. Nil without a record.
    /// - Throws: `AgentError` for a kitchen that the network does not fit.
    public func differences(in kitchen: Kitchen) throws -> (probabilities: Double, value: Double)? {
        let outputs = try outputs(in: kitchen)
        guard let check else { return nil }
        let off = zip(check.probabilities, outputs.probabilities).map { abs($0 - Double($1)) }.max() ?? 1
        return (off, check.value.map { abs($0 - Double(outputs.value ?? .nan)) } ?? 0)
    }

    /// What the network answers for player 0 at the start of `kitchen`.
    /// - Throws: `AgentError` for a kitchen that the network does not fit.
    public func outputs(in kitchen: Kitchen) throws -> (probabilities: [Float], value: Float?) {
        do {
            let network = try PolicyNetwork(model.plan, layout: kitchen.layout)
            let parameters = try network.parameters(model.tensors, seat: 0)
            let view = try GameView(model.plan.input, kitchen: kitchen, horizon: 400)
            let observations = FloatBuffer(view.size)
            try view.write(KitchenGame(kitchen), memory: TickMemory(), into: observations.all)
            let tape = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
            let head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
            let body = network.body.forward(parameters, input: observations.pointer, batch: 1, tape: tape)
            let logits = network.policy.forward(parameters, input: body, batch: 1, tape: head)
            var probabilities = [Float](repeating: 0, count: Action.allCases.count)
            Softmax.probabilities(logits, into: &probabilities, count: probabilities.count)
            guard let critic = network.value else { return (probabilities, nil) }
            let valueTape = Sequential.Tape(critic, capacity: 1, isForTraining: false)
            return (probabilities, critic.forward(parameters, input: body, batch: 1, tape: valueTape)[0])
        } catch let problem as ShapeError {
            throw AgentError("'\(name)' does not fit '\(kitchen.layout.name)': \(problem)")
        }
    }

    // MARK: Writing

    /// Writes `name.yaml`, `name.json` and `name.safetensors` into `folder`, which is made if needed.
    public func write(into folder: String) throws {
        let about =
            isClone
            ? "A human of overcooked_ai's trials, cloned from the features; leaves the way when it is stuck."
            : "Trained by proximal policy optimisation on the 26 channels."
        try PolicyFiles(
            name: name, model: model,
            description: layout.map { "\(about) For \($0), old dynamics." } ?? about,
            provenance: "overcooked_ai's human_aware_rl, imported by 'brigade agents import'.",
            kitchens: layout.map { [$0] } ?? [], parameters: isClone ? ["unstick: true"] : []
        ).write(into: folder)
    }
}
