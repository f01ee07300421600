import Agents
import ArgumentParser
import Basics
import Language
import Referential

extension ColourCorpus.BadRows: ExpressibleByArgument {}
extension Role: ExpressibleByArgument {}

/// Rounds of people, out of a file.
struct CorpusOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Rounds of people describing colours, a CSV file.",
            discussion: "With the columns of Colors in Context, or of colors_train.csv (docs/language.md)."),
        completion: .file(extensions: ["csv"]))
    var corpus: String
    @Option(help: "What to do with rows that are wrong: refuse the file, or skip them. Either way each is named.")
    var badRows = ColourCorpus.BadRows.refuse

    /// The rounds; rows that were left out are named on standard error.
    func rounds() throws -> [Round] { try CorpusOptions.rounds(corpus, badRows) }

    static func rounds(_ corpus: String, _ badRows: ColourCorpus.BadRows) throws -> [Round] {
        let read = try ColourCorpus.read(corpus, badRows: badRows)
        for problem in read.problems { Terminal.say("\(problem); skipped") }
        if !read.problems.isEmpty { Terminal.say("\(read.problems.count) rows skipped, \(read.rounds.count) rounds left") }
        return read.rounds
    }
}

/// People's sessions of repeated reference, out of a file.
enum SessionOptions {
    /// The sessions; what was left out is named on standard error.
    static func sessions(_ corpus: String, _ badRows: ColourCorpus.BadRows) throws -> SessionCorpus {
        let read = try SessionCorpus.read(corpus, badRows: badRows)
        for problem in read.problems { Terminal.say("\(problem); skipped") }
        return read
    }
}

extension AgentLibrary {
    /// The agent called `name`, to speak or listen.
    /// - Throws: `ReferentialError` for an agent of another kind.
    func talker(_ name: String) throws -> (file: AgentFile, talker: Talker) {
        let file = try agent(name)
        return (file, try file.talker())
    }
}

extension AgentFile {
    /// The agent, to speak or listen.
    /// - Throws: `ReferentialError` for an agent of another kind.
    func talker() throws -> Talker {
        guard !(kind is PartnerKind) else {
            throw ReferentialError("'\(name)' is of kind partner and plays sessions: see 'brigade talk play', 'matrix' and 'evaluate'")
        }
        guard let kind = kind as? any ReferentialKind else {
            throw ReferentialError("'\(name)' is of kind \(kindName) and plays no referential game; kind talker does")
        }
        return try kind.makeTalker()
    }
}
