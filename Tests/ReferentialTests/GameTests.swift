import Basics
import Testing

@testable import Referential

/// What every game of the catalogue keeps to.
@Suite struct GameTests {
    private static let catalogue = GameCatalogue.standard

    private static func game(_ word: String) throws -> any ReferentialGame {
        try #require(catalogue.family(word)).init(GameSettings(attributes: 3, values: 4))
    }

    @Test func wordsAreDifferent() {
        #expect(Set(Self.catalogue.words).count == Self.catalogue.words.count)
        #expect(Self.catalogue.words.allSatisfy { Self.catalogue.family($0)?.summary.isEmpty == false })
        #expect(Self.catalogue.family("chess") == nil)
    }

    @Test(arguments: GameCatalogue.standard.words) func namesLeadBackToTheGame(word: String) throws {
        let game = try Self.game(word)
        let again = try Self.catalogue.game(named: game.name)
        #expect(again.name == game.name && again.isPlayed(with: game) && again.candidates == game.candidates)
        for number in 0..<20 { #expect(again.round(UInt64(number), seed: 3) == game.round(UInt64(number), seed: 3)) }
    }

    /// Old names are stored in logs and sidecars.
    @Test func namesStand() throws {
        let names = ["attributes": "attributes-3x4-of-3", "reconstruction": "attributes-3x4-built"]
        for word in ["colours", "scenes", "relations", "languages", "attributes", "reconstruction"] {
            #expect(try Self.game(word).name == names[word] ?? word)
        }
    }

    @Test func unknownNamesGiveTheNearMiss() throws {
        func message(_ name: String) -> String {
            do { return try Self.catalogue.game(named: name).name } catch { return "\(error)" }
        }
        #expect(message("scene") == "there is no game 'scene'; did you mean 'scenes'?")
        #expect(message("chess").hasPrefix("there is no game 'chess'; use one of colours, scenes,"))
        #expect(message("attributes-3x1-of-3") == "things need attributes, and 2 to 255 values of each, not 3 of 1")
        #expect(message("attributes-3x4-of-1") == "a game needs at least 2 candidates to pick from, not 1")
    }

    /// A round has its candidates, all different, and is a function of number and seed; each can be described, different things in
    /// different words.
    @Test(arguments: GameCatalogue.standard.words) func roundsAreWhatTheContractSays(word: String) throws {
        let game = try Self.game(word)
        for number in 0..<100 {
            let round = game.round(UInt64(number), seed: 9)
            #expect(round == game.round(UInt64(number), seed: 9) && round.utterance == nil)
            #expect(round.candidates.count == game.candidates && round.candidates.indices.contains(round.target))
            #expect(Set(round.candidates).count == game.candidates)
            #expect((round.source != nil) == (game.kind == .translate))
            #expect((game.candidates == 1) == (game.kind == .reconstruct))
            #expect(Set(round.candidates.map(game.describe)).count == game.candidates)
            for candidate in round.candidates {
                switch (candidate, game.things) {
                case (.colour, .colours): #expect(game.colour(of: candidate) != nil)
                case (.attributes(let values), .attributes(let space)):
                    #expect(values.count == space.sizes.count && zip(values, space.sizes).allSatisfy { Int($0) < $1 })
                default: Issue.record("\(candidate) is no thing of \(word)")
                }
            }
        }
    }

    /// A speaker of a number and a seed says the same every time.
    @Test(arguments: GameCatalogue.standard.words) func speakersAreDecidedByNumberAndSeed(word: String) throws {
        let game = try Self.game(word)
        var said: Set<String> = []
        for number in 0..<30 {
            let round = game.round(UInt64(number), seed: 9)
            let text = try game.speaker(number % 5, seed: 2).speak(round, number: number, seed: 4)
            #expect(try text == game.speaker(number % 5, seed: 2).speak(round, number: number, seed: 4))
            #expect(!text.isEmpty)
            said.insert(text)
        }
        #expect(said.count > 5)
    }

    /// Of a game of training no target is of a combination that is kept out; with all targets, some are.
    @Test(arguments: GameCatalogue.standard.words) func trainingKeepsCombinationsOut(word: String) throws {
        let game = try Self.game(word)
        func unseen(_ game: any ReferentialGame) -> Int {
            (0..<200).count { number in
                let round = game.round(UInt64(number), seed: 1)
                guard case .attributes(let values) = round.candidates[round.target] else { return false }
                return Combinations.isUnseen(values)
            }
        }
        #expect(try unseen(game.with(.seen)) == 0)
        if game.things != .colours { #expect(unseen(game) > 5) }
    }
}
