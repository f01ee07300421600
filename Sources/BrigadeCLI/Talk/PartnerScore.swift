import Basics
import Foundation
import Language
import Referential
import Tournaments

/// What `brigade talk evaluate` prints of an agent that adapts to partners.
struct PartnerScore {
    let name: String
    let model: PartnerModel
    let adaptation: Adaptation
    let corpus: SessionCorpus
    let isOnceEach: Bool

    /// A listener's figures as JSON.
    private struct Row: Encodable {
        let agent: String
        let adapting: Adaptation
        let onceEach: Bool
        let sessions: Int
        let rounds: Int
        /// Rounds in which the speaker said nothing; lines and rounds that were left out.
        let wordless: Int
        let skipped: Int
        let accuracy: Double
        let interval: [Double]
        let byRepetition: [String: Double]
        let byPhase: [String: Double]
        let byPhaseAndRepetition: [String: [String: Double]]
        let gain: Double
        /// Of communities: first repetitions with later partners, less the first with the first partner.
        let carryOver: Double?
        /// Of the people.
        let names: [String: NameMeasures]
        let people: [String: Double]
        let ways: [String: Way]
    }

    /// A way to adapt: what all of them reach in the same rounds.
    private struct Way: Encodable {
        let accuracy: Double
        let byRepetition: [String: Double]
        /// How far the agent is above it, with a 95 % interval over sessions.
        let below: Double
        let belowInterval: [Double]
    }

    /// An interval over sessions.
    static func interval(_ evaluation: SessionEvaluation) -> Statistics.Estimate {
        Statistics.crossed([evaluation.bySession.map { ($0.correct, $0.rounds) }], .init(resamples: 2000), key: 0)
    }

    /// The mean over sessions of what `evaluation` is above `other`.
    static func difference(_ evaluation: SessionEvaluation, _ other: SessionEvaluation) -> Statistics.Estimate {
        let differences = zip(evaluation.bySession, other.bySession).map { $0.accuracy - $1.accuracy }
        return Statistics.meanOfMeans([differences], .init(resamples: 2000), key: 0)
    }

    private static func accuracies(_ counts: [Int: SessionEvaluation.Count]) -> [String: Double] {
        Dictionary(uniqueKeysWithValues: counts.map { ("\($0.key)", $0.value.accuracy) })
    }

    private static func names(_ sessions: [RepeatedSession]) -> [String: NameMeasures] {
        let measures = NameMeasures.byRepetition(sessions)
        return Dictionary(uniqueKeysWithValues: measures.map { ("\($0.key)", $0.value) })
    }

    /// Words of a description, how stable names are, how far sessions are from each other, and bits of entropy, by repetition.
    private static func printNames(_ of: String, _ sessions: [RepeatedSession]) {
        var table = TextTable(["names of \(of)", "words", "stable", "apart", "bits"], words: 1)
        for (repetition, measures) in NameMeasures.byRepetition(sessions).sorted(by: { $0.key < $1.key }) {
            let numbers = [measures.stability, measures.divergence].map { String(format: "%.2f", $0) }
            table.add(
                ["repetition \(repetition)", String(format: "%.1f", measures.words)] + numbers + [String(format: "%.1f", measures.entropy)])
        }
        printLines(table.lines(.standardOutput))
    }

    /// Every way to adapt, judged on the sessions.
    private func evaluations() -> [(way: Adaptation, evaluation: SessionEvaluation)] {
        Adaptation.allCases.map { ($0, SessionEvaluation(model, corpus.sessions, by: $0, onceEach: isOnceEach)) }
    }

    /// Prints one JSON object.
    func printJSON() throws {
        let all = evaluations()
        guard let own = all.first(where: { $0.way == adaptation })?.evaluation else { return }
        let interval = Self.interval(own)
        let ways = all.map { way, evaluation in
            let difference = Self.difference(own, evaluation)
            return (
                way.rawValue,
                Way(
                    accuracy: evaluation.all.accuracy, byRepetition: Self.accuracies(evaluation.byRepetition), below: difference.value,
                    belowInterval: [difference.low, difference.high])
            )
        }
        print(
            try JSONText.pretty(
                Row(
                    agent: name, adapting: adaptation, onceEach: isOnceEach, sessions: corpus.sessions.count, rounds: own.all.rounds,
                    wordless: corpus.wordless, skipped: corpus.problems.count, accuracy: own.all.accuracy,
                    interval: [interval.low, interval.high], byRepetition: Self.accuracies(own.byRepetition),
                    byPhase: Self.accuracies(own.byPhase),
                    byPhaseAndRepetition: Dictionary(
                        uniqueKeysWithValues: own.byPhaseAndRepetition.map { ("\($0.key)", Self.accuracies($0.value)) }),
                    gain: own.gain, carryOver: own.carryOver, names: Self.names(corpus.sessions),
                    people: Self.accuracies(SessionEvaluation.people(corpus.sessions)),
                    ways: Dictionary(uniqueKeysWithValues: ways))))
    }

    /// Prints tables: people and the ways to adapt by repetition, and the agent by phase.
    func printTables() {
        let all = evaluations()
        guard let own = all.first(where: { $0.way == adaptation })?.evaluation else { return }
        printLine(
            "\(name) as listener (\(adaptation.rawValue)): \(own.all.rounds) rounds of \(corpus.sessions.count) sessions"
                + (isOnceEach ? ", each shape once a repetition" : ""))
        if corpus.wordless > 0 { print("\(corpus.wordless) rounds in which nothing was said") }
        let repetitions = own.byRepetition.keys.sorted()
        var table = TextTable(["accuracy, %"] + repetitions.map { "rep. \($0)" } + ["all"], words: 1)
        func add(_ name: String, _ counts: [Int: SessionEvaluation.Count], _ whole: Double) {
            table.add([name] + repetitions.map { Self.percent(counts[$0]?.accuracy ?? 0) } + [Self.percent(whole)])
        }
        let people = SessionEvaluation.people(corpus.sessions)
        let rounds = people.values.reduce(0) { $0 + $1.rounds }
        add("people", people, Double(people.values.reduce(0) { $0 + $1.correct }) / Double(max(rounds, 1)))
        for (way, evaluation) in all { add(way.rawValue, evaluation.byRepetition, evaluation.all.accuracy) }
        if own.byPhase.count > 1 {
            for (phase, counts) in own.byPhaseAndRepetition.sorted(by: { $0.key < $1.key }) {
                add("\(adaptation.rawValue), phase \(phase)", counts, own.byPhase[phase]?.accuracy ?? 0)
            }
        }
        printLines(table.lines(.standardOutput))
        let interval = Self.interval(own)
        print("95 % interval over sessions: \(Self.percent(interval.low)) to \(Self.percent(interval.high)) %")
        print("gain from the first to the last repetition: \(Self.percent(own.gain)) points")
        if let carryOver = own.carryOver {
            print("first repetition with later partners: \(Self.percent(carryOver)) points above the first")
        }
        for (way, evaluation) in all where way != adaptation {
            let difference = Self.difference(own, evaluation)
            print(
                "above \(way.rawValue): \(Self.percent(difference.value)) points "
                    + "[\(Self.percent(difference.low)), \(Self.percent(difference.high))]")
        }
        Self.printNames("people", corpus.sessions)
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f", 100 * share) }

    /// A speaker's figures as JSON.
    private struct SpeakerRow: Encodable {
        let agent: String
        let listener: String
        let rounds: Int
        let accuracy: Double
        let byRepetition: [String: Double]
        let words: [String: Double]
        let peoplesWords: [String: Double]
        let names: [String: NameMeasures]
        let peoplesNames: [String: NameMeasures]
    }

    /// Prints how the agent speaks to a listener.
    func printSpeaker(seed: UInt64, listener: PartnerModel, named other: String, by way: Adaptation, isJSON: Bool) throws {
        let own = SpeakerEvaluation(model, seed: seed, listener: listener, by: way, corpus.sessions, onceEach: isOnceEach)
        func figures(_ figure: (SpeakerEvaluation.Tally) -> Double) -> [String: Double] {
            Dictionary(uniqueKeysWithValues: own.byRepetition.map { ("\($0.key)", figure($0.value)) })
        }
        if isJSON {
            return print(
                try JSONText.pretty(
                    SpeakerRow(
                        agent: name, listener: other, rounds: own.all.count.rounds, accuracy: own.all.count.accuracy,
                        byRepetition: figures(\.count.accuracy), words: figures(\.length), peoplesWords: figures(\.peoplesLength),
                        names: Self.names(own.said), peoplesNames: Self.names(corpus.sessions))))
        }
        printLine("\(name) as speaker to \(other): \(own.all.count.rounds) rounds of \(corpus.sessions.count) sessions")
        var table = TextTable(["repetition", "understood, %", "words", "people's words"], words: 1)
        for (repetition, tally) in own.byRepetition.sorted(by: { $0.key < $1.key }) {
            table.add([
                "\(repetition)", Self.percent(tally.count.accuracy), String(format: "%.1f", tally.length),
                String(format: "%.1f", tally.peoplesLength),
            ])
        }
        printLines(table.lines(.standardOutput))
        Self.printNames(name, own.said)
        Self.printNames("people", corpus.sessions)
    }
}
