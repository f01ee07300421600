"""Gymnasium: one player is yours, the others are partners."""

from typing import Any, Dict, Optional, Sequence, Tuple, Union

import gymnasium
import numpy as np

from ..batch import Batch, Starts
from ..kitchen import KitchenError, View
from .common import FPS, MODES, SEEDS, action_space, checked_mode, default_encoding, make_kitchen, observation_space, rendered
from .partners import Partner, Seat, seat_of
from .window import Shown

class KitchenEnv(gymnasium.Env):
    """A kitchen in which you play one seat.

        env = KitchenEnv("cramped_room", partner=lambda observation: 4)

    Your reward is the team's sparse reward plus `shaping` times your own shaped reward. Episodes end at the horizon, by truncation. The
    info has `sparse`, `shaped` and `outcome`, whose events `Kitchen.events` names.

    Args:
        map, dynamics, changes: what makes the kitchen; see `Kitchen`.
        partner: who plays the other seats: `random`, `stay`, the file of an agent of kind `policy`, a function of an observation, or an
            object with `act`; a list for each of them, in their order.
        seat: which seat is yours; None draws one in every episode, and the info says which.
        observations, dtype, view, counter_goals: what is seen; see `Batch`.
        horizon, starts: how long episodes are and how they begin; see `Batch`.
        shaping: how much of the shaped rewards counts.
        render_mode: `rgb_array`, `ansi`, or `human`, which shows every episode in the program's window.
        drawing: in `rgb_array`, `plain` for small pictures of the package's own, or `brigade` for the program's, which take their time.

    `reset(options={"state": state})` begins the episode with a `State`.
    """

    metadata = {"render_modes": MODES, "render_fps": FPS}

    def __init__(
        self, map: Any = "cramped_room", *, partner: Union[Partner, Sequence[Partner]] = "random", seat: Optional[int] = 0,
        dynamics: Optional[str] = None, observations: Optional[str] = None, dtype: Any = None, view: View = "layout",
        counter_goals: bool = False, horizon: int = 400, starts: Starts = "layout", shaping: float = 0.0,
        render_mode: Optional[str] = None, drawing: str = "plain", **changes: Any,
    ) -> None:
        self.kitchen = make_kitchen(map, dynamics, changes)
        self.render_mode = checked_mode(render_mode, drawing)
        self._drawing = drawing
        self.shaping = shaping
        if seat is not None and seat not in range(self.kitchen.players):
            raise KitchenError(f"there is no seat {seat}; this kitchen has {self.kitchen.players}, counted from 0")
        self._wanted_seat = seat
        self._seat = seat or 0
        listed = list(partner) if isinstance(partner, (list, tuple)) else [partner] * (self.kitchen.players - 1)
        if len(listed) != self.kitchen.players - 1:
            raise KitchenError(f"{len(listed)} partners for {self.kitchen.players - 1} seats; give one for each, or one for all")
        self._partners = [seat_of(entry, self.kitchen, horizon) for entry in listed]
        self._shown = Shown(self.render_mode, self.kitchen, horizon, starts, FPS)
        self._batch = Batch(
            self.kitchen, horizon=horizon, observations=default_encoding(self.kitchen, observations), dtype=dtype, view=view,
            counter_goals=counter_goals, starts=starts, autoreset="next")
        self.observation_space = observation_space(self._batch)
        self.action_space = action_space()
        self._is_over = True

    def reset(self, *, seed: Optional[int] = None, options: Optional[Dict[str, Any]] = None) -> Tuple[np.ndarray, Dict[str, Any]]:
        """Begins an episode: with the same seed the same one."""
        super().reset(seed=seed)
        self._batch.reset(int(self.np_random.integers(SEEDS)))
        if options and options.get("state") is not None:
            self._batch.load(0, options["state"])
        if self._wanted_seat is None:
            self._seat = int(self.np_random.integers(self.kitchen.players))
        for partner in self._partners:
            partner.begin(self.np_random)
        self._shown.begin((options or {}).get("state"))
        self._is_over = False
        return self._observation(self._seat), self._info()

    def step(self, action: Any) -> Tuple[np.ndarray, float, bool, bool, Dict[str, Any]]:
        """Plays one tick with your action and the partners'."""
        if self._is_over:
            raise KitchenError("no episode is being played; call reset first")
        if not self.action_space.contains(np.int64(action) if isinstance(action, (int, np.integer)) else action):
            raise KitchenError(f"you cannot play {action!r}; actions are 0 to 5")
        partners = iter(self._partners)
        for player in range(self.kitchen.players):
            if player == self._seat:
                self._batch.actions[0, player] = int(action)
                continue
            self._batch.actions[0, player] = self._reply(next(partners), player)
        self._shown.play(self._batch.actions[0])
        self._batch.step()
        self._is_over = bool(self._batch.ends[0])
        reward = float(self._batch.rewards[0]) + self.shaping * float(self._batch.shaped[0, self._seat])
        return self._observation(self._seat), reward, False, self._is_over, self._info()

    def _reply(self, partner: Seat, player: int) -> int:
        reply = partner.act(self._batch, player, self.np_random)
        if not 0 <= reply < 6:
            raise KitchenError(f"the partner in seat {player} plays {reply}; actions are 0 to 5")
        return reply

    def _observation(self, player: int) -> np.ndarray:
        assert self._batch.observations is not None
        return self._batch.observations[0, player].copy()

    def _info(self) -> Dict[str, Any]:
        batch, seat = self._batch, self._seat
        return {
            "seat": seat, "sparse": float(batch.rewards[0]), "shaped": float(batch.shaped[0, seat]), "outcome": int(batch.outcomes[0, seat])}

    def render(self) -> Any:
        """An RGB picture, uint8 `[rows, columns, 3]`, or a text."""
        return rendered(self._batch, self.render_mode, self._drawing)

    def close(self) -> None:
        self._shown.close()
        self._batch.close()
