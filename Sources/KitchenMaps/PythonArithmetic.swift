import SourceFiles

/// Sums and products in `.layout` files, such as `["any"] * 20`.
enum PythonArithmetic {
    /// The result, and how many values it has more than its operands; nil where Python has none or it would be too large.
    /// - Parameter maxCount: most values that the result may have.
    static func result(_ left: Node, _ sign: Character, _ right: Node, maxCount: Int) -> (node: Node, grown: Int)? {
        if let a = integer(left), let b = integer(right) {
            return integers(a, sign, b).map { (Node(value: $0, position: left.position), 0) }
        }
        if let a = number(left), let b = number(right) {
            return doubles(a, sign, b).map { (Node(value: .double($0), position: left.position), 0) }
        }
        switch (left.value, sign, right.value) {
        case (.list(let a), "+", .list(let b)):
            return (Node(value: .list(a + b), position: left.position), 0)
        case (.text(let a, let lines), "+", .text(let b, let more)):
            // The second text's first line goes on where the first text's last one ends.
            return (Node(value: .text(a + b, lines: lines + more.dropFirst()), position: left.position), 0)
        case (.list(let items), "*", .int(let times)), (.int(let times), "*", .list(let items)):
            let (count, isTooLarge) = items.reduce(0) { $0 + size($1) }.multipliedReportingOverflow(by: max(times, 0))
            guard !isTooLarge, count <= maxCount else { return nil }
            return (Node(value: .list((0..<max(times, 0)).flatMap { _ in items }), position: left.position), count)
        default: return nil
        }
    }

    /// The values that `node` is, itself among them.
    private static func size(_ node: Node) -> Int {
        switch node.value {
        case .list(let items): items.reduce(1) { $0 + size($1) }
        case .mapping(let entries): entries.reduce(1) { $0 + size($1.value) }
        default: 1
        }
    }

    private static func integer(_ node: Node) -> Int? {
        if case .int(let value) = node.value { value } else { nil }
    }

    private static func number(_ node: Node) -> Double? {
        switch node.value {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    private static func integers(_ a: Int, _ sign: Character, _ b: Int) -> Node.Value? {
        if sign == "/" { return doubles(Double(a), sign, Double(b)).map { .double($0) } }
        let (value, isTooLarge) =
            switch sign {
            case "+": a.addingReportingOverflow(b)
            case "-": a.subtractingReportingOverflow(b)
            default: a.multipliedReportingOverflow(by: b)
            }
        return isTooLarge ? nil : .int(value)
    }

    private static func doubles(_ a: Double, _ sign: Character, _ b: Double) -> Double? {
        switch sign {
        case "+": a + b
        case "-": a - b
        case "*": a * b
        default: b == 0 ? nil : a / b
        }
    }
}
