import Agents
import ArgumentParser
import Foundation
import Kitchen
import KitchenMaps

/// `brigade agents import`: trained agents of others as agent files.
struct AgentsImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring agents trained by overcooked_ai's human_aware_rl into agent files.",
        discussion: """
            A folder holds ppo.safetensors with meta.json, bc.safetensors with bc_meta.json, or both; docs/policies.md \
            has the names, shapes and conventions. Each becomes an agent file, a sidecar and weights. Outputs that \
            meta.json records are compared: a difference above 0.0001 is an error, exit 1, and nothing is written.

            Examples:
              brigade agents import ../shared/agents/RllibCrampedRoomSP
              brigade agents import ../shared/agents/* --into my/agents
            """)

    /// Largest difference to recorded outputs.
    static let tolerance = 1e-4

    @Argument(help: "Folders of trained agents.")
    var folders: [String]
    @Option(help: "Folder to write to.")
    var into = "Agents"
    @OptionGroup var maps: MapOptions

    func run() throws {
        var wrong = 0
        for folder in folders {
            do {
                for agent in try PolicyImport.read(folder) {
                    let verdict = try verdict(agent)
                    try agent.write(into: into)
                    printLine("\(into)/\(agent.name).yaml: \(verdict)")
                }
            } catch {
                Terminal.sayLines("\(error)")
                wrong += 1
            }
        }
        if wrong > 0 { throw ExitCode(1) }
    }

    private func verdict(_ agent: PolicyImport) throws -> String {
        guard let layout = agent.layout else { return "imported; the folder does not say for which kitchen" }
        guard try maps.library.names().contains(layout) else {
            return "imported for \(layout), which is not a map here, so that nothing could be compared"
        }
        let kitchen = try Kitchen(maps.library.layout(layout), dynamics: .old)
        guard let off = try agent.differences(in: kitchen) else {
            return "imported for \(layout); it fits, and there are no recorded outputs to compare"
        }
        let differences = String(format: "probabilities by %.6f, the value by %.6f", off.probabilities, off.value)
        guard off.probabilities <= Self.tolerance, off.value <= Self.tolerance else {
            throw AgentError("\(agent.name) differs from its recorded outputs in \(layout): \(differences)")
        }
        return "imported for \(layout); differs from its recorded outputs in \(differences)"
    }
}
