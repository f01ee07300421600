import Basics

extension String {
    /// The word, by `chance` with its first letter and another exchanged.
    func misspelt(_ chance: Double, _ random: inout RandomStream) -> String {
        guard count > 2, random.chance(chance) else { return self }
        var letters = Array(self)
        letters.swapAt(1 + random.below(letters.count - 2), 0)
        return String(letters)
    }
}
