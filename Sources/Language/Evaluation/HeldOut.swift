import Referential

/// How a listener understands people, by person and by what of a round was kept out of training.
///
/// The groups: rounds whose target combines shape and colour, or what stands in their places, as no target of training does, and
/// those that do not (`SceneGame.isUnseen`); utterances in which a word stands that the listener does not know, and those without.
public struct HeldOut: Sendable, Hashable {
    public private(set) var all = CorpusFit.Count()
    public private(set) var bySpeaker: [String: CorpusFit.Count] = [:]
    public private(set) var groups: [String: CorpusFit.Count] = [:]

    /// - Throws: `TalkError` for a model that does not listen, and for things that it does not know.
    public init(_ model: TalkModel, _ rounds: [Round]) throws {
        for (round, picked) in zip(rounds, try model.picks(rounds)) {
            let isRight = picked == round.target
            all.count(isRight)
            bySpeaker[round.speaker, default: .init()].count(isRight)
            for group in HeldOut.groups(round, model) { groups[group, default: .init()].count(isRight) }
        }
    }

    private static func groups(_ round: Round, _ model: TalkModel) -> [String] {
        var groups: [String] = []
        if case .attributes(let values) = round.candidates[round.target] {
            groups.append(SceneGame.isUnseen(values) ? "new combinations" : "seen combinations")
        }
        if let utterance = round.utterance {
            groups.append(model.vocabulary.symbols(utterance).contains(Vocabulary.unknown) ? "unknown words" : "known words")
        }
        return groups
    }
}
