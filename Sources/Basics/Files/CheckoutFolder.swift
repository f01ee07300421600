import Foundation

/// Finds the folders that come with the program, such as `Maps` and `Agents`.
package enum CheckoutFolder {
    /// The folder `name` here, or beside the checkout that the running program was built in; `name` where there is none.
    package static func path(_ name: String) -> String {
        let program = URL(fileURLWithPath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
        var folder = program.deletingLastPathComponent()
        var candidates = [name]
        while folder.path != "/" && candidates.count < 8 {
            candidates.append(folder.appendingPathComponent(name).path)
            folder.deleteLastPathComponent()
        }
        return candidates.first { FileManager.default.fileExists(atPath: $0) } ?? name
    }
}
