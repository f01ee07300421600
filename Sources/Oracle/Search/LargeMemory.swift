import Foundation

/// Memory for many values that are read and written all over.
enum LargeMemory {
    /// Zeros, not resident before they are written; for `free`.
    static func zeros(bytes: Int) -> UnsafeMutableRawPointer {
        guard let memory = calloc(max(1, bytes), 1) else { fatalError("no memory for \(bytes) bytes") }
        advise(memory, bytes: bytes)
        return memory
    }

    static func free(_ memory: UnsafeMutableRawPointer) { Foundation.free(memory) }

    /// Asks for pages of 2 MiB, of which the processor keeps the addresses of more memory at hand.
    static func advise(_ memory: UnsafeMutableRawPointer, bytes: Int) {
        #if os(Linux)
            let page = 4096
            guard bytes > 1 << 22 else { return }
            let first = (Int(bitPattern: memory) + page - 1) & ~(page - 1)
            let count = (Int(bitPattern: memory) + bytes - first) & ~(page - 1)
            _ = madvise(UnsafeMutableRawPointer(bitPattern: first), count, Int32(MADV_HUGEPAGE))
        #endif
    }
}
