import Foundation

/// The memory of the machine, for refusing what cannot fit before it fills it.
public enum MachineMemory {
    /// Bytes that the machine, or the container that the program is in, has.
    public static var bytes: Double {
        let physical = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
        let limit = FileManager.default.contents(atPath: "/sys/fs/cgroup/memory.max")
            .flatMap { Double(String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)) }
        return min(physical, limit ?? .infinity)
    }

    /// Refuses what needs more than there is.
    /// - Parameters:
    ///   - need: in bytes.
    ///   - what: what needs it, for the message.
    ///   - options: what to lower.
    /// - Throws: `MemoryError`.
    public static func check(_ need: Double, for what: String, lower options: String) throws {
        let there = bytes
        guard need > there else { return }
        throw MemoryError(
            description: "\(what) would take \(gibibytes(need)) GiB of memory, and this machine has \(gibibytes(there)); lower \(options)")
    }

    private static func gibibytes(_ bytes: Double) -> String {
        let tenths = (bytes / 1_073_741_824 * 10).rounded() / 10
        return tenths >= 100 ? String(format: "%.0f", tenths) : String(format: "%.1f", tenths)
    }
}

/// What was asked for does not fit into the machine's memory.
public struct MemoryError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
}
