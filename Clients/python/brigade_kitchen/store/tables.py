"""The tables that a store has for analysts: their columns, and the queries behind them."""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, List, Sequence

import numpy as np

from .columns import Column, Values, checked, wrong
from .errors import StoreError
from .events import decode_events
from .file import StoreFile
from .filters import FROM, Filter


def _columns(table: str, words: str) -> List[Column]:
    """Columns from lines such as `name int` and `score real?`; a `?` marks one that can be null."""
    columns = []
    for line in words.split(","):
        name, kind = line.split()
        columns.append(Column(name, kind.rstrip("?"), f"{table}.{name}", kind.endswith("?")))
    return columns


RUNS = _columns("runs", "run int, kind text, plan_hash text, settings text, first_episode int, planned int, started text, finished text?")
AGENTS = _columns("agents", "agent int, name text, kind text, hash text, description text, provenance text, file text")
MAPS = _columns("maps", "map int, name text, hash text, yaml text")

# The counts of a seat, as the store's table `seats` has them.
FIGURES = (
    "moves", "stays", "interacts", "idle", "collisions", "onions_potted", "tomatoes_potted", "dishes_taken", "soups_plated",
    "deliveries", "drops", "hand_overs", "faults",
)

_EPISODE = _columns(
    "episodes",
    "run int?, kind text?, started text?, map text?, line_up text, dynamics text, horizon int, seed key, status text, ticks int, "
    "score real?, state_hash text, pot_empty int, pot_filling int, pot_cooking int, pot_ready int, source text?, people text?")
_EPISODE_SQL = f"""
    SELECT e.rowid, r.rowid, r.kind, r.started, m.name, e.line_up, e.dynamics, e.horizon, e.seed, e.status, e.ticks, e.score,
        e.state_hash, e.pot_empty, e.pot_filling, e.pot_cooking, e.pot_ready, e.source,
        CASE WHEN e.line_up LIKE '%human%' THEN (SELECT json_group_array(COALESCE(person, 'human'))
            FROM (SELECT person FROM seats WHERE episode = e.rowid ORDER BY seat)) END
    {FROM}"""


def whole(file: StoreFile, table: str, columns: Sequence[Column]) -> Dict[str, Values]:
    """All rows of a table whose first column is the row's number."""
    names = ", ".join("rowid" if place == 0 else column.name for place, column in enumerate(columns))
    return file.table(f"SELECT rowid, {names} FROM {table} ORDER BY rowid", (), columns)


def labels(file: StoreFile) -> Dict[int, str]:
    """What each agent's row is called: of agents that share a name, all but the version entered last carry their hash."""
    found: Dict[int, str] = {}
    latest: Dict[str, Any] = {}
    table = whole(file, "agents", AGENTS[:4])
    for row, name, hash_ in zip(table["agent"].array.tolist(), table["name"].array, table["hash"].array):
        if name in latest:
            older, older_hash = latest[name]
            found[older] = f"{name}@{older_hash[:4]}"
        latest[name] = (row, hash_)
        found[row] = name
    return found


def episodes(file: StoreFile, meant: Filter, more: Sequence[Column] = ()) -> Iterator[Dict[str, Values]]:
    """The table of episodes in parts; `more` are further columns of the store's table `episodes`."""
    where, parameters = meant.conditions()
    extra = "".join(", e." + column.source.split(".")[1] for column in more)
    sql = _EPISODE_SQL.replace("\n    FROM", f"{extra}\n    FROM", 1) if extra else _EPISODE_SQL
    names = labels(file)
    number = Column("episode", "int", "episodes.id")
    for rows in file.rows(f"{sql} WHERE {where} ORDER BY e.rowid", parameters):
        stored = list(zip(*rows))
        part = {"episode": checked(file.path, number, stored[0], stored[0])}
        for column, values in zip([*_EPISODE, *more], stored[1:]):
            part[column.name] = checked(file.path, column, stored[0], values)
        yield _with_players(file, part, names)


def _with_players(file: StoreFile, part: Dict[str, Values], names: Dict[int, str]) -> Dict[str, Values]:
    """The part with names in place of rows of agents, after what must hold of it."""
    rows = part["episode"].array
    _require(file, part, rows)
    known: Dict[str, List[str]] = {}
    players = np.empty(len(rows), dtype=object)
    for place, line_up in enumerate(part["line_up"].array):
        people = part["people"].array[place]
        if people is None and line_up in known:
            players[place] = known[line_up]
            continue
        seats = line_up.split(",")
        named = json.loads(people) if people is not None else seats
        if len(named) != len(seats):
            raise StoreError(
                f"{file.path}: table seats, episode {rows[place]}: there are {len(named)} seats, its line-up is '{line_up}'")
        try:
            players[place] = [
                named[seat] if word == "human" else names[int(word)] for seat, word in enumerate(seats)]
        except (ValueError, KeyError):
            column = next(column for column in _EPISODE if column.name == "line_up")
            raise wrong(file.path, column, rows[place], line_up, "rows of agents") from None
        if people is None:
            known[line_up] = players[place]
    first = ["episode", "run", "kind", "started", "map", "dynamics", "horizon", "seed", "status", "ticks", "score"]
    table = {name: part[name] for name in first}
    for seat in (0, 1):
        table[f"seat{seat}"] = _text([names[seat] if seat < len(names) else None for names in players])
    table["players"] = Values(players)
    for name in part:
        if name not in table and name not in ("line_up", "people"):
            table[name] = part[name]
    return table


def _text(values: List[Any]) -> Values:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return Values(array)


def _require(file: StoreFile, part: Dict[str, Values], rows: np.ndarray) -> None:
    """Refuses rows whose map or run is not there, and words that Brigade does not write."""
    for name in ("map", "run"):
        missing = part[name].missing
        if missing is not None and missing.any():
            row = int(rows[int(np.argmax(missing))])
            raise StoreError(f"{file.path}: table episodes, row {row}, column {name}: the row that it names is not in the store")
        part[name].missing = None
    for name, words in (("status", ("finished", "unfinished", "refused")), ("dynamics", ("old", "new"))):
        if not set(part[name].array) <= set(words):
            place = next(place for place, value in enumerate(part[name].array) if value not in words)
            column = Column(name, "text", f"episodes.{name}")
            raise wrong(file.path, column, int(rows[place]), part[name].array[place], " or ".join(words))
    missing = part["score"].missing
    if missing is not None:
        lost = missing & (part["status"].array != "refused")
        if lost.any():
            raise wrong(file.path, Column("score", "real", "episodes.score"), int(rows[int(np.argmax(lost))]), None, "a number")


def seats(file: StoreFile, meant: Filter) -> Dict[str, Values]:
    """A row a seat: who sat there, and what they did."""
    where, parameters = meant.conditions()
    counts = ", ".join(f"{name} int" for name in FIGURES)
    columns = _columns("seats", f"episode int, seat int, player text, agent int?, person text?, sparse real, shaped real, {counts}")
    sql = f"""
        SELECT e.rowid, s.episode, s.seat, COALESCE(a.name, s.person, 'human'), s.agent, s.person, s.sparse, s.shaped,
            {', '.join('s.' + name for name in FIGURES)}
        FROM seats s JOIN episodes e ON e.rowid = s.episode LEFT JOIN agents a ON a.rowid = s.agent
        LEFT JOIN maps m ON m.rowid = e.map LEFT JOIN runs r ON r.rowid = e.run WHERE {where} ORDER BY s.episode, s.seat"""
    return file.table(sql, parameters, columns)


def notes(file: StoreFile, meant: Filter, kind: str, parts: str = "") -> Dict[str, Values]:
    """The notes of a kind; `parts` are columns that are parts of their data, such as `intention text?`."""
    where, parameters = meant.conditions()
    columns = _columns("notes", "episode int, tick int, seat int, text text" + (f", {parts}" if parts else "") + ", data text?")
    data = "".join(
        f", CASE WHEN json_valid(n.data) THEN json_extract(n.data, '$.{column.name}') END" for column in columns[4:-1])
    sql = f"""
        SELECT n.rowid, n.episode, n.tick, n.seat, n.text{data}, n.data
        FROM notes n JOIN episodes e ON e.rowid = n.episode LEFT JOIN maps m ON m.rowid = e.map LEFT JOIN runs r ON r.rowid = e.run
        WHERE n.kind = ? AND {where} ORDER BY n.episode, n.tick, n.seat, n.rowid"""
    return file.table(sql, [kind, *parameters], columns)


def events(file: StoreFile, meant: Filter) -> Iterator[Dict[str, Values]]:
    """A row an event, in parts."""
    where, parameters = meant.conditions()
    numbers = whole(file, "event_names", _columns("event_names", "event int, name text"))
    names = np.full(int(numbers["event"].array.max(initial=-1)) + 1, None, dtype=object)
    names[numbers["event"].array] = numbers["name"].array
    column = Column("events", "text", "episodes.events")
    for rows in file.rows(f"SELECT e.rowid, e.events {FROM} WHERE {where} ORDER BY e.rowid", parameters):
        stored = list(zip(*rows))
        texts = checked(file.path, column, stored[0], stored[1]).array.tolist()
        wanted = "events as docs/episode-store.md has them"
        try:
            counts, triples = decode_events(texts)
        except ValueError as error:
            place = int(str(error))
            raise wrong(file.path, column, stored[0][place], texts[place], wanted) from None
        if len(triples) and not (triples.min() >= 0 and triples[:, 2].max() < len(names)):
            odd = (triples < 0).any(axis=1) | (triples[:, 2] >= len(names))
            place = int(np.searchsorted(np.cumsum(counts), int(np.argmax(odd)), side="right"))
            raise wrong(file.path, column, stored[0][place], texts[place], wanted)
        yield {
            "episode": Values(np.repeat(np.array(stored[0], np.int64), counts)),
            "tick": Values(triples[:, 0]), "seat": Values(triples[:, 1]), "event": Values(names[triples[:, 2]]),
        }


def trials(file: StoreFile, meant: Filter) -> Dict[str, Values]:
    """Games in which people played, with the step of a study that they belong to, if any: a row for each person."""
    where, parameters = meant.conditions()
    has_studies = "study_steps" in file.tables
    columns = _columns(
        "study_steps",
        "episode int, map text, dynamics text, ticks int, score real?, seat int, person text?, partner text?, kind text, started text, "
        "source text?, study text?, participant text?, item text?, answers text?")
    step = "t.study, t.participant, t.item, t.answers" if has_studies else "NULL, NULL, NULL, NULL"
    # Of the rows of two people in one game, each has its own.
    own = "AND (t.seat IS NULL OR t.seat = s.seat)" if file.version >= 8 else ""
    join = f"LEFT JOIN study_steps t ON t.episode = e.rowid {own}" if has_studies else ""
    sql = f"""
        SELECT e.rowid, e.rowid, m.name, e.dynamics, e.ticks, e.score, s.seat, s.person,
            (SELECT group_concat(name, ' + ') FROM (SELECT COALESCE(a.name, o.person, 'human') AS name FROM seats o
                LEFT JOIN agents a ON a.rowid = o.agent WHERE o.episode = e.rowid AND o.seat <> s.seat ORDER BY o.seat)),
            r.kind, r.started, e.source, {step}
        FROM seats s JOIN episodes e ON e.rowid = s.episode JOIN maps m ON m.rowid = e.map JOIN runs r ON r.rowid = e.run {join}
        WHERE s.agent IS NULL AND {where} ORDER BY e.rowid, s.seat"""
    return file.table(sql, parameters, columns)
