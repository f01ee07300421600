import Foundation
import Testing

@testable import Oracle

/// Areas are zeros, apart from each other, and found again.
@Suite struct MemoryArenaTests {
    private static let size = 3 << 20
    private static let area = 4 << 20

    private func isZero(_ memory: UnsafeMutableRawPointer) -> Bool {
        UnsafeRawBufferPointer(start: memory, count: Self.size).allSatisfy { $0 == 0 }
    }

    @Test(arguments: [0, 1 << 30])
    func whatIsHandedOutIsZero(kept: Int) throws {
        let arena = try #require(MemoryArena())
        arena.keep(kept)
        for _ in 0..<3 {
            let memory = try #require(arena.zeros(bytes: Self.size))
            #expect(isZero(memory))
            memset(memory, 7, Self.size)
            #expect(arena.free(memory))
        }
    }

    @Test func neighboursThatAreFreeBecomeOne() throws {
        let arena = try #require(MemoryArena())
        let areas = try (0..<4).map { _ in try #require(arena.zeros(bytes: Self.size)) }
        for (area, next) in zip(areas, areas.dropFirst()) { #expect(next - area == Self.area) }
        for index in [0, 2, 1] { #expect(arena.free(areas[index])) }
        #expect(arena.zeros(bytes: 3 * Self.area) == areas[0])
    }

    @Test func whatIsOfElsewhereIsLeft() throws {
        let arena = try #require(MemoryArena())
        let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
        defer { memory.deallocate() }
        #expect(!arena.free(memory))
        let area = try #require(arena.zeros(bytes: Self.size))
        #expect(!arena.free(area + 64))
        #expect(arena.free(area) && !arena.free(area))
        #expect(arena.zeros(bytes: 1 << 60) == nil)
    }
}
