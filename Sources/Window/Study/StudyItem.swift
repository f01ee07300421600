import EpisodeStore

/// A step of a participant's way through a study; what is done is kept by its name, so that a crash costs at most
/// the game that was running.
package struct StudyItem: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case consent
        case tutorial(Study.Tutorial)
        case game(StudyOrder.Game)
        /// Questions, about the game at `position` or, at the end, about everything.
        case questions([Study.Question])
    }

    /// E.g. `consent`, `tutorial 1`, `game 3`, `questions 3`, `closing questions`.
    package let name: String
    package let kind: Kind
    /// The number of the game, counted from one; 0 for what belongs to none.
    package let position: Int

    /// A participant's whole way.
    package static func all(_ study: Study, participant: Int) -> [StudyItem] {
        var items = [StudyItem(name: "consent", kind: .consent, position: 0)]
        for (index, tutorial) in study.tutorials.enumerated() {
            items.append(StudyItem(name: "tutorial \(index + 1)", kind: .tutorial(tutorial), position: 0))
        }
        for (index, game) in StudyOrder.games(study, participant: participant).enumerated() {
            items.append(StudyItem(name: "game \(index + 1)", kind: .game(game), position: index + 1))
            guard !study.questions.isEmpty else { continue }
            items.append(StudyItem(name: "questions \(index + 1)", kind: .questions(study.questions), position: index + 1))
        }
        if !study.closingQuestions.isEmpty {
            items.append(StudyItem(name: "closing questions", kind: .questions(study.closingQuestions), position: 0))
        }
        return items
    }
}

/// Where studies are kept; the program gives the window one.
public protocol StudyLog: AnyObject {
    /// Enrols a participant, or finds them again.
    /// - Returns: their number, counted from zero in the order of enrolment, and the items they have finished.
    func enrol(study: String, participant: String) throws -> (number: Int, finished: Set<String>)

    /// Keeps a finished step.
    func save(_ step: StudyStep) throws
}
