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
            Example:
              brigade report --db runs/episodes.sqlite --out runs/report.html
            """)

    @OptionGroup var options: MatrixOptions
    @Option(help: "The page. Default: beside the store.")
    var out: String?
    @Option(help: "Title of the page.")
    var title = "Cross-play"

    func run() throws {
        let store = try options.file.open()
        let play = try options.crossPlay(store)
        let agents = try store.agents()
        let descriptions = Dictionary(agents.map { ($0.name, $0.description) }) { $1 }.filter { play.agents.contains($0.key) }
        let page = try ReportPage.html(title: title, tables: options.tables(of: play), of: play, descriptions: descriptions)
        let path = out ?? options.file.db.replacing(/\.sqlite$/, with: "") + ".html"
        try WholeFile.write(page, to: path)
        print(path)
        try StoreOptions.tellDamage(store)
    }
}
