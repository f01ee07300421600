import Basics
import Referential

extension PartnerModel {
    /// Simulated speakers whose descriptions of a table say what its figures look like.
    private static let onlookers = 12

    /// The model at a table of figures that nobody has described to it: how it adapts is what it learned of people; what the
    /// figures look like it takes from what simulated speakers say at first sight.
    ///
    /// What nobody said of the twelve shapes of the experiments tells nothing of figures, so the weights and counts of the lexicon are
    /// the table's own; how telling a word is in general is what people's sessions showed, too.
    /// - Throws: never for figures of the game.
    public func seeing(_ game: FigureGame, seed: UInt64) throws -> PartnerModel {
        let sessions = try game.sessions(0..<Self.onlookers, seed: seed, repetitions: 1)
        var sight = SharedLexicon(learning: sessions)
        sight.telling = zip(sight.telling, lexicon.telling).map { min($0, $1) }
        let rounds = sessions.flatMap(\.rounds)
        let words = game.table(seed: seed).enumerated().map { shape, figure -> [PhraseBook.Word] in
            guard case .attributes(let values) = figure else { return [] }
            let said = rounds.filter { $0.target == shape }.flatMap { Description.words($0.words) }
            let names = FigureLexicon.nicknames.filter(said.contains).map { PhraseBook.Word(word: $0, weight: 1) }
            return names + FigureLexicon.parts(values).map { PhraseBook.Word(word: $0[0], weight: 1.5) }
        }
        return PartnerModel(
            lexicon: sight, network: network, phrases: PhraseBook(words: words, lengths: phrases.lengths),
            memories: SessionMemories(gradient: GradientMemory(learning: sessions, sight), attention: memories.attention), saysParts: true)
    }
}

/// An agent of kind `partner` at a table of figures, who adapts to the person it plays with.
public struct FigurePartner: AdaptivePartner {
    private let model: PartnerModel
    private let adaptation: Adaptation
    /// Whose words it says.
    private let seed: UInt64
    /// The figures, by the numbers that the model gives them.
    private let table: [Candidate]
    private var memory = PartnerMemory()
    /// Rounds it has played.
    private var rounds = 0

    /// The number of the person in the agent's memory.
    private static let person = 1

    /// - Parameters:
    ///   - model: one that is `seeing` the game's figures.
    ///   - words: whose words the agent says: agents of other numbers say others.
    public init(_ model: PartnerModel, by adaptation: Adaptation, game: FigureGame, seed: UInt64, words: UInt64) {
        (self.model, self.adaptation, self.seed) = (model, adaptation, words)
        table = game.table(seed: seed)
    }

    /// Which time around the round is that comes now.
    private var repetition: Int { rounds / table.count }

    private func shapes(_ candidates: [Candidate]) throws -> [Int] {
        try candidates.map { candidate in
            guard let shape = table.firstIndex(of: candidate) else {
                throw ReferentialError("this agent plays at one table, and a candidate does not lie on it")
            }
            return shape
        }
    }

    public func speak(_ round: Round, random: inout RandomStream) throws -> String {
        let shapes = try shapes(round.candidates)
        return model.speak(shapes[round.target], among: shapes, memory, to: Self.person, by: adaptation, seed: seed)
    }

    public func listen(_ utterance: String, _ candidates: [Candidate]) throws -> [Double] {
        let used = memory.used(phase: 0, repetition: repetition)
        return model.listen(utterance, try shapes(candidates), memory, by: adaptation, partner: Self.person, excluding: used)
    }

    public mutating func remember(_ played: PlayedRound) {
        guard let shape = table.firstIndex(of: played.round.candidates[played.round.target]) else { return }
        let words = played.round.utterance ?? ""
        let round = RepeatedRound(repetition: repetition, shapes: Array(table.indices), target: shape, words: words)
        model.hear(words, of: round, wasUnderstood: played.isCorrect, partner: Self.person, &memory)
        rounds += 1
    }
}
