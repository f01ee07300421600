import Kitchen
import Referential

/// A model that plays: speaker, listener or both.
public struct Talker: Speaker, Listener {
    public let model: TalkModel
    public let manner: TalkManner

    public init(model: TalkModel, manner: TalkManner = TalkManner()) {
        self.model = model
        self.manner = manner
    }

    public var canSpeak: Bool { model.speaker != nil }
    public var canListen: Bool { !model.listeners.isEmpty }

    private func encoded(_ candidates: [Candidate], target: Int, _ utterance: String?) throws -> EncodedRounds {
        try model.encoded([Round(candidates: candidates, target: target, condition: "", utterance: utterance)])
    }

    public func listen(_ utterance: String, _ candidates: [Candidate]) throws -> [Double] {
        guard canListen else { throw TalkProblem("this agent does not listen") }
        return model.listen(try encoded(candidates, target: 0, utterance))[0]
    }

    public func logLikelihood(_ utterance: String, _ candidates: [Candidate], target: Int) throws -> (sum: Double, symbols: Int)? {
        let round = try encoded(candidates, target: target, utterance)
        return (try model.logLikelihoods(round)[0], min(round.messages[0].count + 1, model.rules.longest))
    }

    public func speak(_ candidates: [Candidate], target: Int, random: inout RandomStream) throws -> String {
        model.vocabulary.text(try symbols(candidates, target: target, random: &random))
    }

    /// The symbols of what `speak` says, without an end symbol.
    /// - Throws: `TalkProblem` for an agent that does not speak.
    public func symbols(_ candidates: [Candidate], target: Int, random: inout RandomStream) throws -> [Int32] {
        let round = try encoded(candidates, target: target, nil)
        let choice: SpeakerNetwork.Choice = manner.voice == .sampled ? .sampled(temperature: 1) : .likeliest
        if manner.voice != .beam && manner.pragmatism == 0 {
            return try model.speak(round, choice: choice, random: &random)[0]
        }
        return try model.considered(round, beam: manner.beam, pragmatism: manner.pragmatism)
    }
}
