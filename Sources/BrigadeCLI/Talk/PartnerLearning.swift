import Basics
import Foundation
import Language
import Referential

/// What `brigade talk learn` does with people's sessions of repeated reference.
struct PartnerLearning {
    let corpus: String
    let badRows: ColourCorpus.BadRows
    let folds: Int
    let seed: UInt64
    let workers: Workers

    /// Judges by sessions left out, then learns from all and writes the agent.
    func run(into folder: String, name: String) throws {
        let read = try SessionOptions.sessions(corpus, badRows)
        let sessions = read.sessions
        Terminal.say("\(sessions.count) sessions of \(sessions.reduce(0) { $0 + $1.rounds.count }) rounds")
        var judged = ""
        if folds > 0 {
            let parts = min(folds, sessions.count)
            guard parts > 1 else { throw ReferentialError("\(corpus): one session cannot be judged by others; use --folds 0") }
            let models = workers.map(parts) { part in
                PartnerModel(learning: sessions.enumerated().filter { $0.offset % parts != part }.map(\.element), seed: seed)
            }
            for isOnceEach in [false, true] {
                print(isOnceEach ? "each shape once a repetition, on sessions left out:" : "without that rule, on sessions left out:")
                var own: SessionEvaluation?
                for way in Adaptation.allCases {
                    var evaluation = SessionEvaluation()
                    for (index, session) in sessions.enumerated() {
                        evaluation.add(SessionEvaluation(models[index % parts], [session], by: way, onceEach: isOnceEach))
                    }
                    let above = own.map { PartnerScore.difference($0, evaluation) }
                    own = own ?? evaluation
                    printLine(Self.words(way, evaluation, above.map { ($0.value, $0.low, $0.high) }))
                }
                judged += String(
                    format: isOnceEach
                        ? ", %.1f %% with the rule that each shape comes once a repetition." : " On sessions left out: %.1f %%",
                    100 * (own?.all.accuracy ?? 0))
            }
        }
        let model = PartnerModel(learning: sessions, seed: seed)
        try model.write(
            into: folder, name: name, description: "Learns a partner's words for shapes while they talk." + judged,
            provenance: "brigade talk learn, \(URL(fileURLWithPath: corpus).lastPathComponent) (\(sessions.count) sessions), seed \(seed)")
        print("\(folder)/\(name).yaml")
    }

    private static func words(_ way: Adaptation, _ evaluation: SessionEvaluation, _ above: (Double, Double, Double)?) -> String {
        let curve = evaluation.byRepetition.sorted { $0.key < $1.key }.map { String(format: "%.1f", 100 * $0.value.accuracy) }
        var text =
            "  \(way.rawValue.padding(9)) \(String(format: "%.1f", 100 * evaluation.all.accuracy)) %, by repetition "
            + curve.joined(separator: " ")
        if let (value, low, high) = above {
            text += String(format: "; learned is %+.1f [%.1f, %.1f] above", 100 * value, 100 * low, 100 * high)
        }
        return text
    }
}
