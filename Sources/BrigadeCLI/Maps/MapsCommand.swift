import ArgumentParser

struct MapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maps", abstract: "List, show, check and convert kitchens.",
        discussion: """
            Examples:
              brigade maps list
              brigade maps show cramped_room
              brigade maps check Maps
              brigade maps convert my_kitchen.layout > Maps/my_kitchen.yaml
            """,
        subcommands: [List.self, Show.self, Check.self, Convert.self])
}
