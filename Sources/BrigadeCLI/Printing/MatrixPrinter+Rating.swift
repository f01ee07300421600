import Basics
import Foundation
import Tournaments

extension MatrixPrinter {
    /// The ranking, how much of the scores skills explain, and what they do not.
    func printRating(_ table: RatingTable, conduct: [NamedConduct]) {
        let kitchens = table.kitchens.count == 1 ? table.kitchens[0] : "\(table.kitchens.count) kitchens"
        printLines([
            "",
            terminal.style("ranking as partners of others, \(kitchens), in standard deviations of a score (0 is the mean)", .bold),
        ])
        let width = max(8, (table.standings.map(\.player.cleaned.count).max() ?? 0) + 2)
        for (place, standing) in table.standings.enumerated() {
            printLine(
                "\(place + 1)".leftPadding(3) + " " + standing.player.cleaned.padding(width) + interval(standing.skill).leftPadding(24)
                    + next(standing) + gaps(standing))
        }
        var lines = [
            "",
            String(format: "skills explain %.0f %% of the differences between pairs; ", 100 * table.explained)
                + (table.isSettled ? "all neighbours are told apart, or as good as each other" : "not all neighbours are told apart yet"),
        ]
        if !table.fits.isEmpty { lines.append("pairs that do better (+) or worse (-) together than their skills say:") }
        lines += table.fits.map { fit in
            "    " + fit.players.joined(separator: " + ").padding(2 * width)
                + interval(fit.effect).leftPadding(24)
        }
        if !table.leftOut.isEmpty { lines.append("without \(table.leftOut.joined(separator: ", ")), where scores do not differ") }
        printLines(lines)
        printWarnings(conduct)
    }

    private func interval(_ estimate: Statistics.Estimate) -> String {
        String(format: "%+.2f [%+.2f, %+.2f]", estimate.value, estimate.low, estimate.high)
    }

    private func next(_ standing: Rating.Standing) -> String {
        guard let above = standing.aboveNext else { return "" }
        let percent = String(format: "  better than the next: %.1f %%", 100 * above)
        switch standing.episodesToNext {
        case 0: return percent
        case .some(let episodes): return percent + ", told apart by about \(episodes) more episodes"
        case nil: return percent + ", not told apart by \(Rating.maxEpisodes) more episodes"
        }
    }

    private func gaps(_ standing: Rating.Standing) -> String {
        standing.playedCells < standing.cells ? "  (played \(standing.playedCells) of \(standing.cells) pairings)" : ""
    }
}
