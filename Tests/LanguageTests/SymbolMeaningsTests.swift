import Language
import Testing

/// Meanings of symbols, read off what was said.
@Suite struct SymbolMeaningsTests {
    /// A speaks of the recipe in two symbols, B in the same, C in the other way round; D says anything.
    private static func meanings() -> SymbolMeanings {
        var meanings = SymbolMeanings(facts: ["recipe", "hands"])
        for number in 0..<80 {
            let (recipe, hands) = (number % 2 == 0 ? "onion" : "tomato", number % 4 < 2 ? "dish" : "nothing")
            let symbol = number % 2
            meanings.add("\(symbol)", by: "A", values: [recipe, hands])
            meanings.add("\(symbol)", by: "B", values: [recipe, hands])
            meanings.add("\(1 - symbol)", by: "C", values: [recipe, hands])
            meanings.add("\(number / 4 % 2)", by: "D", values: [recipe, hands])
        }
        return meanings
    }

    @Test func informationIsThatOfWhatIsSaid() throws {
        let meanings = Self.meanings()
        #expect(meanings.speakers == ["A", "B", "C", "D"])
        #expect(meanings.information(of: "A", about: 0).bits == 1 && meanings.information(of: "A", about: 0).of == 1)
        #expect(meanings.information(of: "A", about: 1).bits < 1e-9 && meanings.information(of: "D", about: 0).bits < 1e-9)
        #expect(meanings.information(of: "nobody", about: 0).of == 0)
        let meaning = try #require(meanings.meaning(of: "0", by: "A", about: 0))
        #expect(meaning.value == "onion" && meaning.share == 1)
        #expect(try #require(meanings.meaning(of: "1", by: "C", about: 0)).value == "onion")
        #expect(try #require(meanings.meaning(of: "1", by: "D", about: 0)).share == 0.5)
        #expect(meanings.meaning(of: "7", by: "A", about: 0) == nil)
        #expect(meanings.counts(of: "A").map(\.count) == [40, 40])
    }

    @Test func speakersAreAsFarApartAsTheirWords() {
        let meanings = Self.meanings()
        #expect(meanings.divergence("A", "B", about: 0) == 0 && meanings.divergence("A", "C", about: 0) == 1)
        let half = meanings.divergence("A", "D", about: 0) ?? 0
        #expect(half > 0.2 && half < 0.5)
        #expect(meanings.divergence("A", "nobody", about: 0) == nil)
    }
}
