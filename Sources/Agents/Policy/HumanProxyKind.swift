import Foundation
import Kitchen
import Neural

/// A network that imitates people, with a style of play that can be set.
public struct HumanProxyKind: AgentKind {
    public static let name = "human-proxy"
    public static let summary = """
        Imitates people: a network trained on their play, with a style that can be set.
        weights, network, choice, temperature, unstick: as of kind 'policy'
        hesitation: the odds of staying, as a multiple of people's: 1 as they do, above 1 it pauses more, below 1 it is hasty
        distraction: from 0 to 1, how close its actions are to uniformly random ones
        calibration: from 0 (default) to 1, how fast its predictions of one person's play adapt to that person; 0.02 is good for people
        task: any (default), onions or dishes; the one kind of object it works with; it does not pick up the other
        """

    private let policy: PolicyKind
    private let persona: Persona

    public init(_ reader: inout ParameterReader) {
        policy = PolicyKind(&reader)
        persona = Persona(
            hesitation: Float(reader.number("hesitation", 1, in: 0.001...1000)),
            distraction: Float(reader.number("distraction", 0, in: 0...1)),
            calibration: Float(reader.number("calibration", 0, in: 0...1)),
            task: Persona.Task(rawValue: reader.word("task", among: Persona.Task.allCases.map(\.rawValue))) ?? .any)
    }

    /// The plan and the weights.
    /// - Throws: `AgentError` for files that are missing or wrong.
    public func model() throws -> PolicyModel { try policy.model() }

    public func makeAgent() throws -> any Agent {
        var choice = policy.choice
        choice.persona = persona
        return try model().agent(choice)
    }
}

extension HumanProxyKind: BatchableKind {
    public func batchable() throws -> (model: PolicyModel, unsticks: Bool) {
        guard persona == Persona(hesitation: 1, distraction: 0, calibration: 0, task: .any) else {
            throw AgentError("a learner's partner plays as its network says: no hesitation, distraction, calibration or task")
        }
        return try policy.batchable()
    }
}

/// A style of play: changes of a network's logits.
struct Persona: Sendable, Hashable {
    /// The one kind of object that a stubborn player works with.
    enum Task: String, Sendable, CaseIterable { case any, onions, dishes }

    var hesitation: Float
    var distraction: Float
    /// Learning rate of `PersonalStyle`.
    var calibration: Float
    var task: Task

    /// Changes the logits, `[actions]`, of a player in the state `player`.
    func adjust(_ logits: UnsafeMutablePointer<Float>, _ player: PlayerState, in layout: Layout) {
        if distraction > 0 {
            for index in 0..<Action.allCases.count { logits[index] *= 1 - distraction }
        }
        logits[Int(Action.stay.rawValue)] += logf(hesitation)
        guard task != .any, player.held == .none else { return }
        let x = player.cell.x + player.orientation.dx
        let y = player.cell.y + player.orientation.dy
        guard (0..<layout.width).contains(x), (0..<layout.height).contains(y) else { return }
        let other: Terrain = task == .onions ? .dishDispenser : .onionDispenser
        if layout.terrain[y * layout.width + x] == other { logits[Int(Action.interact.rawValue)] = -1e9 }
    }
}
