import Basics
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

    public func listen(_ utterance: String, _ candidates: [Candidate]) throws -> [Double] {
        guard canListen else { throw TalkError("this agent does not listen") }
        return try model.chances([Round(candidates: candidates, target: 0, condition: "", utterance: utterance)])[0]
    }

    public func logLikelihood(_ utterance: String, _ round: Round) throws -> (sum: Double, symbols: Int)? {
        let round = try encoded(round, saying: utterance)
        return (try model.logLikelihoods(round)[0], min(round.messages[0].count + 1, model.rules.longest))
    }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        model.vocabulary.text(try symbols(round, random: &random))
    }

    private func encoded(_ round: Round, saying utterance: String?) throws -> EncodedRounds {
        guard model.source == nil || round.source != nil else { throw TalkError("this agent translates, and there is nothing to read") }
        var round = round
        round.utterance = utterance
        return try model.encoded([round])
    }

    /// The symbols of what `speak` says, without an end symbol.
    /// - Throws: `TalkError` for an agent that does not speak.
    public func symbols(_ round: Round, random: inout RandomStream) throws -> [Int32] {
        let things = round
        let round = try encoded(round, saying: nil)
        let choice: SpeakerNetwork.Choice = manner.voice == .sampled ? .sampled(temperature: 1) : .likeliest
        if manner.voice != .beam && manner.pragmatism == 0 {
            return try model.speak(round, choice: choice, random: &random)[0]
        }
        return try model.considered(round, of: things, beam: manner.beam, pragmatism: manner.pragmatism)
    }
}
