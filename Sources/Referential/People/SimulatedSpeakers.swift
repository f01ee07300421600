import Basics

/// The simulated speakers of a game and their rounds: those that agents learn from, and those that are held out to judge them.
public struct SimulatedSpeakers: Sendable {
    /// The game with any targets.
    public let game: any ReferentialGame
    /// The game of training: its targets are of seen combinations.
    public let training: any ReferentialGame

    /// Everybody and everything is a function of this.
    private static let seed: UInt64 = 0x5CE
    /// Numbers of the speakers that agents learn from, and of those that are held out.
    static let (known, heldOut) = (0..<60, 60..<100)

    /// - Throws: `ReferentialError` for a game that has no combinations to train on.
    public init(_ game: any ReferentialGame) throws {
        self.game = game
        training = try game.with(.seen)
    }

    /// Rounds to learn from, more than are learned from.
    public func knownRounds() throws -> [Round] { try rounds(Self.known, each: 100, training, first: 0) }

    /// Rounds of held-out speakers, with any targets.
    public func unheard() throws -> [Round] { try rounds(Self.heldOut, each: 75, game, first: 100_000) }

    /// Rounds that nothing learns from, with any targets, of speakers that agents learn from.
    public func heard() throws -> [Round] { try rounds(Self.known, each: 50, game, first: 200_000) }

    /// Contexts to play in, in which nobody has spoken.
    public func contexts() -> [Round] { (0..<8000).map { training.round(1_000_000 + $0, seed: Self.seed) } }

    /// Rounds of several speakers in turn.
    /// - Parameter first: number of the first round in the game.
    private func rounds(_ numbers: Range<Int>, each: Int, _ game: any ReferentialGame, first: UInt64) throws -> [Round] {
        try Self.rounds(
            of: game, speakers: numbers.map { (number: $0, speaker: game.speaker($0, seed: Self.seed)) }, count: numbers.count * each,
            first: first, seed: Self.seed)
    }

    /// Rounds of all `speakers` in turn.
    private static func rounds(
        of game: any ReferentialGame, speakers: [(number: Int, speaker: any Speaker)], count: Int, first: UInt64, seed: UInt64
    ) throws -> [Round] {
        try (0..<count).map { index in
            let number = first + UInt64(index)
            var round = game.round(number, seed: seed)
            var random = RandomStream(seed, number, StreamKey.simulatedSpeakers)
            let own = speakers[index % speakers.count]
            round.utterance = try own.speaker.speak(round, random: &random)
            round.speaker = "persona \(own.number)"
            return round
        }
    }

    /// 6000 rounds of 100 simulated speakers, in place of a corpus of people.
    public static func corpus(of game: any ReferentialGame) throws -> [Round] {
        let seed: UInt64 = 11
        let speakers = (0..<100).map { (number: $0, speaker: game.speaker($0, seed: seed)) }
        return try rounds(of: game, speakers: speakers, count: 6000, first: 0, seed: seed)
    }
}
