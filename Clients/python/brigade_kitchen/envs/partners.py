"""Who plays the seats of `KitchenEnv` that are not yours."""

from __future__ import annotations

import inspect
import os
from typing import Any, Callable, Optional, Union

import numpy as np

from ..batch import Batch
from ..kitchen import Kitchen, KitchenError
from ..words import near

#: `stay`, `random`; the file of an agent of kind `policy`; a function of an observation (and, if it takes two, of a random generator)
#: that gives an action; or an object with such a method `act`. An object's method `begin()`, if it has one, is called as an episode begins.
Partner = Union[str, "os.PathLike[str]", Callable[..., int], Any]

_NAMED = ("stay", "random")
_FILES = (".yaml", ".yml", ".json", ".safetensors")
_STAY = 4


class Seat:
    """A partner in its seat."""

    def begin(self, random: np.random.Generator) -> None:
        """Begins an episode."""

    def act(self, batch: Batch, player: int, random: np.random.Generator) -> int:
        """The action of a player in the batch's only game."""
        raise NotImplementedError


class _Named(Seat):
    def __init__(self, name: str) -> None:
        self._is_random = name == "random"

    def act(self, batch: Batch, player: int, random: np.random.Generator) -> int:
        return int(random.integers(6)) if self._is_random else _STAY


class _Function(Seat):
    def __init__(self, partner: Any, act: Callable[..., Any]) -> None:
        self._begin: Optional[Callable[[], Any]] = getattr(partner, "begin", None)
        self._act, self._takes_two = act, _takes_two(act)

    def begin(self, random: np.random.Generator) -> None:
        if self._begin is not None:
            self._begin()

    def act(self, batch: Batch, player: int, random: np.random.Generator) -> int:
        assert batch.observations is not None
        observation = batch.observations[0, player].copy()
        return int(self._act(observation, random) if self._takes_two else self._act(observation))


class _Network(Seat):
    """The network of an agent file, which has views of its own."""

    def __init__(self, file: str, kitchen: Kitchen, horizon: int) -> None:
        from .. import policies

        network = policies.load(file)
        if network.encoding not in ("lossless", "features"):
            raise KitchenError(f"{file} is shown '{network.encoding}'; partners here are shown lossless or features")
        self._player = network.player()
        self._encoder = kitchen.encoder(network.encoding, horizon=horizon, counter_goals=network.counters)

    def begin(self, random: np.random.Generator) -> None:
        self._player.reset(1, seed=int(random.integers(1 << 63)))

    def act(self, batch: Batch, player: int, random: np.random.Generator) -> int:
        views = self._encoder.rows(batch.rows, batch.stamps)
        return int(self._player(views[:, player])[0])


def seat_of(partner: Partner, kitchen: Kitchen, horizon: int) -> Seat:
    """A partner, ready to play in a kitchen.

    Raises:
        KitchenError: there is no such partner.
        PolicyError: a file is none of a network.
    """
    if isinstance(partner, os.PathLike) or isinstance(partner, str) and partner.endswith(_FILES):
        return _Network(os.fspath(partner), kitchen, horizon)
    if isinstance(partner, str):
        if partner not in _NAMED:
            raise KitchenError(
                f"there is no partner '{partner}'{near(partner, _NAMED)}; they are stay, random, an agent file of kind policy, or a "
                "function of yours")
        return _Named(partner)
    act = getattr(partner, "act", partner)
    if not callable(act):
        raise KitchenError(
            f"a partner is stay, random, an agent file, a function or an object with act, not {type(partner).__name__}")
    return _Function(partner, act)


def _takes_two(function: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    needed = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) and one.default is one.empty]
    return len(needed) >= 2
