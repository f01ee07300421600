/// Options that had another name in the release before: it works one release longer, and no help shows it.
enum FormerNames {
    /// By command: the old name and the new.
    private static let options: [[String]: (old: String, new: String)] = [
        ["agents", "try"]: ("--partner", "--with"), ["bench", "planning"]: ("--partners", "--with"),
        ["experience", "evaluate"]: ("--partners", "--with"), ["experience", "prune"]: ("--partners", "--with"),
        ["train", "adapt"]: ("--partners", "--with"), ["train", "ppo"]: ("--partners", "--with"),
        ["solve"]: ("--least-chance", "--min-probability"),
    ]

    /// `arguments` with today's names.
    static func translated(_ arguments: [String]) -> [String] {
        guard let (old, new) = options[Array(arguments.prefix(2))] ?? options[Array(arguments.prefix(1))] else { return arguments }
        return arguments.map { argument in
            if argument == old { return new }
            return argument.hasPrefix(old + "=") ? new + argument.dropFirst(old.count) : argument
        }
    }
}
