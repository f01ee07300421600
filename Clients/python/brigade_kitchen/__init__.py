"""Overcooked kitchens at Brigade's speed, for Python.

    import brigade_kitchen as bk

    batch = bk.Batch(bk.Kitchen("cramped_room"), 1024, observations="lossless")
    batch.actions[:] = policy(batch.observations)
    batch.step()                     # batch.rewards, batch.shaped, batch.ends, batch.observations

    log = bk.open("runs/episodes.sqlite")
    log.cross_play()                 # pandas; docs/python-logs.md

Gymnasium and PettingZoo environments are in `brigade_kitchen.envs`, the drop-in for overcooked_ai in `brigade_kitchen.overcooked`.
docs/python.md of Brigade is the manual.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, List

if TYPE_CHECKING:
    from . import layouts
    from ._engine import KitchenError
    from .batch import Batch
    from .kitchen import Encoder, Kitchen, Recipe
    from .playing import cross_play
    from .states import Item, Object, Player, State, soup
    from .store import Store, StoreError, open
    from .words import ACTIONS, DIRECTIONS, EVENTS, INGREDIENTS

__version__ = "0.1.0"

# What is imported when it is first asked for: its module, and its name there (None: the module itself). Logs are read without the engine.
_LATER = {
    "layouts": ("layouts", None), "KitchenError": ("_engine", "KitchenError"), "Batch": ("batch", "Batch"),
    **{name: ("kitchen", name) for name in ("Encoder", "Kitchen", "Recipe")},
    **{name: ("states", name) for name in ("Item", "Object", "Player", "State", "soup")},
    **{name: ("words", name) for name in ("ACTIONS", "DIRECTIONS", "EVENTS", "INGREDIENTS")},
    **{name: ("store", name) for name in ("open", "Store", "StoreError")}, "cross_play": ("playing", "cross_play"),
    **{name: (name, None) for name in ("policies", "store", "envs", "overcooked")},
}

__all__ = [
    "ACTIONS", "DIRECTIONS", "EVENTS", "INGREDIENTS", "Batch", "Encoder", "Item", "Kitchen", "KitchenError", "Object", "Player", "Recipe",
    "State", "Store", "StoreError", "cross_play", "layouts", "open", "soup",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'brigade_kitchen' has no attribute '{name}'")
    module, attribute = _LATER[name]
    loaded = import_module(f".{module}", __name__)
    value = getattr(loaded, attribute) if attribute else loaded
    globals()[name] = value
    return value


def __dir__() -> List[str]:
    return sorted([*__all__, *_LATER])
