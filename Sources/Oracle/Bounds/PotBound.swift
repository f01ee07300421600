import Kitchen

/// A bound on every kitchen's score from cooking alone: a pot gives a soup at most once in its cooking time, and only
/// soups that are somewhere at the start come sooner.
enum PotBound {
    static func bound(_ kitchen: Kitchen, horizon: Int) -> Double {
        let book = kitchen.book
        let wanted = book.recipes.filter { book.reward($0) > 0 }
        let best = wanted.map(book.reward).max() ?? 0
        let quickest = max(1, wanted.map(book.cookTime).min() ?? 1)
        let pots = kitchen.layout.cells(of: .pot).count
        let given = kitchen.start.objects.count { $0.item.isSoup } + kitchen.start.players.count { $0.held.isSoup }
        // A soup that is started in tick t can be taken in tick t + its cooking time at the earliest, and delivered later.
        return best * Double(given + pots * max(0, (horizon - 1) / quickest))
    }
}
