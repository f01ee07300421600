/// Numbers as tables and sentences show them.
enum Percent {
    static func text(_ share: Double?) -> String { share.map { "\(decimal($0 * 100)) %" } ?? "-" }

    /// One digit after the point.
    static func decimal(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        let tenths = (value * 10).rounded() / 10
        return "\(tenths == 0 ? 0 : tenths)"
    }
}
