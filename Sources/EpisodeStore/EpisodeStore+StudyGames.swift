import GRDB

extension EpisodeStore {
    /// What tells agents of the same name apart, for the seats of episodes: the hash of each agent's file; nil for a person.
    public func agentHashes(of ids: [EpisodeID]) throws -> [EpisodeID: [String?]] {
        try read { database in
            var hashes: [EpisodeID: [String?]] = [:]
            let statement = try database.cachedStatement(
                sql: "SELECT s.seat, a.hash FROM seats s LEFT JOIN agents a ON a.rowid = s.agent WHERE s.episode = ? ORDER BY s.seat")
            for id in ids where hashes[id] == nil {
                hashes[id] = try Row.fetchAll(statement, arguments: [id.row]).map { row in
                    let row = StoredRow(row, "agents", key: [])
                    return try row.optional("hash", row.text)
                }
            }
            return hashes
        }
    }
}
