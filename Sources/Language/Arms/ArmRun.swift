import Foundation
import Kitchen
import Neural
import Referential

/// A run of an arm: agents, buffers, and how far its script has got. Everything else is a function of world, settings, arm and
/// seed, so a run that goes on from a checkpoint ends in the same bytes as one that was never stopped.
public final class ArmRun {
    public let arm: Arm
    public let seed: UInt64
    private let room: Classroom
    private let script: ArmScript
    private var speakers: [Trainee]
    private var listeners: [Trainee]
    /// Frozen copies, oldest first, with the lineage and the lesson they are from.
    private var buffers: [TalkRole: [Snapshot]] = [.speaker: [], .listener: []]
    /// Lessons that are done.
    public private(set) var done = 0
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
        let room = room
        func beginners(_ role: TalkRole) -> [Trainee] {
            (0...settings.budget.lineages).map { agent in
                // Agents 0 begin alike in every arm.
                var random = RandomStream(seed, UInt64(agent), role == .speaker ? 0xB51 : 0xB52)
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

    private func agent(_ role: TalkRole, _ index: Int) -> Trainee { role == .speaker ? speakers[index] : listeners[index] }

    /// Does the next lesson.
    /// - Throws: `TalkProblem` when a gradient has become no number.
    public func advance() throws {
        let lesson = script.lessons[done]
        var random = RandomStream(seed, UInt64(done), 0x1E55)
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
            if role == .speaker { speakers[to] = copy } else { listeners[to] = copy }
        case .renew(let role, let index):
            let beginner = room.beginner(role, &random)
            if role == .speaker { speakers[index] = beginner } else { listeners[index] = beginner }
        }
        done += 1
        guard parametersAreNumbers(lesson) else {
            throw TalkProblem("\(arm.rawValue), seed \(seed): parameters are no numbers after lesson \(done); a lower rate may help")
        }
    }

    private func parametersAreNumbers(_ lesson: Lesson) -> Bool {
        speakers[0].parameters.base[0].isFinite && listeners[0].parameters.base[0].isFinite
    }

    private func play(_ speaker: Int, _ listener: Int, _ learns: Set<TalkRole>, _ random: inout RandomStream) {
        let (first, second) = (speakers[speaker], listeners[listener])
        room.play(
            speaker: first.parameters.pointer, learns.contains(.speaker) ? first.gradients.base : nil,
            listener: second.parameters.pointer, second.gradients.base, contexts(&random), &random)
        if learns.contains(.speaker) { step(.speaker, speaker) }
        if learns.contains(.listener) { step(.listener, listener) } else { second.gradients.clear() }
    }

    private func meet(_ role: TalkRole, _ index: Int, _ adapts: Bool, _ random: inout RandomStream) {
        let partners = buffers[role == .speaker ? .listener : .speaker] ?? []
        let partner = partners[random.below(partners.count)].parameters
        let agent = agent(role, index)
        if adapts {
            let (support, query) = (contexts(&random), contexts(&random))
            room.adaptAndPlay(role, agent, partner: partner, support: support, query: query, scratch: scratch.base, &random)
        } else {
            room.meet(role, agent.parameters.pointer, agent.gradients.base, partner, scratch.base, contexts(&random), &random)
        }
        step(role, index)
    }

    private func step(_ role: TalkRole, _ index: Int) {
        let schedule = Schedule.cosine(from: room.settings.rate, to: room.settings.rate / 10, over: Double(lessons))
        agent(role, index).step(rate: schedule.value(Double(done)))
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

    /// People's rounds, in a lineage of the lineage's own resample.
    private func humanBatch(_ lineage: Int, _ random: inout RandomStream) -> EncodedRounds.Batch {
        let rounds = room.world.human
        let indices = (0..<room.settings.batch).map { _ -> Int in
            let draw = random.below(rounds.count)
            guard lineage > 0 else { return draw }
            var own = RandomStream(seed, UInt64(lineage), UInt64(draw), 0xB007)
            return own.below(rounds.count)
        }
        return rounds.batch(indices)
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
            encoding: world.encoding, vocabulary: world.vocabulary, rules: world.rules, listeners: [.init(room.listening, listener)],
            speaker: .init(room.speaking, speaker))
    }

    /// The model whose listener has adapted to a few rounds with a new partner.
    func adapted(to rounds: [Round]) throws -> TalkModel {
        let parameters = room.adapt(listeners[0].parameters.array, to: try model.encoded(rounds))
        return model(speakers[0].parameters.array, parameters)
    }

    // MARK: Stopping and going on

    /// Everything that is needed to go on.
    public var checkpoint: Safetensors {
        var tensors: [String: Tensor] = [:]
        func put(_ name: String, _ numbers: [Float]) { tensors[name] = Tensor(shape: [numbers.count], numbers: numbers) }
        var steps: [Int] = []
        for role in TalkRole.allCases {
            for (index, agent) in (role == .speaker ? speakers : listeners).enumerated() {
                let memory = agent.memory
                put("\(role.rawValue)/\(index)/parameters", agent.parameters.array)
                put("\(role.rawValue)/\(index)/mean", memory.mean)
                put("\(role.rawValue)/\(index)/square", memory.square)
                steps.append(memory.steps)
            }
            for (index, snapshot) in (buffers[role] ?? []).enumerated() {
                put("\(role.rawValue)/snapshot/\(index)", snapshot.parameters)
            }
        }
        let origins = (buffers[.speaker] ?? []).map { "\($0.lineage):\($0.lesson)" }.joined(separator: " ")
        let words = ["done": "\(done)", "steps": steps.map(String.init).joined(separator: " "), "snapshots": origins]
        return Safetensors(tensors, metadata: words)
    }

    /// Goes on from a checkpoint of the same run.
    /// - Throws: `TalkProblem` for one of another run.
    public func restore(_ file: Safetensors) throws {
        func numbers(_ name: String) throws -> [Float] {
            guard let tensor = file.tensors[name] else { throw TalkProblem("the checkpoint has no '\(name)'; it is of another run") }
            return tensor.numbers
        }
        let steps = (file.metadata["steps"] ?? "").split(separator: " ").compactMap { Int($0) }
        guard let done = file.metadata["done"].flatMap({ Int($0) }), done <= lessons, steps.count == speakers.count + listeners.count
        else { throw TalkProblem("the checkpoint is of another run") }
        let origins = (file.metadata["snapshots"] ?? "").split(separator: " ").map { $0.split(separator: ":").compactMap { Int($0) } }
        var place = 0
        for role in TalkRole.allCases {
            for (index, agent) in (role == .speaker ? speakers : listeners).enumerated() {
                let name = "\(role.rawValue)/\(index)/"
                let memory = Adam.Memory(mean: try numbers(name + "mean"), square: try numbers(name + "square"), steps: steps[place])
                try agent.restore(try numbers(name + "parameters"), memory)
                place += 1
            }
            buffers[role] = try origins.enumerated().map { index, origin in
                Snapshot(
                    lineage: origin[0], lesson: origin[1], parameters: try numbers("\(role.rawValue)/snapshot/\(index)"))
            }
        }
        self.done = done
    }
}
