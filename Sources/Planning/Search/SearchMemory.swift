import Foundation

/// The graphs of one search after another in a kitchen, by what they depend on. It serves one thread at a time.
final class SearchMemory {
    private var graphs: [SearchGraph.Context: SearchGraph] = [:]

    /// Outcomes of all graphs after which they are emptied before the next search; some 80 bytes each, with what belongs to them.
    private static let maxOutcomes = 1_000_000

    /// The graph of a context; not more than fits into all of them.
    func graph(_ context: SearchGraph.Context, value: StateValue) -> SearchGraph {
        if graphs.values.reduce(0, { $0 + $1.noted }) > SearchMemory.maxOutcomes {
            for graph in graphs.values { graph.removeAll() }
        }
        let graph = graphs[context] ?? SearchGraph(context, value: value)
        graphs[context] = graph
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
