import Foundation

/// The jobs that one command line with choices means: a word with `{a,b,c}` or `{1..5}` in it makes a job for each choice, several
/// such words for each combination.
struct JobList {
    /// Words of each job's command, without the program.
    let jobs: [[String]]

    /// Jobs that a plan may have.
    static let maxCount = 100_000

    /// - Returns: nil where there would be too many.
    init?(_ words: [String]) {
        var jobs: [[String]] = [[]]
        for word in words {
            guard let choices = JobList.choices(word), jobs.count * choices.count <= JobList.maxCount else { return nil }
            jobs = jobs.flatMap { job in choices.map { job + [$0] } }
        }
        self.jobs = jobs
    }

    /// The words that one word means, in the order in which they are written.
    static func choices(_ word: String) -> [String]? {
        guard let match = word.firstMatch(of: #/\{([^{}]*)\}/#) else { return [word] }
        let inside = String(match.1)
        let (before, after) = (String(word[..<match.range.lowerBound]), String(word[match.range.upperBound...]))
        let options: [String]
        if let range = inside.wholeMatch(of: #/(\d{1,9})\.\.(\d{1,9})/#), let first = Int(range.1), let last = Int(range.2) {
            guard first <= last, last - first < maxCount else { return nil }
            options = (first...last).map(String.init)
        } else if inside.contains(",") {
            options = inside.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        } else {
            // Braces that offer no choice are part of the word.
            return choices(after).map { $0.map { before + "{\(inside)}" + $0 } }
        }
        guard let ends = choices(after), options.count * ends.count <= maxCount else { return nil }
        return options.flatMap { option in ends.map { before + option + $0 } }
    }

    /// Words as a shell reads them.
    static func shell(_ words: [String]) -> String {
        words.map { word in
            let isPlain = !word.isEmpty && word.utf8.allSatisfy { isalnum(Int32($0)) != 0 || "-_./:=,+@%".utf8.contains($0) }
            return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }
}
