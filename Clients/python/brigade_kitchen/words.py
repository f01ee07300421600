"""Names and numbers that the engine and Python share."""

from typing import Tuple

from ._engine import event_name

#: Actions by their index, as every array of actions has them.
ACTIONS: Tuple[str, ...] = ("north", "south", "east", "west", "stay", "interact")

#: Directions by their index.
DIRECTIONS: Tuple[str, ...] = ("north", "south", "east", "west")

#: Column and row that one step in each direction adds.
STEPS: Tuple[Tuple[int, int], ...] = ((0, -1), (0, 1), (1, 0), (-1, 0))

#: Ingredients by their index; kitchens of Overcooked-AI have the first two.
INGREDIENTS: Tuple[str, ...] = (
    "onion", "tomato", "lettuce", "carrot", "mushroom", "pepper", "broccoli", "eggplant", "fish", "garlic")

#: Events of Overcooked-AI by their bit in an outcome, in the order of its logs.
EVENTS: Tuple[str, ...] = tuple(event_name(bit) for bit in range(25))

#: Names of the two rule families.
FAMILIES: Tuple[str, ...] = ("overcooked", "overcooked-v2")


def near(name: str, names) -> str:
    """`; did you mean 'x'?` where one of the names is like this one, else nothing."""
    import difflib

    found = difflib.get_close_matches(str(name), [str(other) for other in names], 1)
    return f"; did you mean '{found[0]}'?" if found else ""
