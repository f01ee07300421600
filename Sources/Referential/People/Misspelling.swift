import Basics

extension String {
    /// The word, with a probability of `probability` with its first letter and another exchanged.
    func misspelt(_ probability: Double, _ random: inout RandomStream) -> String {
        guard count > 2, random.chance(probability) else { return self }
        var letters = Array(self)
        letters.swapAt(1 + random.below(letters.count - 2), 0)
        return String(letters)
    }
}

extension RandomStream {
    /// One of 1000 numbers from `low` to below `high`, all equally likely.
    mutating func share(from low: Double, to high: Double) -> Double { low + (high - low) * Double(below(1000)) / 1000 }
}
