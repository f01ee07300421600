/// Lines of a program that are no messages of the protocol, such as what a forgotten `print` writes: passed over, but noted.
struct StrayLines {
    private(set) var count = 0
    /// The first, in words.
    private(set) var first = ""

    mutating func note(_ what: String) {
        if count == 0 { first = what }
        count += 1
    }

    static func += (sum: inout StrayLines, more: StrayLines) {
        if sum.count == 0 { sum.first = more.first }
        sum.count += more.count
    }

    /// E.g. `3 lines were passed over, the first: no JSON object: loading`; nil for none.
    var words: String? {
        count == 0 ? nil : count == 1 ? "a line was passed over: \(first)" : "\(count) lines were passed over, the first: \(first)"
    }

    /// The same as the end of a sentence about what went wrong.
    var ending: String { words.map { "; \($0)" } ?? "" }
}
