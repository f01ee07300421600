import Basics

/// Takes typed values out of nodes and collects what is wrong on the way, so that one run reports everything.
package struct FieldReader {
    package let file: String
    package private(set) var problems: [SourceDiagnostic] = []

    /// Whether a key that nobody asks for is an error, or a warning as in files that other programs made.
    package let unknownKeys: SourceDiagnostic.Severity

    package init(file: String, unknownKeys: SourceDiagnostic.Severity = .error, warnings: [SourceDiagnostic] = []) {
        self.file = file
        self.unknownKeys = unknownKeys
        problems = warnings
    }

    /// Whether anything reported is more than a warning.
    package var hasErrors: Bool { problems.contains { $0.severity == .error } }

    package mutating func report(_ message: String, at position: SourcePosition, severity: SourceDiagnostic.Severity = .error) {
        problems.append(SourceDiagnostic(file: file, position: position, severity: severity, message: message))
    }

    /// Reports that `what` should have been `wanted`.
    package mutating func mismatch<T>(_ what: String, _ wanted: String, _ node: Node) -> T? {
        report("\(what) must be \(wanted), here is \(node.kind)", at: node.position)
        return nil
    }

    package mutating func double(_ node: Node, _ what: String) -> Double? {
        switch node.value {
        case .int(let value): return Double(value)
        case .double(let value) where !value.isNaN: return value
        case .text(let text, _) where ["inf", "infinity"].contains(text.lowercased()): return .infinity
        case .text(let text, _) where ["-inf", "-infinity"].contains(text.lowercased()): return -.infinity
        default: return mismatch(what, "a number", node)
        }
    }

    package mutating func int(_ node: Node, _ what: String) -> Int? {
        switch node.value {
        case .int(let value): return value
        case .double(let value) where value == value.rounded() && abs(value) < 1e9: return Int(value)
        default: return mismatch(what, "a whole number", node)
        }
    }

    /// A whole number in `range`; one outside is reported.
    package mutating func int(_ node: Node, _ what: String, in range: ClosedRange<Int>) -> Int? {
        int(node, what).flatMap { inside($0, range, what, node) }
    }

    /// A number in `range`; one outside is reported.
    package mutating func double(_ node: Node, _ what: String, in range: ClosedRange<Double>) -> Double? {
        double(node, what).flatMap { inside($0, range, what, node) }
    }

    private mutating func inside<T: Comparable>(_ value: T, _ range: ClosedRange<T>, _ what: String, _ node: Node) -> T? {
        if range.contains(value) { return value }
        report("\(what) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)", at: node.position)
        return nil
    }

    package mutating func bool(_ node: Node, _ what: String) -> Bool? {
        if case .bool(let value) = node.value { return value }
        return mismatch(what, "true or false", node)
    }

    package mutating func text(_ node: Node, _ what: String) -> String? {
        guard case .text(let value, _) = node.value else { return mismatch(what, "text", node) }
        // Neither the store nor C can keep more than what stands before it.
        if value.unicodeScalars.contains("\0") { report("\(what) has the character NUL in it; leave it out", at: node.position) }
        return value
    }

    package mutating func list(_ node: Node, _ what: String) -> [Node] {
        if case .list(let items) = node.value { return items }
        return mismatch(what, "a list", node) ?? []
    }

    package mutating func doubles(_ node: Node, _ what: String) -> [Double] {
        var numbers: [Double] = []
        for item in list(node, what) { numbers.append(double(item, what) ?? 0) }
        return numbers
    }

    package mutating func ints(_ node: Node, _ what: String) -> [Int] {
        var numbers: [Int] = []
        for item in list(node, what) { numbers.append(int(item, what) ?? 0) }
        return numbers
    }

    package mutating func entries(_ node: Node, _ what: String) -> [Node.Entry] {
        if case .mapping(let entries) = node.value { return entries }
        return mismatch(what, "a mapping of keys to values", node) ?? []
    }

    /// Reports every key outside `known`, with the near miss.
    package mutating func checkKeys(_ entries: [Node.Entry], known: some Sequence<String>, in what: String) {
        let known = Array(known)
        for entry in entries where !known.contains(entry.key) {
            // A key of 20,000 letters is no slip of the pen.
            let key = entry.key.count > 64 ? entry.key.prefix(64) + "..." : entry.key
            let hint = nearMiss(to: key, among: known).map { "did you mean '\($0)'?" }
            switch unknownKeys {
            case .error:
                report(
                    "unknown key '\(key)' in \(what); " + (hint ?? "known are \(known.sorted().joined(separator: ", "))"),
                    at: entry.position)
            case .warning:
                report(
                    "the key '\(key)' in \(what) has no effect" + (hint.map { "; \($0)" } ?? ""), at: entry.position, severity: .warning)
            }
        }
    }

    /// `[x, y]`.
    package mutating func pair(_ node: Node, _ what: String) -> (Int, Int)? {
        let items = list(node, what)
        guard items.count == 2, let a = int(items[0], what), let b = int(items[1], what) else {
            if items.count != 2, case .list = node.value { report("\(what) must be two numbers, [x, y]", at: node.position) }
            return nil
        }
        return (a, b)
    }
}
