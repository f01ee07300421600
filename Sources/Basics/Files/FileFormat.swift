/// Every format of file that Brigade reads, and how large a file of it may be.
///
/// One table for all readers: `docs/robustness.md` shows it, and a test compares the two.
public enum FileFormat: String, Sendable, CaseIterable {
    case map = "map"
    case agent = "agent file"
    case study = "study"
    case experiment = "experiment of talk"
    case keys = "key bindings"
    case settings = "settings of the window"
    case prompt = "prompt"
    case policySidecar = "policy sidecar"
    case talkerSidecar = "talker sidecar"
    case importMeta = "meta.json of an import"
    case weights = "weights"
    case attachment = "file that an agent names"
    case trials = "trials"
    case recordedLayouts = "layouts.json"
    case corpus = "corpus"
    case experience = "experience"
    case exchanges = "log of exchanges"
    case checkpoint = "checkpoint of a run"
    case journal = "journal of measurements"
    case runSettings = "settings of a run"
    case runMetrics = "metrics of a run"
    case solution = "solution in the cache"
    case pairs = "pairs of a tournament"
    case responses = "best-known responses"

    /// Most bytes of a file; of compressed trials, most bytes once unpacked.
    public var maxBytes: Int {
        switch self {
        case .map, .agent, .study, .experiment, .keys, .settings, .prompt, .policySidecar: 1 << 20
        case .importMeta, .runSettings, .solution: 4 << 20
        case .talkerSidecar, .recordedLayouts: 16 << 20
        case .exchanges, .journal, .runMetrics, .corpus, .pairs, .responses: 256 << 20
        case .weights, .experience, .attachment: 1 << 30
        case .trials, .checkpoint: 4 << 30
        }
    }

    /// Most bytes of one line of trials, compressed or not.
    public static let maxTrialLine = 16 << 20

    /// `bytes` as a person would say them.
    public static func words(_ bytes: Int) -> String {
        let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        for (size, name) in units where bytes >= size && bytes % size == 0 { return "\(bytes / size) \(name)" }
        return "\(bytes) bytes"
    }
}
