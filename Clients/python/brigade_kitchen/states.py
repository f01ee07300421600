"""States of a kitchen as a person would describe them, and their packed forms.

    State(players=[Player((1, 2), "north", Item("onion")), Player((3, 1))], objects=[Object((2, 0), soup("onion", "onion"))])

Cells are `(x, y)`: columns from the left, rows from the top, from 0.
"""

from dataclasses import dataclass, field, replace
from typing import Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ._engine import KitchenError
from .words import DIRECTIONS, INGREDIENTS, STEPS, near

Cell = Tuple[int, int]

# The packed form of items, docs/architecture.md: what is loose is a small number, soups of Overcooked-AI have bit 6, those of
# OvercookedV2 bit 5 without it.
_DISH, _ORDERED, _UNORDERED, _TICK_SHIFT = 3, 0x40, 0x20, 7
_SEQUENCE, _UNORDERED_TICK = 0x3F, 0x1F


def unordered_recipes() -> List[Tuple[int, ...]]:
    """Every soup of OvercookedV2 as ingredient indices, by its place; the first has none."""
    return [
        tuple(sorted(rank - 1 for rank in (first, second, third) if rank > 0))
        for first in range(len(INGREDIENTS) + 1) for second in range(first + 1) for third in range(second + 1)]


_UNORDERED_RECIPES = unordered_recipes()
_UNORDERED_PLACES = {recipe: place for place, recipe in enumerate(_UNORDERED_RECIPES)}


@dataclass(frozen=True)
class Item:
    """What is held or lies somewhere: an ingredient, `dish` or `soup`.

    Of a soup, `ingredients` are in potting order (in OvercookedV2 in any) and `tick` is how long it has cooked: -1 before it does.
    """

    kind: str
    ingredients: Tuple[str, ...] = ()
    tick: int = -1

    def bits(self, is_v2: bool = False) -> int:
        """The packed form."""
        if self.kind == "dish":
            return _DISH
        if self.kind != "soup":
            index = _ingredient(self.kind)
            return index + 1 if index < 2 else index + 2
        numbers = [_ingredient(name) for name in self.ingredients]
        if is_v2:
            place = _UNORDERED_PLACES.get(tuple(sorted(numbers)))
            if not place or not -1 <= self.tick < _UNORDERED_TICK:
                raise KitchenError(f"a soup of OvercookedV2 has 1 to 3 ingredients and a tick from -1 to 20; here is {self}")
            return place << _TICK_SHIFT | _UNORDERED | (self.tick + 1)
        if not 1 <= len(numbers) <= 5 or not -1 <= self.tick <= 510 or max(numbers) > 1:
            raise KitchenError(
                f"a soup has 1 to 5 ingredients, onions and tomatoes, and a tick from -1 to 510; here is {self}")
        sequence = 1
        for number in numbers:
            sequence = sequence << 1 | number
        return (self.tick + 1) << _TICK_SHIFT | _ORDERED | sequence

    @staticmethod
    def from_bits(bits: int) -> "Optional[Item]":
        """The item of a packed form; None for nothing."""
        bits = int(bits)
        if bits & _ORDERED:
            sequence = bin(bits & _SEQUENCE)[3:]
            return Item("soup", tuple(INGREDIENTS[int(digit)] for digit in sequence), (bits >> _TICK_SHIFT) - 1)
        if bits & _UNORDERED:
            recipe = _UNORDERED_RECIPES[bits >> _TICK_SHIFT]
            return Item("soup", tuple(INGREDIENTS[number] for number in recipe), (bits & _UNORDERED_TICK) - 1)
        if bits == 0:
            return None
        return Item("dish" if bits == _DISH else INGREDIENTS[bits - 1 if bits < _DISH else bits - 2])


def soup(*ingredients: str, tick: int = -1) -> Item:
    """A soup of these ingredients; -1 has not begun to cook."""
    return Item("soup", tuple(ingredients), tick)


@dataclass(frozen=True)
class Player:
    """Where a player is, which way it faces, and what it holds."""

    at: Cell
    facing: str = "north"
    holds: Optional[Item] = None


@dataclass(frozen=True)
class Object:
    """What lies on a counter or is in a pot."""

    at: Cell
    item: Item


@dataclass(frozen=True)
class State:
    """The whole state of a kitchen.

    `objects` are in the order in which they were put down. Of OvercookedV2 are `recipe`, the ingredients that are wanted, `lit`, the
    recipe buttons that show it with the ticks for which they do, and `delivered`, whether a right dish was delivered in the tick before.
    """

    players: Sequence[Player]
    objects: Sequence[Object] = ()
    timestep: int = 0
    recipe: Optional[Tuple[str, ...]] = None
    lit: Mapping[Cell, int] = field(default_factory=dict)
    delivered: bool = False

    def numbers(self, is_v2: bool = False) -> List[int]:
        """The flat form that `brigade_kitchen.h` describes."""
        try:
            return self._numbers(is_v2)
        except (TypeError, ValueError, AttributeError, IndexError) as error:
            if isinstance(error, KitchenError):
                raise
            raise KitchenError(f"this is no state: {error}") from error

    def _numbers(self, is_v2: bool) -> List[int]:
        recipe = -1
        if self.recipe is not None:
            recipe = _UNORDERED_PLACES.get(tuple(sorted(_ingredient(name) for name in self.recipe)), -1)
            if recipe < 1:
                raise KitchenError(f"no recipe of OvercookedV2 has these ingredients: {', '.join(map(str, self.recipe))}; give three")
        flat = [_whole(self.timestep), recipe, int(bool(self.delivered)), len(self.players)]
        for player in self.players:
            flat += [*_cell(player.at), _direction(player.facing), player.holds.bits(is_v2) if player.holds else 0]
        flat.append(len(self.objects))
        for lying in self.objects:
            flat += [*_cell(lying.at), lying.item.bits(is_v2)]
        flat.append(len(self.lit))
        for at, ticks in self.lit.items():
            flat += [*_cell(at), _whole(ticks)]
        return flat


def unpacked(row, stamps, floor: Sequence[Cell], slots: Sequence[Cell], buttons: Sequence[Cell], players: int, is_v2: bool) -> State:
    """The state of a packed row."""
    words = [int(word) for word in row]
    cooks = []
    for player in range(players):
        pose = words[2 + 2 * player]
        cooks.append(Player(floor[pose >> 2], DIRECTIONS[pose & 3], Item.from_bits(words[3 + 2 * player])))
    first = 2 + 2 * players
    lying = sorted((int(stamps[slot]), slot) for slot in range(len(slots)) if words[first + slot])
    objects = [Object(slots[slot], item) for _, slot in lying for item in [Item.from_bits(words[first + slot])] if item]
    state = State(cooks, objects, words[0] | words[1] << 16)
    if not is_v2:
        return state
    recipe = words[first + len(slots)]
    lit: Dict[Cell, int] = {
        cell: words[first + len(slots) + 1 + index] for index, cell in enumerate(buttons) if words[first + len(slots) + 1 + index]}
    names = tuple(INGREDIENTS[number] for number in _UNORDERED_RECIPES[recipe & 0x7FFF])
    return replace(state, recipe=names, lit=lit, delivered=bool(recipe & 0x8000))


def state_of(described: Union[State, Mapping]) -> State:
    """A state, also of overcooked_ai's `to_dict` or a map file's `start_state`."""
    if isinstance(described, State):
        return described
    if not isinstance(described, Mapping):
        raise KitchenError(f"a state is a State or a dict of one, not {type(described).__name__}")
    try:
        players = [
            Player(tuple(player["position"]), _facing(player.get("orientation", "north")), _thing(player.get("held_object")))
            for player in described["players"]]
        objects = described.get("objects") or []
        things = list(objects.values()) if isinstance(objects, Mapping) else objects
        lying = [Object(tuple(thing["position"]), item) for thing in things for item in [_thing(thing)] if item]
        return State(players, lying, described.get("timestep") or 0)
    except (KeyError, TypeError, AttributeError) as error:
        raise KitchenError(f"this is no state of overcooked_ai: {type(error).__name__}: {error}") from error


def _thing(thing) -> Optional[Item]:
    if thing is None:
        return None
    if isinstance(thing, str):
        return Item(thing)
    if thing["name"] != "soup":
        return Item(thing["name"])
    if "state" in thing:
        raise KitchenError("a soup in the form of 2019 ('state'); list its ingredients")
    ingredients = thing.get("_ingredients", thing.get("ingredients"))
    if ingredients is None:
        raise KitchenError("a soup needs its ingredients, e.g. ingredients: [onion, onion]")
    names = tuple(part["name"] if isinstance(part, Mapping) else part for part in ingredients)
    tick = thing.get("cooking_tick", -1)
    return Item("soup", names, -1 if tick is None else tick)


def _facing(orientation) -> str:
    if isinstance(orientation, str):
        return orientation
    try:
        return DIRECTIONS[STEPS.index(tuple(orientation))]
    except (ValueError, TypeError):
        raise KitchenError(f"{orientation} is no orientation; they are [0, -1], [0, 1], [1, 0], [-1, 0]") from None


def _ingredient(name) -> int:
    if isinstance(name, int) and not isinstance(name, bool) and 0 <= name < len(INGREDIENTS):
        return name
    if name not in INGREDIENTS:
        raise KitchenError(f"there is no ingredient or item '{name}'{near(name, (*INGREDIENTS, 'dish', 'soup'))}")
    return INGREDIENTS.index(name)


def _direction(name: str) -> int:
    if name not in DIRECTIONS:
        raise KitchenError(f"there is no direction '{name}'; they are {', '.join(DIRECTIONS)}")
    return DIRECTIONS.index(name)


def _cell(cell) -> Tuple[int, int]:
    x, y = cell
    return _whole(x), _whole(y)


def _whole(number) -> int:
    if isinstance(number, float) and not number.is_integer():
        raise KitchenError(f"{number} is no whole number")
    return int(number)
