import ArgumentParser
import Kitchen
import KitchenMaps

/// Where maps are, and under which dynamics they are meant.
struct MapOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of maps.", discussion: "Default: Maps here, or next to the program's checkout."))
    var mapsFolder: String?

    var library: MapLibrary { mapsFolder.map(MapLibrary.init(folder:)) ?? .standard }
}

extension Dynamics: ExpressibleByArgument {}
