"""The forms in which a store keeps an episode's events.

Since version 10 of the schema they are packed text: a `3` or `6` for the letters of an event, then for each two or four letters of
the tick, and one or two of 25 times the seat plus the number of the event, as digits of base 90 from `#` for 0 to `|` for 89, the
highest first. Before, they were JSON, `[[tick, seat, event], ...]`.
"""

from __future__ import annotations

import json
from typing import Sequence, Tuple

import numpy as np

_BASE, _ZERO, _KINDS = 90, ord("#"), 25


def decode_events(texts: Sequence[str]) -> Tuple[np.ndarray, np.ndarray]:
    """The events of episodes: how many each has, int64 `[episodes]`, and all of them, int64 `[events, 3]`: tick, seat, event's number.

    Raises `ValueError` with the place of the first text that is none.
    """
    packed = [text for text in texts if text[:1] == "3"]
    if len(packed) == len(texts) and all(len(text) % 3 == 1 for text in texts) and texts:
        # All at once: nearly every episode is of this form.
        try:
            counts = np.array([len(text) // 3 for text in texts], np.int64)
            return counts, _unpacked("".join(text[1:] for text in texts), 2, 1)
        except ValueError:
            pass                         # which one is wrong is found below
    parts = []
    for place, text in enumerate(texts):
        try:
            parts.append(_one(text))
        except (ValueError, TypeError, OverflowError) as error:
            raise ValueError(place) from error
    counts = np.array([len(part) for part in parts], np.int64)
    return counts, np.concatenate(parts) if parts else np.zeros((0, 3), np.int64)


def _one(text: str) -> np.ndarray:
    if text[:1] in ("3", "6"):
        return _unpacked(text[1:], *((2, 1) if text[0] == "3" else (4, 2)))
    triples = np.array(json.loads(text) or np.zeros((0, 3)), dtype=np.int64)
    if triples.ndim != 2 or triples.shape[1] != 3:
        raise ValueError(text)
    return triples


def _unpacked(text: str, tick: int, code: int) -> np.ndarray:
    digits = np.frombuffer(text.encode("latin-1"), np.uint8).astype(np.int64) - _ZERO
    if len(digits) % (tick + code) or (len(digits) and not (0 <= digits.min() and digits.max() < _BASE)):
        raise ValueError(text)
    digits = digits.reshape(-1, tick + code)

    def number(columns: np.ndarray) -> np.ndarray:
        return columns @ _BASE ** np.arange(columns.shape[1] - 1, -1, -1)

    codes = number(digits[:, tick:])
    return np.stack([number(digits[:, :tick]), codes // _KINDS, codes % _KINDS], axis=1)
