import Foundation

/// The graphs of one search after another in a kitchen, by what they depend on. It serves one thread at a time.
final class SearchMemory {
    private var graphs: [SearchGraph.Context: SearchGraph] = [:]

    /// The graph of a context, not larger than it may be.
    func graph(_ context: SearchGraph.Context, value: StateValue) -> SearchGraph {
        let graph = graphs[context] ?? SearchGraph(context, value: value)
        graphs[context] = graph
        graph.trim()
        return graph
    }
}

/// Memories that no search uses at the moment: whoever plans next in the kitchen goes on with one of them.
final class SearchMemories: @unchecked Sendable {
    // Sendable: `unused` is touched under `lock` only, and a memory in it belongs to nobody else.
    private let lock = NSLock()
    private var unused: [SearchMemory] = []

    /// A memory for the caller alone.
    func take() -> SearchMemory { lock.withLock { unused.popLast() } ?? SearchMemory() }

    /// Takes a memory back.
    func putBack(_ memory: SearchMemory) { lock.withLock { unused.append(memory) } }
}
