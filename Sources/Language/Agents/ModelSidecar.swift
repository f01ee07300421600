import Neural
import Referential

/// The sidecar of a talker's weights: its game, how its things are encoded, its words, its networks.
struct ModelSidecar: Codable {
    /// The game's name; nil in files of earlier releases, whose game `formerGame` finds out.
    var game: String?
    var encoding: CandidateEncoding
    /// Words of an utterance at most.
    var maxLength: Int
    var words: [String]
    var isNatural: Bool
    var listeners: [ListenerPlan]
    var speaker: SpeakerPlan?
    /// Words of the texts that the speaker reads, and how many of them at most; nil for one that sees things.
    var sourceWords: [String]?
    var sourceMaxLength: Int?

    /// The names in files.
    private enum CodingKeys: String, CodingKey {
        case maxLength = "longest"
        case sourceMaxLength = "sourceLongest"
        case game, encoding, words, isNatural, listeners, speaker, sourceWords
    }

    init(_ model: CommunicationModel) {
        game = model.game.name
        encoding = model.encoding
        maxLength = model.rules.maxLength
        words = model.vocabulary.words
        isNatural = model.vocabulary.isNatural
        listeners = model.listeners.map(\.network.plan)
        speaker = model.speaker?.network.plan
        sourceWords = model.source?.vocabulary.words
        sourceMaxLength = model.source?.rules.maxLength
    }

    func source() throws -> SourceEncoding? {
        guard let sourceWords, let sourceMaxLength else { return nil }
        return try SourceEncoding(vocabulary: Vocabulary(words: sourceWords, isNatural: isNatural), maxLength: sourceMaxLength)
    }
}

extension ModelSidecar {
    /// The game that the networks were made for.
    /// - Throws: `ReferentialError` for an unknown game, and for one whose things or whose kind the networks do not fit.
    func game(_ catalogue: GameCatalogue) throws -> any ReferentialGame {
        let game = try catalogue.game(named: self.game ?? formerGame())
        let reconstructs = listeners.contains { $0.reconstructs != nil }
        let fits = listeners.isEmpty || reconstructs == (game.kind == .reconstruct)
        guard CandidateEncoding(game.things) == encoding, fits, speaker == nil || (sourceWords != nil) == (game.kind == .translate) else {
            throw ReferentialError("its networks are not made for the game '\(game.name)'")
        }
        return game
    }

    /// The name of the game of a file of an earlier release, which names none: the sizes of its attributes decide.
    private func formerGame() throws -> String {
        guard case .attributes(let sizes) = encoding else { return ColourGame.word }
        if sizes == SceneLexicon.space.sizes { return sourceWords == nil ? SceneGame.word : TranslationGame.word }
        if sizes == RelationLexicon.space.sizes { return RelationGame.word }
        guard let values = sizes.first, sizes.allSatisfy({ $0 == values }) else {
            throw ReferentialError("there is no game of things with \(sizes.map { "\($0)" }.joined(separator: ", ")) values an attribute")
        }
        let things = GameSettings(attributes: sizes.count, values: values)
        return listeners.contains { $0.reconstructs != nil } ? try ReconstructionGame(things).name : try AttributeGame(things).name
    }

    /// What a sidecar may ask for (docs/robustness.md). Within these sizes and with weights of at most `maxWeight`, no sum of
    /// the networks passes what `Float` holds.
    enum Limit {
        static let maxLength = 1...1000
        static let layerSize = 1...4096
        static let layers = 0...8
        static let listeners = 64
        /// Words times the longest message, which decides the memory of a speaker.
        static let symbols = 1 << 20
        static let attributes = 64
        static let values = 1...256
        static let maxWeight: Float = 1e6
    }

    /// Why no networks can be made of these numbers, in words; nil where they can.
    var problem: String? {
        func outside(_ what: String, _ value: Int, _ range: ClosedRange<Int>) -> String? {
            range.contains(value) ? nil : "\(what) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)"
        }
        if listeners.count > Limit.listeners { return "there are \(listeners.count) listeners; at most \(Limit.listeners) are read" }
        let texts = [("longest", maxLength, words.count), ("sourceLongest", sourceMaxLength ?? 1, sourceWords?.count ?? 1)]
        for (name, length, words) in texts {
            if let problem = outside(name, length, Limit.maxLength) { return problem }
            if words * (length + 1) > Limit.symbols {
                return "\(words) words times messages of \(length) are more than \(Limit.symbols)"
            }
        }
        var attributes = listeners.compactMap(\.reconstructs)
        if case .attributes(let sizes) = encoding { attributes.append(sizes) }
        for sizes in attributes where !(1...Limit.attributes).contains(sizes.count) || !sizes.allSatisfy(Limit.values.contains) {
            return "things have 1 to \(Limit.attributes) attributes of \(Limit.values.lowerBound) to \(Limit.values.upperBound) values"
        }
        let sizes = listeners.flatMap { [$0.embedding, $0.hidden] } + (speaker.map { [$0.embedding, $0.hidden] } ?? [])
        return sizes.lazy.compactMap { outside("a layer's size", $0, Limit.layerSize) }.first
            ?? listeners.lazy.compactMap { outside("'layers'", $0.layers, Limit.layers) }.first
            ?? listeners.first { !(0..<1).contains($0.dropout) }.map { "dropout is \($0.dropout); it must be from 0 to below 1" }
    }

    /// The first weight that no network should have, in words; nil where all are fine.
    static func problem(in tensors: [String: Tensor]) -> String? {
        tensors.sorted { $0.key < $1.key }.first { !$0.value.numbers.allSatisfy { abs($0) <= Limit.maxWeight } }.map {
            "'\($0.key)' holds a weight that is no number or beyond \(Int(Limit.maxWeight)), so that outputs could be no numbers"
        }
    }
}
