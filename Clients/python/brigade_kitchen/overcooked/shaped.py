"""What forks of overcooked_ai count beside rewards (`shaped_info_by_agent`), and how ProAgent names what a player did.

Both follow from who stood where with what before a tick and after it, and from the engine's events.
"""

from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

from ..words import EVENTS

_INTERACT, _STAY = 5, 4
_SOUP = 0x40
_ITEMS = ("", "onion", "tomato", "dish")
_SIZES = {2: "two", 3: "three"}
_USEFUL_DISH = 1 << EVENTS.index("useful_dish_pickup")
_SOUP_TAKEN = 1 << 25
# By an event's bit, what potting is called there.
_PLACEMENTS = tuple(
    (1 << place, f"{name.split('_')[0]}_placement") for place, name in enumerate(EVENTS) if name.endswith("_potting"))
_POTTED = tuple((1 << place, name) for place, name in enumerate(EVENTS) if name.startswith("potting_"))


def name_of(item: int) -> str:
    """The name of something packed."""
    return "soup" if item & _SOUP else _ITEMS[item]


class Turn(NamedTuple):
    """A player in a tick: the action's number, pose and thing held before it and after it, the outcome, and what is in front."""

    action: int
    pose: int
    held: int
    new_pose: int
    new_held: int
    outcome: int
    terrain: str
    paid: Any  # what its delivery earned


def counts(turn: Turn, template: Dict[str, int], pot_idles: bool) -> Dict[str, int]:
    """What a player did, added to zeros by name; what the copy does not count is left out.

    Args:
        pot_idles: whether interacting with a pot with empty hands counts as idle.
    """
    info = template.copy()
    for name in (_interacted(turn, pot_idles) if turn.action == _INTERACT else _moved(turn)):
        if name in info:
            info[name] += 1
    return info


def _moved(turn: Turn) -> List[str]:
    if turn.action == _STAY:
        return ["STAY"]
    return ["MOVEMENT", "IDLE_MOVEMENT"] if turn.pose == turn.new_pose else ["MOVEMENT"]


def _interacted(turn: Turn, pot_idles: bool) -> List[str]:
    held, new_held, terrain = turn.held, turn.new_held, turn.terrain
    if terrain == "X":
        if held and not new_held:
            return [f"put_{name_of(held)}_on_X"]
        if new_held and not held:
            return [f"pickup_{name_of(new_held)}_from_X"]
        return ["IDLE_INTERACT", "IDLE_INTERACT_X"]
    if terrain in "OTD" and not held:
        names = [f"pickup_{name_of(new_held)}_from_{terrain}"]
        return [*names, "USEFUL_DISH_PICKUP"] if turn.outcome & _USEFUL_DISH else names
    if terrain == "P" and held:
        return _at_pot(turn)
    if terrain == "S" and held:
        return _delivered(turn) if held & _SOUP else []
    if terrain == "P" and not pot_idles:
        return []
    return ["IDLE_INTERACT", "IDLE_INTERACT_EMPTY"]


def _at_pot(turn: Turn) -> List[str]:
    if turn.outcome & _SOUP_TAKEN:
        return ["SOUP_PICKUP"]
    potted = [name for bit, name in _POTTED if turn.outcome & bit]
    return [*potted, "PLACEMENT_IN_POT", *(name for bit, name in _PLACEMENTS if turn.outcome & bit)] if potted else []


def _delivered(turn: Turn) -> List[str]:
    parts = ingredients(turn.held)
    kind = parts[0] if len(set(parts)) == 1 else "mix"
    names = ["delivery", f"delivery_{kind}"]
    if len(parts) > 1:
        names.append(f"deliver_size_{_SIZES.get(len(parts), 'other')}_order")
    return [*names, "deliver_useless_order"] if turn.paid <= 0 else names


def ingredients(soup: int) -> Tuple[str, ...]:
    """The ingredients of a packed soup, in the order in which they were added."""
    return tuple("tomato" if digit == "1" else "onion" for digit in bin(soup & 0x3F)[3:])


def words(turn: Turn) -> Any:
    """ProAgent's words for what a player did; None for nothing of note."""
    if turn.action != _INTERACT:
        return None
    held, new_held, terrain = turn.held, turn.new_held, turn.terrain
    if terrain == "X" and bool(held) != bool(new_held):
        return f"place_{name_of(held)}_on_counter" if held else f"pickup_{name_of(new_held)}"
    if terrain in "OTD" and not held:
        return f"pickup_{name_of(new_held)}"
    if terrain == "P" and turn.outcome & _SOUP_TAKEN:
        return "fill_dish_with_soup"
    if terrain == "P" and held and not held & _SOUP and name_of(held) != "dish":
        return f"put_{name_of(held)}_in_pot"  # whether or not there was room
    return "deliver_soup" if terrain == "S" and held & _SOUP else None


def starts(turns: Sequence[Turn], cells: Sequence[Any], pots_before: Dict[Any, int], pots_after: Dict[Any, int]) -> List[int]:
    """Who began cooking, in kitchens where players do: the first with empty hands at a soup that cooks only since this tick.

    Args:
        cells: the cell in front of each player.
        pots_before: what is in the pots before the tick and, `pots_after`, after it.
    """
    began: Dict[Any, int] = {}
    filled = {cell for cell, soup in pots_before.items() if soup}
    for place, (turn, cell) in enumerate(zip(turns, cells)):
        if turn.action != _INTERACT or cell not in pots_after or cell in began:
            continue
        is_new = not pots_before[cell] >> 7 and pots_after[cell] >> 7
        if not turn.held and cell in filled and is_new:
            began[cell] = place
        elif turn.held and not turn.new_held:
            filled.add(cell)
    return list(began.values())
