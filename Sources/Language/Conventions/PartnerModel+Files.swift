import Basics
import Foundation
import Neural
import Referential
import SourceFiles

/// The sidecar of a partner's weights: the words that it says.
private struct PartnerSidecar: Codable {
    let game: String
    let phrases: PhraseBook

    /// Words of a shape, letters of a word, and lengths, at most.
    private static let (maxWords, maxLetters, maxLengths) = (1000, 64, 100)

    /// What is wrong with it, in words; nil where nothing is.
    var problem: String? {
        if game != PartnerModel.game { return "its game is '\(game.prefix(40).cleaned)'; it must be '\(PartnerModel.game)'" }
        if phrases.words.count != TangramShapes.count {
            return "phrases.words has \(phrases.words.count) shapes; there are \(TangramShapes.count)"
        }
        let isSound = phrases.words.allSatisfy { words in
            words.count <= Self.maxWords
                && words.allSatisfy { $0.word.utf8.count <= Self.maxLetters && $0.weight.isFinite && (1e-6...1e6).contains($0.weight) }
        }
        if !isSound {
            return "phrases.words has more than \(Self.maxWords) words, a long word, or a weight that is not from 0.000001 to 1000000"
        }
        let lengths = phrases.lengths
        guard (1...Self.maxLengths).contains(lengths.count), lengths.allSatisfy({ (0...1000).contains($0) }) else {
            return "phrases.lengths must be 1 to \(Self.maxLengths) numbers from 0 to 1000"
        }
        return nil
    }
}

extension PartnerModel {
    /// The game that partners play.
    public static let game = "tangrams"

    /// What tensors of the weights have which shape.
    private static var shapes: [(name: String, shape: [Int])] {
        let (buckets, shapes, features) = (SharedLexicon.buckets, SharedLexicon.shapes, MemoryFeatures.count)
        return [
            ("lexicon/weights", [buckets + 1, shapes]), ("lexicon/counts", [buckets, shapes]), ("lexicon/totals", [shapes]),
            ("lexicon/telling", [buckets]), ("network/means", [features]), ("network/scales", [features]),
            ("network/parameters", [MemoryNetwork.networks, MemoryNetwork.size]), ("gradient/weights", [buckets + 1, shapes]),
            ("attention/parameters", [AttentionMemory.size]),
        ]
    }

    /// Reads a partner from its two files.
    /// - Throws: `ReferentialError` with the file and what is wrong with it.
    public static func read(phrases: String, weights: String) throws -> PartnerModel {
        let sidecar: PartnerSidecar
        do {
            sidecar = try JSONDecoder().decode(PartnerSidecar.self, from: try InputFile.data(phrases, .talkerSidecar))
        } catch let error as InputFileError {
            throw ReferentialError("\(error)")
        } catch {
            throw ReferentialError("\(phrases): this is no sidecar of a partner (\(error.localizedDescription))")
        }
        if let problem = sidecar.problem { throw ReferentialError("\(phrases): \(problem)") }
        let tensors: [String: Tensor]
        do { tensors = try Safetensors.read(weights).tensors } catch { throw ReferentialError("\(error)") }
        if let problem = ModelSidecar.problem(in: tensors) { throw ReferentialError("\(weights): \(problem)") }
        var numbers: [[Float]] = []
        for (name, shape) in Self.shapes {
            guard let tensor = tensors[name], tensor.shape == Shape(shape) else {
                throw ReferentialError("\(weights): the tensor '\(name)' must be there, of shape \(shape)")
            }
            numbers.append(tensor.numbers)
        }
        guard (numbers[1] + numbers[2]).allSatisfy({ $0 >= 0 }), numbers[5].allSatisfy({ $0 > 0 }) else {
            throw ReferentialError("\(weights): counts must not be below 0, and scales must be above it")
        }
        return PartnerModel(
            lexicon: SharedLexicon(weights: numbers[0], counts: numbers[1], totals: numbers[2], telling: numbers[3]),
            network: MemoryNetwork(means: numbers[4], scales: numbers[5], parameters: numbers[6]), phrases: sidecar.phrases,
            memories: SessionMemories(gradient: GradientMemory(weights: numbers[7]), attention: AttentionMemory(parameters: numbers[8])))
    }

    /// Writes `name.yaml`, `name.json` and `name.safetensors` into `folder`, which is made if needed, the agent file last.
    public func write(into folder: String, name: String, description: String, provenance: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func path(_ ending: String) -> String { "\(folder)/\(name).\(ending)" }
        let numbers = [
            lexicon.weights, lexicon.counts, lexicon.totals, lexicon.telling, network.means, network.scales, network.parameters,
            memories.gradient.weights, memories.attention.parameters,
        ]
        let tensors = zip(Self.shapes, numbers).map { ($0.name, Tensor(shape: Shape($0.shape), numbers: $1)) }
        try Safetensors(Dictionary(uniqueKeysWithValues: tensors)).write(to: path("safetensors"))
        try WholeFile.write(JSONText.stored(PartnerSidecar(game: Self.game, phrases: phrases)), to: path("json"))
        let text = """
            name: \(YAMLText.scalar(name))
            kind: \(PartnerKind.name)
            description: \(YAMLText.quoted(description))
            provenance: \(YAMLText.quoted(provenance))
            parameters:
              weights: \(YAMLText.scalar(name + ".safetensors"))
              phrases: \(YAMLText.scalar(name + ".json"))

            """
        try WholeFile.write(text, to: path("yaml"))
    }
}
