import GRDB

/// The migration to events as packed text (docs/decisions/102-packed-events.md). Released, so never edited.
extension Schema {
    /// `episodes.events` may be other text than JSON. Taking a condition away is done in the text of the schema, as SQLite's documentation
    /// of ALTER TABLE advises; no row is touched by it.
    static let packedEvents = """
        DROP VIEW events;
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = replace(sql, 'events TEXT NOT NULL CHECK (json_valid(events))', 'events TEXT NOT NULL')
        WHERE type = 'table' AND name = 'episodes';
        PRAGMA writable_schema = RESET;
        CREATE VIEW events AS
        SELECT e.id AS episode,
            90 * unicode(substr(e.events, 3 * j.key + 2)) + unicode(substr(e.events, 3 * j.key + 3)) - 3185 AS tick,
            (unicode(substr(e.events, 3 * j.key + 4)) - 35) / 25 AS seat, n.name AS event
        FROM episodes e, json_each('[' || substr(replace(hex(zeroblob(length(e.events) / 3)), '00', ',0'), 2) || ']') j
        JOIN event_names n ON n.event = (unicode(substr(e.events, 3 * j.key + 4)) - 35) % 25
        WHERE substr(e.events, 1, 1) = '3'
        UNION ALL
        SELECT e.id,
            90 * (90 * (90 * unicode(substr(e.events, 6 * j.key + 2)) + unicode(substr(e.events, 6 * j.key + 3)))
                + unicode(substr(e.events, 6 * j.key + 4))) + unicode(substr(e.events, 6 * j.key + 5)) - 25801685,
            (90 * unicode(substr(e.events, 6 * j.key + 6)) + unicode(substr(e.events, 6 * j.key + 7)) - 3185) / 25, n.name
        FROM episodes e, json_each('[' || substr(replace(hex(zeroblob(length(e.events) / 6)), '00', ',0'), 2) || ']') j
        JOIN event_names n
            ON n.event = (90 * unicode(substr(e.events, 6 * j.key + 6)) + unicode(substr(e.events, 6 * j.key + 7)) - 3185) % 25
        WHERE substr(e.events, 1, 1) = '6';
        """

    /// Episodes that are packed at a time.
    private static let batch = 1_000

    /// Packs the events of all episodes and seals these again. One that is not what its content hash says stays as it is, so that
    /// `EpisodeStore.verify` finds it as before.
    static func packEvents(_ database: Database) throws {
        let update = try database.makeStatement(sql: "UPDATE episodes SET events = ? WHERE id = ?")
        let seals = try database.makeStatement(sql: "SELECT hash FROM content_hashes WHERE part = 'episode' AND id = ?")
        var last = Int64.min
        while true {
            let rows = try Row.fetchAll(
                database, sql: "SELECT id, events FROM episodes WHERE id > ? ORDER BY id LIMIT ?", arguments: [last, batch])
            guard let end = rows.last else { return }
            last = end["id"]
            for row in rows {
                let id: Int64 = row["id"]
                let text = String.fromDatabaseValue(row["events"])
                guard let text, let events = EventCode.decode(text, ticks: .max, players: .max) else { continue }
                let seal = try Int64.fetchOne(seals, arguments: [id])
                if let seal, try seal != ContentSeal.episode.hash(id, database) { continue }
                try update.execute(arguments: [EventCode.encode(events), id])
                if seal != nil { try ContentSeal.episode.seal(id, database) }
            }
        }
    }
}
