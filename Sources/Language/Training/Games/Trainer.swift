import Basics
import Neural
import Referential

/// The networks of an experiment with the memory to train them; what it does depends on its arguments alone.
final class Trainer {
    let data: ExperimentData
    let settings: TrainingSettings
    let speaking: SpeakerNetwork
    let listening: ListenerNetwork
    private let speakerMemory: SpeakerNetwork.Memory
    private let referenceMemory: SpeakerNetwork.Memory
    private let listenerMemory: ListenerNetwork.Memory
    private let symbolGradients: FloatBuffer
    private let adapted: FloatBuffer
    /// Where the gradients of a frozen listener go.
    private let unused: FloatBuffer

    /// An agent in a batch of games: its parameters, and where its gradients are added, if it learns.
    struct Player {
        let parameters: UnsafePointer<Float>
        let gradients: UnsafeMutablePointer<Float>?

        /// - Parameter learns: whether gradients are added to the agent's own.
        init(_ agent: TrainableParameters, learns: Bool = true) {
            parameters = agent.parameters.pointer
            gradients = learns ? agent.gradients.base : nil
        }

        fileprivate init(parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>? = nil) {
            self.parameters = parameters
            self.gradients = gradients
        }
    }

    init(_ data: ExperimentData, _ settings: TrainingSettings) {
        Products.useCallingThreadOnly()
        self.data = data
        self.settings = settings
        speaking = settings.speaker(data)
        listening = settings.listener(data)
        speakerMemory = SpeakerNetwork.Memory(speaking, capacity: settings.batch, isForTraining: true)
        referenceMemory = SpeakerNetwork.Memory(
            speaking, capacity: settings.divergence > 0 || settings.diversity > 0 ? settings.batch : 0, isForTraining: false)
        listenerMemory = ListenerNetwork.Memory(
            listening, capacity: max(settings.batch, MethodResult.shots.max() ?? 0), candidates: data.human.candidates, isForTraining: true)
        symbolGradients = FloatBuffer((data.rules.maxLength + 1) * settings.batch * data.rules.vocabulary)
        adapted = FloatBuffer(max(speaking.table.count, listening.table.count))
        unused = FloatBuffer(listening.table.count)
    }

    /// What the numbers of a role's agents are.
    func table(_ role: Role) -> ParameterTable { role == .speaker ? speaking.table : listening.table }

    /// An agent of given parameters, `[table(role).count]`.
    func agent(_ role: Role, _ parameters: [Float]) -> TrainableParameters { TrainableParameters(parameters, table(role)) }

    /// An agent that knows nothing.
    func beginner(_ role: Role, _ random: inout RandomStream) -> TrainableParameters {
        agent(role, role == .speaker ? speaking.initial(&random) : listening.initial(&random))
    }

    // MARK: Supervision

    /// Adds the gradient of picking what people meant, or of saying what they said.
    func supervise(_ role: Role, _ agent: TrainableParameters, _ batch: EncodedRounds.Batch, _ random: inout RandomStream) {
        if role == .speaker {
            imitate(agent, batch)
        } else {
            listen(Player(agent), batch, batch.messages, &random)
        }
    }

    /// Adds the gradient of saying the batch's messages.
    private func imitate(_ agent: TrainableParameters, _ batch: EncodedRounds.Batch) {
        speaking.forward(
            agent.parameters.pointer, messages: batch.messages, features: batch.targetFeatures, memory: speakerMemory)
        speaking.weigh(batch.messages, memory: speakerMemory) { _ in 1 }
        speaking.backward(
            agent.parameters.pointer, gradients: agent.gradients.base, messages: batch.messages, features: batch.targetFeatures,
            memory: speakerMemory)
    }

    /// Adds the gradient of saying what `teacher` says.
    func imitate(
        _ student: TrainableParameters, teacher: TrainableParameters, _ batch: EncodedRounds.Batch, _ random: inout RandomStream
    ) {
        let messages = speaking.speak(
            teacher.parameters.pointer, features: batch.targetFeatures, count: batch.targets.count, choice: .sampled(temperature: 1),
            memory: speakerMemory, random: &random)
        imitate(
            student, EncodedRounds.Batch(features: [], targetFeatures: batch.targetFeatures, targets: batch.targets, messages: messages))
    }

    /// Runs a listener forward and backward. A frozen one goes backward, too, since a speaker's gradient comes through it.
    private func listen(
        _ listener: Player, _ batch: EncodedRounds.Batch, _ messages: MessageBatch, _ random: inout RandomStream
    ) {
        var dropout: RandomStream? = RandomStream(random.next())
        listening.forward(
            listener.parameters, messages: messages, features: batch.features, memory: listenerMemory, dropout: &dropout)
        listening.backward(
            listener.parameters, gradients: listener.gradients ?? unused.base, messages: messages, features: batch.features,
            targets: batch.targets, memory: listenerMemory, hadDropout: true)
    }

    // MARK: Games

    /// Plays a batch of games and adds the gradients of the listener's log-likelihood of the targets to the gradients of those
    /// who learn.
    /// - Parameter regularisers: further terms of the speaker's loss.
    func play(
        speaker: Player, listener: Player, regularisers: [KLRegulariser], _ batch: EncodedRounds.Batch, _ random: inout RandomStream
    ) {
        let messages = speaking.speak(
            speaker.parameters, features: batch.targetFeatures, count: batch.targets.count,
            choice: settings.channel == .gumbel ? .gumbel : .sampled(temperature: 1), memory: speakerMemory, random: &random)
        listen(listener, batch, messages, &random)
        guard let gradients = speaker.gradients else { return }
        switch settings.channel {
        case .gumbel:
            listening.symbolGradients(listener.parameters, messages: messages, memory: listenerMemory, into: symbolGradients.base)
            speaking.backwardStraightThrough(
                speaker.parameters, gradients: gradients, messages: messages, features: batch.targetFeatures,
                symbolGradients: symbolGradients.base, memory: speakerMemory)
        case .reinforce: reinforce(speaker.parameters, gradients: gradients, messages, batch)
        }
        for regulariser in regularisers {
            speaking.regularise(
                speaker.parameters, gradients: gradients, regulariser, messages: messages, features: batch.targetFeatures,
                memory: speakerMemory, other: referenceMemory)
        }
    }

    /// Adds the gradient of REINFORCE, with the mean reward of the batch's other rounds as baseline, and of entropy.
    private func reinforce(
        _ speaker: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, _ messages: MessageBatch, _ batch: EncodedRounds.Batch
    ) {
        let rewards = batch.targets.enumerated().map { round, target in
            listening.logProbability(of: target, round: round, features: batch.features, memory: listenerMemory)
        }
        let (sum, others) = (rewards.reduce(0, +), Float(max(rewards.count - 1, 1)))
        speaking.forward(speaker, messages: messages, features: batch.targetFeatures, memory: speakerMemory)
        speaking.weigh(messages, memory: speakerMemory, entropy: settings.entropy) { round in
            rewards[round] - (sum - rewards[round]) / others
        }
        speaking.backward(
            speaker, gradients: gradients, messages: messages, features: batch.targetFeatures, memory: speakerMemory)
    }

    // MARK: Frozen partners

    /// Adds an agent's gradient of a batch of games with a frozen partner.
    /// - Parameter partner: parameters of the other role.
    func meet(
        _ role: Role, _ agent: TrainableParameters, partner: [Float], regularisers: [KLRegulariser], _ batch: EncodedRounds.Batch,
        _ random: inout RandomStream
    ) {
        meet(role, Player(agent), partner: partner, regularisers: regularisers, batch, &random)
    }

    private func meet(
        _ role: Role, _ player: Player, partner: [Float], regularisers: [KLRegulariser], _ batch: EncodedRounds.Batch,
        _ random: inout RandomStream
    ) {
        partner.withUnsafeBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            let frozen = Player(parameters: base)
            if role == .speaker {
                play(speaker: player, listener: frozen, regularisers: regularisers, batch, &random)
            } else {
                play(speaker: frozen, listener: player, regularisers: [], batch, &random)
            }
        }
    }

    /// Adds the gradient that an agent has after it adapted to a frozen partner by one plain step: first-order MAML.
    /// - Parameters:
    ///   - support: games to adapt to.
    ///   - query: games whose gradient is added.
    /// - Throws: `ReferentialError` where a gradient is no finite number.
    func adaptAndMeet(
        _ role: Role, _ agent: TrainableParameters, partner: [Float], regularisers: [KLRegulariser], support: EncodedRounds.Batch,
        query: EncodedRounds.Batch, _ random: inout RandomStream
    ) throws {
        meet(role, agent, partner: partner, regularisers: regularisers, support, &random)
        try agent.plainStep(learningRate: settings.adaptingRate, into: adapted)
        let player = Player(parameters: adapted.pointer, gradients: agent.gradients.base)
        meet(role, player, partner: partner, regularisers: regularisers, query, &random)
    }

    /// A listener's parameters after `settings.adaptingSteps` plain steps on a few rounds with a new partner.
    /// - Throws: `ReferentialError` where a gradient is no finite number.
    func adapt(_ parameters: [Float], to rounds: EncodedRounds, rate: Float) throws -> [Float] {
        guard rounds.count > 0 else { return parameters }
        let agent = agent(.listener, parameters)
        let batch = rounds.batch(0..<rounds.count)
        for _ in 0..<settings.adaptingSteps {
            var none: RandomStream?
            listening.forward(
                agent.parameters.pointer, messages: batch.messages, features: batch.features, memory: listenerMemory, dropout: &none)
            listening.backward(
                agent.parameters.pointer, gradients: agent.gradients.base, messages: batch.messages, features: batch.features,
                targets: batch.targets, memory: listenerMemory, hadDropout: false)
            try agent.plainStep(learningRate: rate, into: agent.parameters)
        }
        return agent.parameters.array
    }
}
