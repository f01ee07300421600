"""Gymnasium: one player is yours, the others are partners."""

from typing import Any, Callable, Dict, Optional, Sequence, Tuple, Union

import gymnasium
import numpy as np

from ..batch import Batch, Starts
from ..kitchen import KitchenError, View
from ..words import near
from .common import SEEDS, action_space, checked_mode, default_encoding, make_kitchen, observation_space, rendered

#: `stay`, `random`, a function of an observation (and, if it takes two, of a random generator) that gives an action, or an object with
#: such a method `act`. An object's method `begin()`, if it has one, is called as an episode begins.
Partner = Union[str, Callable[..., int], Any]

_NAMED = ("stay", "random")
_STAY = 4


class KitchenEnv(gymnasium.Env):
    """A kitchen in which you play one seat.

        env = KitchenEnv("cramped_room", partner=lambda observation: 4)

    Your reward is the team's sparse reward plus `shaping` times your own shaped reward. Episodes end at the horizon, by truncation. The
    info has `sparse`, `shaped` and `outcome`, whose events `Kitchen.events` names.

    Args:
        map, dynamics, changes: what makes the kitchen; see `Kitchen`.
        partner: who plays the other seats; a list for each of them, in their order.
        seat: which seat is yours; None draws one in every episode, and the info says which.
        observations, dtype, view, counter_goals: what is seen; see `Batch`.
        horizon, starts: how long episodes are and how they begin; see `Batch`.
        shaping: how much of the shaped rewards counts.
        render_mode: `rgb_array` or `ansi`.

    `reset(options={"state": state})` begins the episode with a `State`.
    """

    metadata = {"render_modes": ["rgb_array", "ansi"], "render_fps": 5}

    def __init__(
        self, map: Any = "cramped_room", *, partner: Union[Partner, Sequence[Partner]] = "random", seat: Optional[int] = 0,
        dynamics: Optional[str] = None, observations: Optional[str] = None, dtype: Any = None, view: View = "layout",
        counter_goals: bool = False, horizon: int = 400, starts: Starts = "layout", shaping: float = 0.0,
        render_mode: Optional[str] = None, **changes: Any,
    ) -> None:
        self.kitchen = make_kitchen(map, dynamics, changes)
        self.render_mode = checked_mode(render_mode)
        self.shaping = shaping
        if seat is not None and seat not in range(self.kitchen.players):
            raise KitchenError(f"there is no seat {seat}; this kitchen has {self.kitchen.players}, counted from 0")
        self._wanted_seat = seat
        self._seat = seat or 0
        listed = list(partner) if isinstance(partner, (list, tuple)) else [partner] * (self.kitchen.players - 1)
        if len(listed) != self.kitchen.players - 1:
            raise KitchenError(f"{len(listed)} partners for {self.kitchen.players - 1} seats; give one for each, or one for all")
        self._partners = [_decider(entry) for entry in listed]
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
        for begin, _ in self._partners:
            begin()
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
            _, decide = next(partners)
            self._batch.actions[0, player] = self._reply(decide, player)
        self._batch.step()
        self._is_over = bool(self._batch.ends[0])
        reward = float(self._batch.rewards[0]) + self.shaping * float(self._batch.shaped[0, self._seat])
        return self._observation(self._seat), reward, False, self._is_over, self._info()

    def _reply(self, decide: Callable[..., int], player: int) -> int:
        reply = int(decide(self._observation(player), self.np_random))
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
        return rendered(self._batch, self.render_mode)

    def close(self) -> None:
        self._batch.close()


def _decider(partner: Partner) -> Tuple[Callable[[], Any], Callable[..., int]]:
    """What a partner does as an episode begins, and how it decides on an observation and a random generator."""
    def nothing() -> None:
        return None

    if isinstance(partner, str):
        if partner not in _NAMED:
            raise KitchenError(f"there is no partner '{partner}'{near(partner, _NAMED)}; they are stay, random, or a function of yours")
        return nothing, (lambda _, random: int(random.integers(6))) if partner == "random" else (lambda _, random: _STAY)
    act = getattr(partner, "act", partner)
    if not callable(act):
        raise KitchenError(f"a partner is stay, random, a function or an object with act, not {type(partner).__name__}")
    begin = getattr(partner, "begin", nothing)
    return begin, act if _takes_two(act) else lambda observation, _: act(observation)


def _takes_two(function: Callable[..., Any]) -> bool:
    import inspect

    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    needed = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) and one.default is one.empty]
    return len(needed) >= 2
