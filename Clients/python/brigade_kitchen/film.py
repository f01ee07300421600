"""Pictures of states as the program `brigade` draws them, without a display."""

from __future__ import annotations

import json
import os
import tempfile
import zlib
from typing import Any, Optional

import numpy as np

from . import program
from .notation import notation, trial

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}  # by the number of a colour type: RGB, and with opacity


def picture(kitchen: Any, state: Any, size: str = "640x480", brigade: Optional[str] = None) -> np.ndarray:
    """A state as the program draws it, uint8 `[rows, columns, 3]`; it takes some tenths of a second.

    Args:
        size: columns and rows of the picture.

    Raises:
        ProgramError: the program is not there, or it cannot draw the kitchen.
    """
    with tempfile.TemporaryDirectory(prefix="brigade-picture-") as folder:
        file, db, out = (os.path.join(folder, name) for name in ("state.jsonl", "state.sqlite", "state.png"))
        # The first tick of an episode in which everybody stays.
        line = {
            "id": "picture", "start": notation(state, kitchen.is_v2),
            **trial(kitchen, "4" * kitchen.players, ["agent:player"] * kitchen.players)}
        with open(file, "w", encoding="utf-8") as target:
            target.write(json.dumps(line) + "\n")
        program.run(["import", "human-trials", file, "--db", db], brigade)
        program.run(["render", "1", "--db", db, "--tick", "0", "--no-panel", "--size", size, "--out", out], brigade)
        with open(out, "rb") as source:
            return png(source.read())


def png(data: bytes) -> np.ndarray:
    """The colours of a PNG of eight bits a channel that is not interlaced, uint8 `[rows, columns, 3]`."""
    if not data.startswith(_SIGNATURE):
        raise ValueError("this is no PNG")
    place, packed, header = len(_SIGNATURE), b"", b""
    while place < len(data):
        size, kind = int.from_bytes(data[place:place + 4], "big"), data[place + 4:place + 8]
        content = data[place + 8:place + 8 + size]
        if kind == b"IHDR":
            header = content
        elif kind == b"IDAT":
            packed += content
        place += 12 + size
    columns, rows = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")
    depth, colour, interlaced = header[8], header[9], header[12]
    if depth != 8 or colour not in _CHANNELS or interlaced:
        raise ValueError(f"a PNG of {depth} bits and colour type {colour} is not read here")
    channels = _CHANNELS[colour]
    lines = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(rows, 1 + columns * channels)
    image = np.zeros((rows, columns, channels), np.uint8)
    above = np.zeros((columns, channels), np.uint8)
    for row in range(rows):
        above = image[row] = _unfiltered(int(lines[row, 0]), lines[row, 1:].reshape(columns, channels), above)
    return np.ascontiguousarray(image[..., :3])


def _unfiltered(kind: int, line: np.ndarray, above: np.ndarray) -> np.ndarray:
    """A row of a PNG without its filter: 0 none, 1 what is left added, 2 what is above, 3 their mean, 4 the nearest of three."""
    if kind == 0:
        return line.copy()
    if kind == 1:
        return np.cumsum(line, axis=0, dtype=np.uint8)
    if kind == 2:
        return line + above
    whole, up = line.astype(np.int32), above.astype(np.int32)
    made = np.zeros_like(whole)
    left, corner = np.zeros_like(whole[0]), np.zeros_like(whole[0])
    for column in range(len(whole)):
        if kind == 3:
            near = (left + up[column]) // 2
        else:
            guess = left + up[column] - corner
            far = [abs(guess - left), abs(guess - up[column]), abs(guess - corner)]
            near = np.where((far[0] <= far[1]) & (far[0] <= far[2]), left, np.where(far[1] <= far[2], up[column], corner))
        left = made[column] = (whole[column] + near) & 255
        corner = up[column]
    return made.astype(np.uint8)
