/// How demanding a kitchen is, or how well an agent cooks, as a menu marks it.
enum Skill: Int, Comparable, Sendable, CaseIterable {
    case easy = 1
    case medium, strong

    static func < (a: Skill, b: Skill) -> Bool { a.rawValue < b.rawValue }

    /// The mark of a kitchen.
    var kitchenWord: String {
        switch self {
        case .easy: "easy"
        case .medium: "medium"
        case .strong: "hard"
        }
    }

    /// The mark of an agent.
    var agentWord: String {
        switch self {
        case .easy: "beginner"
        case .medium: "medium"
        case .strong: "strong"
        }
    }
}

/// What people call a kitchen or an agent: a name, a sentence, a mark.
struct PlainName: Hashable, Sendable {
    let title: String
    let about: String
    /// Nil where nobody has said.
    let skill: Skill?

    init(_ title: String, _ skill: Skill?, _ about: String) {
        self.title = title
        self.skill = skill
        self.about = about
    }

    /// A name as files have it, made readable: "my_kitchen-2" is "My kitchen 2".
    static func readable(_ name: String) -> String {
        let words = name.replacing("_", with: " ").replacing("-", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
