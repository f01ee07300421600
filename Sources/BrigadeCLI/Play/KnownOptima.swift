import Kitchen
import Oracle

/// The best scores that are possible, where this project's own solves know them exactly.
struct KnownOptima {
    /// Where they are looked for: what was solved here, and what comes with the maps.
    private let caches: [OracleCache]

    /// - Parameter maps: beside whose folder `Optima` has the solved ones; made by
    ///   `brigade solve MAP --dynamics D --cache Optima`, of which only the JSON of exact optima is kept.
    init(maps: MapOptions) {
        caches = [OracleCache(), OracleCache(folder: maps.library.folder + "/../Optima")]
    }

    /// The best score of the kitchen within so many ticks; nil where it is not known exactly.
    func score(_ kitchen: Kitchen, horizon: Int) -> Double? {
        caches.lazy.compactMap { $0.optimum(kitchen, horizon: horizon) }.first(where: \.isExact)?.lowerBound
    }
}
