import Kitchen

/// What cooks are allowed to do in a compact model. Whatever is left out makes the optimum of the model a lower
/// bound of the kitchen's; what stays in is played by the rules.
public struct Abstraction: Sendable, Hashable, Codable {
    /// Counters that things may be put on and taken from, in row order, as `[x, y]`.
    public let counters: [[Int]]
    /// Whether cooks may spoil things: take an ingredient that no order wants, pot one that spoils a soup, cook a soup
    /// that nobody ordered.
    public let waste: Bool

    /// - Parameter counters: cells of counters, in any order.
    public init(counters: [Cell], waste: Bool) {
        self.counters = counters.sorted { ($0.y, $0.x) < ($1.y, $1.x) }.map { [$0.x, $0.y] }
        self.waste = waste
    }

    /// The counters as cells.
    public var cells: [Cell] { counters.map { Cell($0[0], $0[1]) } }

    /// E.g. `2 counters (2,2) (3,2), no waste`.
    public var description: String {
        let places = counters.map { " (\($0[0]),\($0[1]))" }.joined()
        let count = counters.isEmpty ? "no counters" : counters.count == 1 ? "1 counter" : "\(counters.count) counters"
        return count + places + (waste ? "" : ", no waste")
    }
}
