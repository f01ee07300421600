import Basics

/// The numbers of a report's page, in few bytes: two decimals, cells as lists, marks only where there are any.
///
/// Of hundreds of agents even that is too much for a browser, so that matrices move to files of their own, the most detailed first,
/// until the rest fits; the page reads them when they are asked for.
struct ReportData: Encodable {
    let dynamics: String
    let horizon: Int
    let measure: String
    let maps: [String]
    let agents: [String]
    let tables: [Table]
    let solos: [SoloTable]
    let rating: RatingTable?
    let remarks: [String]
    /// Name of the folder with matrices that are not in the page; absent where all are.
    let details: String?

    /// Most bytes of a page's numbers, so that the page has less than 5 MB.
    static let maxBytes = 4_500_000

    struct Table: Encodable {
        let map: String?
        let seats: CrossPlay.Seats
        /// Episodes, mean, low, high and IQM; absent where the matrix is in a file of its own.
        let cells: [[[Double]?]]?
        /// Row, column and what is to be said.
        let marks: [PlacedMark]
        let conduct: [NamedConduct]
        let marginals: [CrossPlayTable.Marginal]
        let selfPlay: Statistics.Estimate?
        let crossPlay: Statistics.Estimate?
        let gap: Statistics.Estimate?
    }

    struct PlacedMark: Encodable {
        let row: Int
        let column: Int
        let mark: Mark
    }

    /// What of the matrices is shown.
    private enum Detail: CaseIterable {
        case all
        /// Of single maps only averages of both seats.
        case fewerSeats
        /// Over all maps, averages of both seats; of maps no matrix.
        case overall
        case none

        func shows(_ table: CrossPlayTable, hasOverall: Bool) -> Bool {
            switch self {
            case .all: true
            case .fewerSeats: table.seats == .averaged || table.map == nil && hasOverall
            case .overall: table.seats == .averaged && (table.map == nil || !hasOverall)
            case .none: false
            }
        }
    }

    /// The data as a JSON object that fits, and the files of matrices that are not in it, to be written into the folder `details`.
    static func json(
        _ tables: [CrossPlayTable], solos: [SoloTable], of play: CrossPlay, details: String, maxBytes: Int = ReportData.maxBytes
    ) throws -> (data: String, files: [(name: String, text: String)]) {
        let hasOverall = tables.contains { $0.map == nil }
        let rating = play.isTalk ? nil : RatingTable(play.pairScores)
        var text = ""
        var shown: [Bool] = []
        for detail in Detail.allCases {
            let isWhole = detail == .all
            shown = tables.map { detail.shows($0, hasOverall: hasOverall) }
            let data = ReportData(
                dynamics: play.dynamics, horizon: play.horizon, measure: play.measure, maps: play.maps, agents: play.agents,
                tables: zip(tables, shown).map { Table($0, showsCells: $1) }, solos: solos, rating: rating,
                remarks: play.remarks
                    + (isWhole ? [] : ["Some matrices are in the folder \(details) next to this page, which reads them from there"]),
                details: isWhole ? nil : details)
            text = try JSONText.stored(data, hasInfinities: true)
            if text.utf8.count <= maxBytes { break }
        }
        let files = try zip(tables, shown).enumerated().filter { !$1.1 }.map { number, table in
            let cells = try JSONText.stored(Table.cells(table.0), hasInfinities: true)
            return (name: "\(number).js", text: "showCells(\(number), \(cells));\n")
        }
        return (text, files)
    }
}

extension ReportData.Table {
    init(_ table: CrossPlayTable, showsCells: Bool) {
        map = table.map
        seats = table.seats
        cells = showsCells ? Self.cells(table) : nil
        marks = table.marks.enumerated().flatMap { row, marks in
            marks.enumerated().compactMap { column, mark in mark.map { ReportData.PlacedMark(row: row, column: column, mark: $0) } }
        }
        conduct = table.conduct
        marginals = table.marginals.map { marginal in
            CrossPlayTable.Marginal(
                agent: marginal.agent, selfPlay: marginal.selfPlay?.cents, crossPlay: marginal.crossPlay?.cents,
                first: marginal.first?.cents, second: marginal.second?.cents, worstPartner: marginal.worstPartner,
                worst: marginal.worst?.cents, selfPlayMark: marginal.selfPlayMark, crossPlayMark: marginal.crossPlayMark)
        }
        selfPlay = table.selfPlay?.cents
        crossPlay = table.crossPlay?.cents
        gap = table.gap?.cents
    }

    /// A table's cells, each episodes, mean, low, high and IQM.
    static func cells(_ table: CrossPlayTable) -> [[[Double]?]] {
        table.cells.map { row in
            row.map { cell in
                cell.map { [Double($0.episodes)] + [$0.mean.value, $0.mean.low, $0.mean.high, $0.iqm].map(\.cents) }
            }
        }
    }
}

extension Double {
    /// To two decimals.
    fileprivate var cents: Double { abs(self) < 1e12 ? (self * 100).rounded() / 100 : self }
}

extension Statistics.Estimate {
    fileprivate var cents: Statistics.Estimate { Statistics.Estimate(value: value.cents, low: low.cents, high: high.cents) }
}
