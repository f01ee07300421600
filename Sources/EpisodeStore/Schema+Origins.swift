/// The migration for stores that many machines play (docs/clusters.md). Released, so never edited.
extension Schema {
    /// Which program and machine made an episode, how far the shards of runs are, and an index by which scores are read without
    /// the episodes.
    static let origins = """
        CREATE TABLE origins (
            id INTEGER PRIMARY KEY,
            program TEXT NOT NULL,
            build TEXT NOT NULL,
            host TEXT NOT NULL,
            processor TEXT NOT NULL,
            library TEXT NOT NULL,
            UNIQUE (program, build, host, processor, library)
        );
        CREATE TABLE episode_origins (
            episode INTEGER PRIMARY KEY REFERENCES episodes,
            origin INTEGER NOT NULL REFERENCES origins
        );
        CREATE TABLE shards (
            run INTEGER NOT NULL REFERENCES runs,
            number INTEGER NOT NULL,
            count INTEGER NOT NULL,
            planned INTEGER NOT NULL,
            stored INTEGER NOT NULL,
            builds TEXT NOT NULL,
            canary TEXT,
            PRIMARY KEY (run, count, number)
        ) WITHOUT ROWID;
        CREATE INDEX episodes_by_score ON episodes (map, line_up, dynamics, horizon, status, score, run, seed);
        """
}
