/// Where a program keeps for the next one what can be worked out again.
public enum CacheFolder {
    /// The folder that BRIGADE_CACHE names, else `brigade` in the person's folder of caches, which XDG_CACHE_HOME names; nil, nowhere, where
    /// BRIGADE_CACHE is `off`.
    public static func path(_ environment: [String: String]) -> String? {
        let chosen = environment["BRIGADE_CACHE", default: ""]
        if chosen == "off" { return nil }
        if !chosen.isEmpty { return chosen }
        // The base directory specification has paths that are not absolute ignored.
        let caches = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? environment["HOME"].map { $0 + "/.cache" }
        return caches.map { $0 + "/brigade" }
    }
}
