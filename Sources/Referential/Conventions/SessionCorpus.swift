import Basics
import Foundation

/// People's sessions of repeated reference: one session a line, as JSON (docs/conventions.md).
public struct SessionCorpus: Sendable {
    /// The sessions, in the order of the file.
    public let sessions: [RepeatedSession]
    /// Lines and rounds that were left out, in the order of the file.
    public let problems: [CorpusError]

    /// Sessions of a file, rounds of a session, and bytes that are said in a round, at most.
    static let (maxSessions, maxRounds, maxWords) = (100_000, 10_000, 4096)

    /// Rounds in which the speaker said nothing. They are played as all others are.
    public var wordless: Int { sessions.reduce(0) { $0 + $1.rounds.count { $0.words.isEmpty } } }

    /// Whether the file at `path` is called as such files are.
    public static func isNamed(_ path: String) -> Bool { path.hasSuffix(".jsonl") }

    /// Reads the file at `path`.
    /// - Throws: `CorpusError` for a file that cannot be read; `CorpusProblems` where something in it is wrong and is to be
    ///   refused, or nothing good is left.
    public static func read(_ path: String, badRows: ColourCorpus.BadRows) throws -> SessionCorpus {
        let text: String
        do { text = try InputFile.text(path, .corpus) } catch { throw CorpusError(file: path, line: 1, message: error.message) }
        return try SessionCorpus(text, file: path, badRows: badRows)
    }

    /// - Parameter file: what to call the text in messages.
    public init(_ text: String, file: String, badRows: ColourCorpus.BadRows) throws {
        var sessions: [RepeatedSession] = []
        var problems: [CorpusError] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            func problem(_ message: String) { problems.append(CorpusError(file: file, line: index + 1, message: message)) }
            guard sessions.count < Self.maxSessions else {
                problem("more than \(Self.maxSessions) sessions in one file")
                break
            }
            do {
                let record = try JSONDecoder().decode(SessionRecord.self, from: Data(line.utf8))
                let read = try record.session()
                for (round, message) in read.problems { problem("rounds[\(round)]: \(message)") }
                if !read.session.rounds.isEmpty { sessions.append(read.session) }
            } catch let error as DecodingError {
                problem(error.words)
            } catch {
                problem("\(error)")
            }
        }
        self.sessions = sessions
        self.problems = problems
        guard badRows == .skip || problems.isEmpty else { throw CorpusProblems(problems: problems) }
        guard !sessions.isEmpty else {
            let nothing = CorpusError(file: file, line: 1, message: "there is no session in the file")
            throw CorpusProblems(problems: problems.isEmpty ? [nothing] : problems)
        }
    }
}

/// A line of the file.
private struct SessionRecord: Decodable {
    let pair: Int?
    let community: Int?
    let rounds: [Lenient]

    /// A round, or what is wrong with it, so that one bad round does not lose the others.
    struct Lenient: Decodable {
        let round: Result<RoundRecord, ReferentialError>

        init(from decoder: any Decoder) throws {
            do {
                round = .success(try RoundRecord(from: decoder))
            } catch let error as DecodingError {
                round = .failure(ReferentialError(error.words(below: decoder.codingPath.count)))
            }
        }
    }

    /// - Throws: `ReferentialError` for a session that is neither a pair's nor a community's, or too long.
    func session() throws -> (session: RepeatedSession, problems: [(Int, String)]) {
        guard let number = pair ?? community, (pair == nil) != (community == nil) else {
            throw ReferentialError("a session has either the key 'pair' or the key 'community'")
        }
        guard rounds.count <= SessionCorpus.maxRounds else {
            throw ReferentialError("rounds: there are \(rounds.count); at most \(SessionCorpus.maxRounds) are read")
        }
        let kind: RepeatedSession.Kind = pair != nil ? .pair : .community
        var good: [RepeatedRound] = []
        var problems: [(Int, String)] = []
        for (index, record) in rounds.enumerated() {
            do { good.append(try record.round.get().round(kind)) } catch { problems.append((index, "\(error)")) }
        }
        return (RepeatedSession(kind: kind, number: number, rounds: good), problems)
    }
}

/// A round of the file.
private struct RoundRecord: Decodable {
    let phase: Int?
    let repetition: Int
    let set: Int?
    let target: String
    let choice: String?
    let speaker: Int?
    let listener: Int?
    let messages: [MessageRecord]

    struct MessageRecord: Decodable {
        let from: String
        let text: String
    }

    /// - Throws: `ReferentialError` with the key that is wrong.
    func round(_ kind: RepeatedSession.Kind) throws -> RepeatedRound {
        let shapes = try shapes(kind)
        guard let shape = TangramShapes.number(target), shapes.contains(shape) else {
            throw ReferentialError(
                "target is '\(target.prefix(40).cleaned)'; it must be one of \(shapes.map(TangramShapes.letter).joined(separator: ", "))")
        }
        let picked = choice.flatMap(TangramShapes.number)
        if let choice, picked == nil, choice.wholeMatch(of: /distr[0-9]+/) == nil {
            throw ReferentialError("choice is '\(choice.prefix(40).cleaned)'; it must be the letter of a shape, or distr0, distr1, ...")
        }
        guard (0...1000).contains(repetition), (0...1000).contains(phase ?? 0) else {
            throw ReferentialError("repetition and phase must be from 0 to 1000")
        }
        if let other = messages.first(where: { Role(rawValue: $0.from) == nil }) {
            throw ReferentialError("messages: from is '\(other.from.prefix(40).cleaned)'; it must be speaker or listener")
        }
        let words = messages.filter { $0.from == Role.speaker.rawValue }.map(\.text).joined(separator: " ~ ")
        guard words.utf8.count <= SessionCorpus.maxWords else {
            throw ReferentialError("messages: the speaker says \(words.utf8.count) bytes; at most \(SessionCorpus.maxWords) are read")
        }
        guard kind == .pair || speaker != nil && listener != nil && speaker != listener else {
            throw ReferentialError("speaker and listener must be the numbers of two different people")
        }
        return RepeatedRound(
            phase: phase ?? 0, repetition: repetition, shapes: shapes, target: shape, choice: picked, speaker: speaker ?? 0,
            listener: listener ?? 1, words: words)
    }

    private func shapes(_ kind: RepeatedSession.Kind) throws -> [Int] {
        guard kind == .community else { return TangramShapes.all }
        guard let set, TangramShapes.sets.indices.contains(set) else {
            throw ReferentialError("set must be a number from 0 to \(TangramShapes.sets.count - 1)")
        }
        return TangramShapes.sets[set]
    }
}

extension DecodingError {
    /// What is wrong, with the path of keys.
    fileprivate var words: String { words(below: 0) }

    /// What is wrong, with the keys of the path from `depth` on.
    fileprivate func words(below depth: Int) -> String {
        func path(_ context: Context, _ last: (any CodingKey)? = nil) -> String {
            let keys = (context.codingPath + (last.map { [$0] } ?? [])).dropFirst(depth)
            return keys.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
        }
        switch self {
        case .keyNotFound(let key, let context): return "\(path(context, key)) is missing"
        case .typeMismatch(let type, let context): return "\(path(context)) must be of type \(type)"
        case .valueNotFound(_, let context): return "\(path(context)) has no value"
        case .dataCorrupted(let context):
            let place = path(context)
            return place.isEmpty ? "this is no JSON object" : "\(place) cannot be read"
        @unknown default: return "this cannot be read"
        }
    }
}
