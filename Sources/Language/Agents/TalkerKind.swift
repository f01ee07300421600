import Agents
import Neural
import Referential

/// `kind: talker`: speaks or listens in referential games.
public struct TalkerKind: AgentKind, ReferentialKind {
    public static let name = "talker"
    public static let summary = """
        speaks or listens in referential games (docs/language.md), and plays no kitchen
          network: sidecar of the weights; weights: safetensors file
          voice: greedy | sampled | beam: how a speaker finds its words
          beam: utterances that a beam search keeps, 1 to 64 (4)
          rationality: 0 to 1, weight of what a speaker that can listen would itself understand (0)
        """
    public static let playsKitchens = false

    private let network: String
    private let weights: String
    private let decoding: Decoding

    public init(_ reader: inout ParameterReader) {
        network = reader.path("network")
        weights = reader.path("weights")
        // The words of the release before.
        let voice = reader.word("voice", among: Decoding.Voice.allCases.map(\.rawValue) + ["likeliest"])
        let beam = reader.count("beam", 4, in: 1...64)
        let former = reader.number("pragmatism", 0, in: 0...1)
        let rationality = reader.number("rationality", former, in: 0...1)
        decoding = Decoding(voice: Decoding.Voice(rawValue: voice) ?? .greedy, beam: beam, rationality: rationality)
    }

    public func makeAgent() throws -> any Agent {
        throw AgentError("an agent of kind talker plays referential games and no kitchen; see 'brigade talk'")
    }

    public func makeTalker() throws -> Talker {
        Talker(model: try CommunicationModel.read(network: network, weights: weights), decoding: decoding)
    }
}

/// A kind of agent that speaks or listens.
public protocol ReferentialKind {
    /// - Throws: `ReferentialError`, for instance when weights cannot be read.
    func makeTalker() throws -> Talker
}

/// How a speaker finds its words.
public struct Decoding: Sendable, Hashable {
    /// How words are chosen.
    public enum Voice: String, Sendable, Hashable, CaseIterable {
        /// The most likely word, one after the other.
        case greedy
        /// A word drawn by the words' probabilities, one after the other.
        case sampled
        /// The most likely of the utterances that a beam search keeps.
        case beam
    }

    /// How words are chosen.
    public var voice: Voice
    /// Utterances that a beam search keeps.
    public var beam: Int
    /// Weight of what the speaker would itself understand in choosing among them, against how likely it is to say it
    /// (rational speech acts; Andreas and Klein 2016).
    public var rationality: Double

    public init(voice: Voice = .greedy, beam: Int = 4, rationality: Double = 0) {
        self.voice = voice
        self.beam = beam
        self.rationality = rationality
    }
}
