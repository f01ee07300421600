"""Brigade's logs of episodes from Python, for reading.

    import brigade_kitchen as bk

    log = bk.open("runs/episodes.sqlite")
    log.episodes(maps=["cramped_room"])      # pandas; to="arrow" or to="columns" for others
    log.cross_play()                         # the means and intervals of `brigade matrix`
    log.replay(17).arrays()                  # states of an episode as numbers

What can be chosen, by keyword, of every table: `episodes` (row numbers), `run`, `kind` (of the run), `maps`, `agents` (nobody but
these), `player` (who must be in it), `dynamics`, `horizon` and `status`. docs/python-logs.md has every column.
"""

from __future__ import annotations

import os
from typing import Any, Dict, List, Optional, Sequence, Union

import numpy as np

from . import engine, matrix, tables
from .actions import ACTIONS, decode_actions, encode_actions
from .columns import FORMS, Column, Values, form, joined, wrong
from .errors import StoreError
from .file import StoreFile
from .filters import FROM, Filter
from .intervals import Settings
from .replay import Replay, by_program

__all__ = ["ACTIONS", "Replay", "Store", "StoreError", "decode_actions", "encode_actions", "open"]


def open(path: Union[str, "os.PathLike[str]"], to: str = "pandas") -> "Store":
    """Opens the store at `path` for reading.

    `to` is the form of its tables: `pandas` (DataFrames), `arrow` (pyarrow Tables) or `columns` (dicts of NumPy arrays).
    Raises `StoreError` for a file that is no store, of a newer Brigade, or damaged.
    """
    return Store(os.fspath(path), to)


class Store:
    """A store of episodes, opened for reading; a tournament may write to it at the same time."""

    def __init__(self, path: str, to: str = "pandas") -> None:
        if to not in FORMS:
            raise ValueError(f"to is {to!r}; it must be one of {', '.join(FORMS)}")
        self._file = StoreFile(path)
        self._to = to

    @property
    def path(self) -> str:
        return self._file.path

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Store {self.path}, schema {self._file.version}>"

    def _form(self, table: Dict[str, Values], to: Optional[str]) -> Any:
        return form(table, to or self._to)

    # Tables

    def runs(self, to: Optional[str] = None) -> Any:
        """A row a run: what was asked for, and when."""
        return self._form(tables.whole(self._file, "runs", tables.RUNS), to)

    def agents(self, to: Optional[str] = None) -> Any:
        """A row a version of an agent. `label` is what other tables call it: of agents that share a name, older ones carry their hash."""
        table = tables.whole(self._file, "agents", tables.AGENTS)
        names = tables.labels(self._file)
        table["label"] = Values(np.array([names[row] for row in table["agent"].array.tolist()], dtype=object))
        return self._form(table, to)

    def maps(self, to: Optional[str] = None) -> Any:
        """A row a map, with its file."""
        return self._form(tables.whole(self._file, "maps", tables.MAPS), to)

    def episodes(self, to: Optional[str] = None, **meant: Any) -> Any:
        """A row an episode: where, who (`seat0`, `seat1`, and all as `players`), and its score."""
        parts = list(tables.episodes(self._file, Filter(**meant)))
        return self._form(joined(parts), to) if parts else self._none(to)

    def _none(self, to: Optional[str]) -> Any:
        """The table of episodes without any."""
        names = [
            "episode", "run", "kind", "started", "map", "dynamics", "horizon", "seed", "status", "ticks", "score", "seat0", "seat1",
            "players", "state_hash", "pot_empty", "pot_filling", "pot_cooking", "pot_ready", "source"]
        whole = {"episode", "run", "horizon", "ticks", "pot_empty", "pot_filling", "pot_cooking", "pot_ready"}
        kinds = {name: np.int64 if name in whole else object for name in names}
        kinds.update(seed=np.uint64, score=np.float64)
        return self._form({name: Values(np.zeros(0, kinds[name])) for name in names}, to)

    def seats(self, to: Optional[str] = None, **meant: Any) -> Any:
        """A row a seat: who sat there, their rewards and figures."""
        return self._form(tables.seats(self._file, Filter(**meant)), to)

    def events(self, to: Optional[str] = None, **meant: Any) -> Any:
        """A row an event: episode, tick, seat and its name."""
        parts = list(tables.events(self._file, Filter(**meant)))
        empty = {name: Values(np.zeros(0, np.int64 if name != "event" else object)) for name in ("episode", "tick", "seat", "event")}
        return self._form(joined(parts) if parts else empty, to)

    def explanations(self, to: Optional[str] = None, **meant: Any) -> Any:
        """What agents said of why they acted as they did: a sentence, its intention and reason, and all of it as JSON in `data`."""
        return self._form(tables.notes(self._file, Filter(**meant), "explanation", "intention text?, reason text?"), to)

    def messages(self, to: Optional[str] = None, **meant: Any) -> Any:
        """What players said to each other."""
        table = tables.notes(self._file, Filter(**meant), "message")
        table.pop("data")
        return self._form(table, to)

    def faults(self, to: Optional[str] = None, **meant: Any) -> Any:
        """What went wrong with agents, of which kind, and how many ticks it cost."""
        return self._form(tables.notes(self._file, Filter(**meant), "fault", "kind text?, detail text?, ticks int?"), to)

    def trials(self, to: Optional[str] = None, **meant: Any) -> Any:
        """A row for every person in a game: games at the window, of studies with the step and its answers, and imported trials."""
        return self._form(tables.trials(self._file, Filter(**meant)), to)

    def table(self, name: str, to: Optional[str] = None) -> Any:
        """Any table or view of the store by its name (docs/episode-store.md), its columns as they are."""
        self._file.needs(name)
        return self.sql(f'SELECT * FROM "{name}"', to=to)

    def sql(self, query: str, parameters: Sequence[Any] = (), to: Optional[str] = None) -> Any:
        """The result of a query in SQL; the store cannot be changed by it."""
        cursor = self._file.connection.execute(query, parameters)
        names = [entry[0] for entry in cursor.description or ()]
        rows = cursor.fetchall()
        return self._form({name: _guessed([row[place] for row in rows]) for place, name in enumerate(names)}, to)

    # Cross-play

    def cross_play(
        self, seats: Union[str, Sequence[str]] = "averaged", confidence: float = 0.95, resamples: int = 2000,
        to: Optional[str] = None, **meant: Any,
    ) -> Any:
        """The cross-play matrix, a row a pair: mean score, the ends of its interval, and the inter-quartile mean.

        The numbers are those of `brigade matrix --csv`. `seats` is `averaged`, `first` or `second` (where `agent` sits), or several
        of them. The map `all` is over all maps, each counting the same. Agents alone on a map for one have the seats `alone`.
        """
        choices = [seats] if isinstance(seats, str) else list(seats)
        for choice in choices:
            if choice not in matrix.SEATS:
                raise ValueError(f"seats is {choice!r}; it must be one of {', '.join(matrix.SEATS)}")
        rows = matrix.pairs(self._games(meant), choices, _settings(confidence, resamples))
        return self._form(matrix.table(rows, matrix.PAIR_COLUMNS), to)

    def partners(
        self, seats: str = "averaged", confidence: float = 0.95, resamples: int = 2000, to: Optional[str] = None, **meant: Any,
    ) -> Any:
        """How good a partner each agent is: mean over all others with its interval, self-play likewise, and its worst partner."""
        if seats not in matrix.SEATS:
            raise ValueError(f"seats is {seats!r}; it must be one of {', '.join(matrix.SEATS)}")
        rows = matrix.partners(self._games(meant), seats, _settings(confidence, resamples))
        return self._form(matrix.table(rows, matrix.PARTNER_COLUMNS), to)

    def gaps(self, confidence: float = 0.95, resamples: int = 2000, to: Optional[str] = None, **meant: Any) -> Any:
        """Mean self-play, cross-play and the gap between them, each with its interval, by map and over all."""
        rows = matrix.summary(self._games(meant), _settings(confidence, resamples))
        return self._form(matrix.table(rows, matrix.SUMMARY_COLUMNS), to)

    def _games(self, meant: Dict[str, Any]) -> List[matrix.Game]:
        return matrix.games(self._file, Filter(**meant))

    # Episodes

    def actions(self, episode: int) -> np.ndarray:
        """What everybody did in an episode: uint8 `[ticks, players]` by the order of `ACTIONS`."""
        line_up, code = self._row(episode, "line_up", "actions")
        players = len(line_up.split(",")) if isinstance(line_up, str) else 0
        return self._decoded(episode, code, players)

    def replay(self, episode: int, program: Optional[str] = None) -> Replay:
        """The episode with every state and reward, played again.

        By the package's engine where it is there; else, for OvercookedV2, and where `program` names one, by the program `brigade`.
        """
        stored = self._stored([episode])[0]
        if program is None and engine.available() and not stored.is_v2:
            return engine.replay(self.path, stored)
        return by_program(self.path, episode, program)

    def demonstrations(
        self, encoding: str = "lossless", counters: bool = False, player: Optional[str] = None, **meant: Any,
    ) -> Dict[str, np.ndarray]:
        """What players were shown and what they did, for imitation learning: arrays with an entry for every tick and seat.

        - `observations` `[entries, ...]`, as the engine's encodings give them: `lossless` uint8 `[columns, rows, 26]`, `features`
          int16 `[96]` (with `counters` those where objects on counters are places to go to);
        - `actions` uint8 `[entries]` by the order of `ACTIONS`, `episode` int64, `tick` int32 and `seat` int8 `[entries]`.

        With `player` only the seats of that agent or person (`human` for people without a name). An entry of the lossless encoding in a
        room of 5 x 4 takes 520 bytes: 400 ticks of two players 416 kB. Of kitchens of Overcooked-AI only.
        """
        if player is not None:
            meant = {**meant, "player": player}
        numbers = self.episodes(to="columns", **meant)
        playable = numbers["episode"][numbers["status"] != "refused"]
        return engine.demonstrations(self.path, self._stored(playable.tolist()), encoding, counters, player)

    def _stored(self, numbers: Sequence[int]) -> List[engine.Stored]:
        """What episodes are played again from."""
        more = [Column("actions", "bytes", "episodes.actions"), Column("start", "text", "episodes.start", True),
                Column("map_row", "int", "episodes.map")]
        maps = tables.whole(self._file, "maps", tables.MAPS)
        texts = dict(zip(maps["map"].array.tolist(), maps["yaml"].array))
        found = []
        for part in tables.episodes(self._file, Filter(episodes=[int(number) for number in numbers]), more):
            plain = {name: values.array.tolist() for name, values in part.items()}
            for place, number in enumerate(plain["episode"]):
                players = plain["players"][place]
                found.append(engine.Stored(
                    number, plain["map"][place], texts[plain["map_row"][place]], plain["dynamics"][place], plain["horizon"][place],
                    plain["score"][place], plain["start"][place], players, self._decoded(number, plain["actions"][place], len(players))))
        if len(found) < len(numbers):
            missing = set(map(int, numbers)) - {stored.episode for stored in found}
            raise StoreError(f"{self.path}: there is no episode {min(missing)}; episodes() lists them")
        return found

    def _decoded(self, episode: int, code: Any, players: int) -> np.ndarray:
        column = Column("actions", "bytes", "episodes.actions")
        if not isinstance(code, bytes):
            raise wrong(self.path, column, episode, code, "bytes")
        try:
            return decode_actions(code, players)
        except ValueError as error:
            raise wrong(self.path, column, episode, code, f"the actions of {players} players ({error})") from None

    def _row(self, episode: int, *columns: str) -> Any:
        found = list(self._file.rows(f"SELECT {', '.join('e.' + name for name in columns)} {FROM} WHERE e.rowid = ?", (int(episode),)))
        if not found:
            raise StoreError(f"{self.path}: there is no episode {episode}; episodes() lists them")
        return found[0][0]


def _settings(confidence: float, resamples: int) -> Settings:
    if not 0.5 <= confidence < 1:
        raise ValueError(f"confidence is {confidence}; it is a share from 0.5 to below 1")
    if not 100 <= resamples <= 1_000_000:
        raise ValueError(f"resamples is {resamples}; it is a number from 100 to 1000000")
    return Settings(confidence, resamples)


def _guessed(values: List[Any]) -> Values:
    """Values of unknown columns: numbers where all are, else objects."""
    kinds = set(map(type, values))
    if kinds == {int}:
        return Values(np.array(values, np.int64))
    if kinds and kinds <= {int, float}:
        return Values(np.array(values, np.float64))
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return Values(array)
