import Basics
import Testing

@testable import Referential

/// Games with simulated speakers: what they say is what is meant.
@Suite struct SimulatedSpeakerTests {
    @Test(arguments: [SmallLanguage.first, .second]) func everyWordOfALanguageHasOneMeaning(language: SmallLanguage) {
        // All shapes, with each value of each other attribute.
        for shape in 0..<8 {
            for (attribute, concepts) in language.concepts.enumerated() where attribute != SmallLanguage.shape {
                for concept in concepts.indices {
                    let description = [SmallLanguage.shape: shape, attribute: concept]
                    let read = language.read(language.text(description))
                    // One thing is what a noun without a mark means, and it says nothing of how many there are.
                    let isSilent = language.name == "Olu" && attribute == SmallLanguage.count && concept == 0
                    #expect(read == (isSilent ? [SmallLanguage.shape: shape] : description), "\(language.text(description))")
                }
            }
        }
        #expect(language.read("xyz").isEmpty && language.glossary.count >= 6)
    }

    @Test func languagesDifferInOrderMarkingAndColours() {
        let (olu, venn) = (SmallLanguage.first, SmallLanguage.second)
        // Two small purple dotted triangles in the centre.
        let scene = [2, 5, 0, 2, 4, 1]
        func text(_ language: SmallLanguage) -> String {
            language.text(Dictionary(uniqueKeysWithValues: scene.enumerated().map { ($0, language.concept($0, $1)) }))
        }
        #expect(text(olu) == "tasudu tevi pi dopi u")
        #expect(text(venn) == "tvo mit wenka tupfa gosa drel")
        #expect(olu.concept(1, 3) == olu.concept(1, 4) && venn.concept(1, 3) != venn.concept(1, 4))
        #expect(olu.concept(1, 4) != olu.concept(1, 5) && venn.concept(1, 4) == venn.concept(1, 5))
    }

    @Test func translatorsSayWhatTheyRead() throws {
        let game = try TranslationGame()
        var random = RandomStream(1)
        for number in 0..<200 {
            let round = game.round(UInt64(number), seed: 2)
            let source = try #require(round.source)
            let read = SmallLanguage.first.read(source)
            guard case .attributes(let meant) = round.candidates[round.target] else { continue }
            #expect(
                read.allSatisfy { SmallLanguage.first.concept($0.key, Int(meant[$0.key])) == $0.value } && read[SmallLanguage.shape] != nil)
            let translator = Translator(number % 7, seed: 3)
            let said = SmallLanguage.second.read(try translator.speak(round, random: &random))
            // All of it, but for what is misspelt; colours are as near as the languages allow.
            #expect(said.keys.allSatisfy { read[$0] != nil } && said.count + 2 >= read.count)
            #expect(said[SmallLanguage.shape].map { $0 == read[SmallLanguage.shape] } ?? true)
        }
        #expect(throws: ReferentialError.self) { try Translator(0, seed: 3).speak(SceneGame().round(1, seed: 1), random: &random) }
    }

    @Test func relationsAreSaidFromEitherEnd() throws {
        let game = try RelationGame()
        var random = RandomStream(1)
        var (begins, changes) = (Set<Bool>(), 0)
        for number in 0..<300 {
            let round = game.round(UInt64(number), seed: 2)
            let (target, others) = try round.things(of: 7, "")
            changes += others.contains(Array(target[3..<6] + target[0..<3] + target[6...])) ? 1 : 0
            let persona = RelationPersona(number % 9, seed: 3)
            let text = try persona.speak(round, random: &random)
            let mentioned = RelationLexicon.mentioned(text)
            #expect(mentioned.allSatisfy { Int(target[$0[0]]) == $0[1] }, "\(text)")
            begins.insert(text.split(separator: " ").contains { ["rightof", "under", "around", "before"].contains($0) })
        }
        #expect(begins == [true, false] && changes > 50)
        #expect(RelationLexicon.mentioned("red circle under big box") == [[4, 0], [3, 0], [2, 2], [0, 1], [6, 1]])
        #expect(game.describe(.attributes([0, 0, 2, 1, 4, 0, 1])) == "large red circle over small blue square")
    }

    @Test func codesNameAttributesAndValues() throws {
        let game = try ReconstructionGame(GameSettings(attributes: 3, values: 5, combinations: .seen))
        var random = RandomStream(1)
        for number in 0..<100 {
            let round = game.round(UInt64(number), seed: 4)
            let (target, others) = try round.things(of: 3, "")
            #expect(others.isEmpty && !Combinations.isUnseen(target) && game.name == "attributes-3x5-built")
            let text = try CodePersona(number, space: game.space, seed: 1).speak(round, random: &random)
            #expect(CodePersona.mentioned(text, in: game.space).allSatisfy { Int(target[$0[0]]) == $0[1] })
        }
        #expect(CodePersona.mentioned("a1 cc4 b9 x", in: game.space) == [[0, 1], [2, 4]])
    }
}
