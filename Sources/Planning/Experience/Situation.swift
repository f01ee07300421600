import Kitchen

/// A state of a kitchen as one cook sees it, in numbers that mean the same in every kitchen, so that what was learnt in one
/// can be looked up in another.
public struct Situation: Hashable, Sendable {
    /// A number from 0 to 100 for each feature, in the order of `Feature`.
    public let numbers: [UInt8]

    /// - Returns: nil unless there is one number from 0 to 100 for each feature.
    public init?(numbers: [UInt8]) {
        guard numbers.count == Feature.allCases.count, numbers.allSatisfy({ $0 <= 100 }) else { return nil }
        self.numbers = numbers
    }

    init(_ values: [Feature: Double]) {
        numbers = Feature.allCases.map { UInt8((min(1, max(0, values[$0] ?? 0)) * 100).rounded()) }
    }

    subscript(feature: Feature) -> Double { Double(numbers[feature.rawValue]) / 100 }

    /// What a situation says of a state. Ways are counted in steps until the station is faced; a way of n steps is n / (n + 4), none at
    /// all is 1. No, one or more things: 0, a half, 1.
    public enum Feature: Int, CaseIterable, Sendable {
        /// What I hold: at most one of them is 1.
        case holdsIngredient, holdsDish, holdsSoup
        /// What the nearest other cook holds.
        case partnerHoldsIngredient, partnerHoldsDish, partnerHoldsSoup
        /// Pots.
        case emptyPots, fillingPots, cookingPots, readyPots
        /// Ingredients that the fullest pot that does not cook still needs, a third each; 0 where there is no such pot.
        case missing
        /// Ticks until the next soup is ready, n / (n + 10); 1 where none cooks, 0 where one is ready.
        case untilReady
        /// Things on counters that I can get at.
        case looseIngredients, looseDishes, looseSoups
        /// My ways to the nearest ingredient, dish, pot and serving station; things on counters count.
        case wayToIngredient, wayToDish, wayToPot, wayToServing
        /// The nearest other cook's.
        case partnerWayToIngredient, partnerWayToDish, partnerWayToPot, partnerWayToServing
        /// The distance between us, rows and columns, n / (n + 2).
        case apart
        /// Whether the best order needs tomatoes, and how many ingredients it needs, a third each.
        case wantsTomatoes, orderSize
        /// Ticks that are left, n / (n + 50).
        case timeLeft

        /// How much it counts when situations are compared.
        var weight: Int {
            switch self {
            case .holdsIngredient, .holdsDish, .holdsSoup: 6
            case .emptyPots, .fillingPots, .cookingPots, .readyPots, .missing, .untilReady: 4
            case .partnerHoldsIngredient, .partnerHoldsDish, .partnerHoldsSoup: 3
            case .looseIngredients, .looseDishes, .looseSoups: 3
            case .wayToIngredient, .wayToDish, .wayToPot, .wayToServing: 3
            case .partnerWayToIngredient, .partnerWayToDish, .partnerWayToPot, .partnerWayToServing: 2
            case .apart, .wantsTomatoes, .orderSize, .timeLeft: 1
            }
        }

        /// All weights in the order of the features.
        static let weights = allCases.map { Int32($0.weight) }
    }

    /// What a cook has in hand: situations in which that differs are never alike.
    enum Hands: Int, CaseIterable, Sendable {
        case nothing, ingredient, dish, soup
    }

    var hands: Hands {
        self[.holdsIngredient] > 0.5 ? .ingredient : self[.holdsDish] > 0.5 ? .dish : self[.holdsSoup] > 0.5 ? .soup : .nothing
    }

    /// In plain English, for a prompt or a list.
    public var words: String {
        func held(_ features: [Feature]) -> String {
            zip(features, ["an ingredient", "a dish", "a soup"]).first { self[$0.0] > 0.5 }?.1 ?? "nothing"
        }
        func count(_ feature: Feature, _ what: String) -> String? {
            self[feature] == 0 ? nil : self[feature] > 0.5 ? "several pots \(what)" : "a pot \(what)"
        }
        var pots = [count(.emptyPots, "empty"), count(.fillingPots, "being filled"), count(.cookingPots, "cooking")]
        pots.append(count(.readyPots, "ready"))
        let loose = zip([Feature.looseIngredients, .looseDishes, .looseSoups], ["ingredients", "dishes", "soups"])
            .filter { self[$0.0] > 0 }.map { "\($0.1) on counters" }
        let mine = "holding \(held([.holdsIngredient, .holdsDish, .holdsSoup]))"
        let theirs = "the partner \(held([.partnerHoldsIngredient, .partnerHoldsDish, .partnerHoldsSoup]))"
        return ([mine, theirs] + pots.compactMap { $0 } + loose).joined(separator: ", ")
    }
}
