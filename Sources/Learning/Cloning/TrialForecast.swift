import HumanTrials
import Agents
import HumanTrials
import Kitchen

/// Compares an agent's forecasts with what people did.
public enum TrialForecast {
    /// The fit of every person's seat of a trial; the agent is told what the people did tick by tick.
    /// - Parameter makeAgent: makes an agent for a seat.
    /// - Throws: `LearningError` for an agent that tells no probabilities, and what keeps it from playing.
    public static func fit(_ trial: HumanTrial, makeAgent: () throws -> any Agent) throws -> Fit {
        var fit = Fit()
        for seat in 0..<trial.kitchen.players where trial.seats[seat] == .person {
            guard var agent = try makeAgent() as? any ForecastingAgent else {
                throw LearningError("this kind of agent does not tell how likely it does what; kinds policy and human-proxy do")
            }
            defer { agent.close() }
            let horizon = max(trial.actions.count, 1)
            try agent.begin(EpisodeContext(kitchen: trial.kitchen, seat: seat, seed: 0, horizon: horizon))
            var game = try KitchenGame(trial.kitchen, from: trial.start, horizon: horizon)
            for joint in trial.actions {
                let forecast = agent.forecast(game)
                fit.add(joint[seat]) { Double(forecast[$0]) }
                try game.advance(joint)
            }
        }
        return fit
    }
}
