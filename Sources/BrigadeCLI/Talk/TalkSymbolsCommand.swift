import Agents
import ArgumentParser
import Basics
import EpisodeStore
import Episodes
import Language

/// `brigade talk symbols`: what was meant by what was said in kitchens, read off the log.
struct TalkSymbolsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "symbols", abstract: "Read off the log what symbols or signals mean that agents say in kitchens.",
        discussion: """
            For each speaker: how many bits what it says, silence included, has about what there is to say (mutual information, of the bits \
            there are to know), and which recipe each symbol goes with. 'takes next' is what the other takes after it: what the \
            other does with what it hears. For two speakers: how differently they talk about the recipe (Jensen-Shannon divergence: 0 for \
            the same language, 1 for languages that share no word). Seats are different speakers with --by-seat.

            Examples:
              brigade talk symbols --map test_time_simple_5x5
              brigade talk symbols --run 3 --by-seat --json
            """)

    @OptionGroup var options: EpisodeOptions
    @Flag(help: "The seats of an agent are different speakers.") var bySeat = false
    @Flag(help: "One JSON object.") var json = false

    /// What is printed.
    struct Report: Encodable {
        struct Speaker: Encodable {
            let speaker: String
            let information: [Information]
            let symbols: [Symbol]
        }

        struct Information: Encodable {
            let fact: String
            let bits: Double
            let of: Double
        }

        struct Symbol: Encodable {
            let symbol: String
            let count: Int
            /// The recipe that it goes with most often.
            let recipe: String
            let share: Double
        }

        struct Pair: Encodable {
            let first: String
            let second: String
            let divergence: Double
        }

        let speakers: [Speaker]
        let pairs: [Pair]
    }

    /// What stands for silence, and the fact that symbols are read by.
    private static let silence = "-"
    private static let recipe = 0

    func run() throws {
        let store = try options.open()
        var meanings = SymbolMeanings(facts: SpokenFacts.facts)
        try store.forEachEpisode(options.wholeFilter(store)) { stored in
            guard let channel = stored.episode.channel, channel.form != .text, stored.episode.status == .finished else { return }
            for use in try SpokenFacts(stored.episode).uses {
                let name = stored.players.indices.contains(use.seat) ? stored.players[use.seat] : "human"
                let speaker = bySeat ? "\(name) seat \(use.seat + 1)" : name
                meanings.add(use.text ?? Self.silence, by: speaker, values: use.values)
            }
        }
        let report = report(meanings)
        if report.speakers.isEmpty {
            Terminal.say("nobody could say symbols or signals in these episodes; --channel symbols:4 opens a channel")
        }
        if json { printJSON(try EpisodeExport.json(report, pretty: true)) } else { printLines(lines(report)) }
        try StoreOptions.tellDamage(store)
    }

    private func report(_ meanings: SymbolMeanings) -> Report {
        let speakers = meanings.speakers
        let rows = speakers.map { speaker in
            Report.Speaker(
                speaker: speaker,
                information: meanings.facts.indices.map { fact in
                    let (bits, of) = meanings.information(of: speaker, about: fact)
                    return Report.Information(fact: meanings.facts[fact], bits: bits, of: of)
                },
                symbols: meanings.counts(of: speaker).map { symbol, count in
                    let meaning = meanings.meaning(of: symbol, by: speaker, about: Self.recipe)
                    return Report.Symbol(symbol: symbol, count: count, recipe: meaning?.value ?? "", share: meaning?.share ?? 0)
                })
        }
        let pairs = speakers.indices.flatMap { first in
            speakers.indices.dropFirst(first + 1).compactMap { second in
                meanings.divergence(speakers[first], speakers[second], about: Self.recipe)
                    .map { Report.Pair(first: speakers[first], second: speakers[second], divergence: $0) }
            }
        }
        return Report(speakers: rows, pairs: pairs)
    }

    private func lines(_ report: Report) -> [String] {
        guard !report.speakers.isEmpty else { return [] }
        var bits = TextTable(["speaker"] + SpokenFacts.facts.map { "bits: \($0)" }, words: 1)
        var symbols = TextTable(["speaker", "symbol", "goes with", "times", "share"], words: 3)
        for row in report.speakers {
            bits.add([row.speaker] + row.information.map { String(format: "%.2f of %.2f", $0.bits, $0.of) })
            for symbol in row.symbols { symbols.add([row.speaker, symbol.symbol, symbol.recipe, "\(symbol.count)", symbol.share.percent]) }
        }
        var lines = bits.lines(.standardOutput) + [""] + symbols.lines(.standardOutput)
        if !report.pairs.isEmpty {
            var pairs = TextTable(["speaker", "and", "divergence"], words: 2)
            for pair in report.pairs { pairs.add([pair.first, pair.second, String(format: "%.2f", pair.divergence)]) }
            lines += [""] + pairs.lines(.standardOutput)
        }
        return lines
    }
}
