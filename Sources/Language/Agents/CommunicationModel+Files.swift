import Basics
import Foundation
import Neural
import Referential
import SourceFiles

extension CommunicationModel {
    /// Tensors by name: a listener's begin with its number.
    public var tensors: [String: Tensor] {
        var tensors = speaker.map { $0.network.table.tensors($0.parameters) } ?? [:]
        for (index, part) in listeners.enumerated() {
            for (name, tensor) in part.network.table.tensors(part.parameters) { tensors["\(index)/\(name)"] = tensor }
        }
        return tensors
    }

    /// Reads a talker from its two files.
    /// - Parameter games: the games that a sidecar can name.
    /// - Throws: `ReferentialError` with the file and what is wrong with it.
    public static func read(network: String, weights: String, games: GameCatalogue = .standard) throws -> CommunicationModel {
        let data: Data
        do { data = try InputFile.data(network, .talkerSidecar) } catch { throw ReferentialError("\(error)") }
        let sidecar: ModelSidecar
        do {
            sidecar = try JSONDecoder().decode(ModelSidecar.self, from: data)
        } catch {
            throw ReferentialError("\(network): this is no sidecar of a talker (\(error.localizedDescription))")
        }
        if let problem = sidecar.problem { throw ReferentialError("\(network): \(problem)") }
        let rules = try MessageRules(vocabulary: sidecar.words.count, maxLength: sidecar.maxLength)
        let source = try sidecar.source()
        let shown = source?.rules.maxLength ?? sidecar.encoding.width
        let listenersFit = sidecar.listeners.allSatisfy { plan in
            plan.rules == rules && plan.features == sidecar.encoding.width && sidecar.encoding.yields(plan.reconstructs)
        }
        let speakerFits = sidecar.speaker.map { $0.rules == rules && $0.features == shown && $0.source == source?.rules }
        guard !(sidecar.listeners.isEmpty && sidecar.speaker == nil), listenersFit, speakerFits ?? true else {
            throw ReferentialError("\(network): its networks, its \(sidecar.words.count) words and its encoding do not fit each other")
        }
        let game: any ReferentialGame
        do { game = try sidecar.game(games) } catch { throw ReferentialError("\(network): \(error)") }
        do {
            let tensors = try Safetensors.read(weights).tensors
            if let problem = ModelSidecar.problem(in: tensors) { throw ReferentialError("\(weights): \(problem)") }
            let listeners = try sidecar.listeners.enumerated().map { index, plan in
                let network = ListenerNetwork(plan)
                let prefix = "\(index)/"
                let own = tensors.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
                return Part(network, try network.table.flat(Dictionary(uniqueKeysWithValues: own)))
            }
            let speaker = try sidecar.speaker.map { plan in
                let network = SpeakerNetwork(plan)
                return Part(network, try network.table.flat(tensors))
            }
            return CommunicationModel(
                game: game, vocabulary: Vocabulary(words: sidecar.words, isNatural: sidecar.isNatural), rules: rules,
                source: source, listeners: listeners, speaker: speaker)
        } catch let problem as ShapeError {
            throw ReferentialError("\(weights): \(problem)")
        } catch let problem as SafetensorsError {
            throw ReferentialError("\(problem)")
        }
    }

    /// Writes `name.yaml`, `name.json` and `name.safetensors` into `folder`, which is made if needed, the agent file last.
    public func write(into folder: String, name: String, description: String, provenance: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        func path(_ ending: String) -> String { "\(folder)/\(name).\(ending)" }
        try Safetensors(tensors).write(to: path("safetensors"))
        try WholeFile.write(JSONText.stored(ModelSidecar(self)), to: path("json"))
        let text = """
            name: \(YAMLText.scalar(name))
            kind: \(TalkerKind.name)
            description: \(YAMLText.quoted(description))
            provenance: \(YAMLText.quoted(provenance))
            parameters:
              weights: \(YAMLText.scalar(name + ".safetensors"))
              network: \(YAMLText.scalar(name + ".json"))

            """
        try WholeFile.write(text, to: path("yaml"))
    }
}
