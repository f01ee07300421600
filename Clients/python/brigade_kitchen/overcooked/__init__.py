"""overcooked_ai at the engine's speed: a program that uses it runs unchanged.

    python -m brigade_kitchen.overcooked train.py --its arguments

or, as the program's first line:

    import brigade_kitchen.overcooked; brigade_kitchen.overcooked.install()

Ticks, environment steps and both encodings are then the engine's; everything else is overcooked_ai's own code, on its own classes. Before
a layout is taken over, some hundred ticks are played by both; where they differ a warning says so, and the layout stays with
overcooked_ai. What the engine does not know (other orders in a state, a soup that is carried before it is done) is played by
overcooked_ai, tick by tick. docs/python.md says which generations of overcooked_ai are known.
"""

import importlib.abc
import sys
import warnings
from typing import Any, Callable, Dict, List, Optional

from .patches import patch_env, patch_mdp

__all__ = ["install", "main"]

_PATCHES: Dict[str, Callable[[Any], None]] = {
    "overcooked_ai_py.mdp.overcooked_mdp": patch_mdp, "overcooked_ai_py.mdp.overcooked_env": patch_env}


def _patch_of(name: str) -> Optional[Callable[[Any], None]]:
    """The patch of a module by its name, also of copies inside of other packages."""
    for known, patch in _PATCHES.items():
        if name == known or name.endswith("." + known):
            return patch
    return None


class _Finder(importlib.abc.MetaPathFinder):
    """Patches overcooked_ai's modules as they are imported."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        patch = _patch_of(fullname)
        if patch is None:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None and spec.loader is not None and hasattr(spec.loader, "exec_module"):
                _wrap(spec.loader, patch)
                return spec
        return None


def _wrap(loader: Any, patch: Callable[[Any], None]) -> None:
    execute = loader.exec_module

    def exec_module(module: Any) -> None:
        execute(module)
        _apply(patch, module)

    loader.exec_module = exec_module


def _apply(patch: Callable[[Any], None], module: Any) -> None:
    try:
        patch(module)
    except Exception as error:  # noqa: BLE001 - a copy that is built otherwise runs as before
        warnings.warn(f"brigade_kitchen: {module.__name__} stays as it is: {type(error).__name__}: {error}", RuntimeWarning, stacklevel=2)


def install() -> None:
    """Patches overcooked_ai, whether it is imported already or will be."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    # The mdp's module before the environment's, which asks whether it is patched.
    for patch in _PATCHES.values():
        for name, module in list(sys.modules.items()):
            if _patch_of(name) is patch:
                _apply(patch, module)


def main(arguments: List[str]) -> None:
    """Runs a program with overcooked_ai at the engine's speed."""
    import runpy
    from pathlib import Path

    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return
    install()
    sys.argv = arguments
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        return
    sys.path[0] = str(Path(arguments[0]).resolve().parent)
    runpy.run_path(arguments[0], run_name="__main__")
