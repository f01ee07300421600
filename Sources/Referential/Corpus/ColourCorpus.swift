import Basics
import Foundation

/// Rounds in which people described colours to people, from a CSV file.
///
/// Two headers are understood: the one of Colors in Context itself (Monroe et al. 2017: a row a message, speaker's and
/// listener's, with the colours by what the listener clicked), and a row a round with the columns `speaker, game, round,
/// condition, target_h, target_s, target_l, d1_h, ..., d2_l, utterance` and, if there is one, `human_correct`.
public struct ColourCorpus: Sendable {
    /// The rounds, in the order of the file.
    public let rounds: [Round]
    /// Rows that were left out, in the order of their lines.
    public let problems: [CorpusError]

    /// Most bytes of what is said in one round.
    static let maxUtterance = 4096

    /// What to do with rows that are wrong.
    public enum BadRows: String, Sendable, Hashable, CaseIterable {
        /// The whole file is refused, every bad row named.
        case refuse
        /// They are left out and named.
        case skip
    }

    /// Reads the file at `path`.
    /// - Throws: `CorpusError` for a file that is missing, empty, or of another header; `CorpusProblems` where there are bad
    ///   rows and they are to be refused, or no good one is left.
    public static func read(_ path: String, badRows: BadRows) throws -> ColourCorpus {
        let text: String
        do { text = try InputFile.text(path, .corpus) } catch { throw CorpusError(file: path, line: 1, message: error.message) }
        return try ColourCorpus(text, file: path, badRows: badRows)
    }

    /// - Parameter file: what to call the text in messages.
    public init(_ text: String, file: String, badRows: BadRows) throws {
        let table = try CSVTable(text, file: file)
        var reader = try CorpusRows(table, file: file)
        reader.read()
        problems = reader.problems
        guard badRows == .skip || problems.isEmpty else { throw CorpusProblems(problems: problems) }
        rounds = reader.rounds()
        guard !rounds.isEmpty else {
            let nothing = CorpusError(file: file, line: 1, message: "there is no round in the file")
            throw CorpusProblems(problems: problems.isEmpty ? [nothing] : problems)
        }
    }
}

/// Takes rounds out of rows, and notes what is wrong with them.
private struct CorpusRows {
    private let table: CSVTable
    private let file: String
    private let columns: [String: Int]
    private let isByMessage: Bool
    private(set) var problems: [CorpusError] = []
    private var found: [Found] = []
    private var places: [String: Int] = [:]

    /// A round with its target first.
    private struct Found {
        var colours: [HSLColour]
        var round: Round
    }

    private static let byRound =
        ["speaker", "game", "round", "condition"] + colourColumns(["target_", "d1_", "d2_"], ["h", "s", "l"]) + ["utterance"]
    private static let byMessage =
        ["gameid", "roundNum", "condition", "role", "contents", "clickStatus", "alt1Status", "alt2Status"]
        + colourColumns(["clickCol", "alt1Col", "alt2Col"], ["H", "S", "L"])

    private static func colourColumns(_ things: [String], _ parts: [String]) -> [String] {
        things.flatMap { thing in parts.map { thing + $0 } }
    }

    init(_ table: CSVTable, file: String) throws {
        self.table = table
        self.file = file
        columns = Dictionary(table.header.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let missing = [Self.byRound, Self.byMessage].map { wanted in wanted.filter { !table.header.contains($0) } }
        isByMessage = missing[1].count < missing[0].count
        let gap = missing[isByMessage ? 1 : 0]
        guard gap.isEmpty else {
            throw CorpusError(
                file: file, line: 1,
                message: "the header lacks \(gap.joined(separator: ", ")); it should name "
                    + (isByMessage ? Self.byMessage : Self.byRound).joined(separator: ", "))
        }
        if let twice = table.header.first(where: { name in table.header.count(where: { $0 == name }) > 1 }) {
            throw CorpusError(file: file, line: 1, message: "the header names '\(twice)' twice")
        }
    }

    mutating func read() {
        for row in table.rows {
            do {
                guard row.fields.count == table.header.count else {
                    throw problem(row, "\(row.fields.count) fields; the header has \(table.header.count)")
                }
                try isByMessage ? readMessage(row) : readRound(row)
            } catch let problem as CorpusError {
                problems.append(problem)
            } catch {
                problems.append(problem(row, "\(error)"))
            }
        }
    }

    /// The rounds, each with its target where the round's number puts it, so that no listener can learn a place.
    func rounds() -> [Round] {
        found.enumerated().map { index, found in
            var round = found.round
            var random = RandomStream(UInt64(index), StreamKey.colourCorpus)
            round.target = random.below(3)
            var candidates = found.colours.dropFirst().map { Candidate.colour($0) }
            candidates.insert(.colour(found.colours[0]), at: round.target)
            round.candidates = candidates
            return round
        }
    }

    private mutating func readRound(_ row: CSVTable.Row) throws {
        let colours = try ["target_", "d1_", "d2_"].map { try colour(row, $0, ["h", "s", "l"]) }
        let utterance = field(row, "utterance")
        guard utterance.contains(where: { !$0.isWhitespace }) else { throw problem(row, "the utterance is empty") }
        try checkLength(utterance, row)
        var wasCorrect: Bool?
        if columns["human_correct"] != nil {
            switch field(row, "human_correct") {
            case "1": wasCorrect = true
            case "0": wasCorrect = false
            case "": break
            case let other: throw problem(row, "human_correct is '\(other)'; it is 1, 0 or nothing")
            }
        }
        found.append(
            Found(
                colours: colours,
                round: Round(
                    candidates: [], target: 0, condition: try condition(row), speaker: try name(row, "speaker"), utterance: utterance,
                    wasCorrect: wasCorrect)))
    }

    /// A message of a speaker begins a round or continues it; a listener's is ignored.
    private mutating func readMessage(_ row: CSVTable.Row) throws {
        let role = field(row, "role")
        guard role == "speaker" || role == "listener" else { throw problem(row, "role is '\(role)'; it is speaker or listener") }
        guard role == "speaker" else { return }
        let things = ["click", "alt1", "alt2"]
        let order = ["target", "distr1", "distr2"]
        let statuses = things.map { field(row, $0 + "Status") }
        guard Set(statuses) == Set(order) else {
            throw problem(
                row,
                "clickStatus, alt1Status and alt2Status are \(statuses.joined(separator: ", ")); they should be "
                    + order.joined(separator: ", ") + " in some order")
        }
        let colours = try things.map { try colour(row, $0 + "Col", ["H", "S", "L"]) }
        let words = field(row, "contents")
        guard words.contains(where: { !$0.isWhitespace }) else { throw problem(row, "the message is empty") }
        try checkLength(words, row)
        let key = field(row, "gameid") + "\n" + field(row, "roundNum")
        if let place = places[key] {
            let all = (found[place].round.utterance ?? "") + " ~ " + words
            try checkLength(all, row)
            found[place].round.utterance = all
            return
        }
        places[key] = found.count
        let sorted = order.compactMap { statuses.firstIndex(of: $0) }.map { colours[$0] }
        let speaker = columns["workerid_uniq"] == nil ? field(row, "gameid") : field(row, "workerid_uniq")
        found.append(
            Found(
                colours: sorted,
                round: Round(
                    candidates: [], target: 0, condition: try condition(row), speaker: speaker, utterance: words,
                    wasCorrect: statuses[0] == "target")))
    }

    /// Nobody says so much of a colour; measures of text and networks take longer than in proportion with it.
    private func checkLength(_ utterance: String, _ row: CSVTable.Row) throws {
        guard utterance.utf8.count <= ColourCorpus.maxUtterance else {
            throw problem(row, "the utterance has \(utterance.utf8.count) bytes; at most \(ColourCorpus.maxUtterance) are read")
        }
    }

    private func field(_ row: CSVTable.Row, _ column: String) -> String { columns[column].map { row.fields[$0] } ?? "" }

    private func name(_ row: CSVTable.Row, _ column: String) throws -> String {
        let name = field(row, column)
        guard !name.isEmpty else { throw problem(row, "\(column) is empty") }
        return name
    }

    private func condition(_ row: CSVTable.Row) throws -> String { try name(row, "condition") }

    private func colour(_ row: CSVTable.Row, _ thing: String, _ parts: [String]) throws -> HSLColour {
        let numbers = try zip(parts, [360.0, 100, 100]).map { part, most in
            let text = field(row, thing + part)
            guard let number = Double(text.trimmingCharacters(in: .whitespaces)), number.isFinite else {
                throw problem(row, "\(thing)\(part) is '\(text)'; it must be a number")
            }
            guard (0...most).contains(number) else {
                throw problem(row, "\(thing)\(part) is \(text); it must be from 0 to \(Int(most))")
            }
            return number
        }
        return HSLColour(hue: numbers[0], saturation: numbers[1], lightness: numbers[2])
    }

    private func problem(_ row: CSVTable.Row, _ message: String) -> CorpusError {
        CorpusError(file: file, line: row.line, message: message)
    }
}
