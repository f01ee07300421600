/// Which environment variables a program is given: few, because keys and passwords are among the others.
enum ProgramEnvironment {
    /// What programs need to find their files and to speak the user's language.
    static let standard = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV",
    ]
    /// Beginnings of names that are given as well.
    static let standardPrefixes = ["LC_"]

    /// As help and messages name them.
    static var standardWords: String { (standard + standardPrefixes.map { $0 + "*" }).joined(separator: ", ") }

    /// Whether `item` is the name of a variable, or NAME=value.
    static func isItem(_ item: String) -> Bool {
        let name = item.prefix { $0 != "=" }
        let isName = name.unicodeScalars.allSatisfy { $0 == "_" || $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0)) }
        return !name.isEmpty && isName && name.first?.isNumber == false && !item.contains("\0")
    }

    /// The variables of `all` that a program is given.
    /// - Parameter items: further names, and NAME=value for others; a name that is not set is left out.
    static func chosen(_ items: [String], from all: [String: String]) -> [String: String] {
        var chosen = all.filter { name, _ in standard.contains(name) || standardPrefixes.contains { name.hasPrefix($0) } }
        for item in items {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            chosen[parts[0]] = parts.count == 2 ? parts[1] : all[parts[0]]
        }
        return chosen
    }
}
