import Basics
import Neural
import Referential

/// Parameters that are learning: with their gradients and their optimiser.
final class Trainee {
    let parameters: FloatBuffer
    let gradients: FloatBuffer
    private var adam: Adam
    /// Longest gradient that is followed as it is.
    static let maxGradient: Float = 5

    init(_ initial: [Float]) {
        parameters = FloatBuffer(initial)
        gradients = FloatBuffer(initial.count)
        adam = Adam(initial.count)
    }

    /// Takes one step of the optimiser against the gradients, and clears them.
    func step(rate: Double) {
        Gradients.clip(gradients.all, to: Trainee.maxGradient)
        adam.step(parameters.base, gradients: gradients.pointer, learningRate: rate)
        gradients.clear()
    }

    var state: Adam.State { adam.state }

    /// Goes on from other parameters and their optimiser's state.
    /// - Throws: `ShapeError` for another number of parameters.
    func restore(_ numbers: [Float], _ state: Adam.State) throws {
        guard numbers.count == parameters.count else {
            throw ShapeError("\(numbers.count) parameters where \(parameters.count) are needed")
        }
        try adam.restore(state)
        parameters.set(numbers)
    }
}

/// A listener that learns from what people said, as a function of its settings and a seed alone.
public struct ListenerLesson: Sendable {
    public var passes = 14
    public var batch = 128
    /// The first rate; it sinks to zero along half a cosine.
    public var rate = 3e-3

    public init() {}

    /// The parameters after all passes over `rounds`.
    public func learn(_ network: ListenerNetwork, _ rounds: EncodedRounds, seed: UInt64) -> [Float] {
        Products.useCallingThreadOnly()
        var random = RandomStream(seed, StreamKey.listenerStart)
        let trainee = Trainee(network.initial(&random))
        let memory = ListenerNetwork.Memory(network, capacity: batch, candidates: rounds.candidates, isForTraining: true)
        let all = Passes(count: rounds.count, batch: batch, passes: passes, rate: rate, seed: seed)
        all.run { indices, rate, step in
            let batch = rounds.batch(indices)
            var dropout: RandomStream? = RandomStream(seed, UInt64(step), StreamKey.dropout)
            network.forward(
                trainee.parameters.pointer, messages: batch.messages, features: batch.features, memory: memory, dropout: &dropout)
            network.backward(
                trainee.parameters.pointer, gradients: trainee.gradients.base, messages: batch.messages, features: batch.features,
                targets: batch.targets, memory: memory, hadDropout: true)
            trainee.step(rate: rate)
        }
        return trainee.parameters.array
    }
}

/// A speaker that learns from what people said, as a function of its settings and a seed alone.
public struct SpeakerLesson: Sendable {
    public var passes = 10
    public var batch = 128
    /// The first rate; it sinks to zero along half a cosine.
    public var rate = 3e-3

    public init() {}

    /// The parameters after all passes over `rounds`.
    public func learn(_ network: SpeakerNetwork, _ rounds: EncodedRounds, seed: UInt64) -> [Float] {
        Products.useCallingThreadOnly()
        var random = RandomStream(seed, StreamKey.speakerStart)
        let trainee = Trainee(network.initial(&random))
        let memory = SpeakerNetwork.Memory(network, capacity: batch, isForTraining: true)
        let all = Passes(count: rounds.count, batch: batch, passes: passes, rate: rate, seed: seed)
        all.run { indices, rate, _ in
            let batch = rounds.batch(indices)
            network.forward(trainee.parameters.pointer, messages: batch.messages, features: batch.targetFeatures, memory: memory)
            network.weigh(batch.messages, memory: memory) { _ in 1 }
            network.backward(
                trainee.parameters.pointer, gradients: trainee.gradients.base, messages: batch.messages,
                features: batch.targetFeatures, memory: memory)
            trainee.step(rate: rate)
        }
        return trainee.parameters.array
    }
}

/// Passes over samples in batches, each in another order.
struct Passes {
    let count: Int
    let batch: Int
    let passes: Int
    let rate: Double
    let seed: UInt64

    /// Calls `body` with a batch of indices, the learning rate and the number of the step.
    func run(_ body: (ArraySlice<Int>, Double, Int) -> Void) {
        let batches = max(1, count / batch)
        let schedule = Schedule.cosine(from: rate, to: 0, over: Double(passes * batches))
        var order = Array(0..<count)
        for pass in 0..<passes {
            var random = RandomStream(seed, UInt64(pass), StreamKey.supervisedOrder)
            order.shuffle(using: &random)
            for index in 0..<batches {
                let step = pass * batches + index
                body(order[(index * batch)..<min((index + 1) * batch, count)], schedule.value(Double(step)), step)
            }
        }
    }
}
