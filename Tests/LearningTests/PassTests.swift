import Testing

@testable import Learning

@Suite struct PassTests {
    /// The keys decide what runs of the past drew: they never change, and none is shared.
    @Test func keysAreThoseOfThePast() {
        let passes: [Pass] = [.training, .adapted, .evaluation] + (0..<4).map { .adaptationTrial(adaptations: $0) }
        #expect(passes.map(\.key) == [0, 1, 7, 8, 9, 10, 11])
    }
}
