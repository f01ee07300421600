import GRDB

/// What of a store could not be read so far, in words: each piece of damage once, and how many pieces there were.
struct Damage: Sendable {
    private(set) var problems: [String] = []
    private var known: Set<String> = []
    private(set) var count = 0

    /// So many are kept in words.
    private static let maxKept = 1_000

    mutating func add(_ what: String) {
        guard known.count < Damage.maxKept else { return count += 1 }
        guard known.insert(what).inserted else { return }
        count += 1
        problems.append(what)
    }
}

extension EpisodeStore {
    /// What could not be understood in anything that was read through this store so far, and was left out of it, in words
    /// that name table, row and column. Whoever shows figures shows this too.
    public var damage: [String] { damageFound.withLock { $0.problems } }

    /// How many pieces of damage were left out; `damage` names the first thousand.
    public var damageCount: Int { damageFound.withLock { $0.count } }

    func leaveOut(_ what: String) { damageFound.withLock { $0.add(what) } }

    /// What `body` reads of a row, or nil for a row that cannot be understood, which is then left out and named.
    func readable<T>(_ body: () throws -> T) -> T? {
        do {
            return try body()
        } catch let error as UnreadableRow {
            leaveOut(error.what)
        } catch {
            leaveOut("\(error)")
        }
        return nil
    }
}
