/// Released migrations, word for word.
///
/// Stores of these versions exist, so none of this is ever edited, and nothing in it depends on other code:
/// `Tests/EpisodeStoreTests/Stores` holds a store file of each version, and `SchemaTests` opens them all.
extension Schema {
    /// Episodes with all that belongs to them.
    static let episodes = """
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
            moves INTEGER NOT NULL,
            stays INTEGER NOT NULL,
            interacts INTEGER NOT NULL,
            idle INTEGER NOT NULL,
            collisions INTEGER NOT NULL,
            onions_potted INTEGER NOT NULL,
            tomatoes_potted INTEGER NOT NULL,
            dishes_taken INTEGER NOT NULL,
            soups_plated INTEGER NOT NULL,
            deliveries INTEGER NOT NULL,
            drops INTEGER NOT NULL,
            hand_overs INTEGER NOT NULL,
            faults INTEGER NOT NULL,
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
        INSERT INTO event_names (event, name) VALUES
            (0, 'tomato_pickup'),
            (1, 'useful_tomato_pickup'),
            (2, 'tomato_drop'),
            (3, 'useful_tomato_drop'),
            (4, 'potting_tomato'),
            (5, 'onion_pickup'),
            (6, 'useful_onion_pickup'),
            (7, 'onion_drop'),
            (8, 'useful_onion_drop'),
            (9, 'potting_onion'),
            (10, 'dish_pickup'),
            (11, 'useful_dish_pickup'),
            (12, 'dish_drop'),
            (13, 'useful_dish_drop'),
            (14, 'soup_pickup'),
            (15, 'soup_delivery'),
            (16, 'soup_drop'),
            (17, 'optimal_onion_potting'),
            (18, 'optimal_tomato_potting'),
            (19, 'viable_onion_potting'),
            (20, 'viable_tomato_potting'),
            (21, 'catastrophic_onion_potting'),
            (22, 'catastrophic_tomato_potting'),
            (23, 'useless_onion_potting'),
            (24, 'useless_tomato_potting');
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

    /// Participants of studies and what they have finished (`StudyStep`).
    static let studies = """
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

    /// What agents asked language models.
    static let exchanges = """
        CREATE VIEW exchanges AS
        SELECT episode, seat, json_extract(data, '$.asked') AS asked, tick AS answered, json_extract(data, '$.model') AS model,
            json_extract(data, '$.reply') AS reply, json_extract(data, '$.problem') AS problem,
            json_extract(data, '$.promptTokens') AS prompt_tokens, json_extract(data, '$.replyTokens') AS reply_tokens,
            json_extract(data, '$.milliseconds') AS milliseconds, text, data
        FROM notes WHERE kind = 'exchange';
        """

    /// Rounds of referential games.
    static let rounds = """
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

    /// Faults as data: what kind, what exactly, in how many ticks. Before, a fault was a text such as `late: no answer`, and
    /// in how many ticks it happened was known only where a seat had one fault.
    static let faults = """
        CREATE INDEX episodes_by_run ON episodes (run);
        UPDATE notes SET data = CASE
            WHEN substr(text, 1, instr(text, ': ') - 1) IN ('late', 'died', 'nonsense', 'flood', 'unseated')
                THEN json_object('detail', substr(text, instr(text, ': ') + 2), 'kind', substr(text, 1, instr(text, ': ') - 1))
            WHEN text IN ('late', 'died', 'nonsense', 'flood', 'unseated') THEN json_object('kind', text)
            WHEN text LIKE 'cannot play this kitchen: %'
                THEN json_object('detail', substr(text, 27), 'kind', 'refused', 'ticks', 0)
            ELSE json_object('detail', text, 'kind', 'other') END
        WHERE kind = 'fault' AND data IS NULL;
        UPDATE notes SET data = json_set(data, '$.ticks',
            (SELECT faults FROM seats s WHERE s.episode = notes.episode AND s.seat = notes.seat))
        WHERE kind = 'fault' AND json_extract(data, '$.ticks') IS NULL
            AND EXISTS (SELECT 1 FROM seats s WHERE s.episode = notes.episode AND s.seat = notes.seat)
            AND NOT EXISTS (SELECT 1 FROM notes o WHERE o.episode = notes.episode AND o.seat = notes.seat
                AND o.kind = 'fault' AND o.id <> notes.id);
        CREATE INDEX notes_of_faults ON notes (episode, seat, tick) WHERE kind = 'fault';
        CREATE INDEX notes_of_choices ON notes (episode, seat) WHERE kind = 'choices';
        DROP VIEW faults;
        CREATE VIEW faults AS
        SELECT episode, tick, seat, text, CASE WHEN json_valid(data) THEN json_extract(data, '$.kind') END AS kind,
            CASE WHEN json_valid(data) THEN json_extract(data, '$.detail') END AS detail,
            CASE WHEN json_valid(data) THEN json_extract(data, '$.ticks') END AS ticks
        FROM notes WHERE kind = 'fault';
        CREATE VIEW faulty_seats AS
        SELECT f.episode, f.seat, s.faults, e.ticks,
            (SELECT n.text FROM notes n WHERE n.kind = 'fault' AND n.episode = f.episode AND n.seat = f.seat
                ORDER BY n.tick, n.id LIMIT 1) AS reason
        FROM (SELECT DISTINCT episode, seat FROM notes WHERE kind = 'fault') f
        JOIN seats s ON s.episode = f.episode AND s.seat = f.seat
        JOIN episodes e ON e.id = f.episode;
        CREATE VIEW choices AS
        SELECT n.episode, n.seat, j.key AS source, j.value AS count
        FROM notes n, json_each(CASE WHEN json_valid(n.data) THEN n.data ELSE '{}' END, '$.by') j
        WHERE n.kind = 'choices';
        """

    /// Content hashes (`ContentSeal`) of everything that is stored.
    static let contentHashes = """
        CREATE TABLE content_hashes (
            part TEXT NOT NULL,
            id NOT NULL,
            hash INTEGER NOT NULL,
            PRIMARY KEY (part, id)
        ) WITHOUT ROWID;
        """

    /// Claims of episodes that are being played, so that nobody else plays them (`EpisodeStore.claim`).
    static let claims = """
        CREATE TABLE claims (
            map INTEGER NOT NULL,
            line_up TEXT NOT NULL,
            dynamics TEXT NOT NULL,
            horizon INTEGER NOT NULL,
            seed TEXT NOT NULL,
            owner TEXT NOT NULL,
            until REAL NOT NULL,
            PRIMARY KEY (map, line_up, dynamics, horizon, seed)
        ) WITHOUT ROWID;
        """

    /// What a study's participants did, and when: versions of its file, sessions, and timed events. A participant has a row of the
    /// design, which is another's once they refuse or withdraw.
    static let studySessions = """
        ALTER TABLE study_participants ADD COLUMN version INTEGER;
        ALTER TABLE study_participants ADD COLUMN row INTEGER;
        ALTER TABLE study_participants ADD COLUMN outcome TEXT;
        ALTER TABLE study_participants ADD COLUMN companion TEXT;
        ALTER TABLE study_steps ADD COLUMN seat INTEGER;
        ALTER TABLE study_steps ADD COLUMN level TEXT;
        UPDATE study_participants SET row = number;
        CREATE TABLE study_versions (
            study TEXT NOT NULL,
            version INTEGER NOT NULL,
            hash TEXT NOT NULL,
            text TEXT NOT NULL,
            entered TEXT NOT NULL,
            PRIMARY KEY (study, version)
        );
        CREATE TABLE study_sessions (
            id INTEGER PRIMARY KEY,
            study TEXT NOT NULL,
            participant TEXT NOT NULL,
            version INTEGER NOT NULL,
            began TEXT NOT NULL,
            program TEXT NOT NULL,
            tick_ms INTEGER NOT NULL,
            display TEXT NOT NULL CHECK (json_valid(display)),
            ended TEXT,
            owner TEXT,
            FOREIGN KEY (study, participant) REFERENCES study_participants
        );
        CREATE INDEX study_sessions_by_participant ON study_sessions (study, participant);
        CREATE TABLE study_events (
            session INTEGER NOT NULL REFERENCES study_sessions,
            number INTEGER NOT NULL,
            ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            item TEXT NOT NULL,
            tick INTEGER,
            what TEXT,
            PRIMARY KEY (session, number)
        ) WITHOUT ROWID;
        CREATE TABLE study_withdrawals (study TEXT NOT NULL, version INTEGER, withdrawn TEXT NOT NULL);
        """
}
