import ArgumentParser
import Basics
import EpisodeStore
import Foundation
import Tournaments

/// `brigade report`: the cross-play of a store as a page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make a self-contained HTML page of the cross-play matrix.",
        discussion: """
            Figures of episodes in which an agent failed, or refused to play, are marked with a !; the page says who and \
            why. The exit code is 3 then.

            The page is one file of at most 5 MB. Of hundreds of agents the larger matrices are in a folder next to it, named \
            as the page with -details, which the page reads when they are chosen.

            Example:
              brigade report --db runs/episodes.sqlite --out runs/report.html
            """)

    @OptionGroup var options: MatrixOptions
    @Option(help: "The page. Default: next to the store.")
    var out: String?
    @Option(help: "Title of the page.")
    var title = "Cross-play"

    func run() throws {
        let store = try options.file.open()
        let play = try options.crossPlay(store)
        try options.check(play)
        let agents = try store.agents()
        let descriptions = Dictionary(agents.map { ($0.name, $0.description) }) { $1 }.filter { agent, _ in
            play.agents.contains(agent) || play.solos.contains { $0.agents.contains(agent) }
        }
        let path = out ?? options.file.db.replacing(/\.sqlite$/, with: "") + ".html"
        let details = path.replacing(/\.html$/, with: "") + "-details"
        let page = try ReportPage(
            title: title, tables: options.tables(of: play), solos: SoloTable.all(of: play, bootstrap: options.bootstrap), of: play,
            sessions: options.sessions(store), descriptions: descriptions, details: URL(fileURLWithPath: details).lastPathComponent)
        if !page.details.isEmpty { try FileManager.default.makeFolder(details) }
        for file in page.details { try WholeFile.write(file.text, to: "\(details)/\(file.name)") }
        try WholeFile.write(page.html, to: path)
        print(path)
        try StoreOptions.tellDamage(store)
        if play.hasFaults {
            let names = play.maps + play.solos.map(\.map)
            for map in names {
                for line in Warnings.lines(play.notable(on: map).filter(\.conduct.isFaulty)) { Terminal.say("\(map): \(line)") }
            }
            throw ExitCode.faults
        }
    }
}
