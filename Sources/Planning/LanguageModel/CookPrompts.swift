import LanguageModels

/// The prompts of a cooking language model: two files that a user can edit.
struct CookPrompts: Sendable {
    /// What it is sent once: the kitchen, the rules, how to reply.
    let system: PromptTemplate
    /// What it is sent with every question: the state, the partner, the skills to choose from.
    let choose: PromptTemplate

    /// - Throws: `ChatError.misconfigured`.
    init(folder: String) throws {
        system = try PromptTemplate(folder + "/system.txt", names: ["kitchen", "player"])
        choose = try PromptTemplate(folder + "/choose.txt", names: ["state", "player", "partner", "skills", "memory", "experience"])
    }
}
