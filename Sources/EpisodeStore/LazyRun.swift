/// A run that is entered with the first thing that is stored in it, so that a session in which nothing is played leaves nothing.
public final class LazyRun {
    public let store: EpisodeStore
    public let kind: String
    private let settings: String
    private var known: RunID?

    /// - Parameter settings: a JSON object that says what was asked for.
    public init(_ store: EpisodeStore, kind: String, settings: String) {
        self.store = store
        self.kind = kind
        self.settings = settings
    }

    /// The run, entered now if it was not yet.
    /// - Throws: `StoreError`.
    public func id() throws -> RunID {
        if let known { return known }
        let id = try store.run(kind: kind, settings: settings, planned: 0).id
        known = id
        return id
    }
}
