import Basics
import Foundation
import Referential

/// The result of a run: accuracies are shares of rounds, 0 to 1.
public struct MethodResult: Sendable, Hashable, Codable {
    /// How it was trained.
    public var method: TrainingMethod
    /// Seed of the run.
    public var seed: UInt64
    /// Gradients over a batch, and batches of games, that were spent.
    public var gradientSteps: Int
    /// Batches of games that were spent.
    public var games: Int
    /// The listener with its own speaker, which decodes greedily.
    public var ownPartner: Double
    /// The listener with people from whom it learned some rounds, and with people it never heard.
    public var heardPeople: Double
    /// Accuracy with people it never heard.
    public var unheardPeople: Double
    /// Rounds and correct ones of `unheardPeople` by person, and by what was held out of training: attributes' combinations
    /// and words (see `HeldOut`).
    public var bySpeaker: [String: CorpusEvaluation.Count]
    /// By what was held out of training.
    public var byHeldOut: [String: CorpusEvaluation.Count]
    /// With people never heard after so many rounds with each; the rounds that are judged are the same for all.
    public var kShot: [String: Double]
    /// The rates of adapting that were best with people who were heard; nil where the rate was given.
    public var kShotRates: [String: Float]?
    /// The listener with the speakers in its buffer; nil where there is none.
    public var buffer: Double?
    /// The speaker's nats a word of what people never heard said.
    public var perWord: Double
    /// What the speaker says against what people never heard said.
    public var bleu: Double
    /// 0 to 100.
    public var chrF: Double
    /// 0 to 1.
    public var rougeL: Double
    /// F-score of what is mentioned of attributes; nil for colours.
    public var attributeF1: Double?
    /// Words of a message, and different words in all of the speaker's messages.
    public var length: Double
    /// Different words in all of the speaker's messages.
    public var differentWords: Int
    /// How different two speakers of the buffer are: words to edit over mean length, mean over pairs; nil for less than two.
    public var bufferDistance: Double?

    static let shots = [0, 1, 5, 10]

    /// The names in result files, which are stored.
    private enum CodingKeys: String, CodingKey {
        case method = "arm"
        case gradientSteps = "steps"
        case seed, games, ownPartner, heardPeople, unheardPeople, bySpeaker, byHeldOut, kShot, kShotRates, buffer, perWord
        case bleu, chrF, rougeL, attributeF1, length, differentWords, bufferDistance
    }
}

extension MethodRun {
    /// Judges the agents that the run is about.
    public func result(data: ExperimentData) throws -> MethodResult {
        let model = model
        var random = RandomStream(seed, StreamKey.testRounds)
        let unheard = Array(data.unheard.prefix(3000))
        let said = try model.speak(model.encoded(unheard), choice: .greedy, random: &random).map { model.vocabulary.text($0) }
        let wanted = unheard.map { $0.utterance ?? "" }
        let evaluation = try CorpusEvaluation(model, unheard, role: .speaker)
        let words = said.map { $0.split(separator: " ") }
        let partners = snapshots
        let heldOut = try HeldOut(model, data.unheard)
        let rates = try tunedRates(data)
        return MethodResult(
            method: method, seed: seed, gradientSteps: cost.gradientSteps, games: cost.games,
            ownPartner: try Self.accuracy(listener: model, speaker: model, unheard, &random),
            heardPeople: try CorpusEvaluation(model, data.heard, role: .listener).all.accuracy,
            unheardPeople: heldOut.all.accuracy, bySpeaker: heldOut.bySpeaker, byHeldOut: heldOut.groups,
            kShot: try kShot(data.unheard, rates, MethodResult.shots, rounds: 50), kShotRates: rates,
            buffer: try partners.isEmpty
                ? nil
                : partners.reduce(0) { try $0 + Self.accuracy(listener: model, speaker: $1, Array(unheard.prefix(500)), &random) }
                    / Double(partners.count),
            perWord: evaluation.all.perSymbol, bleu: TextMeasures.bleu(said, wanted), chrF: TextMeasures.chrF(said, wanted),
            rougeL: TextMeasures.rougeL(said, wanted),
            attributeF1: attributeF1(data.game, said, wanted),
            length: Double(words.reduce(0) { $0 + $1.count }) / Double(max(words.count, 1)), differentWords: Set(words.joined()).count,
            bufferDistance: try distance(partners, Array(unheard.prefix(200)), &random))
    }

    /// F-score of the attributes that `said` mentions, against those of `wanted`; nil for things without attributes.
    private func attributeF1(_ game: any ReferentialGame, _ said: [String], _ wanted: [String]) -> Double? {
        let mentions = [said, wanted].map { $0.compactMap(game.mentions) }
        guard mentions[0].count == said.count, mentions[1].count == wanted.count else { return nil }
        return TextMeasures.mentionedF1(mentions[0], mentions[1])
    }

    /// The share of rounds in which a listener picks what a speaker means, which decodes greedily.
    public static func accuracy(listener: CommunicationModel, speaker: CommunicationModel, _ rounds: [Round], _ random: inout RandomStream)
        throws -> Double
    {
        let said = try speaker.speak(speaker.encoded(rounds), choice: .greedy, random: &random)
        let heard = zip(rounds, said).map { round, message -> Round in
            var round = round
            round.utterance = speaker.vocabulary.text(message)
            return round
        }
        return try CorpusEvaluation(listener, heard, role: .listener).all.accuracy
    }

    /// For each number of rounds the rate of adapting that is best with people who were heard, on rounds that nothing learned
    /// from; nil where there is nothing to choose from.
    private func tunedRates(_ data: ExperimentData) throws -> [String: Float]? {
        let rates = trainer.settings.adaptingRates
        guard !rates.isEmpty else { return nil }
        var best: [String: Float] = [:]
        for shots in MethodResult.shots where shots > 0 {
            let scores = try rates.map { rate in
                try kShot(data.rest, ["\(shots)": rate], [shots], rounds: 20)["\(shots)"] ?? 0
            }
            best["\(shots)"] = scores.indices.max { scores[$0] < scores[$1] }.map { rates[$0] }
        }
        return best
    }

    /// Accuracy with people after some rounds with each. Of each person the first ten rounds are there to adapt to, and so many
    /// of the rest to be judged by.
    private func kShot(_ all: [Round], _ rates: [String: Float]?, _ shots: [Int], rounds count: Int) throws -> [String: Double] {
        let most = MethodResult.shots.max() ?? 0
        let people = Dictionary(grouping: all, by: \.speaker).filter { $0.value.count >= 2 * most }.sorted { $0.key < $1.key }
        guard !people.isEmpty else { return [:] }
        var results: [String: Double] = [:]
        for shots in shots {
            let rate = rates?["\(shots)"] ?? trainer.settings.adaptingRate
            var evaluation = CorpusEvaluation()
            for (_, rounds) in people.prefix(40) {
                let judged = Array(rounds.dropFirst(most).prefix(count))
                evaluation.add(try CorpusEvaluation(adapted(to: Array(rounds.prefix(shots)), rate: rate), judged, role: .listener))
            }
            results["\(shots)"] = evaluation.all.accuracy
        }
        return results
    }

    private func distance(_ partners: [CommunicationModel], _ rounds: [Round], _ random: inout RandomStream) throws -> Double? {
        guard partners.count > 1, let first = partners.first else { return nil }
        let encoded = try first.encoded(rounds)
        let said = try partners.map { try $0.speak(encoded, choice: .greedy, random: &random) }
        var (sum, pairs) = (0.0, 0)
        for a in said.indices {
            for b in said.indices.dropFirst(a + 1) {
                for (x, y) in zip(said[a], said[b]) {
                    let length = Double(x.count + y.count) / 2
                    sum += length > 0 ? Double(ProtocolMeasures.edits(x, y)) / length : 0
                    pairs += 1
                }
            }
        }
        return sum / Double(max(pairs, 1))
    }
}
