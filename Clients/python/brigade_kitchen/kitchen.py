"""A kitchen: a layout under one dynamics, made ready to be played."""

from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from . import _engine, layouts
from .arrays import address, checked
from .states import Cell, State, state_of, unpacked
from .words import EVENTS, INGREDIENTS, near

KitchenError = _engine.KitchenError

_DYNAMICS = {None: -1, "old": 0, "new": 1}
_ENCODINGS = {"lossless": 1, "features": 2, "grid": 3}
_ELEMENTS: Dict[str, int] = {"uint8": 0, "int16": 1, "float32": 2}
_DEFAULT_DTYPES = {"lossless": "uint8", "features": "int16", "grid": "uint8"}

#: How many cells are seen in each direction; None is the whole kitchen.
View = Union[None, int, str]


class Recipe(NamedTuple):
    """A soup of a kitchen: its ingredients, what a delivery pays, how many ticks it cooks."""

    ingredients: Tuple[str, ...]
    reward: float
    cook_time: int


class Kitchen:
    """A kitchen of either rule family.

        Kitchen("cramped_room", dynamics="old")
        Kitchen(["XXPXX", "O1 2O", "X   X", "XDXSX"], start_all_orders=[["onion"] * 3], cook_time=15)
        Kitchen("v2/cramped_room_v2", agent_view_size=2)

    It never changes; any number of batches, threads and encoders may use one.

    Args:
        map: a map that comes with Brigade (`layouts.names()`), a `.yaml` or `.layout` file, rows of a grid, or a dict of a map's keys.
        dynamics: `old` or `new`; None takes what the map says, else new dynamics (in OvercookedV2 old).
        changes: keys of the map (docs/maps.md) with other values.

    Raises:
        KitchenError: the map makes no kitchen; the text says why.
    """

    def __init__(self, map: layouts.Map = "cramped_room", *, dynamics: Optional[str] = None, **changes: Any) -> None:
        if dynamics not in _DYNAMICS:
            raise KitchenError(f"there are no dynamics '{dynamics}'; they are old and new")
        #: The keys of the map that it was made of.
        self.keys: Dict[str, Any] = layouts.layout(map, **changes)
        arguments = layouts.arguments(self.keys)
        self._capsule = _engine.kitchen(*arguments, _DYNAMICS[dynamics])
        facts = _engine.facts(self._capsule)
        (self.width, self.height, self.players, floor, slots, self.pots, buttons, self.row_words, self.max_ingredients) = facts[:9]
        #: The map's name.
        self.name: str = arguments[0]
        #: One string a row.
        self.grid: Tuple[str, ...] = tuple(arguments[1].split("\n"))
        self.dynamics: str = ("old", "new")[facts[9]]
        self.is_v2: bool = bool(facts[10])
        #: How many ingredients a kitchen of OvercookedV2 counts.
        self.ingredient_kinds: int = facts[12]
        #: Whether there may be something that a player does not see.
        self.is_partially_observed: bool = bool(facts[13])
        #: How many cells a player sees in each direction; None for all.
        self.view_size: Optional[int] = facts[14] or None
        self.floor: Tuple[Cell, ...] = self._cells(0, floor)
        #: Cells that can hold an item: pots row by row, then counters row by row.
        self.slots: Tuple[Cell, ...] = self._cells(1, slots)
        self.buttons: Tuple[Cell, ...] = self._cells(2, buttons)
        self.starts: Tuple[Cell, ...] = self._cells(3, self.players)
        self.recipes: Tuple[Recipe, ...] = self._recipes(facts[11])

    def _cells(self, what: int, count: int) -> Tuple[Cell, ...]:
        numbers = _engine.cells(self._capsule, what, count)
        return tuple(zip(numbers[::2], numbers[1::2]))

    def _recipes(self, count: int) -> Tuple[Recipe, ...]:
        table = _engine.recipes(self._capsule, count)
        recipes = []
        for place in range(0, len(table), 12):
            names = tuple(name for index, name in enumerate(INGREDIENTS) for _ in range(int(table[place + index])))
            recipes.append(Recipe(names, table[place + 10], int(table[place + 11])))
        return tuple(recipes)

    def __repr__(self) -> str:
        return f"Kitchen({self.name!r}, dynamics={self.dynamics!r})"

    def __reduce__(self) -> Tuple[Any, ...]:
        return _again, (self.keys, self.dynamics)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kitchen) and (self.keys, self.dynamics) == (other.keys, other.dynamics)

    def __hash__(self) -> int:
        return hash((self.name, self.grid, self.dynamics))

    # ---- states ----

    @property
    def start(self) -> State:
        """The start that the layout says: everyone on their cell, facing north, with empty hands; or its start state."""
        from .batch import Batch

        return Batch(self).state(0)

    def pack(self, state: Any) -> Tuple[np.ndarray, np.ndarray]:
        """A state in the engine's form: its row, uint16 `[row_words]`, and its stamps, int32 `[slots]`.

        Raises:
            KitchenError: it is none of this kitchen's.
        """
        row, stamps = np.zeros(self.row_words, np.uint16), np.zeros(len(self.slots), np.int32)
        _engine.pack(self._capsule, state_of(state).numbers(self.is_v2), address(row), address(stamps))
        return row, stamps

    def unpack(self, row: np.ndarray, stamps: Optional[np.ndarray] = None) -> State:
        """The state of a row, uint16 `[row_words]`; without stamps its objects are in the order of `slots`.

        Raises:
            KitchenError: it is no row of this kitchen.
        """
        row = np.ascontiguousarray(row)
        self.check(row[None] if row.ndim == 1 else row)
        return self._unpack(row, np.zeros(len(self.slots), np.int32) if stamps is None else stamps)

    def _unpack(self, row: np.ndarray, stamps: np.ndarray) -> State:
        return unpacked(row, stamps, self.floor, self.slots, self.buttons, self.players, self.is_v2)

    def check(self, rows: np.ndarray) -> None:
        """Checks rows, uint16 `[any, row_words]`.

        Raises:
            KitchenError: one is none of this kitchen's; the text names the first.
        """
        count = len(rows) if isinstance(rows, np.ndarray) and rows.ndim == 2 else 1
        checked(rows, "rows", (count, self.row_words), np.uint16)
        _engine.check(self._capsule, address(rows), count)

    # ---- what ticks bring ----

    def rewards(self, outcomes: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        """What outcomes pay, uint32 of any shape: sparse (the team's, of the player who earned it) and shaped rewards, float64."""
        outcomes = np.ascontiguousarray(outcomes, np.uint32)
        sparse, shaped = np.zeros(outcomes.shape), np.zeros(outcomes.shape)
        _engine.rewards(self._capsule, address(outcomes), outcomes.size, address(sparse), address(shaped))
        return sparse, shaped

    @staticmethod
    def events(outcome: int) -> List[str]:
        """The names of an outcome's events, e.g. `useful_onion_pickup`."""
        return [name for bit, name in enumerate(EVENTS) if int(outcome) >> bit & 1]

    # ---- encodings ----

    def encoder(
        self, encoding: str = "lossless", *, horizon: int = 400, view: View = "layout", counter_goals: bool = False
    ) -> "Encoder":
        """An encoder of states; see `Encoder`."""
        return Encoder(self, encoding, horizon=horizon, view=view, counter_goals=counter_goals)


def _again(keys: Dict[str, Any], dynamics: str) -> Kitchen:
    """Makes a pickled kitchen again."""
    return Kitchen(keys, dynamics=dynamics)


def encoding_number(encoding: Optional[str]) -> int:
    """The engine's number of an encoding."""
    if encoding is None:
        return 0
    if encoding not in _ENCODINGS:
        raise KitchenError(f"there is no encoding '{encoding}'{near(encoding, _ENCODINGS)}; they are {', '.join(_ENCODINGS)}")
    return _ENCODINGS[encoding]


def encoding_option(encoding: Optional[str], view: View, counter_goals: bool) -> int:
    """The engine's number of what an encoding shows."""
    if encoding == "features":
        return int(bool(counter_goals))
    if view == "layout":
        return -1
    if view is not None and (isinstance(view, (str, bool)) or not 1 <= int(view) <= 4096):
        raise KitchenError(f"a view of {view!r} cells in each direction; give 1 to 4096, None for all, or 'layout' for what the map says")
    return 0 if view is None else int(view)


def element(encoding: str, dtype: Any = None) -> Tuple[np.dtype, int]:
    """The dtype of an encoding's observations, and the engine's number of it."""
    chosen = np.dtype(_DEFAULT_DTYPES[encoding] if dtype is None else dtype)
    fine = ("int16", "float32") if encoding == "features" else ("uint8", "float32")
    if chosen.name not in fine:
        raise TypeError(f"observations of the encoding {encoding} can be {' or '.join(fine)}, not {chosen}")
    return chosen, _ELEMENTS[chosen.name]


class Encoder:
    """Writes the observations of states.

    Shapes, players first: `lossless` `[2, width, height, 26]`, uint8 or float32, Overcooked-AI with two players; `features` `[2, 96]`,
    int16 or float32 (in OvercookedV2 with onions alone `[players, 48 * players]`); `grid` `[players, rows, columns, channels]`, uint8 or
    float32, OvercookedV2 (docs/encodings.md).

    Args:
        kitchen: whose states.
        encoding: `lossless`, `features` or `grid`.
        horizon: the tick at which episodes end; the lossless encoding has a channel for the last 40.
        view: of the grid, how many cells each player sees in each direction; `layout` as the map says, None for all.
        counter_goals: of Overcooked-AI's features, whether things on counters count as places to go to.
    """

    def __init__(
        self, kitchen: Kitchen, encoding: str = "lossless", *, horizon: int = 400, view: View = "layout", counter_goals: bool = False
    ) -> None:
        self.kitchen = kitchen
        self.encoding = encoding
        number = encoding_number(encoding)
        if number == 0:
            raise KitchenError(f"an encoder needs an encoding: {', '.join(_ENCODINGS)}")
        self._capsule, self.shape = _engine.encoder(
            kitchen._capsule, number, int(horizon), encoding_option(encoding, view, counter_goals))

    def __call__(self, states: Sequence[Any], dtype: Any = None) -> np.ndarray:
        """The observations of states: `[len(states), *shape]`."""
        packed = [self.kitchen.pack(state) for state in states]
        rows = np.array([row for row, _ in packed], np.uint16).reshape(len(packed), self.kitchen.row_words)
        stamps = np.array([stamp for _, stamp in packed], np.int32).reshape(len(packed), len(self.kitchen.slots))
        return self.rows(rows, stamps, dtype)

    def rows(self, rows: np.ndarray, stamps: np.ndarray, dtype: Any = None) -> np.ndarray:
        """The observations of rows, uint16 `[any, row_words]`, with their stamps, int32 `[any, slots]`."""
        self.kitchen.check(rows)
        checked(stamps, "stamps", (len(rows), len(self.kitchen.slots)), np.int32)
        chosen, number = element(self.encoding, dtype)
        observations = np.zeros((len(rows), *self.shape), chosen)
        _engine.encode(self._capsule, address(rows), address(stamps), len(rows), number, address(observations))
        return observations
