"""The compact form in which a store keeps an episode's actions."""

from __future__ import annotations

import numpy as np

# The actions in the order of their numbers.
ACTIONS = ("north", "south", "east", "west", "stay", "interact")

_PER_BYTE = 3


def decode_actions(code: bytes, players: int) -> np.ndarray:
    """The actions of an episode, `uint8 [ticks, players]`, by their numbers in `ACTIONS`.

    `code` has a byte for every three players begun and tick, in base 6, the first player's action lowest
    (docs/episode-store.md). Raises `ValueError` where it holds what is no such number.
    """
    if players < 1:
        raise ValueError(f"{players} players have no actions")
    if not code:
        return np.zeros((0, players), np.uint8)
    groups = -(-players // _PER_BYTE)
    if len(code) % groups:
        raise ValueError(f"{len(code)} bytes are no whole number of ticks of {players} players")
    packed = np.frombuffer(code, np.uint8).reshape(-1, groups)
    actions = np.empty((len(packed), players), np.uint8)
    for player in range(players):
        actions[:, player] = packed[:, player // _PER_BYTE] // 6 ** (player % _PER_BYTE) % 6
    sizes = [min(_PER_BYTE, players - group * _PER_BYTE) for group in range(groups)]
    limits = np.array([6 ** size for size in sizes])
    if (packed >= limits).any():
        tick, group = map(int, np.argwhere(packed >= limits)[0])
        raise ValueError(f"byte {int(packed[tick, group])} at tick {tick} is none of {sizes[group]} actions")
    return actions


def encode_actions(actions: np.ndarray) -> bytes:
    """The compact form of `actions`, whole numbers below 6 of shape `[ticks, players]`."""
    ticks, players = actions.shape
    if actions.size and not (0 <= int(actions.min()) and int(actions.max()) < 6):
        raise ValueError("an action is a number from 0 to 5")
    groups = -(-players // _PER_BYTE)
    packed = np.zeros((ticks, groups), np.uint8)
    for player in range(players):
        packed[:, player // _PER_BYTE] += (actions[:, player] * 6 ** (player % _PER_BYTE)).astype(np.uint8)
    return packed.tobytes()
