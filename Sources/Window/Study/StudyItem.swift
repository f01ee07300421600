import Basics

/// A step of a participant's way through a study; what is done is kept by its name, so that a crash costs at most
/// the tick that was running.
package struct StudyItem: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case consent
        case tutorial(Study.Tutorial)
        case game(StudyOrder.Game)
        /// Questions about the game at `position`, a pair, a block or, at the end, about everything.
        case questions(StudyLevel, [StudyQuestion])
        /// A page of text, which can be left after so many seconds.
        case page(heading: String, text: String, seconds: Int)
    }

    /// E.g. `consent`, `tutorial 1`, `game 3`, `questions 3`, `closing questions`.
    package let name: String
    package let kind: Kind
    /// The number of the game, counted from one; 0 for what belongs to none.
    package let position: Int
    /// Which of the people at the keyboard it is for; nil for all of them together.
    package var person: Int?

    private init(_ name: String, _ kind: Kind, position: Int = 0, person: Int? = nil) {
        self.name = name
        self.kind = kind
        self.position = position
        self.person = person
    }

    /// A participant's whole way.
    package static func all(_ study: Study, participant: Int) -> [StudyItem] {
        var way = Way(study: study, row: participant)
        way.each("consent", .consent)
        for (index, tutorial) in study.tutorials.enumerated() { way.add("tutorial \(index + 1)", .tutorial(tutorial)) }
        way.ask("comprehension", .comprehension, study.comprehension)
        let games = StudyOrder.games(study, participant: participant)
        for (index, game) in games.enumerated() {
            way.add(game, index + 1, of: games)
        }
        way.ask("closing questions", .closing, study.closingQuestions)
        if !study.debriefing.isEmpty { way.add("debriefing", .page(heading: "About this study", text: study.debriefing, seconds: 0)) }
        return way.items
    }

    private struct Way {
        let study: Study
        let row: Int
        var items: [StudyItem] = []

        mutating func add(_ name: String, _ kind: Kind, position: Int = 0) { items.append(StudyItem(name, kind, position: position)) }

        /// A step that every person does alone, one after the other.
        mutating func each(_ name: String, _ kind: Kind, position: Int = 0) {
            for person in 0..<study.people { items.append(StudyItem(name, kind, position: position, person: person)) }
        }

        mutating func ask(
            _ name: String, _ level: StudyLevel, _ questions: [StudyQuestion], position: Int = 0, names: [String: String] = [:]
        ) {
            guard !questions.isEmpty else { return }
            for person in 0..<study.people {
                let asked = StudyItem.arranged(questions, study, row: row, item: name, person: person).map { $0.filled(names) }
                items.append(StudyItem(name, .questions(level, asked), position: position, person: person))
            }
        }

        /// A game with what is asked after it.
        mutating func add(_ game: StudyOrder.Game, _ position: Int, of games: [StudyOrder.Game]) {
            add("game \(position)", .game(game), position: position)
            ask("questions \(position)", .game, study.questions, position: position, names: StudyItem.names(game))
            let inBlock = games.prefix(position).filter { $0.block == game.block }
            if inBlock.count % 2 == 0, let before = inBlock.dropLast().last {
                var names = StudyItem.names(game)
                names["first"] = before.blindName
                names["second"] = game.blindName
                ask("pair questions \(position)", .pair, study.pairQuestions, position: position, names: names)
            }
            let isLastOfBlock = position == games.count || games[position].block != game.block
            guard isLastOfBlock else { return }
            ask("block questions \(game.block)", .block, study.blockQuestions, position: position, names: StudyItem.names(game))
            if let rest = study.rest, position < games.count, game.block % rest.blocks == 0 {
                add("break \(game.block)", .page(heading: "A break", text: rest.text, seconds: rest.seconds), position: position)
            }
        }
    }

    package static func names(_ game: StudyOrder.Game) -> [String: String] { ["partner": game.blindName, "kitchen": game.kitchen] }

    /// Questions in the order in which a person sees them, their options, too.
    package static func arranged(_ questions: [StudyQuestion], _ study: Study, row: Int, item: String, person: Int) -> [StudyQuestion] {
        let key = item.utf8.reduce(UInt64(0)) { RandomStream.mix($0 ^ UInt64($1)) }
        var random = RandomStream(study.seed, UInt64(row), UInt64(person), key, StreamKey.studyQuestions)
        let ordered = study.shufflesQuestions ? questions.shuffled(using: &random) : questions
        return ordered.map { $0.shuffled(&random) }
    }
}
