import Agents
import Foundation

/// An agent file as it is shown to a person or to a script.
struct AgentDescription: Encodable {
    let name: String
    let kind: String
    let description: String
    let provenance: String
    let kitchens: [String]
    let needs: AgentNeed
    let path: String
    let contentHash: String
    let file: String

    init(_ agent: AgentFile) {
        name = agent.name
        kind = agent.kindName
        description = agent.description
        provenance = agent.provenance
        kitchens = agent.kitchens
        needs = agent.needs
        path = agent.path
        contentHash = agent.contentHash
        file = agent.text
    }

    func lines(_ terminal: Terminal) -> [String] {
        let rows = [
            ("description", description), ("provenance", provenance), ("kitchens", kitchens.joined(separator: ", ")),
            ("needs", needs.words), ("file", path),
            ("content hash", contentHash),
        ]
        let lines = rows.flatMap { heading, text in
            text.trimmingCharacters(in: .newlines).split(separator: "\n").enumerated().map { place, line in
                terminal.style((place == 0 ? heading : "").padding(13), .dim) + line
            }
        }
        let heading = terminal.style("\(name), an agent of kind \(kind)", .bold)
        let text = file.trimmingCharacters(in: .newlines).split(separator: "\n", omittingEmptySubsequences: false)
        return [heading] + lines + [""] + text.map(String.init)
    }
}

extension AgentNeed {
    /// In words for a person.
    fileprivate var words: String {
        switch self {
        case .state: "the whole state"
        case .view: "what its seat sees"
        }
    }
}
