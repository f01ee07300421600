import Basics
import Referential

/// Games with stand-ins for people: what is played, who speaks, of whom something is learned and who is kept for judging.
public struct StandIns: Sendable {
    public enum Game: Sendable, Hashable {
        case scenes, relations, languages
        /// Things of so many attributes with so many values; of one candidate the listener builds the thing.
        case attributes(Int, values: Int)
    }

    /// How scenes look like those of training: targets are of seen combinations.
    public let seen: any ReferentialGame
    /// With any targets.
    public let all: any ReferentialGame
    public let encoding: CandidateEncoding
    /// How descriptions are read.
    public let wording: Wording
    /// Whether speakers read, and see nothing.
    public let isTranslated: Bool
    /// Whether listeners build things, and see nothing.
    public let isBuilt: Bool
    private let person: @Sendable (Int) -> any Speaker

    /// Everybody and everything is a function of this.
    private static let seed: UInt64 = 0x5CE
    /// People of whom something is learned, and people kept for judging, some of whom use words of their own.
    private static let (known, kept) = (0..<60, 60..<100)

    /// - Throws: `TalkError` for numbers with which there is no game.
    public init(_ game: Game, candidates: Int) throws {
        let seed = StandIns.seed
        switch game {
        case .scenes:
            (seen, all) = (try SceneGame(candidates: candidates, combinations: .seen), try SceneGame(candidates: candidates))
            (encoding, wording) = (.attributes(SceneLexicon.space.sizes), .scenes)
            person = { Persona($0, seed: seed, usesRareWords: StandIns.kept.contains($0) && $0 % 4 == 0) }
        case .relations:
            (seen, all) = (try RelationGame(candidates: candidates, combinations: .seen), try RelationGame(candidates: candidates))
            (encoding, wording) = (.attributes(RelationLexicon.space.sizes), .relations)
            person = { RelationPersona($0, seed: seed) }
        case .languages:
            (seen, all) = (try TranslationGame(candidates: candidates, combinations: .seen), try TranslationGame(candidates: candidates))
            (encoding, wording) = (.attributes(SceneLexicon.space.sizes), .secondLanguage)
            person = { Translator($0, seed: seed) }
        case .attributes(let attributes, let values):
            let game = try AttributeGame(attributes: attributes, values: values, candidates: candidates)
            let combinations = attributes > 1 ? SceneGame.Combinations.seen : .all
            all = game
            seen = try AttributeGame(attributes: attributes, values: values, candidates: candidates, combinations: combinations)
            (encoding, wording) = (.attributes(game.space.sizes), .code(game.space))
            person = { CodePersona($0, space: game.space, seed: seed) }
        }
        isTranslated = game == .languages
        isBuilt = all.candidates == 1
    }

    /// Rounds of people to learn from, more than are learned from.
    func knownRounds() throws -> [Round] { try rounds(StandIns.known, each: 100, seen, first: 0) }

    /// Rounds of people of whom nothing is learned, with any targets.
    public func unheard() throws -> [Round] { try rounds(StandIns.kept, each: 75, all, first: 100_000) }

    /// Rounds that nothing learns from, with any targets, of people of whom something is learned.
    public func heard() throws -> [Round] { try rounds(StandIns.known, each: 50, all, first: 200_000) }

    /// Contexts to play in.
    func contexts() -> [Round] { (0..<8000).map { seen.round(1_000_000 + $0, seed: StandIns.seed) } }

    /// Rounds of several people in turn.
    /// - Parameter first: number of the first round in the game.
    private func rounds(_ people: Range<Int>, each: Int, _ game: any ReferentialGame, first: UInt64) throws -> [Round] {
        let speakers = people.map(person)
        return try (0..<(people.count * each)).map { index in
            let number = first + UInt64(index)
            var round = game.round(number, seed: StandIns.seed)
            var random = RandomStream(StandIns.seed, number, StreamKey.simulatedSpeakers)
            round.utterance = try speakers[index % people.count].speak(round, random: &random)
            round.speaker = "persona \(people.lowerBound + index % people.count)"
            return round
        }
    }
}
