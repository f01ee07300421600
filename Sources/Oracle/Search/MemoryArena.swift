import Foundation

/// A range of addresses of which areas are handed out, the lowest that are free first, and taken back for the next ones.
///
/// Pages stay resident when an area is taken back, until everything is free. Then all go back to the system but the first ones, as
/// many as are to be kept.
final class MemoryArena: @unchecked Sendable {
    // Sendable: all that changes is used under the lock.

    private let lock = NSLock()
    private let base: UnsafeMutableRawPointer
    private let bytes: Int
    /// Free areas in order, no two of them adjacent.
    private var free: [Range<Int>]
    /// Areas in use: their ends by where they begin.
    private var ends: [Int: Int] = [:]
    /// Where that begins which nobody has had yet, and which is therefore zero.
    private var untouched = 0
    private var kept = 0

    /// Areas are multiples of a large page.
    private static let unit = 1 << 21

    /// An arena of as many addresses as the machine has memory; nil where the system does not give them.
    init?() {
        let bytes = (Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))) & ~(Self.unit - 1)
        #if os(Linux)
            let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        #else
            let flags = MAP_PRIVATE | MAP_ANON | MAP_NORESERVE
        #endif
        guard bytes > Self.unit, let memory = mmap(nil, bytes + Self.unit, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED
        else { return nil }
        base = memory + (-Int(bitPattern: memory) & (Self.unit - 1))
        self.bytes = bytes
        free = [0..<bytes]
        LargeMemory.advise(base, bytes: bytes)
    }

    /// An area of zeros, or nil where none is free.
    func zeros(bytes: Int) -> UnsafeMutableRawPointer? {
        lock.lock()
        let size = (bytes + Self.unit - 1) & ~(Self.unit - 1)
        guard let index = free.firstIndex(where: { $0.count >= size }) else {
            lock.unlock()
            return nil
        }
        let (start, end) = (free[index].lowerBound, free[index].lowerBound + size)
        free[index] = end..<free[index].upperBound
        if free[index].isEmpty { free.remove(at: index) }
        ends[start] = end
        let used = min(end, max(start, untouched))
        untouched = max(untouched, end)
        lock.unlock()
        memset(base + start, 0, used - start)
        return base + start
    }

    /// Takes an area back; false for memory that is not of this arena.
    func free(_ memory: UnsafeMutableRawPointer) -> Bool {
        guard memory >= base, memory < base + bytes else { return false }
        lock.lock()
        defer { lock.unlock() }
        guard let end = ends.removeValue(forKey: memory - base) else { return false }
        insert((memory - base)..<end)
        giveBack()
        return true
    }

    /// Sets how many bytes stay resident when everything is free.
    func keep(_ bytes: Int) {
        lock.lock()
        defer { lock.unlock() }
        kept = bytes & ~(Self.unit - 1)
        giveBack()
    }

    /// Puts a free area among the others, together with its neighbours.
    private func insert(_ area: Range<Int>) {
        var (area, index) = (area, free.firstIndex { $0.lowerBound > area.lowerBound } ?? free.count)
        if index < free.count, free[index].lowerBound == area.upperBound {
            area = area.lowerBound..<free.remove(at: index).upperBound
        }
        if index > 0, free[index - 1].upperBound == area.lowerBound {
            index -= 1
            area = free.remove(at: index).lowerBound..<area.upperBound
        }
        free.insert(area, at: index)
    }

    private func giveBack() {
        guard ends.isEmpty, untouched > kept else { return }
        madvise(base + kept, untouched - kept, Int32(MADV_DONTNEED))
        untouched = kept
    }
}
