import Kitchen

/// What a pot still needs to become the soup that pays best for the time it takes.
package struct PotAim: Sendable, Hashable {
    package var onions: Int
    package var tomatoes: Int
    /// Nothing that pays can become of it; it is cooked only to empty the pot.
    package var isSpoiled: Bool

    package init(onions: Int = 0, tomatoes: Int = 0, isSpoiled: Bool = false) {
        self.onions = onions
        self.tomatoes = tomatoes
        self.isSpoiled = isSpoiled
    }

    package var missing: Int { onions + tomatoes }

    func needs(_ ingredient: Ingredient) -> Bool { ingredient == .onion ? onions > 0 : tomatoes > 0 }
}

/// Works out the aim of a pot with any content.
///
/// The reference's greedy model takes the order of the highest value that a pot can still become. Where values and
/// cooking times differ, the best order is rather the one that pays most a tick: the team's work on it spread over
/// the players, or the pot's own time spread over the pots, whichever is longer. Equal values come down to the
/// quicker soup, as with the model's first-best.
package struct OrderPlanner {
    let kitchen: Kitchen
    /// Ticks to fetch one of an ingredient and put it into a pot; nil where the kitchen has none of it.
    let trips: (onion: Double?, tomato: Double?)
    /// Ticks to fetch a dish, fill it and deliver.
    let serving: Double

    package init(kitchen: Kitchen, trips: (onion: Double?, tomato: Double?), serving: Double) {
        self.kitchen = kitchen
        self.trips = trips
        self.serving = serving
    }

    /// The aim for `partial`; nil is an empty pot.
    package func aim(_ partial: Recipe?) -> PotAim {
        let have = partial ?? Recipe(onions: 0, tomatoes: 0)
        let book = kitchen.book
        var best: (recipe: Recipe, rate: Double)?
        for recipe in book.recipes where have.onions <= recipe.onions && have.tomatoes <= recipe.tomatoes {
            guard kitchen.dynamics == .new || recipe.size == 3, let work = work(from: have, to: recipe) else { continue }
            let rate = book.reward(recipe) / ticks(recipe, work: work)
            if rate > best?.rate ?? 0 { best = (recipe, rate) }
        }
        if let best {
            return PotAim(onions: best.recipe.onions - have.onions, tomatoes: best.recipe.tomatoes - have.tomatoes)
        }
        guard partial != nil else { return PotAim() }
        let missing = kitchen.dynamics == .old ? max(0, 3 - have.size) : 0
        return trips.onion != nil ? PotAim(onions: missing, isSpoiled: true) : PotAim(tomatoes: missing, isSpoiled: true)
    }

    /// Ticks of work until delivery, or nil where an ingredient cannot be had.
    private func work(from have: Recipe, to recipe: Recipe) -> Double? {
        let onions = Double(recipe.onions - have.onions)
        let tomatoes = Double(recipe.tomatoes - have.tomatoes)
        guard onions == 0 || trips.onion != nil, tomatoes == 0 || trips.tomato != nil else { return nil }
        return serving + onions * (trips.onion ?? 0) + tomatoes * (trips.tomato ?? 0)
    }

    private func ticks(_ recipe: Recipe, work: Double) -> Double {
        let share = work / Double(kitchen.players)
        let pots = Double(max(1, kitchen.pots))
        return max(share, (Double(kitchen.book.cookTime(recipe)) + share) / pots)
    }
}
