import ArgumentParser
import Kitchen

/// Under which dynamics maps are played.
enum DynamicsChoice: String, ExpressibleByArgument, CaseIterable {
    case old, new
    /// As each map asks for, else new.
    case map

    var dynamics: Dynamics? {
        switch self {
        case .old: .old
        case .new: .new
        case .map: nil
        }
    }

    /// The kitchen of `layout` under these dynamics; what a map of OvercookedV2 says of how pots start is always kept.
    /// - Throws: `ParameterError`.
    func kitchen(_ layout: Layout) throws -> Kitchen {
        let isSaid = layout.family == .overcookedV2 && layout.parameters.dynamics != nil
        return try Kitchen(layout, dynamics: isSaid ? nil : dynamics)
    }
}
