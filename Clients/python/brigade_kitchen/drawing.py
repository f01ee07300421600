"""Kitchens as pictures and as text, with NumPy alone."""

from typing import Dict, Tuple

import numpy as np

from .kitchen import Kitchen
from .states import Item, State
from .words import INGREDIENTS, STEPS, DIRECTIONS

Colour = Tuple[int, int, int]

#: Pixels of a cell.
CELL = 32

_FLOOR, _COUNTER, _EDGE = (222, 210, 190), (150, 110, 75), (120, 85, 55)
_POT, _SERVING, _DISH, _PLATE = (70, 70, 75), (205, 205, 205), (245, 245, 245), (170, 190, 215)
_INDICATOR, _BUTTON, _LIT = (120, 190, 120), (190, 90, 90), (250, 220, 90)
_COOKS: Tuple[Colour, ...] = ((60, 110, 200), (60, 160, 80), (200, 120, 50), (150, 80, 180))
_INGREDIENTS: Dict[str, Colour] = {
    "onion": (235, 205, 90), "tomato": (215, 60, 50), "lettuce": (120, 200, 80), "carrot": (240, 140, 40), "mushroom": (180, 150, 120),
    "pepper": (60, 140, 60), "broccoli": (40, 110, 60), "eggplant": (100, 50, 120), "fish": (120, 160, 200), "garlic": (235, 230, 215)}


def picture(kitchen: Kitchen, state: State) -> np.ndarray:
    """A picture of a state: uint8 `[32 * rows, 32 * columns, 3]`."""
    image = np.zeros((CELL * kitchen.height, CELL * kitchen.width, 3), np.uint8)
    lit = set(state.lit)
    for y, row in enumerate(kitchen.grid):
        for x, letter in enumerate(row):
            _station(image[y * CELL:(y + 1) * CELL, x * CELL:(x + 1) * CELL], letter, kitchen.is_v2, (x, y) in lit)
    for lying in state.objects:
        _item(_cell(image, lying.at), lying.item, 16, 16)
    for index, player in enumerate(state.players):
        cell = _cell(image, player.at)
        dx, dy = STEPS[DIRECTIONS.index(player.facing)]
        _disc(cell, 16, 16, 12, _COOKS[index % len(_COOKS)])
        _disc(cell, 16 + 7 * dx, 16 + 7 * dy, 4, (250, 225, 200))
        if player.holds:
            _item(cell, player.holds, 16 + 8 * dx, 16 + 8 * dy)
    if state.recipe:
        for place, name in enumerate(state.recipe):
            _disc(image, 6 + 10 * place, 6, 4, _INGREDIENTS[name])
    return image


def text(kitchen: Kitchen, state: State) -> str:
    """A state as rows of letters: `^v><` are players, small letters what lies somewhere, and lines that say what is held and cooked."""
    rows = [[_plain(letter, kitchen.is_v2) for letter in row] for row in kitchen.grid]
    for lying in state.objects:
        rows[lying.at[1]][lying.at[0]] = lying.item.kind[0]
    for player in state.players:
        rows[player.at[1]][player.at[0]] = "^v><"[DIRECTIONS.index(player.facing)]
    lines = ["".join(row) for row in rows]
    lines.append(f"tick {state.timestep}" + (f", wanted: {'+'.join(state.recipe)}" if state.recipe else ""))
    lines += [f"player {index} holds {_words(player.holds)}" for index, player in enumerate(state.players) if player.holds]
    lines += [f"{_words(lying.item)} at {lying.at}" for lying in state.objects]
    return "\n".join(lines) + "\n"


def _plain(letter: str, is_v2: bool) -> str:
    is_player = letter == "A" if is_v2 else letter.isdigit()
    return " " if is_player else letter


def _words(item: Item) -> str:
    if item.kind != "soup":
        return item.kind
    cooked = "not cooking" if item.tick < 0 else f"cooked {item.tick} ticks"
    return f"soup of {'+'.join(item.ingredients)} ({cooked})"


def _cell(image: np.ndarray, at: Tuple[int, int]) -> np.ndarray:
    x, y = at
    return image[y * CELL:(y + 1) * CELL, x * CELL:(x + 1) * CELL]


def _station(cell: np.ndarray, letter: str, is_v2: bool, is_lit: bool) -> None:
    if _plain(letter, is_v2) == " ":
        cell[:] = _FLOOR
        cell[-1, :] = cell[:, -1] = tuple(part - 12 for part in _FLOOR)
        return
    cell[:] = _COUNTER
    cell[-2:, :] = cell[:, -2:] = _EDGE
    if letter == "P":
        _disc(cell, 16, 16, 13, _POT)
    elif letter == ("X" if is_v2 else "S"):
        cell[4:28, 4:28] = _SERVING
    elif letter == ("B" if is_v2 else "D"):
        for shift in (-4, 0, 4):
            _disc(cell, 16 + shift, 16 + shift, 9, _DISH)
            _disc(cell, 16 + shift, 16 + shift, 6, _PLATE)
    elif is_v2 and letter in "RL":
        cell[6:26, 6:26] = _LIT if is_lit else _INDICATOR if letter == "R" else _BUTTON
    else:
        name = {"O": "onion", "T": "tomato"}.get(letter) or (INGREDIENTS[int(letter)] if is_v2 and letter.isdigit() else None)
        if name:
            for x, y in ((10, 20), (22, 20), (16, 11)):
                _disc(cell, x, y, 6, _INGREDIENTS[name])


def _item(cell: np.ndarray, item: Item, x: int, y: int) -> None:
    if item.kind in _INGREDIENTS:
        _disc(cell, x, y, 6, _INGREDIENTS[item.kind])
        return
    _disc(cell, x, y, 9, _DISH)
    for place, name in enumerate(item.ingredients):
        _disc(cell, x - 4 + 4 * place, y, 3, _INGREDIENTS[name])
    if item.kind == "soup" and 0 <= item.tick:
        cell[28:31, 2:2 + min(28, item.tick * 28 // 20)] = _LIT


def _disc(image: np.ndarray, x: int, y: int, radius: int, colour: Colour) -> None:
    rows, columns = np.ogrid[:image.shape[0], :image.shape[1]]
    image[(rows - y) ** 2 + (columns - x) ** 2 <= radius ** 2] = colour
