import ArgumentParser
import Basics
import EpisodeStore
import Foundation
import Tournaments

/// `brigade matrix`: the cross-play matrix of a store.
struct MatrixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: "Print the cross-play matrix: per map and overall, with intervals, gap, and how good a partner each agent is.",
        discussion: """
            Cells are mean scores of the row's agent with the column's. Intervals are percentile bootstraps over episodes, \
            stratified by map and seats. Overall, each map counts the same; a pair that one map lacks is left out there. \
            On maps for more than two a pair sits in the first two seats; maps for one have a list of their own.

            A ! marks figures of episodes in which an agent failed, or refused to play; lines below say who and why. \
            The exit code is 3 then.

            With --rating a ranking takes the place of the matrix: each player's skill as a partner of others, with its \
            interval, the probability of being better than the next one, and how many more episodes would tell the two apart \
            (docs/tournaments.md).

            Examples:
              brigade matrix --db runs/episodes.sqlite
              brigade matrix --maps cramped_room --seats first --sort self-play
              brigade matrix --relative optimum
              brigade matrix --talk --seats first
              brigade matrix --rating --people
              brigade matrix --csv > matrix.csv
            """)

    @OptionGroup var options: MatrixOptions
    @Option(help: "Seats: averaged, first or second (where the row's agent sits).")
    var seats = CrossPlay.Seats.averaged
    @Option(help: "Order of rows: cross-play, self-play, worst or name.")
    var sort = CrossPlayTable.Order.crossPlay
    @Flag(help: "Rank the players by skill in place of the matrix.")
    var rating = false
    @Flag(help: "Rank people who played, too, by their name or code; with --rating.")
    var people = false
    @Flag(help: "Every cell as a line of comma-separated values.")
    var csv = false
    @Flag(help: "Everything as JSON.")
    var json = false

    func validate() throws {
        if people && !rating { throw ValidationError("--people is about the ranking; add --rating") }
        if rating && options.talk { throw ValidationError("--rating is about kitchens; leave it out with --talk") }
        if rating && options.relative != nil {
            throw ValidationError("--rating has a scale of its own, in which all kitchens count alike; leave --relative out")
        }
    }

    func run() throws {
        let store = try options.file.open()
        let play = try options.crossPlay(store)
        try options.check(play)
        if rating { try rank(play, store) } else { try show(play) }
        try StoreOptions.tellDamage(store)
        if play.hasFaults { throw ExitCode.faults }
    }

    private func rank(_ play: CrossPlay, _ store: EpisodeStore) throws {
        let scores = try people ? PairScores(store.games(options.filter)) : play.pairScores
        guard let table = RatingTable(scores) else { throw ValidationError(RatingTable.whyNot(scores)) }
        if csv {
            printData(table.csv, terminator: "")
        } else if json {
            print(try JSONText.pretty(table))
        } else {
            let printer = MatrixPrinter(terminal: .standardOutput)
            print("\(play.dynamics) dynamics, \(play.horizon) ticks")
            printer.printRating(table, conduct: play.notable(on: nil))
        }
    }

    private func show(_ play: CrossPlay) throws {
        let solos = SoloTable.all(of: play, bootstrap: options.bootstrap)
        if csv || json {
            let tables = options.tables(of: play)
            if csv {
                printData(CrossPlayTable.csv(tables, solos: solos), terminator: "")
            } else {
                printJSON(try CrossPlayTable.json(tables, solos: solos, of: play), terminator: "")
            }
            return
        }
        let printer = MatrixPrinter(terminal: .standardOutput)
        print(options.talk ? "in \(play.measure)" : "\(play.dynamics) dynamics, \(play.horizon) ticks, in \(play.measure)")
        for map in options.maps(of: play) {
            printer.printFull(CrossPlayTable(play, map: map, seats: seats, bootstrap: options.bootstrap), order: sort)
        }
        for solo in solos { printer.printSolo(solo) }
        printer.printRemarks(play)
    }
}
