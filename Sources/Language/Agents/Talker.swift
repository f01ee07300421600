import Basics
import Referential

/// A model that plays: speaker, listener or both.
public struct Talker: Speaker, Listener {
    /// Its networks.
    public let model: CommunicationModel
    /// How it finds its words.
    public let decoding: Decoding

    public init(model: CommunicationModel, decoding: Decoding = Decoding()) {
        self.model = model
        self.decoding = decoding
    }

    /// The agent's game.
    /// - Parameter candidates: in place of the game's own number, where it leaves a choice.
    /// - Throws: `ReferentialError` for a number with which there is no game.
    public func game(candidates: Int?) throws -> any ReferentialGame {
        guard let candidates, type(of: model.game).choices.contains(.candidates) else { return model.game }
        var settings = model.game.settings
        settings.candidates = candidates
        return try type(of: model.game).init(settings)
    }

    /// Whether it has a speaker.
    public var canSpeak: Bool { model.speaker != nil }
    /// Whether it has a listener.
    public var canListen: Bool { !model.listeners.isEmpty }

    public func listen(_ utterance: String, _ candidates: [Candidate]) throws -> [Double] {
        guard canListen else { throw ReferentialError("this agent does not listen") }
        return model.probabilities(candidates, model.listen(try model.encoded(utterance, candidates))[0])
    }

    public func reconstruct(_ utterance: String) throws -> [UInt8]? {
        guard model.reconstructs != nil else { return nil }
        return try model.reconstructions(model.encoded(utterance, []))[0]
    }

    public func logLikelihood(_ utterance: String, _ round: Round) throws -> (sum: Double, symbols: Int)? {
        let round = try encoded(round, saying: utterance)
        return (try model.logLikelihoods(round)[0], min(round.messages[0].count + 1, model.rules.maxLength))
    }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        model.vocabulary.text(try symbols(round, random: &random))
    }

    private func encoded(_ round: Round, saying utterance: String?) throws -> EncodedRounds {
        guard model.source == nil || round.source != nil else {
            throw ReferentialError("this agent translates, and there is nothing to read")
        }
        var round = round
        round.utterance = utterance
        return try model.encoded([round])
    }

    /// The symbols of what `speak` says, without an end symbol.
    /// - Throws: `ReferentialError` for an agent that does not speak.
    public func symbols(_ round: Round, random: inout RandomStream) throws -> [Int32] {
        let things = round
        let round = try encoded(round, saying: nil)
        let choice: SpeakerNetwork.Choice = decoding.voice == .sampled ? .sampled(temperature: 1) : .greedy
        if decoding.voice != .beam && decoding.rationality == 0 {
            return try model.speak(round, choice: choice, random: &random)[0]
        }
        return try model.considered(round, of: things, beam: decoding.beam, rationality: decoding.rationality)
    }
}
