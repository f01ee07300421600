import ArgumentParser

/// A command whose work several jobs can share: the same command with other words added for each.
protocol DivisibleCommand: ParsableCommand {
    /// Its parts; nil where it is one of them.
    /// - Throws: where it cannot be divided.
    func parts() throws -> CommandParts?
}

/// What is added to a command for each of its jobs.
struct CommandParts {
    /// For jobs that need nothing from each other.
    let jobs: [[String]]
    /// For the last job, which needs all others.
    let last: [String]
}

/// Lists in sentences.
enum ListWords {
    private static let most = 10

    /// The first of them with commas between, and how many more there are.
    static func few(_ items: [some CustomStringConvertible]) -> String {
        let shown = items.prefix(most).map { "\($0)" }.joined(separator: ", ")
        return items.count > most ? "\(shown) and \(items.count - most) more" : shown
    }
}
