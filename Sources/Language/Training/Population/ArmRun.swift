import Basics
import Foundation
import Neural
import Referential

/// A run of an arm: agents, buffers, and how far its script has got. Everything else is a function of world, settings, arm and
/// seed, so a run that goes on from a checkpoint ends in the same bytes as one that was never stopped.
public final class ArmRun {
    public let arm: Arm
    public let seed: UInt64
    let room: Classroom
    private let script: ArmScript
    private let pace: ArmPace
    var speakers: [Trainee]
    var listeners: [Trainee]
    /// Frozen copies, oldest first, with the lineage and the lesson they are from.
    var buffers: [TalkRole: [Snapshot]] = [.speaker: [], .listener: []]
    /// By number of speaker the policy that people taught it.
    var anchors: [Int: [Float]] = [:]
    /// By number of lineage which of people's rounds it may learn from, where they are dealt out by people.
    private let shares: [[Int]]
    /// Lessons that are done.
    public internal(set) var done = 0
    private let scratch: FloatBuffer

    struct Snapshot {
        let lineage: Int
        let lesson: Int
        let parameters: [Float]
    }

    public init(_ arm: Arm, world: TalkWorld, settings: ArmSettings, seed: UInt64) {
        self.arm = arm
        self.seed = seed
        room = Classroom(world, settings)
        script = arm.script(settings.budget, seed: seed)
        pace = ArmPace(script.lessons)
        shares = settings.lineageData == .people ? ArmRun.deal(world.humanSpeakers, among: arm.lineages(settings.budget), seed: seed) : []
        let room = room
        func beginners(_ role: TalkRole) -> [Trainee] {
            (0...settings.budget.lineages).map { agent in
                // Agents 0 begin alike in every arm.
                var random = RandomStream(seed, UInt64(agent), role == .speaker ? StreamKey.speakerWeights : StreamKey.listenerWeights)
                return room.beginner(role, &random)
            }
        }
        speakers = beginners(.speaker)
        listeners = beginners(.listener)
        scratch = FloatBuffer(max(room.speaking.table.count, room.listening.table.count))
        shareWords(from: .speaker)
    }

    /// Lessons there are.
    public var lessons: Int { script.lessons.count }
    public var isDone: Bool { done >= lessons }
    /// What the whole run spends: gradients over a batch, and batches of games.
    public var cost: (steps: Int, games: Int) { (script.steps, script.games) }

    func agent(_ role: TalkRole, _ index: Int) -> Trainee { role == .speaker ? speakers[index] : listeners[index] }

    /// Does the next lesson.
    /// - Throws: `TalkError` when a gradient has become no number.
    public func advance() throws {
        let lesson = script.lessons[done]
        var random = RandomStream(seed, UInt64(done), StreamKey.trainingStep)
        switch lesson {
        case .supervise(let role, let index):
            room.supervise(role, agent(role, index), humanBatch(index, &random), &random)
            step(role, index)
        case .play(let speaker, let listener, let learns): play(speaker, listener, learns, &random)
        case .meet(let role, let index, let adapts): meet(role, index, adapts, &random)
        case .imitate(let student, let teacher):
            room.imitate(speakers[student], speakers[teacher].parameters.pointer, contexts(&random), &random)
            step(.speaker, student)
        case .snapshot(let lineage, let alone):
            for role in TalkRole.allCases {
                if alone { buffers[role] = [] }
                buffers[role]?.append(Snapshot(lineage: lineage, lesson: done, parameters: agent(role, lineage).parameters.array))
            }
        case .copy(let role, let from, let to):
            let copy = Trainee(agent(role, from).parameters.array)
            if role == .speaker { (speakers[to], anchors[to]) = (copy, anchors[from]) } else { listeners[to] = copy }
        case .renew(let role, let index):
            let beginner = room.beginner(role, &random)
            if role == .speaker { speakers[index] = beginner } else { listeners[index] = beginner }
        case .anchor(let index):
            if room.settings.divergence > 0 { anchors[index] = speakers[index].parameters.array }
        }
        done += 1
        try check(lesson)
    }

    /// - Throws: `TalkError` where a parameter of an agent that the lesson changed is no finite number.
    private func check(_ lesson: Lesson) throws {
        for (role, index) in learners(in: lesson) {
            let table = role == .speaker ? room.speaking.table : room.listening.table
            guard let name = table.broken(agent(role, index).parameters.pointer) else { continue }
            throw TalkError(
                "\(arm.rawValue), seed \(seed): '\(name)' of \(role.rawValue) \(index) is no finite number after lesson "
                    + "\(done); a lower rate may help")
        }
    }

    /// Whose parameters a lesson changes.
    private func learners(in lesson: Lesson) -> [(TalkRole, Int)] {
        let changed: [(TalkRole, Int)] =
            switch lesson {
            case .supervise(let role, let index), .meet(let role, let index, _), .renew(let role, let index): [(role, index)]
            case .play(let speaker, let listener, let learns):
                TalkRole.allCases.filter(learns.contains).map { ($0, $0 == .speaker ? speaker : listener) }
            case .imitate(let student, _): [(.speaker, student)]
            case .copy(let role, _, let to): [(role, to)]
            case .snapshot, .anchor: []
            }
        let sharesWords = arm.sharesWords && changed.contains { $0.1 == 0 }
        return changed + (sharesWords ? [(.speaker, 0), (.listener, 0)] : [])
    }

    private func play(_ speaker: Int, _ listener: Int, _ learns: Set<TalkRole>, _ random: inout RandomStream) {
        let (first, second) = (speakers[speaker], listeners[listener])
        room.play(
            speaker: first.parameters.pointer, learns.contains(.speaker) ? first.gradients.base : nil,
            listener: second.parameters.pointer, second.gradients.base, leanings: leanings(speaker), contexts(&random), &random)
        if learns.contains(.speaker) { step(.speaker, speaker) }
        if learns.contains(.listener) { step(.listener, listener) } else { second.gradients.clear() }
    }

    private func meet(_ role: TalkRole, _ index: Int, _ adapts: Bool, _ random: inout RandomStream) {
        let partners = buffers[role == .speaker ? .listener : .speaker] ?? []
        let partner = partners[random.below(partners.count)].parameters
        let agent = agent(role, index)
        if adapts {
            let (support, query) = (contexts(&random), contexts(&random))
            room.adaptAndPlay(
                role, agent, partner: partner, leanings: leanings(index), support: support, query: query, scratch: scratch.base, &random)
        } else {
            room.meet(
                role, agent.parameters.pointer, agent.gradients.base, partner, scratch.base, leanings(index), contexts(&random), &random)
        }
        step(role, index)
    }

    /// What a speaker heeds beside being understood: people's words, and, in a lineage, to be unlike some snapshot.
    private func leanings(_ speaker: Int) -> [Leaning] {
        var leanings: [Leaning] = []
        if let anchor = anchors[speaker] {
            leanings.append(Leaning(measure: .kullbackLeibler, weight: room.settings.divergence, reference: anchor))
        }
        if room.settings.diversity > 0, speaker > 0, let snapshots = buffers[.speaker], !snapshots.isEmpty {
            var random = RandomStream(seed, UInt64(done), StreamKey.diversity)
            let reference = snapshots[random.below(snapshots.count)].parameters
            leanings.append(Leaning(measure: .jensenShannon, weight: -room.settings.diversity, reference: reference))
        }
        return leanings
    }

    private func step(_ role: TalkRole, _ index: Int) {
        let schedule = Schedule.cosine(from: room.settings.rate, to: room.settings.rate / 10, over: 1)
        agent(role, index).step(rate: schedule.value(pace.share(role, at: done)))
        if arm.sharesWords && index == 0 { shareWords(from: role) }
    }

    /// Gives the words' vectors of the agent that has just learned to its partner.
    private func shareWords(from role: TalkRole) {
        guard arm.sharesWords else { return }
        let count = room.world.rules.vocabulary * room.settings.embedding
        let speaker = speakers[0].parameters.base + room.speaking.words.offset
        let listener = listeners[0].parameters.base + room.listening.words.offset
        if role == .speaker { listener.update(from: speaker, count: count) } else { speaker.update(from: listener, count: count) }
    }

    /// People's rounds, in a lineage those that are its own.
    private func humanBatch(_ lineage: Int, _ random: inout RandomStream) -> EncodedRounds.Batch {
        let rounds = room.world.human
        let indices = (0..<room.settings.batch).map { _ -> Int in
            guard lineage > 0 else { return random.below(rounds.count) }
            switch room.settings.lineageData {
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
        let rounds = room.world.contexts
        return rounds.batch((0..<room.settings.batch).map { _ in random.below(rounds.count) })
    }

    // MARK: What comes of it

    /// The agents that the run is about.
    public var model: TalkModel { model(speakers[0].parameters.array, listeners[0].parameters.array) }

    /// The snapshots in the buffers, pairs of the same lineage and time.
    public var snapshots: [TalkModel] {
        zip(buffers[.speaker] ?? [], buffers[.listener] ?? []).map { model($0.parameters, $1.parameters) }
    }

    private func model(_ speaker: [Float], _ listener: [Float]) -> TalkModel {
        let world = room.world
        return TalkModel(
            encoding: world.encoding, vocabulary: world.vocabulary, rules: world.rules, source: world.source,
            listeners: [.init(room.listening, listener)], speaker: .init(room.speaking, speaker))
    }

    /// The model whose listener has adapted to a few rounds with a new partner, by plain steps of this rate.
    func adapted(to rounds: [Round], rate: Float) throws -> TalkModel {
        let parameters = room.adapt(listeners[0].parameters.array, to: try model.encoded(rounds), rate: rate)
        return model(speakers[0].parameters.array, parameters)
    }
}
