import Basics
import Foundation
import Neural
import Referential

/// A run of a method: agents, buffers, and how far its script has got. Everything else is a function of data, settings, method
/// and seed, so a run that continues from a checkpoint ends in the same bytes as one that was never stopped.
public final class MethodRun {
    /// How its agents are trained.
    public let method: TrainingMethod
    /// Decides all random numbers.
    public let seed: UInt64
    let trainer: Trainer
    private let script: TrainingScript
    private let pace: LearningPace
    var speakers: [TrainableParameters]
    var listeners: [TrainableParameters]
    /// Frozen copies, oldest first, with the lineage and the step they are from.
    var buffers: [Role: [Snapshot]] = [.speaker: [], .listener: []]
    /// By number of speaker the policy that people taught it.
    var anchors: [Int: [Float]] = [:]
    /// By number of lineage which of people's rounds it may learn from, where they are dealt out by people.
    private let shares: [[Int]]
    /// Steps that are done.
    public internal(set) var done = 0

    struct Snapshot {
        let lineage: Int
        let step: Int
        let parameters: [Float]
    }

    public init(_ method: TrainingMethod, data: ExperimentData, settings: TrainingSettings, seed: UInt64) {
        self.method = method
        self.seed = seed
        trainer = Trainer(data, settings)
        script = method.script(settings.budget, seed: seed)
        pace = LearningPace(script.steps)
        shares =
            settings.lineageData == .people ? MethodRun.deal(data.humanSpeakers, among: method.lineages(settings.budget), seed: seed) : []
        let trainer = trainer
        func beginners(_ role: Role) -> [TrainableParameters] {
            (0...settings.budget.lineages).map { agent in
                // Agents 0 begin with the same parameters in every method.
                var random = RandomStream(seed, UInt64(agent), role == .speaker ? StreamKey.speakerWeights : StreamKey.listenerWeights)
                return trainer.beginner(role, &random)
            }
        }
        speakers = beginners(.speaker)
        listeners = beginners(.listener)
        shareWords(from: .speaker)
    }

    /// Number of steps of the script.
    public var steps: Int { script.steps.count }
    /// Whether all steps are done.
    public var isDone: Bool { done >= steps }
    /// What the whole run spends: gradients over a batch, and batches of games.
    public var cost: (gradientSteps: Int, games: Int) { (script.gradientSteps, script.games) }

    func agent(_ role: Role, _ index: Int) -> TrainableParameters { role == .speaker ? speakers[index] : listeners[index] }

    /// Does the next step.
    /// - Throws: `ReferentialError` where a gradient or a parameter of an agent that learns is no finite number.
    public func advance() throws {
        let step = script.steps[done]
        var random = RandomStream(seed, UInt64(done), StreamKey.trainingStep)
        switch step {
        case .supervise(let role, let index):
            trainer.supervise(role, agent(role, index), humanBatch(index, &random), &random)
            try update(role, index)
        case .play(let speaker, let listener, let learns): try play(speaker, listener, learns, &random)
        case .meet(let role, let index, let adapts): try meet(role, index, adapts, &random)
        case .imitate(let student, let teacher):
            trainer.imitate(speakers[student], teacher: speakers[teacher], contexts(&random), &random)
            try update(.speaker, student)
        case .snapshot(let lineage, let alone):
            for role in Role.allCases {
                if alone { buffers[role] = [] }
                buffers[role]?.append(Snapshot(lineage: lineage, step: done, parameters: agent(role, lineage).parameters.array))
            }
        case .copy(let role, let from, let to):
            let copy = trainer.agent(role, agent(role, from).parameters.array)
            if role == .speaker { (speakers[to], anchors[to]) = (copy, anchors[from]) } else { listeners[to] = copy }
        case .renew(let role, let index):
            let beginner = trainer.beginner(role, &random)
            if role == .speaker { speakers[index] = beginner } else { listeners[index] = beginner }
        case .anchor(let index):
            if trainer.settings.divergence > 0 { anchors[index] = speakers[index].parameters.array }
        }
        done += 1
    }

    private func play(_ speaker: Int, _ listener: Int, _ learns: Set<Role>, _ random: inout RandomStream) throws {
        trainer.play(
            speaker: .init(speakers[speaker], learns: learns.contains(.speaker)),
            listener: .init(listeners[listener], learns: learns.contains(.listener)), regularisers: regularisers(speaker),
            contexts(&random), &random)
        if learns.contains(.speaker) { try update(.speaker, speaker) }
        if learns.contains(.listener) { try update(.listener, listener) }
    }

    private func meet(_ role: Role, _ index: Int, _ adapts: Bool, _ random: inout RandomStream) throws {
        let partners = buffers[role.other] ?? []
        let partner = partners[random.below(partners.count)].parameters
        let agent = agent(role, index)
        if adapts {
            let (support, query) = (contexts(&random), contexts(&random))
            try trainer.adaptAndMeet(
                role, agent, partner: partner, regularisers: regularisers(index), support: support, query: query, &random)
        } else {
            trainer.meet(role, agent, partner: partner, regularisers: regularisers(index), contexts(&random), &random)
        }
        try update(role, index)
    }

    /// Further terms of a speaker's loss: its divergence from what people taught it, and, in a lineage, that from some snapshot,
    /// which is rewarded.
    private func regularisers(_ speaker: Int) -> [KLRegulariser] {
        var regularisers: [KLRegulariser] = []
        if let anchor = anchors[speaker] {
            regularisers.append(KLRegulariser(measure: .kullbackLeibler, weight: trainer.settings.divergence, reference: anchor))
        }
        if trainer.settings.diversity > 0, speaker > 0, let snapshots = buffers[.speaker], !snapshots.isEmpty {
            var random = RandomStream(seed, UInt64(done), StreamKey.diversity)
            let reference = snapshots[random.below(snapshots.count)].parameters
            regularisers.append(KLRegulariser(measure: .jensenShannon, weight: -trainer.settings.diversity, reference: reference))
        }
        return regularisers
    }

    private func update(_ role: Role, _ index: Int) throws {
        let schedule = Schedule.cosine(from: trainer.settings.rate, to: trainer.settings.rate / 10, over: 1)
        do {
            try agent(role, index).step(learningRate: schedule.value(pace.share(role, at: done)))
        } catch {
            throw ReferentialError("\(method.rawValue), seed \(seed), step \(done + 1) of \(steps), \(role.rawValue) \(index): \(error)")
        }
        if method.sharesWords && index == 0 { shareWords(from: role) }
    }

    /// Gives the words' vectors of the agent that has just learned to its partner.
    private func shareWords(from role: Role) {
        guard method.sharesWords else { return }
        let count = trainer.data.rules.vocabulary * trainer.settings.embedding
        let speaker = speakers[0].parameters.base + trainer.speaking.words.offset
        let listener = listeners[0].parameters.base + trainer.listening.words.offset
        if role == .speaker { listener.update(from: speaker, count: count) } else { speaker.update(from: listener, count: count) }
    }

    /// People's rounds, in a lineage those that are its own.
    private func humanBatch(_ lineage: Int, _ random: inout RandomStream) -> EncodedRounds.Batch {
        let rounds = trainer.data.human
        let indices = (0..<trainer.settings.batch).map { _ -> Int in
            guard lineage > 0 else { return random.below(rounds.count) }
            switch trainer.settings.lineageData {
            case .all: return random.below(rounds.count)
            case .people: return shares[lineage - 1][random.below(shares[lineage - 1].count)]
            case .resample:
                var own = RandomStream(seed, UInt64(lineage), UInt64(random.below(rounds.count)), StreamKey.lineageRounds)
                return own.below(rounds.count)
            }
        }
        return rounds.batch(indices)
    }

    /// Rounds dealt out so that no two lineages hear the same person; all of them where there are fewer people than lineages.
    private static func deal(_ speakers: [String], among lineages: Int, seed: UInt64) -> [[Int]] {
        var random = RandomStream(seed, StreamKey.lineagePeople)
        let people = Set(speakers).sorted().shuffled(using: &random)
        guard people.count >= lineages else { return (0..<lineages).map { _ in Array(speakers.indices) } }
        let place = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, $0 % lineages) })
        return (0..<lineages).map { lineage in speakers.indices.filter { place[speakers[$0]] == lineage } }
    }

    private func contexts(_ random: inout RandomStream) -> EncodedRounds.Batch {
        let rounds = trainer.data.contexts
        return rounds.batch((0..<trainer.settings.batch).map { _ in random.below(rounds.count) })
    }

    // MARK: What comes of it

    /// The agents that the run is about.
    public var model: CommunicationModel { model(speakers[0].parameters.array, listeners[0].parameters.array) }

    /// The snapshots in the buffers, pairs of the same lineage and time.
    public var snapshots: [CommunicationModel] {
        zip(buffers[.speaker] ?? [], buffers[.listener] ?? []).map { model($0.parameters, $1.parameters) }
    }

    private func model(_ speaker: [Float], _ listener: [Float]) -> CommunicationModel {
        let data = trainer.data
        return CommunicationModel(
            game: data.game, vocabulary: data.vocabulary, rules: data.rules, source: data.source,
            listeners: [.init(trainer.listening, listener)], speaker: .init(trainer.speaking, speaker))
    }

    /// The model whose listener has adapted to a few rounds with a new partner, by plain steps of this rate.
    func adapted(to rounds: [Round], rate: Float) throws -> CommunicationModel {
        let parameters = try trainer.adapt(listeners[0].parameters.array, to: try model.encoded(rounds), rate: rate)
        return model(speakers[0].parameters.array, parameters)
    }
}
