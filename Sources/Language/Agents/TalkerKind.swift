import Agents
import Neural
import Referential

/// `kind: talker`: speaks or listens in referential games.
public struct TalkerKind: AgentKind, ReferentialKind {
    public static let name = "talker"
    public static let summary = """
        speaks or listens in referential games (docs/language.md), and plays no kitchen
          network: sidecar of the weights; weights: safetensors file
          voice: likeliest | sampled | beam: how a speaker finds its words
          beam: utterances that are kept in mind, 1 to 64 (4)
          pragmatism: 0 to 1, how much a speaker that can listen heeds what it would itself understand (0)
        """
    public static let playsKitchens = false

    private let network: String
    private let weights: String
    private let manner: TalkManner

    public init(_ reader: inout ParameterReader) {
        network = reader.path("network")
        weights = reader.path("weights")
        let voice = reader.word("voice", among: TalkManner.Voice.allCases.map(\.rawValue))
        let beam = reader.count("beam", 4, in: 1...64)
        let pragmatism = reader.number("pragmatism", 0, in: 0...1)
        manner = TalkManner(voice: TalkManner.Voice(rawValue: voice) ?? .likeliest, beam: beam, pragmatism: pragmatism)
    }

    public func makeAgent() throws -> any Agent {
        throw AgentError("an agent of kind talker plays referential games and no kitchen; see 'brigade talk'")
    }

    public func makeTalker() throws -> Talker { Talker(model: try TalkModel.read(network: network, weights: weights), manner: manner) }
}

/// A kind of agent that speaks or listens.
public protocol ReferentialKind {
    /// - Throws: `TalkError`, for instance when weights cannot be read.
    func makeTalker() throws -> Talker
}

/// How a speaker finds its words.
public struct TalkManner: Sendable, Hashable {
    public enum Voice: String, Sendable, Hashable, CaseIterable {
        /// The likeliest word, one after the other.
        case likeliest
        /// By the words' probabilities.
        case sampled
        /// The likeliest of the utterances that a beam search keeps.
        case beam
    }

    public var voice: Voice
    /// Utterances that a beam search keeps.
    public var beam: Int
    /// Weight of what the speaker would itself understand in choosing among them, against how likely it is to say it
    /// (rational speech acts; Andreas and Klein 2016).
    public var pragmatism: Double

    public init(voice: Voice = .likeliest, beam: Int = 4, pragmatism: Double = 0) {
        self.voice = voice
        self.beam = beam
        self.pragmatism = pragmatism
    }
}
