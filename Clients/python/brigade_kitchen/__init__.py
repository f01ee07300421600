"""Brigade's kitchens from Python: logs of episodes as tables, and agents made of networks.

    import brigade_kitchen as bk

    log = bk.open("runs/episodes.sqlite")
    log.cross_play()
    bk.policies.export(network, "Agents/mine", encoding="features")
"""

from __future__ import annotations

import importlib
from typing import Any

# What is loaded when it is first used: name -> (module, attribute; None for the module itself).
_LAZY = {
    "open": (".store", "open"),
    "Store": (".store", "Store"),
    "StoreError": (".store", "StoreError"),
    "cross_play": (".playing", "cross_play"),
    "policies": (".policies", None),
    "store": (".store", None),
}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'brigade_kitchen' has no attribute {name!r}")
    module, attribute = _LAZY[name]
    loaded = importlib.import_module(module, __name__)
    value = loaded if attribute is None else getattr(loaded, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(list(globals()) + list(_LAZY))
