import Testing

@testable import Episodes

/// Sums of what was counted.
@Suite struct FiguresTests {
    @Test func everyCountIsAdded() {
        var (one, other) = (SeatFigures(), SeatFigures())
        for (place, count) in SeatFigures.counts.enumerated() {
            one[keyPath: count.path] = 1 << place
            other[keyPath: count.path] = 3 << place
        }
        #expect(other.inOrder == SeatFigures.counts.map { other[keyPath: $0.path] })
        one += other
        for (place, count) in SeatFigures.counts.enumerated() { #expect(one[keyPath: count.path] == 4 << place, "\(count.column)") }
        one.moves = .max
        one += other
        #expect(one.moves == .max)
    }
}
