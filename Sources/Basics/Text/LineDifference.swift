/// What two texts differ in, line by line, in words.
public enum LineDifference {
    /// Most lines that are named.
    private static let maxNamed = 20

    /// A sentence for each line that is not in both texts, such as `line 2 was: b` and `line 2 is now: c`.
    public static func words(from old: String, to new: String) -> [String] {
        let (before, after) = (lines(old), lines(new))
        var sentences = after.difference(from: before).map { change -> (line: Int, isNew: Bool, text: String) in
            switch change {
            case .remove(let offset, let line, _): (offset + 1, false, "line \(offset + 1) was: \(line.cleaned)")
            case .insert(let offset, let line, _): (offset + 1, true, "line \(offset + 1) is now: \(line.cleaned)")
            }
        }
        sentences.sort { ($0.line, $0.isNew ? 1 : 0) < ($1.line, $1.isNew ? 1 : 0) }
        if sentences.isEmpty { return old == new ? [] : ["the ends of lines"] }
        let rest = sentences.count - maxNamed
        return sentences.prefix(maxNamed).map(\.text) + (rest > 0 ? ["and \(rest) more"] : [])
    }

    private static func lines(_ text: String) -> [Substring] { text.split(omittingEmptySubsequences: false) { $0.isNewline } }
}
