import Basics

/// The families of games that a program knows: by the words of experiment files, and by the names of games in sidecars and logs.
public struct GameCatalogue: Sendable {
    private let families: [any ReferentialGame.Type]

    /// - Parameter families: the order in which help texts list them.
    public init(_ families: [any ReferentialGame.Type]) { self.families = families }

    /// All games of Brigade; a new game is a line here.
    public static let standard = GameCatalogue([
        ColourGame.self, SceneGame.self, RelationGame.self, TranslationGame.self, AttributeGame.self, ReconstructionGame.self,
        FigureGame.self,
    ])

    /// Every word that can follow `game:` in an experiment file.
    public var words: [String] { families.map { $0.word } }

    /// The words of the families for which `isIncluded` is true.
    public func words(where isIncluded: (any ReferentialGame.Type) -> Bool) -> [String] { families.filter(isIncluded).map { $0.word } }

    /// The family with this word; nil where there is none.
    public func family(_ word: String) -> (any ReferentialGame.Type)? { families.first { $0.word == word } }

    /// The game that is called `name`.
    /// - Throws: `ReferentialError` for an unknown name, with the near miss, and for settings with which there is no game.
    public func game(named name: String) throws -> any ReferentialGame {
        for family in families {
            if let settings = family.settings(of: name) { return try family.init(settings) }
        }
        throw ReferentialError("there is no game '\(name)'; \(hint(name))")
    }

    /// What to do about an unknown word: the near miss, or all words there are.
    public func hint(_ word: String) -> String {
        nearMiss(to: word, among: words).map { "did you mean '\($0)'?" } ?? "use one of \(words.joined(separator: ", "))"
    }
}
