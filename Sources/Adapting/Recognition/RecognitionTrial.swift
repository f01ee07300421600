import Agents
import Basics
import Foundation
import Kitchen

/// How long recognising takes: an episode of two agents, watched by an adaptive agent's models of the second.
public struct RecognitionTrial: Sendable {
    /// How many models there are.
    public let models: Int
    /// Processor time of each tick in microseconds, ascending.
    public let microseconds: [Double]
    /// The share of ticks after the first fifty in which the partner was the most likely model; nil where it is none of them.
    public let accuracy: Double?
    /// The mean negative log-likelihood of the partner's actions by all models together, in nats; 1.79 is that of a guess.
    public let logLoss: Double
    /// What was believed in each tick, before it was played.
    public let beliefs: [Belief]
    /// Of the episode's last state.
    public let checksum: UInt64

    /// What an adaptive agent holds its partner for.
    public struct Belief: Sendable, Hashable {
        /// How likely the most likely of all models and of none of them is.
        public let confidence: Double
        /// Whether it is the partner, or, where the partner is none of the models, none of them.
        public let isRight: Bool
        /// How likely none of the models is.
        public let none: Double
    }

    /// - Parameters:
    ///   - kind: whose library is meant.
    ///   - team: who plays; the second is recognised.
    ///   - isQuick: whether models that take a planner's time are left out.
    /// - Throws: what keeps an agent from playing.
    public init(_ kind: AdaptiveKind, _ kitchen: Kitchen, _ team: [AgentFile], isQuick: Bool, horizon: Int = 400, seed: UInt64 = 0) throws {
        let episode = EpisodeContext(kitchen: kitchen, seat: 0, seed: seed, horizon: horizon)
        let files = try kind.library(in: kitchen).models
        var remarks: [String] = []
        let views = SharedViews()
        let shadows = PartnerModel.shadows(of: try files.map { ($0, try $0.makeAgent()) }, besides: episode, views: views, &remarks)
        let models = shadows.map(\.model).filter { !isQuick || !$0.isCostly }
        var recognition = Recognition(models, seat: 1, views: views, kind.settings, isLearning: true)
        var agents = try team.map { try $0.makeAgent() }
        for seat in agents.indices {
            try agents[seat].enter(EpisodeContext(kitchen: kitchen, seat: seat, seed: seed, horizon: horizon))
        }
        var game = try KitchenGame(kitchen, horizon: horizon, seed: seed)
        var times: [Double] = []
        var beliefs: [Belief] = []
        let isKnown = models.contains { $0.name == team[1].name }
        var loss = 0.0
        while !game.isOver {
            let start = ProcessorTime.thread
            recognition.learn(game)
            recognition.look(game)
            times.append(ProcessorTime.thread - start)
            let (top, confidence) = recognition.top
            let isRight = isKnown ? top?.name == team[1].name : top == nil
            beliefs.append(Belief(confidence: confidence, isRight: isRight, none: recognition.stated.none))
            let joint = agents.indices.map { agents[$0].decide(in: game, seat: $0).action }
            loss -= log(recognition.mixture[Int(joint[1].rawValue)])
            try game.advance(joint)
        }
        for seat in agents.indices { agents[seat].close() }
        for model in recognition.models {
            var agent = model.agent
            agent.close()
        }
        self.models = models.count
        microseconds = times.sorted()
        let late = beliefs.dropFirst(50)
        accuracy = isKnown ? Double(late.count { $0.isRight }) / Double(max(1, late.count)) : nil
        self.beliefs = beliefs
        logLoss = loss / Double(max(1, horizon))
        checksum = game.checksum
    }
}
