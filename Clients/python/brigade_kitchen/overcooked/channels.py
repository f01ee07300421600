"""The encoding of the generation 0.0.1, and of forks that keep it: twenty channels, of kitchens with onions alone."""

from typing import Any, Tuple

import numpy as np

from .overlay import Different, Overlay

_CHANNELS = 20
_STATIC = {"P": 10, "X": 11, "O": 12, "D": 13, "S": 14}
_IN_POT, _TICKS, _SOUP, _DISH, _ONION = range(15, 20)


def kind_of(item: int) -> int:
    """The kind of something packed: soups are one."""
    return item & 0x40 or item


class TwentyChannels:
    """Writes it from packed states: players' cells and orientations, own first, the map, then onions in pots with their ticks, soups,
    dishes and onions.

    Args:
        hides: whether things of a kind that a player holds hide those of the same kind that lie somewhere, as in most copies of 0.0.1.
    """

    def __init__(self, overlay: Overlay, mdp: Any, kind: Any, hides: bool = False) -> None:
        rows = mdp.terrain_mtx
        width, self.height = len(rows[0]), len(rows)
        self.overlay, self.hides = overlay, hides
        self.size = width * self.height * _CHANNELS
        self.template: np.ndarray = np.zeros((2, width, self.height, _CHANNELS), kind)
        for y, row in enumerate(rows):
            for x, terrain in enumerate(row):
                if terrain in _STATIC:
                    self.template[:, x, y, _STATIC[terrain]] = 1
        directions = overlay.module.Direction.INDEX_TO_DIRECTION
        # Of a pose: where its cell's channels begin, and its orientation's number.
        self.bases = [(self.base(cell), directions.index(direction)) for cell, direction in overlay.poses]
        self.slots = [(word, self.base(cell), word < overlay.first_counter) for word, cell in overlay.slots]

    def base(self, cell: Tuple[int, int]) -> int:
        return (cell[0] * self.height + cell[1]) * _CHANNELS

    def __call__(self, packed: bytes) -> Tuple[np.ndarray, ...]:
        """The views of both players, `[width, height, 20]`.

        Raises:
            Different: there is a tomato, which this encoding does not know.
        """
        numbers, views = self.overlay.form.unpack(packed), self.template.copy()
        flat, size = views.reshape(-1), self.size
        hidden = set()
        for player in (0, 1):
            base, orientation = self.bases[numbers[2 + 2 * player]]
            first, second = base + player * size, base + (1 - player) * size
            flat[[first, first + 2 + orientation, second + 1, second + 6 + orientation]] = 1
            if numbers[3 + 2 * player]:
                self._put(flat, numbers[3 + 2 * player], base, False)
                hidden.add(kind_of(numbers[3 + 2 * player]))
        for word, base, in_pot in self.slots:
            if numbers[word] and not (self.hides and kind_of(numbers[word]) in hidden):
                self._put(flat, numbers[word], base, in_pot)
        return views[0], views[1]

    def _put(self, flat: np.ndarray, item: int, base: int, in_pot: bool) -> None:
        sequence = item & 0x3F
        if item & 0x40:
            parts = sequence.bit_length() - 1
            if sequence != 1 << parts:
                raise Different("a soup with tomatoes")
            if in_pot:
                self._set(flat, base + _IN_POT, parts)
                self._set(flat, base + _TICKS, max(0, (item >> 7) - 1))
            else:
                self._set(flat, base + _SOUP, 1)
        elif item == 2:
            raise Different("a tomato")
        else:
            self._set(flat, base + (_DISH if item == 3 else _ONION), 1)

    def _set(self, flat: np.ndarray, place: int, value: int) -> None:
        flat[place] = flat[place + self.size] = value
