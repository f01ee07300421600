import Kitchen

extension MapLibrary {
    /// The five kitchens that published tables use.
    public static let classicNames = [
        "cramped_room", "asymmetric_advantages", "coordination_ring", "forced_coordination", "counter_circuit_o_1order",
    ]
}

/// Names of maps by grid and orders, the first in the alphabet: recorded trials call some of them by older names.
public struct MapNames: Sendable {
    private let layouts: [Layout]

    /// - Throws: `SourceDiagnostics` for a map of the library that cannot be read.
    public init(_ library: MapLibrary) throws { layouts = try library.names().map { try library.layout($0) } }

    /// The name of the map with the grid and the orders of `layout`; its own name where there is none.
    /// - Complexity: O(maps x cells).
    public func name(_ layout: Layout) -> String {
        let same = layouts.first {
            $0.terrain == layout.terrain && $0.width == layout.width && $0.parameters.orders == layout.parameters.orders
        }
        return same?.name ?? layout.name
    }
}
