"""Cross-play in Python: policies play each other on the engine, and the episodes go into a store of Brigade's.

    import brigade_kitchen as bk

    played = bk.cross_play({"mine": mine, "other": bk.policies.load("Agents/other.yaml").player()}, ["cramped_room"], episodes=10)
    played.matrix()                                  # means and intervals, as `brigade matrix` computes them
    played.into_store("runs/mine.sqlite")            # then `brigade matrix`, `brigade episodes replay` and the window know them

A policy is anything that can be called with its views, `[games, ...]`, and returns an action for each, whole numbers 0 to 5. It may have
an `encoding` (`lossless`, in kitchens of OvercookedV2 `grid`, which is the default, or `features`), `counters` (of features: things on counters are places to go to), and
`reset(games)`, which is called before the episodes of a pair; all of a pair's games are played at once.
"""

from __future__ import annotations

import copy
import inspect
import json
import os
import tempfile
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Sequence

import numpy as np

from . import program
from .notation import notation, trial
from .store import matrix as _matrix
from .store.columns import form
from .store.intervals import Settings


class PlayError(Exception):
    """A policy that cannot play, or what it answered; the text says which, where and what."""


@dataclass
class Pairing:
    """The episodes of an ordered pair in a kitchen."""

    kitchen: Any                         # brigade_kitchen.Kitchen
    names: List[str]                     # in seat order
    actions: np.ndarray                  # uint8 [ticks, episodes, players]
    scores: np.ndarray                   # float64 [episodes]
    states: List[List[Any]] = field(default_factory=list)  # of OvercookedV2: of every episode [ticks + 1] in docs/conformance.md's notation


@dataclass
class Played:
    """What `cross_play` played."""

    horizon: int
    pairings: List[Pairing] = field(default_factory=list)

    def episodes(self, to: str = "pandas") -> Any:
        """A row an episode: map, dynamics, horizon, seat0, seat1, the episode's number in its pair, and score."""
        rows = [
            {"map": pairing.kitchen.name, "dynamics": pairing.kitchen.dynamics, "horizon": self.horizon, "seat0": pairing.names[0],
             "seat1": pairing.names[1], "episode": number, "score": float(score)}
            for pairing in self.pairings for number, score in enumerate(pairing.scores)]
        columns = {"map": str, "dynamics": str, "horizon": int, "seat0": str, "seat1": str, "episode": int, "score": float}
        return form(_matrix.table(rows, columns), to)

    def _games(self) -> List[_matrix.Game]:
        games: Dict[str, _matrix.Game] = {}
        for pairing in self.pairings:
            game = games.setdefault(pairing.kitchen.dynamics, _matrix.Game(pairing.kitchen.dynamics, self.horizon))
            for score in pairing.scores:
                game.add(pairing.kitchen.name, pairing.names, float(score), 1)
        return list(games.values())

    def matrix(self, seats: str = "averaged", confidence: float = 0.95, to: str = "pandas") -> Any:
        """The cross-play matrix with its intervals, as `Store.cross_play` gives it."""
        rows = _matrix.pairs(self._games(), [seats], Settings(confidence))
        return form(_matrix.table(rows, _matrix.PAIR_COLUMNS), to)

    def partners(self, seats: str = "averaged", confidence: float = 0.95, to: str = "pandas") -> Any:
        """How good a partner each policy is, as `Store.partners` gives it."""
        rows = _matrix.partners(self._games(), seats, Settings(confidence))
        return form(_matrix.table(rows, _matrix.PARTNER_COLUMNS), to)

    def write(self, path: str) -> int:
        """Writes the episodes as trials (docs/human-trials.md), which `brigade import human-trials` takes; returns how many."""
        count = 0
        unfinished = f"{path}.{os.getpid()}.part"
        try:
            with open(unfinished, "w", encoding="utf-8") as file:
                for pairing in self.pairings:
                    for number, line in enumerate(_lines(pairing)):
                        words = {"id": f"{pairing.kitchen.name} {' + '.join(pairing.names)} {number + 1}", **line}
                        file.write(json.dumps(words, separators=(",", ":")) + "\n")
                        count += 1
            os.replace(unfinished, path)
        finally:
            if os.path.exists(unfinished):
                os.remove(unfinished)
        return count

    def into_store(self, db: str, brigade: Optional[str] = None) -> str:
        """Puts the episodes into the store `db` by the program `brigade`, which plays every one again; returns what it said.

        Policies are stored as agents of kind `recorded`. Episodes that are alike to the last action are stored once.
        """
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "cross-play.jsonl")
            self.write(path)
            return program.run(["import", "human-trials", path, "--db", db], brigade)


def _lines(pairing: Pairing) -> Any:
    kitchen = pairing.kitchen
    for episode, score in enumerate(pairing.scores):
        letters = (pairing.actions[:, episode] + ord("0")).astype(np.uint8).tobytes().decode("ascii")
        # The recipes that OvercookedV2's kitchens drew are in the states.
        states = {"start": pairing.states[episode][0], "s": pairing.states[episode]} if pairing.states else {}
        yield {
            "source": "cross_play", **trial(kitchen, letters, [f"agent:{name}" for name in pairing.names]), "score_replay": float(score),
            **states}


def cross_play(
    policies: Mapping[str, Any], kitchens: Sequence[Any] = ("cramped_room",), episodes: int = 10, *, horizon: int = 400, seed: int = 0,
    dynamics: Optional[str] = None, pairs: Optional[Sequence[Sequence[str]]] = None,
) -> Played:
    """Plays every ordered pair of `policies` (each also with itself) on every kitchen, and returns what was played.

    `kitchens` are names of maps, or what else makes a `Kitchen`, for two players. `pairs` are the only ones to be played, as
    `[("mine", "other")]`. The `seed` is given to policies with a `reset(games, seed=...)`; the kitchens themselves draw nothing.
    """
    try:
        from . import Batch, Kitchen
    except ImportError as error:
        raise ImportError(f"cross_play needs the package's engine, which is in its wheel ({error})") from error
    if not policies:
        raise PlayError("there are no policies to play")
    if episodes < 1 or horizon < 1:
        raise PlayError(f"{episodes} episodes of {horizon} ticks are none; both are at least 1")
    wanted = [tuple(pair) for pair in pairs] if pairs is not None else [(a, b) for a in policies for b in policies]
    for name in {name for pair in wanted for name in pair}:
        if name not in policies:
            raise PlayError(f"pairs has {name!r}, which is none of {', '.join(policies)}")
    played = Played(horizon)
    for source in kitchens:
        kitchen = source if isinstance(source, Kitchen) else Kitchen(source, dynamics=dynamics)
        if kitchen.players != 2:
            raise PlayError(f"{kitchen.name} is for {kitchen.players} players; cross-play here is of pairs")
        for number, names in enumerate(wanted):
            seats = [
                _Seat(_own(policies, names, place), name, kitchen, episodes, horizon, seed + 2 * number + place)
                for place, name in enumerate(names)]
            first = seats[0]
            with Batch(
                kitchen, episodes, horizon=horizon, seed=seed, observations=first.encoding, counter_goals=first.counters,
                autoreset="next",
            ) as batch:
                played.pairings.append(_played(batch, kitchen, list(names), seats, horizon))
    return played


def _own(policies: Mapping[str, Any], names: Sequence[str], place: int) -> Any:
    """The policy of a seat; one that plays with itself and remembers has a copy in the second."""
    policy = policies[names[place]]
    return copy.copy(policy) if place > 0 and policy is policies[names[0]] and hasattr(policy, "reset") else policy


class _Seat:
    """A policy in a seat: asked for all games of a pair at once."""

    def __init__(self, policy: Any, name: str, kitchen: Any, games: int, horizon: int, seed: int) -> None:
        if not callable(policy):
            raise PlayError(f"{name} is no policy: it must be something that is called with views and returns actions")
        self.policy, self.name, self.kitchen = policy, name, kitchen
        encodings = ("grid", "features") if kitchen.is_v2 else ("lossless", "features")
        self.encoding = getattr(policy, "encoding", encodings[0])
        self.counters = bool(getattr(policy, "counters", False))
        if self.encoding not in encodings:
            raise PlayError(f"{name} is shown {self.encoding!r}, which {kitchen.name} has not; it has {' and '.join(encodings)}")
        if hasattr(policy, "reset"):
            wants_seed = "seed" in inspect.signature(policy.reset).parameters
            policy.reset(games, **({"seed": seed} if wants_seed else {}))
        options = {} if kitchen.is_v2 else {"horizon": horizon, "counter_goals": self.counters}
        self.encoder = kitchen.encoder(self.encoding, **options)

    def sees_as(self, other: "_Seat") -> bool:
        return (self.encoding, self.counters) == (other.encoding, other.counters)

    def act(self, views: np.ndarray, tick: int) -> np.ndarray:
        actions = np.asarray(self.policy(views))
        if actions.shape != (len(views),) or actions.dtype.kind not in "iu" or (actions.size and not (
                0 <= int(actions.min()) and int(actions.max()) < 6)):
            raise PlayError(
                f"{self.name} on {self.kitchen.name}, tick {tick}: it must answer {len(views)} whole numbers from 0 to 5, and answered "
                f"{actions.dtype} {list(actions.shape)}: {np.array2string(actions.reshape(-1)[:8], separator=', ')}")
        return actions


def _played(batch: Any, kitchen: Any, names: List[str], seats: List[_Seat], horizon: int) -> Pairing:
    actions = np.empty((horizon, batch.games, 2), np.uint8)
    scores = np.zeros(batch.games)
    states: List[List[Any]] = [[] for _ in range(batch.games)] if kitchen.is_v2 else []
    for tick in range(horizon):
        for episode, before in enumerate(states):
            before.append(notation(batch.state(episode), True))
        for place, seat in enumerate(seats):
            views = batch.observations if seat.sees_as(seats[0]) else seat.encoder.rows(batch.rows, batch.stamps)
            batch.actions[:, place] = actions[tick, :, place] = seat.act(np.ascontiguousarray(views[:, place]), tick)
        batch.step()
        scores += batch.rewards
    for episode, before in enumerate(states):
        before.append(notation(batch.state(episode), True))
    return Pairing(kitchen, names, actions, scores, states)
