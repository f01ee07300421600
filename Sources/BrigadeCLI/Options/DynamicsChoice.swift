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
}
