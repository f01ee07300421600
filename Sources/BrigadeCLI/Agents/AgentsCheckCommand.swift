import Agents
import ArgumentParser
import Foundation
import Language

extension AgentsCommand {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check agent files, and that each agent can be made; exit 1 if any is wrong.",
            discussion: """
                Each problem is one line, file:line:column: what is wrong and what would be right.

                Example:
                  brigade agents check Agents/*.yaml
                """)

        @Argument(help: "Agent files, .yaml.")
        var files: [String]

        func run() throws {
            let wrong = files.count { file in
                do {
                    let read = try AgentFile.read(file, catalogue: AgentOptions.catalogue)
                    if let kind = read.kind as? any ReferentialKind {
                        _ = try kind.makeTalker()
                        return false
                    }
                    if let kind = read.kind as? PartnerKind {
                        _ = try kind.makeModel()
                        return false
                    }
                    var agent = try read.makeAgent()
                    agent.close()
                    return false
                } catch {
                    print(error)
                    return true
                }
            }
            Terminal.say("\(files.count) agent\(files.count == 1 ? "" : "s") checked, \(wrong) wrong")
            if wrong > 0 { throw ExitCode(1) }
        }
    }
}
