import Agents
import Foundation
import HumanTrials
import Kitchen

/// How well predicted probabilities of actions agree with what people did.
public struct PredictionEvaluation: Sendable, Hashable {
    /// Sum over ticks of minus the natural logarithm of the probability of what people did.
    public private(set) var negativeLogLikelihood = 0.0
    /// Ticks in which no action was predicted to be more likely than theirs.
    public private(set) var correct = 0
    /// Ticks.
    public private(set) var count = 0
    /// `[actions]`: how often people did each action.
    private var observed = [Double](repeating: 0, count: Action.allCases.count)
    /// `[actions]`: the sums of the predicted probabilities.
    private var predicted = [Double](repeating: 0, count: Action.allCases.count)

    public init() {}

    /// Adds one tick of one player.
    /// - Parameters:
    ///   - action: what the player did.
    ///   - probability: what was predicted, of every action.
    public mutating func add(_ action: Action, _ probability: (Action) -> Double) {
        let all = Action.allCases
        for other in all { predicted[Int(other.rawValue)] += probability(other) }
        observed[Int(action.rawValue)] += 1
        negativeLogLikelihood -= log(max(probability(action), 1e-9))
        if all.allSatisfy({ probability($0) <= probability(action) }) { correct += 1 }
        count += 1
    }

    public mutating func add(_ other: PredictionEvaluation) {
        negativeLogLikelihood += other.negativeLogLikelihood
        correct += other.correct
        count += other.count
        for index in observed.indices {
            observed[index] += other.observed[index]
            predicted[index] += other.predicted[index]
        }
    }

    /// Nats a tick.
    public var meanNegativeLogLikelihood: Double { negativeLogLikelihood / Double(max(count, 1)) }
    /// Share of ticks in which no action was predicted to be more likely than the one that people did.
    public var accuracy: Double { Double(correct) / Double(max(count, 1)) }
    /// Share of ticks in which people did `action`.
    public func observedShare(_ action: Action) -> Double { observed[Int(action.rawValue)] / Double(max(count, 1)) }
    /// Mean of the predicted probability of `action`.
    public func predictedShare(_ action: Action) -> Double { predicted[Int(action.rawValue)] / Double(max(count, 1)) }
}

extension PredictionEvaluation {
    /// Evaluates an agent's predictions in all people's seats of a trial. The agent is shown the trial tick by tick.
    /// - Parameter makeAgent: makes an agent for a seat.
    /// - Throws: `LearningError` for an agent that does not predict; what keeps it from playing.
    public init(of trial: HumanTrial, makeAgent: () throws -> any Agent) throws {
        self.init()
        for seat in 0..<trial.kitchen.players where trial.seats[seat] == .person {
            guard var agent = try makeAgent() as? any PredictingAgent else {
                throw LearningError("this kind of agent does not give probabilities of its actions; kinds policy and human-proxy do")
            }
            defer { agent.close() }
            let horizon = max(trial.actions.count, 1)
            try agent.begin(EpisodeContext(kitchen: trial.kitchen, seat: seat, seed: 0, horizon: horizon))
            var game = try KitchenGame(trial.kitchen, from: trial.start, horizon: horizon)
            for joint in trial.actions {
                let prediction = agent.prediction(game)
                add(joint[seat]) { Double(prediction[$0]) }
                try game.advance(joint)
            }
        }
    }
}
