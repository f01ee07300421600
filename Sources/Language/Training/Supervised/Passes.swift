import Basics
import Neural
import Referential

/// How a listener learns from what people said, as a function of its settings and a seed alone.
public struct ListenerTraining: Sendable {
    /// Passes over all rounds.
    public var passes = 14
    /// Rounds of a batch.
    public var batch = 128
    /// The first learning rate; it decreases to zero along half a cosine.
    public var learningRate = 3e-3

    public init() {}

    /// The parameters after all passes over `rounds`, `[network.table.count]`.
    /// - Throws: `ReferentialError` where a gradient is no finite number.
    public func learn(_ network: ListenerNetwork, _ rounds: EncodedRounds, seed: UInt64) throws -> [Float] {
        Products.useCallingThreadOnly()
        var random = RandomStream(seed, StreamKey.listenerStart)
        let agent = TrainableParameters(network.initial(&random), network.table)
        let memory = ListenerNetwork.Memory(network, capacity: batch, candidates: rounds.candidates, isForTraining: true)
        let all = Passes(count: rounds.count, batch: batch, passes: passes, learningRate: learningRate, seed: seed)
        try all.run { indices, learningRate, step in
            let batch = rounds.batch(indices)
            var dropout: RandomStream? = RandomStream(seed, UInt64(step), StreamKey.dropout)
            network.forward(
                agent.parameters.pointer, messages: batch.messages, features: batch.features, memory: memory, dropout: &dropout)
            network.backward(
                agent.parameters.pointer, gradients: agent.gradients.base, messages: batch.messages, features: batch.features,
                targets: batch.targets, memory: memory, hadDropout: true)
            try agent.step(learningRate: learningRate)
        }
        return agent.parameters.array
    }
}

/// How a speaker learns from what people said, as a function of its settings and a seed alone.
public struct SpeakerTraining: Sendable {
    /// Passes over all rounds.
    public var passes = 10
    /// Rounds of a batch.
    public var batch = 128
    /// The first learning rate; it decreases to zero along half a cosine.
    public var learningRate = 3e-3

    public init() {}

    /// The parameters after all passes over `rounds`, `[network.table.count]`.
    /// - Throws: `ReferentialError` where a gradient is no finite number.
    public func learn(_ network: SpeakerNetwork, _ rounds: EncodedRounds, seed: UInt64) throws -> [Float] {
        Products.useCallingThreadOnly()
        var random = RandomStream(seed, StreamKey.speakerStart)
        let agent = TrainableParameters(network.initial(&random), network.table)
        let memory = SpeakerNetwork.Memory(network, capacity: batch, isForTraining: true)
        let all = Passes(count: rounds.count, batch: batch, passes: passes, learningRate: learningRate, seed: seed)
        try all.run { indices, learningRate, _ in
            let batch = rounds.batch(indices)
            network.forward(agent.parameters.pointer, messages: batch.messages, features: batch.targetFeatures, memory: memory)
            network.weigh(batch.messages, memory: memory) { _ in 1 }
            network.backward(
                agent.parameters.pointer, gradients: agent.gradients.base, messages: batch.messages,
                features: batch.targetFeatures, memory: memory)
            try agent.step(learningRate: learningRate)
        }
        return agent.parameters.array
    }
}

/// Passes over samples in batches, each in another order.
struct Passes {
    let count: Int
    let batch: Int
    let passes: Int
    let learningRate: Double
    let seed: UInt64

    /// Calls `body` with a batch of indices, the learning rate and the number of the step.
    func run(_ body: (ArraySlice<Int>, Double, Int) throws -> Void) rethrows {
        let batches = max(1, count / batch)
        let schedule = Schedule.cosine(from: learningRate, to: 0, over: Double(passes * batches))
        var order = Array(0..<count)
        for pass in 0..<passes {
            var random = RandomStream(seed, UInt64(pass), StreamKey.supervisedOrder)
            order.shuffle(using: &random)
            for index in 0..<batches {
                let step = pass * batches + index
                try body(order[(index * batch)..<min((index + 1) * batch, count)], schedule.value(Double(step)), step)
            }
        }
    }
}
