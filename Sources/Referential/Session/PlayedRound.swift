/// A round that was played: what there was to mean, what was said, and what was picked.
public struct PlayedRound: Sendable, Hashable {
    /// The game's name.
    public let game: String
    /// The game's seed and the round's number in it, which decide the candidates.
    public let seed: UInt64
    /// The number of the round in the game.
    public let number: Int
    /// The round with what was said.
    public let round: Round
    /// Index of the candidate that was picked. Where the listener reconstructed something that is not the target, the number of
    /// candidates.
    public let picked: Int
    /// What the listener reconstructed, where it did.
    public let reconstruction: [UInt8]?

    public init(_ game: any ReferentialGame, seed: UInt64, number: Int, round: Round, picked: Int, reconstruction: [UInt8]? = nil) {
        self.game = game.name
        self.seed = seed
        self.number = number
        self.round = round
        self.picked = picked
        self.reconstruction = reconstruction
    }

    /// Whether the target was picked, or reconstructed.
    public var isCorrect: Bool { picked == round.target }

    /// The candidates as a JSON list. A reconstruction that is not the target is one candidate more, the one that was picked.
    public var candidates: String {
        let more = reconstruction.flatMap { picked == round.candidates.count ? Candidate.attributes($0) : nil }
        return "[" + (round.candidates + (more.map { [$0] } ?? [])).map(\.json).joined(separator: ",") + "]"
    }
}
