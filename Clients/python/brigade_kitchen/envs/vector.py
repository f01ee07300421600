"""Gymnasium's vector environment: every player of every game is one of its environments."""

from typing import Any, Dict, Optional, Tuple

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from ..batch import Batch, Starts
from ..kitchen import KitchenError, View
from .common import FPS, SEEDS, action_space, checked_mode, default_encoding, make_kitchen, observation_space, rendered

_RENDERS = ["rgb_array", "ansi"]
_MODES = {"next": AutoresetMode.NEXT_STEP, "same": AutoresetMode.SAME_STEP}


class KitchenVectorEnv(VectorEnv):
    """Many games, for one policy that plays all seats (self-play with shared parameters).

        envs = KitchenVectorEnv("cramped_room", 1024, shaping=1.0)       # 2,048 environments
        observations, infos = envs.reset(seed=1)

    Environment `game * players + seat` is that seat of that game. Everybody's reward is the team's sparse reward plus `shaping` times
    their own shaped reward. Episodes end at the horizon, by truncation. Infos have `sparse` and `shaped`, `[num_envs]`.

    Args:
        map, dynamics, changes: what makes the kitchen; see `Kitchen`.
        games: how many games.
        num_envs: how many environments instead, as `gymnasium.make_vec` says it: a multiple of the players.
        observations, dtype, view, counter_goals, horizon, starts, threads: see `Batch`.
        autoreset: `next`, Gymnasium's usual: after an episode's last state comes a step whose actions count nothing, with the next
            one's start and no reward; `same`: the next one's start comes in the place of the last state, which is not shown.
        shaping: how much of the shaped rewards counts; may be set between steps, to let it fade.
        copy: whether observations are copies. Without, they are the batch's own array, which the next step changes.
    """

    def __init__(
        self, map: Any = "cramped_room", games: Optional[int] = None, *, num_envs: Optional[int] = None, dynamics: Optional[str] = None,
        observations: Optional[str] = None, dtype: Any = None, view: View = "layout", counter_goals: bool = False, horizon: int = 400,
        starts: Starts = "layout", autoreset: str = "next", shaping: float = 0.0, threads: int = 1, copy: bool = True,
        render_mode: Optional[str] = None, drawing: str = "plain", **changes: Any,
    ) -> None:
        self.kitchen = make_kitchen(map, dynamics, changes)
        players = self.kitchen.players
        if games is not None and num_envs is not None:
            raise KitchenError("give games or num_envs, not both")
        if num_envs is not None and num_envs % players:
            raise KitchenError(f"num_envs is {num_envs}; it must be a multiple of the {players} players")
        if autoreset not in _MODES:
            raise KitchenError(f"there is no autoreset '{autoreset}'; it is next or same")
        self.games = games if games is not None else (num_envs or players) // players
        self.num_envs = self.games * players
        self.metadata = {"autoreset_mode": _MODES[autoreset], "render_modes": _RENDERS, "render_fps": FPS}
        self.render_mode = checked_mode(render_mode, drawing, _RENDERS)
        self._drawing = drawing
        self.shaping = shaping
        self.copy = copy
        self._batch = Batch(
            self.kitchen, self.games, horizon=horizon, observations=default_encoding(self.kitchen, observations), dtype=dtype, view=view,
            counter_goals=counter_goals, starts=starts, autoreset=autoreset, threads=threads)
        self.single_observation_space = observation_space(self._batch)
        self.single_action_space = action_space()
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)

    def reset(self, *, seed: Optional[int] = None, options: Optional[Dict[str, Any]] = None) -> Tuple[np.ndarray, Dict[str, Any]]:
        """Begins all games: with the same seed the same ones."""
        super().reset(seed=seed)
        self._batch.reset(int(self.np_random.integers(SEEDS)))
        return self._observations(), {}

    def step(self, actions: Any) -> Tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, Dict[str, Any]]:
        """Plays one tick in every game with an action of every environment, whole numbers `[num_envs]`."""
        given = np.asarray(actions)
        if given.shape != (self.num_envs,) or given.dtype.kind not in "iu":
            raise KitchenError(f"actions must be whole numbers of the shape ({self.num_envs},), not {given.dtype} of {given.shape}")
        if given.dtype != np.uint8 and given.size and not (0 <= given.min() and given.max() < 6):
            raise KitchenError("an action is not in 0 to 5")
        batch = self._batch
        batch.actions.reshape(-1)[:] = given
        batch.step()
        players = self.kitchen.players
        sparse = np.repeat(batch.rewards, players).astype(np.float64)
        shaped = batch.shaped.reshape(-1).astype(np.float64)
        everywhere = np.ones(self.num_envs, np.bool_)
        infos = {"sparse": sparse, "_sparse": everywhere, "shaped": shaped, "_shaped": everywhere}
        return (
            self._observations(), sparse + self.shaping * shaped, np.zeros(self.num_envs, np.bool_), np.repeat(batch.ends, players), infos)

    def _observations(self) -> np.ndarray:
        assert self._batch.observations is not None
        views = self._batch.observations.reshape(self.observation_space.shape)
        return views.copy() if self.copy else views

    def render(self) -> Any:
        """The first game: an RGB picture, uint8 `[rows, columns, 3]`, or a text."""
        return rendered(self._batch, self.render_mode, self._drawing)

    def close_extras(self, **arguments: Any) -> None:
        self._batch.close()
