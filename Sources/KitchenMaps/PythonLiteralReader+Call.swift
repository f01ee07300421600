import Basics
import SourceFiles

/// Python files that make one layout with a call (`JaxMARLReader`).
extension PythonLiteralReader {
    /// The function that makes a layout of text.
    static let layoutFunction = "from_string"
    /// Its arguments, in order.
    private static let parameters = ["grid", "possible_recipes", "swap_agents"]

    /// Reads a file of imports, assignments of values to names, and one call of `Layout.from_string`; where there is no call, the
    /// only text with a name is the grid.
    /// - Returns: the call's arguments as the keys of a mapping.
    /// - Throws: `SourceDiagnostic` where `text` is no such file.
    static func readLayoutCall(_ text: String, file: String) throws(SourceDiagnostic) -> (root: Node, warnings: [SourceDiagnostic]) {
        var reader = PythonLiteralReader(text, file: file)
        let (call, values) = try reader.statements()
        if let call { return (call, reader.warnings) }
        let texts = values.values.filter { if case .text = $0.value { true } else { false } }
        guard let grid = texts.first, texts.count == 1 else {
            throw SourceDiagnostic(
                file: file, message: "there is no Layout.\(layoutFunction)(grid, possible_recipes=..., swap_agents=...) in this file")
        }
        return (
            Node(value: .mapping([.init(key: parameters[0], position: grid.position, value: grid)]), position: grid.position),
            reader.warnings
        )
    }

    /// The call, and the values that have names.
    private mutating func statements() throws(SourceDiagnostic) -> (call: Node?, values: [String: Node]) {
        var values: [String: Node] = [:]
        var call: Node?
        while true {
            skipBlanks()
            guard let character = peek else { return (call, values) }
            let place = position
            if textBegins {  // a remark at the head of the file
                _ = try value(depth: 1)
                continue
            }
            var name = dottedName()
            if name.isEmpty { throw problem("expected a name or Layout.\(Self.layoutFunction)(...), found '\(character)'", at: place) }
            if name == "from" || name == "import" {
                while let next = peek, !next.isNewline { advance() }
                continue
            }
            if !isLayoutFunction(name) {
                skipBlanks()
                try expect("=", "after '\(name)'")
                skipBlanks()
                let saved = (index, position)
                let function = dottedName()
                if !isLayoutFunction(function) {
                    (index, position) = saved
                    values[name] = try value(depth: 1)
                    continue
                }
                name = function
            }
            guard call == nil else { throw problem("this is a second layout; a map has one, so keep one of them", at: place) }
            call = Node(value: .mapping(try arguments(of: name, values)), position: place)
        }
    }

    private func isLayoutFunction(_ name: String) -> Bool { name == Self.layoutFunction || name.hasSuffix(".\(Self.layoutFunction)") }

    private mutating func dottedName() -> String {
        var text = name()
        while peek == "." {
            advance()
            text += "." + name()
        }
        return text
    }

    /// The arguments of a call, by their names.
    private mutating func arguments(of function: String, _ values: [String: Node]) throws(SourceDiagnostic) -> [Node.Entry] {
        skipBlanks()
        try expect("(", "after \(function)")
        var entries: [Node.Entry] = []
        skipBlanks()
        while !take(")") {
            let place = position
            let key = try keyword() ?? (entries.count < Self.parameters.count ? Self.parameters[entries.count] : "")
            guard Self.parameters.contains(key) else {
                let hint = nearMiss(to: key, among: Self.parameters).map { "did you mean '\($0)'?" }
                throw problem(
                    "\(Self.layoutFunction) has no argument '\(key)'; " + (hint ?? "it has \(Self.parameters.joined(separator: ", "))"),
                    at: place)
            }
            guard !entries.contains(where: { $0.key == key }) else { throw problem("'\(key)' is given twice; keep one", at: place) }
            skipBlanks()
            entries.append(Node.Entry(key: key, position: place, value: try operand(values)))
            skipBlanks()
            if !take(",") && peek != ")" { throw problem("expected ',' or ')' after \(key)") }
            skipBlanks()
        }
        return entries
    }

    /// The name of an argument that is given by name.
    private mutating func keyword() throws(SourceDiagnostic) -> String? {
        let saved = (index, position)
        let word = name()
        skipBlanks()
        if !word.isEmpty && take("=") { return word }
        (index, position) = saved
        return nil
    }

    /// A value, or one that has a name.
    private mutating func operand(_ values: [String: Node]) throws(SourceDiagnostic) -> Node {
        let saved = (index, position)
        if let value = values[name()] { return value }
        (index, position) = saved
        return try value(depth: 1)
    }
}
