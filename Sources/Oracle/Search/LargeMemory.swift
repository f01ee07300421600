import Foundation

/// Memory for many values that are read and written all over.
package enum LargeMemory {
    private static let arena = MemoryArena()
    /// What is smaller comes from the system.
    private static let leastBytes = 1 << 22

    /// Zeros, most of them not resident before they are written; for `free`.
    static func zeros(bytes: Int) -> UnsafeMutableRawPointer {
        guard let memory = zerosIfAny(bytes: bytes) else { fatalError("no memory for \(bytes) bytes") }
        return memory
    }

    /// `zeros`, or nil where the system has no memory.
    static func zerosIfAny(bytes: Int) -> UnsafeMutableRawPointer? {
        if bytes >= leastBytes, let memory = arena?.zeros(bytes: bytes) { return memory }
        guard let memory = calloc(max(1, bytes), 1) else { return nil }
        advise(memory, bytes: bytes)
        return memory
    }

    static func free(_ memory: UnsafeMutableRawPointer) {
        if arena?.free(memory) != true { Foundation.free(memory) }
    }

    /// Does `body`, and keeps up to so many bytes of what is freed for what is needed next: memory that comes from the system again
    /// has to be cleared again.
    package static func keeping<Result>(_ bytes: Int, _ body: () throws -> Result) rethrows -> Result {
        arena?.keep(bytes)
        defer { arena?.keep(0) }
        return try body()
    }

    /// Asks for pages of 2 MiB, of which the processor keeps the addresses of more memory at hand.
    static func advise(_ memory: UnsafeMutableRawPointer, bytes: Int) {
        #if os(Linux)
            let page = 4096
            guard bytes > leastBytes else { return }
            let first = (Int(bitPattern: memory) + page - 1) & ~(page - 1)
            let count = (Int(bitPattern: memory) + bytes - first) & ~(page - 1)
            _ = madvise(UnsafeMutableRawPointer(bitPattern: first), count, Int32(MADV_HUGEPAGE))
        #endif
    }
}
