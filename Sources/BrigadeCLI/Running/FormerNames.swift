/// Options that had another name in the release before: it works one release longer, and no help shows it.
enum FormerNames {
    /// By command: old names and the new ones.
    private static let options: [[String]: [String: String]] = [
        ["agents", "try"]: ["--partner": "--with"],
        ["bench", "language"]: ["--rate": "--learning-rate"],
        ["bench", "planning"]: ["--partners": "--with"],
        ["solve"]: ["--least-chance": "--min-probability"],
        ["experience", "evaluate"]: ["--partners": "--with"],
        ["experience", "prune"]: ["--partners": "--with"],
        ["train", "adapt"]: ["--partners": "--with", "--rate": "--learning-rate", "--value-weight": "--value-coef"],
        ["train", "bc"]: ["--rate": "--learning-rate", "--decay": "--weight-decay"],
        ["train", "meta"]: ["--rate": "--learning-rate", "--value-weight": "--value-coef"],
        ["train", "ppo"]: [
            "--partners": "--with", "--discount": "--gamma", "--lambda": "--gae-lambda", "--clip": "--clip-coef",
            "--value-weight": "--value-coef", "--gradient-clip": "--max-gradient-norm", "--rate": "--learning-rate",
            "--final-rate": "--final-learning-rate", "--entropy": "--entropy-coef", "--final-entropy": "--final-entropy-coef",
        ],
        ["render"]: ["--minds": "--explanations"],
    ]

    /// `arguments` with today's names.
    static func translated(_ arguments: [String]) -> [String] {
        guard let names = options[Array(arguments.prefix(2))] ?? options[Array(arguments.prefix(1))] else { return arguments }
        return arguments.map { argument in
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let new = parts.first.flatMap({ names[String($0)] }) else { return argument }
            return parts.count > 1 ? new + "=" + parts[1] : new
        }
    }
}
