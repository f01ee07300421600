"""Episodes of a store played again: their states, rewards, and numbers to learn from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Dict, List, Optional

import numpy as np

from .. import program
from ..notation import LETTERS

# What the numbers of items in `Replay.arrays` mean.
ITEMS = ("nothing", "dish", "soup", *list(LETTERS.values())[1:])


@dataclass(frozen=True)
class Replay:
    """An episode with every state.

    `states` has `ticks + 1` of them in the notation of docs/conformance.md: `[players, objects]`, a player
    `[x, y, orientation, item]`, an object `[x, y, item]`.
    """

    episode: int
    map: str
    grid: List[str]
    dynamics: str
    actions: np.ndarray                  # uint8 [ticks, players]
    rewards: np.ndarray                  # float64 [ticks]: of the team
    states: List[Any]

    @property
    def ticks(self) -> int:
        return len(self.actions)

    @property
    def score(self) -> float:
        return float(self.rewards.sum())

    def arrays(self) -> Dict[str, np.ndarray]:
        """The states as numbers: for imitation learning by a representation of one's own.

        - `position`, int16 `[ticks + 1, players, 2]`: column and row;
        - `orientation`, uint8 `[ticks + 1, players]`: 0 north, 1 south, 2 east, 3 west;
        - `held`, uint8 `[ticks + 1, players]`: by the order of `ITEMS`;
        - `items`, uint8 `[ticks + 1, rows, columns]`: what lies on each counter or stands in each pot, likewise;
        - `ingredients`, uint8 `[ticks + 1, rows, columns]`: how many are in the soup there;
        - `cooked`, int16 `[ticks + 1, rows, columns]`: ticks that the soup there has cooked, -1 before and where there is none;
        - `actions`, uint8 `[ticks, players]`, and `rewards`, float64 `[ticks]`.
        """
        moments, players = len(self.states), self.actions.shape[1]
        shape = (moments, len(self.grid), len(self.grid[0]))
        position = np.zeros((moments, players, 2), np.int16)
        orientation = np.zeros((moments, players), np.uint8)
        held = np.zeros((moments, players), np.uint8)
        items, ingredients = np.zeros(shape, np.uint8), np.zeros(shape, np.uint8)
        cooked = np.full(shape, -1, np.int16)
        for moment, state in enumerate(self.states):
            for player, (x, y, facing, item) in enumerate(state[0]):
                position[moment, player] = (x, y)
                orientation[moment, player] = facing
                held[moment, player] = _number(item)
            for x, y, item in state[1]:
                items[moment, y, x] = _number(item)
                if isinstance(item, list):
                    ingredients[moment, y, x], cooked[moment, y, x] = len(item[0]), item[1]
        return {
            "position": position, "orientation": orientation, "held": held, "items": items, "ingredients": ingredients,
            "cooked": cooked, "actions": self.actions, "rewards": self.rewards,
        }


def _number(item: Any) -> int:
    if isinstance(item, list):
        return ITEMS.index("soup")
    return ITEMS.index(LETTERS[item]) if item else 0


def without_players(row: str) -> str:
    """A row of a grid without the players' digits."""
    return "".join(" " if letter.isdigit() else letter for letter in row)


def by_program(path: str, episode: int, brigade: Optional[str] = None) -> Replay:
    """The episode of the store at `path`, played again by the program `brigade`."""
    text = program.run(["episodes", "export", str(episode), "--db", path, "--format", "trials"], brigade)
    trial = json.loads(text.splitlines()[0])
    states = trial["s"]
    players = len(states[0][0])
    actions = np.frombuffer(trial["a"].encode("ascii"), np.uint8).reshape(-1, players) - ord("0")
    rewards = np.zeros(len(actions))
    for tick, reward in trial["r_replay"]:
        rewards[tick] += float(reward)
    return Replay(
        episode=episode, map=trial["layout"], grid=[without_players(row) for row in trial["grid"]],
        dynamics="old" if trial["old_dynamics"] else "new", actions=actions, rewards=rewards, states=states)
