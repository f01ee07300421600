"""Environments by the contracts of Gymnasium and PettingZoo.

    from brigade_kitchen.envs import KitchenEnv, KitchenParallelEnv, KitchenVectorEnv

    gymnasium.make("Brigade/cramped_room-v0")          # registered by importing this module, one for every map

`KitchenParallelEnv` needs PettingZoo, the others Gymnasium: pip install 'brigade-kitchen[envs]'.
"""

from typing import Any, List

from .. import layouts
from .register import register_all

_HOMES = {"KitchenEnv": "single", "KitchenVectorEnv": "vector", "KitchenParallelEnv": "parallel", "parallel_env": "parallel"}

__all__ = ["KitchenEnv", "KitchenParallelEnv", "KitchenVectorEnv", "parallel_env", "ids"]


def ids() -> List[str]:
    """The registered ids."""
    return [identifier for identifier, _ in register_all(layouts.names())]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'brigade_kitchen.envs' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


register_all(layouts.names())
