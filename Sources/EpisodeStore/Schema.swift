import Episodes
import GRDB
import Kitchen

/// The store's schema, version by version. A migration that has been released is never edited; a new one is added
/// (`docs/episode-store.md` describes tables and views for an analyst).
enum Schema {
    /// Marks a SQLite file as an episode store: the letters `BRGD`.
    static let applicationID: Int32 = 0x4252_4744

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 episodes") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: tables)
            for event in Event.allCases {
                try database.execute(
                    sql: "INSERT INTO event_names (event, name) VALUES (?, ?)", arguments: [event.rawValue, event.name])
            }
            try database.execute(sql: views)
        }
        migrator.registerMigration("2 studies") { try $0.execute(sql: studyTables) }
        migrator.registerMigration("3 exchanges") { try $0.execute(sql: exchangesView) }
        migrator.registerMigration("4 rounds") { try $0.execute(sql: roundTables) }
        return migrator
    }

    private static let exchangesView = """
        CREATE VIEW exchanges AS
        SELECT episode, seat, json_extract(data, '$.asked') AS asked, tick AS answered, json_extract(data, '$.model') AS model,
            json_extract(data, '$.reply') AS reply, json_extract(data, '$.problem') AS problem,
            json_extract(data, '$.promptTokens') AS prompt_tokens, json_extract(data, '$.replyTokens') AS reply_tokens,
            json_extract(data, '$.milliseconds') AS milliseconds, text, data
        FROM notes WHERE kind = 'exchange';
        """

    private static let roundTables = """
        CREATE TABLE rounds (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES runs,
            game TEXT NOT NULL,
            condition TEXT NOT NULL,
            seed INTEGER NOT NULL,
            number INTEGER NOT NULL,
            speaker INTEGER REFERENCES agents,
            listener INTEGER REFERENCES agents,
            candidates TEXT NOT NULL CHECK (json_valid(candidates)),
            target INTEGER NOT NULL,
            picked INTEGER NOT NULL,
            utterance TEXT NOT NULL
        );
        CREATE UNIQUE INDEX rounds_once ON rounds (run, game, seed, number, COALESCE(speaker, 0), COALESCE(listener, 0));
        CREATE VIEW talk_scores AS
        SELECT r.run, r.game, r.condition, s.name AS speaker, l.name AS listener, COUNT(*) AS rounds,
            AVG(r.picked = r.target) AS accuracy
        FROM rounds r LEFT JOIN agents s ON s.id = r.speaker LEFT JOIN agents l ON l.id = r.listener
        GROUP BY r.run, r.game, r.condition, r.speaker, r.listener;
        """

    private static let tables = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            plan_hash TEXT NOT NULL,
            settings TEXT NOT NULL CHECK (json_valid(settings)),
            first_episode INTEGER NOT NULL,
            planned INTEGER NOT NULL,
            started TEXT NOT NULL,
            finished TEXT,
            UNIQUE (kind, plan_hash)
        );
        CREATE TABLE agents (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            hash TEXT NOT NULL,
            description TEXT NOT NULL,
            provenance TEXT NOT NULL,
            file TEXT NOT NULL,
            UNIQUE (name, hash)
        );
        CREATE TABLE maps (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            hash TEXT NOT NULL,
            yaml TEXT NOT NULL,
            UNIQUE (name, hash)
        );
        CREATE TABLE episodes (
            id INTEGER PRIMARY KEY,
            run INTEGER NOT NULL REFERENCES runs,
            map INTEGER NOT NULL REFERENCES maps,
            line_up TEXT NOT NULL,
            dynamics TEXT NOT NULL,
            horizon INTEGER NOT NULL,
            seed TEXT NOT NULL,
            status TEXT NOT NULL,
            ticks INTEGER NOT NULL,
            score REAL,
            actions BLOB NOT NULL,
            start TEXT CHECK (start IS NULL OR json_valid(start)),
            state_hash TEXT NOT NULL,
            pot_empty INTEGER NOT NULL,
            pot_filling INTEGER NOT NULL,
            pot_cooking INTEGER NOT NULL,
            pot_ready INTEGER NOT NULL,
            events TEXT NOT NULL CHECK (json_valid(events)),
            source TEXT
        );
        CREATE INDEX episodes_by_map ON episodes (map, line_up, seed);
        CREATE TABLE seats (
            episode INTEGER NOT NULL REFERENCES episodes,
            seat INTEGER NOT NULL,
            agent INTEGER REFERENCES agents,
            person TEXT,
            sparse REAL NOT NULL,
            shaped REAL NOT NULL,
        \(SeatFigures.counts.map { "    \($0.column) INTEGER NOT NULL," }.joined(separator: "\n"))
            PRIMARY KEY (episode, seat)
        ) WITHOUT ROWID;
        CREATE INDEX seats_by_agent ON seats (agent);
        CREATE TABLE notes (
            id INTEGER PRIMARY KEY,
            episode INTEGER NOT NULL REFERENCES episodes,
            tick INTEGER NOT NULL,
            seat INTEGER NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            data TEXT
        );
        CREATE INDEX notes_by_episode ON notes (episode, tick, seat);
        CREATE TABLE event_names (event INTEGER PRIMARY KEY, name TEXT NOT NULL);
        """

    /// Participants of studies and what they have finished (`StudyStep`).
    private static let studyTables = """
        CREATE TABLE study_participants (
            study TEXT NOT NULL,
            participant TEXT NOT NULL,
            number INTEGER NOT NULL,
            enrolled TEXT NOT NULL,
            PRIMARY KEY (study, participant),
            UNIQUE (study, number)
        );
        CREATE TABLE study_steps (
            study TEXT NOT NULL,
            participant TEXT NOT NULL,
            item TEXT NOT NULL,
            position INTEGER NOT NULL,
            kitchen TEXT,
            partner TEXT,
            blind_name TEXT,
            episode INTEGER REFERENCES episodes,
            answers TEXT NOT NULL CHECK (json_valid(answers)),
            finished TEXT NOT NULL,
            UNIQUE (study, participant, item),
            FOREIGN KEY (study, participant) REFERENCES study_participants
        );
        """

    private static let views = """
        CREATE VIEW episode_scores AS
        SELECT e.id AS episode, e.run, m.name AS map, e.dynamics, e.horizon, e.seed, e.status, e.ticks, e.score,
            COALESCE(a0.name, s0.person, 'human') AS seat0, COALESCE(a1.name, s1.person, CASE WHEN s1.seat IS NULL THEN NULL ELSE 'human' END) AS seat1,
            e.line_up, e.pot_empty + e.pot_filling AS pot_idle, e.source
        FROM episodes e
        JOIN maps m ON m.id = e.map
        LEFT JOIN seats s0 ON s0.episode = e.id AND s0.seat = 0
        LEFT JOIN seats s1 ON s1.episode = e.id AND s1.seat = 1
        LEFT JOIN agents a0 ON a0.id = s0.agent
        LEFT JOIN agents a1 ON a1.id = s1.agent;

        CREATE VIEW cross_play AS
        SELECT map, dynamics, horizon, seat0, seat1, COUNT(*) AS episodes, AVG(score) AS mean,
            MIN(score) AS lowest, MAX(score) AS highest
        FROM episode_scores
        WHERE status = 'finished' AND seat1 IS NOT NULL
        GROUP BY map, dynamics, horizon, seat0, seat1;

        CREATE VIEW seat_figures AS
        SELECT e.run, m.name AS map, e.dynamics, e.horizon, e.ticks, e.status, e.score,
            COALESCE(a.name, s.person, 'human') AS player, s.*
        FROM seats s
        JOIN episodes e ON e.id = s.episode
        JOIN maps m ON m.id = e.map
        LEFT JOIN agents a ON a.id = s.agent;

        CREATE VIEW events AS
        SELECT e.id AS episode, json_extract(j.value, '$[0]') AS tick, json_extract(j.value, '$[1]') AS seat, n.name AS event
        FROM episodes e, json_each(e.events) j
        JOIN event_names n ON n.event = json_extract(j.value, '$[2]');

        CREATE VIEW explanations AS SELECT episode, tick, seat, text, data FROM notes WHERE kind = 'explanation';
        CREATE VIEW messages AS SELECT episode, tick, seat, text FROM notes WHERE kind = 'message';
        CREATE VIEW faults AS SELECT episode, tick, seat, text FROM notes WHERE kind = 'fault';
        """
}
