import ArgumentParser
import Kitchen

/// How fast and how long a game in the window is.
struct PaceOptions: ParsableArguments {
    @Option(.from(50, to: 500), help: "Milliseconds a tick. Default: 150.")
    var tickMs: Int?
    @Option(help: "Dynamics: old or new. Default: what the map asks for, else old where its orders allow it.")
    var dynamics: Dynamics?
    @Option(.horizon, help: "Ticks of the game. Default: 400.")
    var horizon: Int?

    var milliseconds: Int { tickMs ?? 150 }
    var ticks: Int { horizon ?? 400 }
    /// Those of the options that were given, as they are called.
    var given: [String] {
        [("--tick-ms", tickMs != nil), ("--dynamics", dynamics != nil), ("--horizon", horizon != nil)].filter(\.1).map(\.0)
    }

    func kitchen(_ layout: Layout) throws -> Kitchen { try Self.standardKitchen(layout, dynamics: dynamics) }

    /// The kitchen under `dynamics`, by default those that the layout asks for, else old ones where its orders allow them.
    static func standardKitchen(_ layout: Layout, dynamics: Dynamics? = nil) throws -> Kitchen {
        if let dynamics = dynamics ?? layout.parameters.dynamics { return try Kitchen(layout, dynamics: dynamics) }
        return try (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
    }
}
