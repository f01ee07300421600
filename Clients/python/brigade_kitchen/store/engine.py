"""Episodes of a store on the package's engine: their states, and what learners are shown of them.

The engine is in the package's wheel. Where only the sources are there, `available` is false: states then come from the program
`brigade`, and views for learners are not to be had.
"""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from ..notation import LETTERS, notation
from .columns import needed
from .errors import StoreError
from .replay import Replay, without_players

# Episodes that are played at once.
_PART = 256


@dataclass(frozen=True)
class Stored:
    """What an episode is played again from."""

    episode: int
    map: str
    yaml: str
    dynamics: str
    horizon: int
    score: float                         # no number where it was refused
    start: Optional[str]
    players: Sequence[str]
    actions: np.ndarray                  # uint8 [ticks, players]

    @property
    def is_v2(self) -> bool:
        return "overcooked-v2" in self.yaml

    @property
    def room(self) -> Any:
        """Episodes of one room can be played in one batch."""
        return (self.map, self.yaml, self.dynamics, self.horizon, len(self.players))


def available() -> bool:
    """Whether the engine can be imported."""
    try:
        package = importlib.import_module(__package__.rpartition(".")[0])
        return hasattr(package, "Batch") and hasattr(package, "Kitchen")
    except ImportError:
        return False


def _package() -> Any:
    if not available():
        raise ImportError("this needs the package's engine, which is in its wheel: pip install brigade-kitchen")
    return importlib.import_module(__package__.rpartition(".")[0])


def kitchen(stored: Stored) -> Any:
    """The kitchen of an episode, by the map file that is in the store."""
    keys = needed("yaml", "reading the maps of a store").safe_load(stored.yaml)
    return _package().Kitchen({"name": stored.map, **keys}, dynamics=stored.dynamics)


# States


def replay(path: str, stored: Stored) -> Replay:
    """The episode played again on the engine."""
    package, room = _package(), kitchen(stored)
    rewards, states = np.zeros(len(stored.actions)), []
    with package.Batch(room, 1, horizon=max(stored.horizon, 1), autoreset="next") as batch:
        _begin(package, batch, 0, stored)
        for tick, joint in enumerate(stored.actions):
            states.append(notation(batch.state(0)))
            batch.actions[0] = joint
            batch.step()
            rewards[tick] = batch.rewards[0]
        states.append(notation(batch.state(0)))
    _same(path, stored, float(rewards.sum()))
    return Replay(
        episode=stored.episode, map=stored.map, grid=[without_players(row) for row in room.grid], dynamics=stored.dynamics,
        actions=stored.actions, rewards=rewards, states=states)


def _begin(package: Any, batch: Any, game: int, stored: Stored) -> None:
    """Puts the first state of an episode into a game, where it is not the map's own."""
    if stored.start is None:
        return
    def item(written: Any) -> Any:
        if isinstance(written, list):
            return package.Item("soup", tuple(LETTERS[letter] for letter in written[0]), written[1])
        return package.Item(LETTERS[written]) if written else None

    players, objects = json.loads(stored.start)[:2]
    batch.load(game, package.State(
        [package.Player((x, y), package.DIRECTIONS[facing], item(held)) for x, y, facing, held in players],
        [package.Object((x, y), item(lying)) for x, y, lying in objects]))


def _same(path: str, stored: Stored, score: float) -> None:
    """Refuses an episode that does not play as it was stored."""
    if not np.isnan(stored.score) and not np.isclose(stored.score, score, rtol=1e-5):
        raise StoreError(
            f"{path}: table episodes, row {stored.episode}, column score: its actions score {score:g} when they are played again, here is "
            f"{stored.score:g}; 'brigade episodes verify' says more")


# Views


def demonstrations(
    path: str, episodes: Sequence[Stored], encoding: str, counters: bool, player: Optional[str],
) -> Dict[str, np.ndarray]:
    """Views and actions of all ticks and seats, or of the seats of `player` alone, one after the other."""
    parts: List[Dict[str, np.ndarray]] = []
    rooms: Dict[Any, List[Stored]] = {}
    for stored in episodes:
        if len(stored.actions):
            rooms.setdefault(stored.room, []).append(stored)
    for alike in rooms.values():
        for first in range(0, len(alike), _PART):
            parts.append(_shown(path, alike[first:first + _PART], encoding, counters, player))
    shapes = {part["observations"].shape[1:] for part in parts}
    if len(shapes) > 1:
        raise ValueError(f"views of {encoding} have other shapes in other kitchens ({sorted(shapes)}); choose maps of one size")
    if not parts:
        return {}
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _shown(path: str, alike: Sequence[Stored], encoding: str, counters: bool, player: Optional[str]) -> Dict[str, np.ndarray]:
    package, room = _package(), kitchen(alike[0])
    ticks, games, players = max(len(stored.actions) for stored in alike), len(alike), len(alike[0].players)
    scores = np.zeros(games)
    lengths = np.array([len(stored.actions) for stored in alike])
    actions = np.full((ticks, games, players), 4, np.uint8)
    for place, stored in enumerate(alike):
        actions[:len(stored.actions), place] = stored.actions
    with package.Batch(
        room, games, horizon=max(alike[0].horizon, 1), observations=encoding, counter_goals=counters, autoreset="next",
    ) as batch:
        for place, stored in enumerate(alike):
            _begin(package, batch, place, stored)
        views = np.empty((ticks, *batch.observations.shape), batch.observations.dtype)
        for tick in range(ticks):
            views[tick] = batch.observations
            batch.actions[:] = actions[tick]
            batch.step()
            scores += np.where(tick < lengths, batch.rewards, 0)
    for stored, score in zip(alike, scores):
        _same(path, stored, float(score))
    wanted = np.array([[player is None or name == player for name in stored.players] for stored in alike])
    chosen = (np.arange(ticks)[:, None, None] < lengths[:, None]) & wanted
    # Episode by episode, and in each seat by seat.
    game, seat, moment = np.nonzero(chosen.transpose(1, 2, 0))
    return {
        "observations": views[moment, game, seat], "actions": actions[moment, game, seat],
        "episode": np.array([stored.episode for stored in alike], np.int64)[game], "tick": moment.astype(np.int32),
        "seat": seat.astype(np.int8)}
