import ArgumentParser

struct StudyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study", abstract: "Studies with people: check them, follow them, export them.",
        discussion: """
            'brigade play --study FILE.yaml' runs a study; docs/studies.md describes the file.

            Examples:
              brigade study check Studies/example.yaml
              brigade study preview Studies/example.yaml --row 2
              brigade study status Studies/example.yaml
              brigade study export Studies/example.yaml --out runs/strangers
              brigade study withdraw Studies/example.yaml P07
            """,
        subcommands: [Check.self, Preview.self, Status.self, Export.self, Withdraw.self])
}
