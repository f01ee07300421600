import Kitchen
import Testing
import Window

@Suite struct InputQueueTests {
    @Test func noPressIsLostAndEachIsPlayedOnce() {
        var queue = InputQueue()
        for action in [Action.east, .interact, .west] {
            queue.press(action)
            queue.release(action)
        }
        #expect((0..<4).map { _ in queue.next() } == [.east, .interact, .west, .stay])
    }

    @Test func theDirectionHeldLastRepeats() {
        var queue = InputQueue()
        queue.press(.north)
        queue.press(.east)
        #expect((0..<4).map { _ in queue.next() } == [.north, .east, .east, .east])
        queue.release(.east)
        #expect(queue.next() == .north, "the one that is still held")
        queue.releaseAll()
        #expect(queue.next() == .stay)
    }

    @Test func interactingDoesNotRepeat() {
        var queue = InputQueue()
        queue.press(.interact)
        #expect((0..<3).map { _ in queue.next() } == [.interact, .stay, .stay])
    }
}
