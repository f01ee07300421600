import ArgumentParser

struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "Studies with people: what participants did and answered.",
        discussion: """
            'brigade play --study FILE.yaml' runs a study; docs/window.md describes the file.

            Example:
              brigade study export Studies/example.yaml --out runs/strangers
            """,
        subcommands: [Export.self])
}
