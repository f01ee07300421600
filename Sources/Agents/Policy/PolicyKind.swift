import Basics
import Foundation
import Kitchen
import KitchenMaps
import Neural
import SourceFiles

/// A trained network.
public struct PolicyKind: AgentKind {
    public static let name = "policy"
    public static let summary = """
        A trained network: weights in safetensors and a sidecar that names layers, activations and input (docs/policies.md).
        weights: the .safetensors file
        network: the sidecar, a .json file
        choice: stochastic (default) draws from the network's probabilities, greedy takes the most likely action
        temperature: divides the logits, above 0; default 1
        unstick: true leaves out what the agent did when it neither moved nor turned for three ticks; default false
        """

    public static var possibleNeeds: [AgentNeed] { [.state, .view] }

    /// How an action is chosen.
    struct Choice: Sendable, Hashable {
        var isGreedy = false
        var temperature: Float = 1
        var unsticks = false
        var persona: Persona?
    }

    private let weights: String
    private let network: String
    let choice: Choice
    private let needs: AgentNeed

    public init(_ reader: inout ParameterReader) {
        needs = reader.needs
        weights = reader.path("weights")
        network = reader.path("network")
        choice = Choice(
            isGreedy: reader.word("choice", among: ["stochastic", "greedy"]) == "greedy",
            temperature: Float(reader.number("temperature", 1, in: 0.001...1000)), unsticks: reader.flag("unstick", false))
    }

    /// The plan and the weights.
    /// - Throws: `AgentError` for files that are missing or wrong.
    public func model() throws -> PolicyModel { try PolicyModel.read(weights: weights, network: network) }

    public func makeAgent() throws -> any Agent {
        let agent = try model().agent(choice)
        guard agent.needsWholeState == (needs == .state) else {
            throw AgentError(
                needs == .view
                    ? "its network is shown the whole state; leave 'needs: view' out"
                    : "its network is shown what its seat sees; add 'needs: view', next to 'kind:'")
        }
        return agent
    }
}

/// Kinds of agents that a learner can play with in batches: a network, at most with `unstick`.
public protocol BatchableKind: AgentKind {
    /// The network, and whether the agent avoids its last actions when stuck.
    /// - Throws: `AgentError` for files that are missing or wrong, and for a style of play beyond that.
    func batchable() throws -> (model: PolicyModel, unsticks: Bool)
}

extension PolicyKind: BatchableKind {
    public func batchable() throws -> (model: PolicyModel, unsticks: Bool) {
        guard !choice.isGreedy, choice.temperature == 1, choice.persona == nil else {
            throw AgentError("a learner's partner draws from its network's probabilities: no choice, temperature or persona")
        }
        return (try model(), choice.unsticks)
    }
}

/// A policy's plan and weights as they are on disk.
public struct PolicyModel: Sendable {
    public let plan: PolicyPlan
    public let tensors: [String: Tensor]

    public init(plan: PolicyPlan, tensors: [String: Tensor]) {
        self.plan = plan
        self.tensors = tensors
    }

    /// An agent that chooses actions as `choice` says.
    func agent(_ choice: PolicyKind.Choice) -> any Agent {
        let player = PolicyPlayer(self, choice)
        if case .view(let permuted) = plan.input { return SeeingPolicyAgent(self, choice, permuting: permuted) }
        if plan.isRemembering { return RememberingPolicyAgent(player: player) }
        return PolicyAgent(player: player)
    }

    /// - Throws: `AgentError` for files that are missing or wrong, for weights that are not finite, and for a network that answers
    ///   otherwise than was recorded.
    public static func read(weights: String, network: String) throws -> PolicyModel {
        do {
            let tensors = try Safetensors.read(weights).tensors
            let model = PolicyModel(plan: try PolicySidecar.read(network, tensors: tensors), tensors: tensors)
            try model.checkNumbers(file: weights)
            try model.checkRecord(file: weights)
            return model
        } catch let problem as SafetensorsError {
            throw AgentError(problem.description)
        } catch let problems as SourceDiagnostics {
            throw AgentError(problems.description)
        }
    }
}
