import Foundation
import LanguageModels

/// The prompts of a cooking language model: two texts that a user can edit.
struct CookPrompts: Sendable {
    /// What is said once: the kitchen, the rules, how to reply.
    let system: PromptTemplate
    /// What is said with every question: the state, the partner, the skills to choose from.
    let choose: PromptTemplate

    private static let systemNames: Set = ["kitchen", "horizon", "player", "answer"]
    private static let chooseNames: Set = ["state", "player", "partner", "skills", "memory", "experience"]

    /// Those of the folder that an agent file names, with `system.txt` and `choose.txt`; where it names none, those of the folder
    /// `prompts` next to it, and the shipped ones where there is no such folder.
    /// - Throws: `ChatError.misconfigured`.
    init(folder: String, isNamed: Bool = true) throws {
        let hasFiles = isNamed || FileManager.default.fileExists(atPath: folder + "/system.txt")
        func template(_ file: String, _ shipped: String, _ names: Set<String>) throws -> PromptTemplate {
            guard !hasFiles else { return try PromptTemplate("\(folder)/\(file)", names: names) }
            return try PromptTemplate(text: shipped, path: "the shipped \(file)", names: names)
        }
        system = try template("system.txt", ShippedPrompts.system, Self.systemNames)
        choose = try template("choose.txt", ShippedPrompts.choose, Self.chooseNames)
    }
}
