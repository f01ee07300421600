extension BinaryFloatingPoint {
    /// A share as a whole percentage, e.g. `35 %`; whatever the number, since networks and files may yield any.
    public var percent: String {
        guard isFinite else { return "? %" }
        let limit: Self = 1_000_000
        return "\(Int((Swift.min(Swift.max(self * 100, -limit), limit)).rounded())) %"
    }
}
