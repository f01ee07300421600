"""Layouts: those that come with Brigade, map files (YAML), overcooked_ai's layout files, rows of a grid, dicts."""

import ast
import json
import math
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ._engine import KitchenError
from .states import _ingredient, state_of
from .words import FAMILIES, near

#: What a kitchen can be made of.
Map = Union[str, "os.PathLike[str]", Sequence[str], Mapping[str, Any]]

_NUMBERS = (
    "order_bonus", "delivery_reward", "recipe_values", "onion_value", "tomato_value", "cook_time", "recipe_times", "onion_time",
    "tomato_time", "max_num_ingredients")
_SHAPING = ("PLACEMENT_IN_POT_REW", "DISH_PICKUP_REWARD", "SOUP_PICKUP_REWARD")
_DEAD_SHAPING = ("DISH_DISP_DISTANCE_REW", "POT_DISTANCE_REW", "SOUP_DISTANCE_REW")
_NUMBERS_V2 = (
    "start_cooking_interaction", "negative_rewards", "sample_recipe_on_delivery", "agent_view_size", "indicate_successful_delivery")
_COMMON = ("name", "grid", "family")
_KEYS = {
    "overcooked": (
        *_COMMON, *_NUMBERS, "old_dynamics", "rew_shaping_params", "start_all_orders", "start_bonus_orders", "start_state",
        "num_items_for_soup"),
    "overcooked-v2": (*_COMMON, *_NUMBERS_V2, "possible_recipes", "swap_agents"),
}


@lru_cache(maxsize=None)
def _library() -> Dict[str, Dict[str, Any]]:
    path = Path(__file__).with_name("maps.json")
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def names() -> List[str]:
    """The maps that come with Brigade; those of OvercookedV2 begin with `v2/`."""
    return sorted(_library())


def layout(source: Map, **changes: Any) -> Dict[str, Any]:
    """The keys of a map (docs/maps.md), with `changes` in place of its own; a change to None takes a key away."""
    described = _read(source)
    described.update(changes)
    return {key: value for key, value in described.items() if value is not None}


def _read(source: Map) -> Dict[str, Any]:
    if isinstance(source, Mapping):
        return dict(source)
    if isinstance(source, os.PathLike) or (isinstance(source, str) and source.endswith((".yaml", ".yml", ".layout"))):
        return _read_file(Path(source))
    if isinstance(source, str):
        return _named(source)
    if isinstance(source, Sequence) and all(isinstance(row, str) for row in source):
        return {"name": "kitchen", "grid": list(source)}
    raise KitchenError(f"a kitchen is made of a map's name, a file, rows of a grid or a dict of a map's keys, not of {type(source).__name__}")


def _named(name: str) -> Dict[str, Any]:
    library = _library()
    for known in (name, f"v2/{name}"):
        if known in library:
            return {"name": known, **json.loads(json.dumps(library[known]))}
    if "\n" in name:
        return {"name": "kitchen", "grid": name}
    raise KitchenError(f"there is no map '{name}'{near(name, library)}; brigade_kitchen.layouts.names() lists all")


def _read_file(path: Path) -> Dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise KitchenError(f"{path}: {error}") from error
    if path.suffix == ".layout":
        described = _python_literal(text, str(path))
        described = _of_2019(described) if isinstance(described, dict) else described
    else:
        try:
            import yaml  # type: ignore[import-untyped]
        except ImportError:
            raise KitchenError(f"{path}: reading YAML needs PyYAML; install it with: pip install 'brigade-kitchen[maps]'") from None
        try:
            described = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise KitchenError(f"{path}: {error}") from error
    if not isinstance(described, dict):
        raise KitchenError(f"{path}: a map file has keys and values, this one is {type(described).__name__}")
    return {"name": path.stem, **described}


def _python_literal(text: str, where: str) -> Any:
    """The value of overcooked_ai's layout files, which are Python: literals, `float('inf')`, sums and products of numbers."""
    def value(node: ast.AST) -> Any:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float" and len(node.args) == 1:
            return float(value(node.args[0]))
        if isinstance(node, ast.Dict):
            return {value(key): value(entry) for key, entry in zip(node.keys, node.values) if key is not None}
        if isinstance(node, (ast.List, ast.Tuple)):
            return [value(entry) for entry in node.elts]
        return ast.literal_eval(node)

    try:
        return value(ast.parse(text.strip(), where, mode="eval").body)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
        raise KitchenError(f"{where}: {error}") from error


def _of_2019(described: Dict[str, Any]) -> Dict[str, Any]:
    """Says in today's keys what overcooked_ai's form of 2019 means: soups of three of one ingredient, pots that start by themselves."""
    is_today = described.get("start_all_orders") is not None or described.get("start_bonus_orders") is not None
    if is_today or not ("start_order_list" in described or "num_items_for_soup" in described):
        return {key: value for key, value in described.items() if key in _KEYS["overcooked"]}
    grid = str(described.get("grid", ""))
    here = [name for name, letter in (("onion", "O"), ("tomato", "T")) if letter in grid] or ["onion"]
    listed = described.get("start_order_list") or []
    wanted = [name for name in ("onion", "tomato") if name in listed or (name in here and (not listed or "any" in listed))] or here
    known = {key: value for key, value in described.items() if key in _KEYS["overcooked"]}
    return {**known, "start_all_orders": [[name] * 3 for name in wanted], "old_dynamics": described.get("old_dynamics", True)}


def family(described: Mapping[str, Any]) -> str:
    """The rule family of a map's keys."""
    named = described.get("family", "overcooked")
    if named not in FAMILIES:
        raise KitchenError(f"there is no family '{named}'{near(named, FAMILIES)}; they are {' and '.join(FAMILIES)}")
    return named


def rows(grid: Any) -> List[str]:
    """The rows of a grid, a text of lines or a list, as map files mean it: outer blanks do not count."""
    lines = grid.split("\n") if isinstance(grid, str) else grid
    if not isinstance(lines, Sequence) or not all(isinstance(line, str) for line in lines):
        raise KitchenError(f"grid: must be a text or a list of rows, not {type(grid).__name__}")
    stripped = [line.strip() for line in lines]
    while stripped and not stripped[0]:
        stripped.pop(0)
    while stripped and not stripped[-1]:
        stripped.pop()
    return stripped


Arguments = Tuple[str, str, int, int, List[Tuple[str, List[float]]], List[Tuple[str, List[List[int]]]], Optional[List[int]]]


def arguments(described: Mapping[str, Any]) -> Arguments:
    """What the engine makes a kitchen of."""
    kind = family(described)
    for key in described:
        if key not in _KEYS[kind]:
            raise KitchenError(f"'{key}' is no key of a map of the family {kind}{near(key, _KEYS[kind])}")
    if "grid" not in described:
        raise KitchenError("the map has no 'grid'; draw the kitchen under the key grid")
    numbers: List[Tuple[str, List[float]]] = []
    recipes: List[Tuple[str, List[List[int]]]] = []
    start = None
    for key, value in described.items():
        if key in _NUMBERS or key in _NUMBERS_V2 or key == "old_dynamics":
            numbers.append((key, _numbers(key, value)))
        elif key == "rew_shaping_params":
            numbers += _shaping(value)
        elif key in ("start_all_orders", "start_bonus_orders", "possible_recipes"):
            recipes.append((key, _recipes(key, value)))
        elif key == "start_state":
            start = state_of(value).numbers()
            recipes += [(part, _recipes(part, value[part])) for part in ("all_orders", "bonus_orders") if part in value]
    name, grid = _text("name", described.get("name", "kitchen")), _text("grid", "\n".join(rows(described["grid"])))
    return name, grid, int(kind == "overcooked-v2"), int(bool(described.get("swap_agents", False))), numbers, recipes, start


def _text(key: str, value: Any) -> str:
    """A text that C can take."""
    text = str(value)
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise KitchenError(f"{key}: has a character that no text may have")
    return text


def _numbers(key: str, value: Any) -> List[float]:
    entries = list(value) if isinstance(value, (list, tuple)) else [value]
    for entry in entries:
        if not isinstance(entry, (int, float)) or (isinstance(entry, float) and math.isnan(entry)):
            raise KitchenError(f"{key}: must be a number, not {entry!r}")
    try:
        return [float(entry) for entry in entries]
    except OverflowError:
        raise KitchenError(f"{key}: is too large") from None


def _shaping(value: Any) -> List[Tuple[str, List[float]]]:
    if not isinstance(value, Mapping):
        raise KitchenError("rew_shaping_params: must have keys and values")
    for key in value:
        if key not in _SHAPING and key not in _DEAD_SHAPING:
            raise KitchenError(f"'{key}' is no key of rew_shaping_params{near(key, _SHAPING)}")
    return [(key, _numbers(key, value[key])) for key in _SHAPING if key in value]


def _recipes(key: str, value: Any) -> List[List[int]]:
    try:
        return [[_ingredient(name) for name in (entry["ingredients"] if isinstance(entry, Mapping) else entry)] for entry in value]
    except (TypeError, KeyError) as error:
        raise KitchenError(f"{key}: must be a list of lists of ingredients") from error
