import ArgumentParser
import Basics
import EpisodeStore
import Window

extension StudyCommand {
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show where a study stands: participants, free rows, games of each cell.",
            discussion: """
                Every participant with the row of the design, what became of them and what comes next; how many refused, left and \
                withdrew; the rows that the next participants get; and how often each kitchen was played with each partner.

                Example:
                  brigade study status Studies/example.yaml
                """)

        @OptionGroup var store: StoreOptions
        @Flag(help: "Print JSON.")
        var json = false
        @Argument(help: "The study's file.")
        var file: String

        func run() throws {
            let study = try StudyFile.read(file, wasBegun: true)
            let store = try StudyOptions.open(self.store)
            let status = try StudyStatus(study, store: store)
            if json { print(try JSONText.pretty(status)) } else { show(status) }
            try StoreOptions.tellDamage(store)
        }

        private func show(_ status: StudyStatus) {
            print("\(status.study.cleaned): \(status.participants.count) participants, versions of the file: \(status.versions)")
            for who in status.participants {
                let next = who.state == "finished" || who.state == "refused" ? "" : who.next.map { ", next: \($0)" } ?? ""
                let state = who.state.isEmpty ? "" : ", \(who.state)"
                print("  \(who.participant.cleaned): row \(who.row), \(who.games) of \(who.plannedGames) games\(state)\(next)")
            }
            print("refused: \(status.refused), left: \(status.left), withdrawn: \(status.withdrawn)")
            let rows = status.nextRows.map(String.init).joined(separator: ", ")
            print("next rows of the design: \(rows); it comes out even after \(status.cycle)")
            for cell in status.cells {
                print(
                    "  \(cell.kitchen.cleaned) with \(cell.partner.cleaned): \(cell.games) game\(cell.games == 1 ? "" : "s") "
                        + "of \(cell.participants) participant\(cell.participants == 1 ? "" : "s")")
            }
        }
    }
}
