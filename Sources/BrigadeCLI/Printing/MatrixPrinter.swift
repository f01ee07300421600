import Basics
import Foundation
import Tournaments

/// Cross-play matrices for a terminal: numbers always, shades where there is colour.
struct MatrixPrinter {
    let terminal: Terminal

    /// One line a map: means and gap.
    func printBrief(_ table: CrossPlayTable) {
        printLine("\((table.map ?? "all maps").cleaned.padding(28))\(summary(table))")
    }

    /// The matrix, how good a partner each agent is, and the gap.
    func printFull(_ table: CrossPlayTable, order: CrossPlayTable.Order) {
        let rows = table.sorted(by: order)
        printLines(["", terminal.style("\(table.map ?? "all maps"), \(MatrixPrinter.seats(table.seats))", .bold)])
        let agents = table.agents.map(\.cleaned)
        let width = max(8, (agents.map(\.count).max() ?? 0) + 2)
        let numbers = rows.indices.map { "\($0 + 1)" }
        print("".padding(width + 4) + numbers.map { $0.leftPadding(7) }.joined())
        let values = table.cells.flatMap { $0.compactMap { $0?.mean.value } }
        let range = (values.min() ?? 0, values.max() ?? 0)
        for (place, row) in rows.enumerated() {
            let cells = rows.map { cell(table.cells[row][$0], table.marks[row][$0], range) }
            print("\(place + 1)".leftPadding(3) + " " + agents[row].padding(width) + cells.joined())
        }
        printLines(["", marginalHeading(width)] + rows.map { marginal(table.marginals[$0], width) } + ["", summary(table)])
        printWarnings(table.conduct)
    }

    /// What agents score on a map for one.
    func printSolo(_ table: SoloTable) {
        printLines(["", terminal.style("\(table.map), alone", .bold)])
        let width = max(8, (table.rows.map(\.agent.cleaned.count).max() ?? 0) + 2)
        for row in table.rows {
            let refused = row.mark.map { $0.refused > 0 ? ", refused \($0.refused)" : "" } ?? ""
            print(
                "    " + row.agent.cleaned.padding(width) + estimate(row.mean, row.mark).leftPadding(23)
                    + "  \(row.episodes) episodes\(refused)")
        }
        printWarnings(table.conduct)
    }

    /// What the numbers mean on maps that are not for two.
    func printRemarks(_ play: CrossPlay) {
        if !play.remarks.isEmpty { printLines([""] + play.remarks) }
    }

    func printWarnings(_ conduct: [NamedConduct]) {
        let lines = Warnings.lines(conduct)
        if !lines.isEmpty { printLines([""] + lines) }
    }

    private static func seats(_ seats: CrossPlay.Seats) -> String {
        switch seats {
        case .averaged: "both seats averaged"
        case .first: "the row's agent in the first seat"
        case .second: "the row's agent in the second seat"
        }
    }

    private func cell(_ cell: CrossPlayTable.Cell?, _ mark: Mark?, _ range: (Double, Double)) -> String {
        guard let value = cell?.mean.value else { return (mark?.isFaulty == true ? "-!" : "-").leftPadding(7) }
        let text = String(format: "%.1f", value).leftPadding(6) + MatrixPrinter.sign(mark)
        guard terminal.hasColour else { return text }
        let share = range.1 > range.0 ? (value - range.0) / (range.1 - range.0) : 0.5
        let (red, green, blue) = HeatColour.cividis(share)
        let ink = share > 0.5 ? "30" : "97"
        return terminal.style(text, code: "48;2;\(red);\(green);\(blue);\(ink)")
    }

    private func marginalHeading(_ width: Int) -> String {
        terminal.style(
            "".padding(4) + "as a partner".padding(width + 4) + "cross-play".leftPadding(23) + "self-play".leftPadding(23)
                + "first".leftPadding(8) + "second".leftPadding(8) + "  worst partner", .dim)
    }

    private func marginal(_ marginal: CrossPlayTable.Marginal, _ width: Int) -> String {
        func number(_ value: Double?) -> String { (value.map { String(format: "%.1f", $0) } ?? "-").leftPadding(8) }
        return "".padding(4) + marginal.agent.cleaned.padding(width + 4)
            + estimate(marginal.crossPlay, marginal.crossPlayMark).leftPadding(23)
            + estimate(marginal.selfPlay, marginal.selfPlayMark).leftPadding(23) + number(marginal.first) + number(marginal.second)
            + (marginal.worstPartner.map { "  \($0) (\(String(format: "%.1f", marginal.worst ?? 0)))" } ?? "  -")
    }

    private func summary(_ table: CrossPlayTable) -> String {
        "self-play \(estimate(table.selfPlay)), cross-play \(estimate(table.crossPlay)), gap \(estimate(table.gap))"
            + (table.isFaulty ? " !" : "")
    }

    /// What follows a number.
    private static func sign(_ mark: Mark?) -> String { mark?.isFaulty == true ? "!" : " " }

    private func estimate(_ value: Statistics.Estimate?, _ mark: Mark?) -> String { estimate(value) + MatrixPrinter.sign(mark) }

    private func estimate(_ estimate: Statistics.Estimate?) -> String {
        estimate.map { String(format: "%.1f [%.1f, %.1f]", $0.value, $0.low, $0.high) } ?? "-"
    }
}

/// Colours of heat maps.
enum HeatColour {
    /// The cividis map, which reads the same with and without colour vision (Nuñez, Anderton and Renslow 2018), by
    /// seven of its colours.
    static func cividis(_ share: Double) -> (Int, Int, Int) {
        let stops: [(Double, Double, Double)] = [
            (0, 34, 78), (42, 63, 110), (87, 93, 109), (124, 123, 120), (165, 156, 116), (210, 193, 95), (254, 232, 56),
        ]
        // A share of infinite scores is none.
        let position = (share.isNaN ? 0 : min(max(share, 0), 1)) * Double(stops.count - 1)
        let below = min(Int(position), stops.count - 2)
        let rest = position - Double(below)
        func mix(_ part: KeyPath<(Double, Double, Double), Double>) -> Int {
            Int((stops[below][keyPath: part] * (1 - rest) + stops[below + 1][keyPath: part] * rest).rounded())
        }
        return (mix(\.0), mix(\.1), mix(\.2))
    }
}
