import Agents
import Referential

/// `kind: partner`: learns a partner's words while they talk of the same shapes again and again.
public struct PartnerKind: AgentKind {
    public static let name = "partner"
    public static let summary = """
        learns a partner's words for shapes while they talk (docs/conventions.md), and plays no kitchen
          phrases: sidecar of the weights; weights: safetensors file
          adapting: learned | lexicon | counts | gradient | attention | none: how a listener adapts to its partner
          seed: 0 to 1000000, which words a speaker begins with (0)
        """
    public static let playsKitchens = false

    private let phrases: String
    private let weights: String
    /// How a listener adapts.
    public let adaptation: Adaptation
    /// Which words a speaker begins with.
    public let seed: UInt64

    public init(_ reader: inout ParameterReader) {
        phrases = reader.path("phrases")
        weights = reader.path("weights")
        adaptation = Adaptation(rawValue: reader.word("adapting", among: Adaptation.allCases.map(\.rawValue))) ?? .learned
        seed = UInt64(reader.count("seed", 0, in: 0...1_000_000))
    }

    public func makeAgent() throws -> any Agent {
        throw AgentError("an agent of kind partner talks of shapes and plays no kitchen; see 'brigade talk'")
    }

    /// - Throws: `ReferentialError` for files that cannot be read.
    public func makeModel() throws -> PartnerModel { try PartnerModel.read(phrases: phrases, weights: weights) }
}
