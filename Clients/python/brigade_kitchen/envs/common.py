"""What all environments share."""

from typing import Any, Dict, Optional, Sequence

import numpy as np
from gymnasium import spaces

from ..batch import Batch
from ..kitchen import Kitchen, KitchenError
from ..words import ACTIONS, near

#: Seeds that an environment draws for episodes.
SEEDS = 1 << 63


def make_kitchen(map: Any, dynamics: Optional[str], changes: Dict[str, Any]) -> Kitchen:
    """A kitchen of an environment's arguments."""
    if isinstance(map, Kitchen):
        if dynamics is not None or changes:
            raise KitchenError("the kitchen is made already; give its dynamics and keys to Kitchen()")
        return map
    return Kitchen(map, dynamics=dynamics, **changes)


def default_encoding(kitchen: Kitchen, observations: Optional[str]) -> str:
    """The encoding that is asked for, else the whole grid of the kitchen's rule family."""
    if observations is not None:
        return observations
    return "grid" if kitchen.is_v2 else "lossless"


def observation_space(batch: Batch) -> spaces.Box:
    """The space of one player's observations."""
    assert batch.observations is not None
    dtype = batch.observations.dtype
    low, high = (-1.0, 255.0) if dtype.kind == "f" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    if dtype.kind == "f" and batch.encoding == "features":
        low, high = float(np.iinfo(np.int16).min), float(np.iinfo(np.int16).max)
    return spaces.Box(low, high, batch.observations.shape[2:], dtype.type)


def action_space() -> spaces.Discrete:
    """North, south, east, west, stay, interact."""
    return spaces.Discrete(len(ACTIONS))


#: Render modes of environments that play one game, and pictures a second.
MODES = ["rgb_array", "ansi", "human"]
FPS = 5

_DRAWINGS = ("plain", "brigade")


def checked_mode(mode: Optional[str], drawing: str = "plain", modes: Sequence[str] = MODES) -> Optional[str]:
    """A render mode, if there is such."""
    if mode is not None and mode not in modes:
        raise KitchenError(f"there is no render mode '{mode}'{near(mode, modes)}; they are {', '.join(modes)}")
    if drawing not in _DRAWINGS:
        raise KitchenError(f"there is no drawing '{drawing}'{near(drawing, _DRAWINGS)}; they are {' and '.join(_DRAWINGS)}")
    return mode


def rendered(batch: Batch, mode: Optional[str], drawing: str = "plain") -> Any:
    """The picture or the text of a batch's first game; None in other modes."""
    if mode not in ("rgb_array", "ansi"):
        return None
    from .. import drawing as plain

    state = batch.state(0)
    if mode == "ansi":
        return plain.text(batch.kitchen, state)
    if drawing == "plain":
        return plain.picture(batch.kitchen, state)
    from ..film import picture

    return picture(batch.kitchen, state)
