import Basics
import Neural
import Referential

/// The networks of a world with the memory to teach them; what it does depends on its arguments alone.
final class Classroom {
    let world: TalkWorld
    let settings: ArmSettings
    let speaking: SpeakerNetwork
    let listening: ListenerNetwork
    private let speakerMemory: SpeakerNetwork.Memory
    private let referenceMemory: SpeakerNetwork.Memory
    private let listenerMemory: ListenerNetwork.Memory
    private let symbolGradients: FloatBuffer
    private let adapted: FloatBuffer

    init(_ world: TalkWorld, _ settings: ArmSettings) {
        Products.useCallingThreadOnly()
        self.world = world
        self.settings = settings
        speaking = settings.speaker(world)
        listening = settings.listener(world)
        speakerMemory = SpeakerNetwork.Memory(speaking, capacity: settings.batch, isForTraining: true)
        referenceMemory = SpeakerNetwork.Memory(
            speaking, capacity: settings.divergence > 0 || settings.diversity > 0 ? settings.batch : 0, isForTraining: false)
        listenerMemory = ListenerNetwork.Memory(
            listening, capacity: max(settings.batch, ArmResult.shots.max() ?? 0), candidates: world.human.candidates, isForTraining: true)
        symbolGradients = FloatBuffer((world.rules.longest + 1) * settings.batch * world.rules.vocabulary)
        adapted = FloatBuffer(max(speaking.table.count, listening.table.count))
    }

    /// An agent that knows nothing.
    func beginner(_ role: TalkRole, _ random: inout RandomStream) -> Trainee {
        Trainee(role == .speaker ? speaking.initial(&random) : listening.initial(&random))
    }

    /// Adds the gradient of understanding, or saying, what people said.
    func supervise(_ role: TalkRole, _ agent: Trainee, _ batch: EncodedRounds.Batch, _ random: inout RandomStream) {
        if role == .speaker {
            sayAlike(agent, batch)
        } else {
            understand(agent.parameters.pointer, agent.gradients.base, batch, batch.messages, &random)
        }
    }

    private func sayAlike(_ agent: Trainee, _ batch: EncodedRounds.Batch) {
        speaking.forward(
            agent.parameters.pointer, messages: batch.messages, features: batch.targetFeatures, memory: speakerMemory)
        speaking.weigh(batch.messages, memory: speakerMemory) { _ in 1 }
        speaking.backward(
            agent.parameters.pointer, gradients: agent.gradients.base, messages: batch.messages, features: batch.targetFeatures,
            memory: speakerMemory)
    }

    private func understand(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ batch: EncodedRounds.Batch,
        _ messages: MessageBatch, _ random: inout RandomStream
    ) {
        var dropout: RandomStream? = RandomStream(random.next())
        listening.forward(parameters, messages: messages, features: batch.features, memory: listenerMemory, dropout: &dropout)
        listening.backward(
            parameters, gradients: gradients, messages: messages, features: batch.features, targets: batch.targets,
            memory: listenerMemory, hadDropout: true)
    }

    /// Plays a batch of games and adds the gradients of having been understood to both agents' `gradients`, where wanted.
    /// - Parameters:
    ///   - speaker, listener: their parameters.
    ///   - listenerGradients: always written to, as the speaker's come through the listener.
    ///   - leanings: what the speaker heeds beside being understood.
    func play(
        speaker: UnsafePointer<Float>, _ speakerGradients: UnsafeMutablePointer<Float>?, listener: UnsafePointer<Float>,
        _ listenerGradients: UnsafeMutablePointer<Float>, leanings: [Leaning] = [], _ batch: EncodedRounds.Batch,
        _ random: inout RandomStream
    ) {
        let messages = speaking.speak(
            speaker, features: batch.targetFeatures, count: batch.targets.count,
            choice: settings.channel == .gumbel ? .gumbel : .sampled(temperature: 1), memory: speakerMemory, random: &random)
        understand(listener, listenerGradients, batch, messages, &random)
        guard let speakerGradients else { return }
        switch settings.channel {
        case .gumbel:
            listening.symbolGradients(listener, messages: messages, memory: listenerMemory, into: symbolGradients.base)
            speaking.backwardStraightThrough(
                speaker, gradients: speakerGradients, messages: messages, features: batch.targetFeatures,
                symbolGradients: symbolGradients.base, memory: speakerMemory)
        case .reinforce: reinforce(speaker, speakerGradients, messages, batch)
        }
        for leaning in leanings {
            speaking.lean(
                speaker, gradients: speakerGradients, leaning, messages: messages, features: batch.targetFeatures,
                memory: speakerMemory, other: referenceMemory)
        }
    }

    /// Adds the gradient of saying more often what was understood better than the batch's other rounds were, and of entropy.
    private func reinforce(
        _ speaker: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ messages: MessageBatch,
        _ batch: EncodedRounds.Batch
    ) {
        let rewards = batch.targets.enumerated().map { round, target in
            listening.logChance(of: target, round: round, features: batch.features, memory: listenerMemory)
        }
        let (sum, others) = (rewards.reduce(0, +), Float(max(rewards.count - 1, 1)))
        speaking.forward(speaker, messages: messages, features: batch.targetFeatures, memory: speakerMemory)
        speaking.weigh(messages, memory: speakerMemory, entropy: settings.entropy) { round in
            rewards[round] - (sum - rewards[round]) / others
        }
        speaking.backward(
            speaker, gradients: gradients, messages: messages, features: batch.targetFeatures, memory: speakerMemory)
    }

    /// Adds the gradient of saying what `teacher` says.
    func imitate(_ student: Trainee, _ teacher: UnsafePointer<Float>, _ batch: EncodedRounds.Batch, _ random: inout RandomStream) {
        let messages = speaking.speak(
            teacher, features: batch.targetFeatures, count: batch.targets.count, choice: .sampled(temperature: 1), memory: speakerMemory,
            random: &random)
        sayAlike(
            student, EncodedRounds.Batch(features: [], targetFeatures: batch.targetFeatures, targets: batch.targets, messages: messages))
    }

    /// Adds the gradient that an agent has after it adapted to a frozen partner by one plain step: first-order MAML.
    func adaptAndPlay(
        _ role: TalkRole, _ agent: Trainee, partner: UnsafePointer<Float>, leanings: [Leaning], support: EncodedRounds.Batch,
        query: EncodedRounds.Batch, scratch: UnsafeMutablePointer<Float>, _ random: inout RandomStream
    ) {
        let count = agent.parameters.count
        meet(role, agent.parameters.pointer, agent.gradients.base, partner, scratch, leanings, support, &random)
        Gradients.clip(agent.gradients.all, to: Trainee.maxGradient)
        adapted.base.update(from: agent.parameters.base, count: count)
        Products.add(-settings.adaptingRate, agent.gradients.pointer, to: adapted.base, count: count)
        agent.gradients.clear()
        meet(role, adapted.pointer, agent.gradients.base, partner, scratch, leanings, query, &random)
    }

    /// Adds an agent's gradient of a batch of games with a frozen partner, whose own gradients go to `scratch`.
    func meet(
        _ role: TalkRole, _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>,
        _ partner: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>, _ leanings: [Leaning], _ batch: EncodedRounds.Batch,
        _ random: inout RandomStream
    ) {
        if role == .speaker {
            play(speaker: parameters, gradients, listener: partner, scratch, leanings: leanings, batch, &random)
        } else {
            play(speaker: partner, nil, listener: parameters, gradients, batch, &random)
        }
    }

    /// A listener's parameters after `settings.adaptingSteps` plain steps on a few rounds with a new partner.
    func adapt(_ parameters: [Float], to rounds: EncodedRounds, rate: Float) -> [Float] {
        guard rounds.count > 0 else { return parameters }
        let agent = Trainee(parameters)
        let batch = rounds.batch(0..<rounds.count)
        for _ in 0..<settings.adaptingSteps {
            var none: RandomStream?
            listening.forward(
                agent.parameters.pointer, messages: batch.messages, features: batch.features, memory: listenerMemory, dropout: &none)
            listening.backward(
                agent.parameters.pointer, gradients: agent.gradients.base, messages: batch.messages, features: batch.features,
                targets: batch.targets, memory: listenerMemory, hadDropout: false)
            Gradients.clip(agent.gradients.all, to: Trainee.maxGradient)
            Products.add(-rate, agent.gradients.pointer, to: agent.parameters.base, count: parameters.count)
            agent.gradients.clear()
        }
        return agent.parameters.array
    }
}
