"""Overcooked kitchens at Brigade's speed, for Python.

    import brigade_kitchen as bk

    batch = bk.Batch(bk.Kitchen("cramped_room"), 1024, observations="lossless")
    batch.actions[:] = policy(batch.observations)
    batch.step()                     # batch.rewards, batch.shaped, batch.ends, batch.observations

Gymnasium and PettingZoo environments are in `brigade_kitchen.envs`, the drop-in for overcooked_ai in `brigade_kitchen.overcooked`.
docs/python.md of Brigade is the manual.
"""

from importlib import import_module
from typing import Any, List

from . import layouts
from ._engine import KitchenError
from .batch import Batch
from .kitchen import Encoder, Kitchen, Recipe
from .states import Item, Object, Player, State, soup
from .words import ACTIONS, DIRECTIONS, EVENTS, INGREDIENTS

__version__ = "0.1.0"

# What is imported when it is first asked for: its module, and its name there (None: the module itself).
_LATER = {
    "open": ("store", "open"), "Store": ("store", "Store"), "StoreError": ("store", "StoreError"),
    "cross_play": ("playing", "cross_play"), "policies": ("policies", None), "store": ("store", None), "envs": ("envs", None),
    "overcooked": ("overcooked", None),
}

__all__ = [
    "ACTIONS", "DIRECTIONS", "EVENTS", "INGREDIENTS", "Batch", "Encoder", "Item", "Kitchen", "KitchenError", "Object", "Player", "Recipe",
    "State", "layouts", "soup",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'brigade_kitchen' has no attribute '{name}'")
    module, attribute = _LATER[name]
    loaded = import_module(f".{module}", __name__)
    return getattr(loaded, attribute) if attribute else loaded


def __dir__() -> List[str]:
    return sorted([*__all__, *_LATER])
