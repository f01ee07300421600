/// The candidate that a mistyped word most likely meant, for messages that help.
public func nearMiss(to word: String, among candidates: some Sequence<String>) -> String? {
    let best = candidates.map { (candidate: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
        .min { $0.distance < $1.distance }
    if let best, best.distance <= max(2, word.count / 3) { return best.candidate }
    // Somebody who typed only the beginning.
    guard word.count > 2 else { return nil }
    return candidates.filter { $0.lowercased().hasPrefix(word.lowercased()) }.min { ($0.count, $0) < ($1.count, $1) }
}

/// Levenshtein distance.
private func editDistance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, y) in b.enumerated() {
            let substitution = diagonal + (x == y ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
        }
    }
    return row[b.count]
}
