import Referential

/// How accurate a listener is with people, by person and by what of a round was kept out of training.
///
/// The groups: rounds whose target combines shape and colour, or the first two attributes, as no target of training does, and
/// those that do not (`Combinations.isUnseen`); utterances with a word that the listener does not know, and those without.
public struct HeldOut: Sendable, Hashable {
    /// Over all rounds.
    public private(set) var all = CorpusEvaluation.Count()
    /// By the name of the person who spoke.
    public private(set) var bySpeaker: [String: CorpusEvaluation.Count] = [:]
    /// By the names of the groups above.
    public private(set) var groups: [String: CorpusEvaluation.Count] = [:]

    /// - Throws: `ReferentialError` for a model that does not listen, and for things that it does not know.
    public init(_ model: CommunicationModel, _ rounds: [Round]) throws {
        for (round, picked) in zip(rounds, try model.picks(rounds)) {
            let isCorrect = picked == round.target
            all.count(isCorrect)
            bySpeaker[round.speaker, default: .init()].count(isCorrect)
            for group in HeldOut.groups(round, model) { groups[group, default: .init()].count(isCorrect) }
        }
    }

    private static func groups(_ round: Round, _ model: CommunicationModel) -> [String] {
        var groups: [String] = []
        if case .attributes(let values) = round.candidates[round.target] {
            groups.append(Combinations.isUnseen(values) ? "new combinations" : "seen combinations")
        }
        if let utterance = round.utterance {
            groups.append(model.vocabulary.symbols(utterance).contains(Vocabulary.unknown) ? "unknown words" : "known words")
        }
        return groups
    }
}
