"""States as trials and conformance vectors have them: lists of numbers and letters (docs/conformance.md)."""

from __future__ import annotations

import json
from typing import Any, Dict, List

#: The letters that docs/conformance.md has for what can be held or lie somewhere, but for soups.
LETTERS = {
    "d": "dish", "o": "onion", "t": "tomato", "l": "lettuce", "c": "carrot", "m": "mushroom", "p": "pepper", "b": "broccoli",
    "e": "eggplant", "f": "fish", "g": "garlic",
}
_LETTER_OF = {name: letter for letter, name in LETTERS.items()}


def notation(state: Any, is_v2: bool = False) -> List[Any]:
    """A `State` in the notation: `[players, objects]`, of OvercookedV2 also `[recipe, buttons, delivered]`."""
    from .words import DIRECTIONS  # which needs the engine

    written: List[List[Any]] = [
        [[*player.at, DIRECTIONS.index(player.facing), _item(player.holds)] for player in state.players],
        [[*lying.at, _item(lying.item)] for lying in state.objects]]
    if is_v2:
        recipe = "".join(_LETTER_OF[name] for name in state.recipe or ())
        written.append([recipe, [[*cell, ticks] for cell, ticks in state.lit.items()], int(state.delivered)])
    return written


def _item(held: Any) -> Any:
    if held is None:
        return 0
    if held.kind == "soup":
        return ["".join(_LETTER_OF[name] for name in held.ingredients), held.tick]
    return _LETTER_OF[held.kind]


def trial(kitchen: Any, actions: str, seats: List[str]) -> Dict[str, Any]:
    """A line of a file of trials without its score; `actions` has a digit a player and tick."""
    keys = {**kitchen.keys, "grid": "\n".join(kitchen.grid) + "\n"}
    keys.pop("name", None)
    # JSON is YAML, of which map files are.
    described = json.dumps(keys).replace("Infinity", ".inf")
    return {
        "layout": kitchen.name, "map": described, "old_dynamics": kitchen.dynamics == "old", "T": len(actions) // kitchen.players,
        "a": actions, "seats": seats}
