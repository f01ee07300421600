import Kitchen
import Testing
import Window

@Suite struct InputQueueTests {
    @Test func eachPressIsPlayedOnce() {
        var queue = InputQueue()
        for action in [Action.east, .interact] {
            queue.press(action)
            queue.release(action)
        }
        #expect((0..<3).map { _ in queue.next() } == [.east, .interact, .stay])
    }

    /// Somebody who hammers a key for two seconds and stops is obeyed for two more ticks, not for two more seconds.
    @Test func theNewestTwoWaitAndOlderOnesAreDropped() {
        var queue = InputQueue()
        for action in [Action.north, .north, .north, .west, .interact] {
            queue.press(action)
            queue.release(action)
        }
        #expect(queue.waiting == [.west, .interact])
        #expect((0..<3).map { _ in queue.next() } == [.west, .interact, .stay])
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
