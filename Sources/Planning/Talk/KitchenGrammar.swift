import Episodes
import Kitchen

/// Understands what is said in a kitchen: signals, what planners say, and short English sentences of people.
///
/// A table of word patterns, tried in order on each sentence. It knows no more than `Meaning`; what fits nothing is not understood.
struct KitchenGrammar: Sendable {
    private let kitchen: Kitchen

    init(_ kitchen: Kitchen) { self.kitchen = kitchen }

    /// What a message means, sentence by sentence; empty where nothing is understood.
    func meanings(_ text: String) -> [Meaning] {
        if let signal = Signal(text) { return Meaning(signal, in: kitchen).map { [$0] } ?? [] }
        return sentences(text).compactMap(meaning)
    }

    private func sentences(_ text: String) -> [Sentence] {
        let marked = text.lowercased().replacing("?", with: " ?.").replacing("'", with: " ")
        return marked.split(whereSeparator: { ".;!\n".contains($0) }).map { Sentence(String($0)) }.filter { !$0.words.isEmpty }
    }

    private func meaning(_ sentence: Sentence) -> Meaning? {
        let recipe = sentence.recipe
        if sentence.has("recipe", "order", "soup", "wanted", "make", "cook"), let wanted = wanted(recipe), !sentence.has("pot", "am", "at")
        {
            return .wanted(wanted)
        }
        if sentence.has("recipe", "order", "soup"), sentence.has("?", "which", "what") { return .asksRecipe }
        if let cell = sentence.cell {
            if sentence.has("pot"), kitchen.layout[cell] == .pot { return pot(cell, sentence, recipe) }
            if sentence.has("i", "am", "m"), kitchen.pose(cell, .north) != nil { return .stands(cell, holding: item(sentence, recipe)) }
            return nil
        }
        if sentence.has("wait"), sentence.has("for"), let work = work(sentence) { return .yours(work) }
        if sentence.has("wait", "stop", "hold", "stay") { return .wait }
        if sentence.has("through", "move", "excuse", "aside", "way") { return .letMeThrough }
        guard let work = work(sentence) else { return nil }
        if sentence.has("yours", "you", "your") { return .yours(work) }
        if sentence.has("mine", "i", "my", "me", "ll") { return .mine(work) }
        if sentence.has("get", "take", "bring", "fetch", "need") { return .yours(work) }
        return wanted(recipe).map(Meaning.wanted)
    }

    private func work(_ sentence: Sentence) -> Meaning.Work? {
        if sentence.has("dish", "dishes", "plate", "plates", "bowl", "bowls") { return .dish }
        return sentence.has("ingredient", "ingredients") || sentence.recipe.size > 0 ? .ingredients : nil
    }

    /// The recipe of the kitchen that is meant: the very one, else the only one with those kinds of ingredients.
    private func wanted(_ recipe: Recipe) -> Recipe? {
        let recipes = kitchen.book.recipes
        if recipe.size == 0 { return nil }
        if recipes.contains(recipe) { return recipe }
        let alike = recipes.filter { other in Ingredient.allCases.allSatisfy { (other[$0] > 0) == (recipe[$0] > 0) } }
        return alike.count == 1 ? alike[0] : nil
    }

    private func pot(_ cell: Cell, _ sentence: Sentence, _ recipe: Recipe) -> Meaning? {
        if sentence.has("empty") { return .pot(cell, .none) }
        let tick = sentence.has("ready") ? RecipeRules.cookTime : sentence.has("cooks") ? min(sentence.last ?? 0, RecipeRules.cookTime) : -1
        return Item(unordered: recipe, tick: tick).map { .pot(cell, $0) }
    }

    private func item(_ sentence: Sentence, _ recipe: Recipe) -> Item {
        if sentence.has("soup") { return Item(unordered: recipe, tick: RecipeRules.cookTime) ?? .none }
        if let ingredient = recipe.ingredients.first { return Item(ingredient) }
        return sentence.has("dish", "plate") ? .dish : .none
    }

    /// The words of a sentence.
    private struct Sentence {
        /// Letters, numbers and question marks; brackets and commas are gaps.
        let words: [String]

        init(_ text: String) {
            words = text.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "?" }).map(String.init)
        }

        func has(_ any: String...) -> Bool { words.contains { any.contains($0) } }

        /// The first two numbers that stand together, as a cell.
        var cell: Cell? {
            for (first, second) in zip(words, words.dropFirst()) {
                if let x = Int(first), let y = Int(second), x < Layout.maxCells, y < Layout.maxCells { return Cell(x, y) }
            }
            return nil
        }

        /// The last word, where it is a number.
        var last: Int? { words.last.flatMap { Int($0) } }

        /// The ingredients that are named, each as often as the number before it says.
        var recipe: Recipe {
            var recipe = Recipe([])
            for (index, word) in words.enumerated() {
                guard let ingredient = Ingredient.allCases.first(where: { $0.name == word || $0.plural == word }) else { continue }
                let before = index > 0 ? words[index - 1] : ""
                recipe[ingredient] += min(Sentence.count(before) ?? 1, Recipe.mostUnordered)
            }
            return recipe
        }

        private static func count(_ word: String) -> Int? {
            Int(word).flatMap { $0 > 0 ? $0 : nil } ?? ["a": 1, "an": 1, "one": 1, "two": 2, "three": 3][word]
        }
    }
}
