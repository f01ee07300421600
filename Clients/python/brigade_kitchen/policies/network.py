"""The networks of policy agents: their layers, and what they answer, in NumPy.

It is what Brigade computes (docs/policies.md), number for number up to rounding: exports are compared with it, and networks that
Brigade trained play from Python by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

# The parameter of each kind of layer whose shape says its sizes.
KINDS = {"dense": "kernel", "convolution": "kernel", "gru": "kernel", "lstm": "kernel", "layer_norm": "scale", "embedding": "table"}
ACTIVATIONS = ("linear", "relu", "leaky_relu", "tanh")
ENCODINGS = ("features", "lossless", "features and memory")
# Numbers of one player's view, where they are the same in every kitchen.
SIZES = {"features": 96, "features and memory": 132}


class PolicyError(Exception):
    """A network that cannot be a policy agent, or files that are none; the text says why."""


@dataclass
class Layer:
    """A layer: its `parameters` by the names that they have after `name/` in the weights."""

    name: str
    kind: str
    parameters: Dict[str, np.ndarray]
    activation: str = "linear"
    slope: float = 0.0
    padding: str = "same"
    epsilon: float = 1e-5

    @property
    def is_recurrent(self) -> bool:
        return self.kind in ("gru", "lstm")

    @property
    def hidden(self) -> int:
        """Units of a recurrent layer."""
        return int(self.parameters["recurrent"].shape[0])

    def start(self, games: int) -> Optional[np.ndarray]:
        """What a recurrent layer remembers before an episode; None of others."""
        if not self.is_recurrent:
            return None
        return np.zeros((games, self.hidden * (2 if self.kind == "lstm" else 1)), np.float32)

    def forward(self, x: np.ndarray, state: Optional[np.ndarray]) -> Tuple[np.ndarray, Optional[np.ndarray]]:
        """Outputs `[games, ...]` of inputs `[games, ...]`, and what is remembered after it."""
        if self.is_recurrent:
            assert state is not None, "a recurrent layer has a state"
            output, state = (self._gru if self.kind == "gru" else self._lstm)(x.reshape(len(x), -1), state)
        else:
            output = getattr(self, "_" + self.kind)(x)
        return self._activated(output), state

    def _activated(self, x: np.ndarray) -> np.ndarray:
        if self.activation == "relu":
            return np.maximum(x, 0)
        if self.activation == "leaky_relu":
            return np.where(x < 0, x * np.float32(self.slope), x)
        return np.tanh(x) if self.activation == "tanh" else x

    def _dense(self, x: np.ndarray) -> np.ndarray:
        return x.reshape(len(x), -1) @ self.parameters["kernel"] + self.parameters["bias"]

    def _convolution(self, x: np.ndarray) -> np.ndarray:
        kernel = self.parameters["kernel"]
        columns, rows, channels, filters = kernel.shape
        if self.padding == "same":
            # Of an even kernel the smaller half is before.
            pads = [((size - 1) // 2, size - 1 - (size - 1) // 2) for size in (columns, rows)]
            x = np.pad(x, [(0, 0), *pads, (0, 0)])
        windows = np.lib.stride_tricks.sliding_window_view(x, (columns, rows), axis=(1, 2))
        # [games, x, y, channels, columns, rows], to the order of the kernel.
        patches = windows.transpose(0, 1, 2, 4, 5, 3).reshape(*windows.shape[:3], columns * rows * channels)
        return patches @ kernel.reshape(-1, filters) + self.parameters["bias"]

    def _layer_norm(self, x: np.ndarray) -> np.ndarray:
        scale, bias = self.parameters["scale"], self.parameters["bias"]
        runs = x.reshape(len(x), -1, len(scale)).astype(np.float64)
        mean = runs.mean(axis=2, keepdims=True)
        variance = ((runs - mean) ** 2).mean(axis=2, keepdims=True)
        normal = ((runs - mean) / np.sqrt(variance + self.epsilon)).astype(np.float32)
        return (normal * scale + bias).reshape(x.shape)

    def _embedding(self, x: np.ndarray) -> np.ndarray:
        table, numbers = self.parameters["table"], x.reshape(len(x), -1)
        symbols = numbers.astype(np.int64)
        known = (symbols == numbers) & (symbols >= 0) & (symbols < len(table))
        vectors = table[np.where(known, symbols, 0)]
        return np.where(known[..., None], vectors, np.float32(np.nan)).reshape(len(x), -1)

    def _gru(self, x: np.ndarray, h: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        p, units = self.parameters, self.hidden
        a, u = x @ p["kernel"] + p["bias"], h @ p["recurrent"] + p["recurrent_bias"]
        r, z = _sigmoid(a[:, :units] + u[:, :units]), _sigmoid(a[:, units:2 * units] + u[:, units:2 * units])
        n = np.tanh(a[:, 2 * units:] + r * u[:, 2 * units:])
        h = (1 - z) * n + z * h
        return h, h

    def _lstm(self, x: np.ndarray, state: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
        p, units = self.parameters, self.hidden
        h, c = state[:, :units], state[:, units:]
        gates = x @ p["kernel"] + h @ p["recurrent"] + p["bias"]
        i, f, g, o = (gates[:, place * units:(place + 1) * units] for place in range(4))
        c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(g)
        h = _sigmoid(o) * np.tanh(c)
        return h, np.concatenate([h, c], axis=1)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


@dataclass
class Network:
    """A policy network: layers one after the other, then a head of six logits, and perhaps one of a value.

    `encoding` is one of `ENCODINGS`; `counters`, of features, whether objects on counters count as places to go to.
    """

    encoding: str
    body: List[Layer]
    policy: Layer
    value: Optional[Layer] = None
    counters: bool = False
    # What the agent does with the logits.
    choice: str = "stochastic"
    temperature: float = 1.0
    # Inputs `[steps, ...]` and the logits `[steps, 6]` that whoever exported it recorded.
    check: Optional[Tuple[np.ndarray, np.ndarray]] = None
    name: str = ""

    def start(self, games: int) -> List[Optional[np.ndarray]]:
        """What is remembered before an episode of each of `games`."""
        return [layer.start(games) for layer in self.layers]

    @property
    def layers(self) -> List[Layer]:
        return [*self.body, self.policy]

    def logits(
        self, observations: np.ndarray, state: Optional[Sequence[Optional[np.ndarray]]] = None,
    ) -> Tuple[np.ndarray, List[Optional[np.ndarray]]]:
        """Logits float32 `[games, 6]` of one player's views `[games, ...]`, and what is remembered after them.

        Views are as Brigade's encodings give them: `[games, columns, rows, 26]`, or `[games, 96]`.
        """
        x = np.asarray(observations, np.float32)
        state = self.start(len(x)) if state is None else state
        following: List[Optional[np.ndarray]] = []
        for layer, remembered in zip(self.layers, state):
            x, after = layer.forward(x, remembered)
            following.append(after)
        return x, following

    def player(self, seed: int = 0) -> "Player":
        """The network as something that plays many games at once, for `cross_play`."""
        return Player(self, seed)


@dataclass
class Player:
    """Draws actions by a network's logits, with a memory for each game."""

    network: Network
    seed: int = 0
    _state: Optional[List[Optional[np.ndarray]]] = None
    _random: Any = field(default=None, repr=False)

    @property
    def encoding(self) -> str:
        return self.network.encoding

    @property
    def counters(self) -> bool:
        return self.network.counters

    def reset(self, games: int, seed: Optional[int] = None) -> None:
        """Begins an episode in each of `games`, with random numbers of `seed`; None takes the player's own."""
        self._state = self.network.start(games)
        self._random = np.random.default_rng(self.seed if seed is None else seed)

    def __call__(self, observations: np.ndarray) -> np.ndarray:
        """Actions uint8 `[games]` for views `[games, ...]`."""
        if self._state is None:
            self.reset(len(observations))
        logits, self._state = self.network.logits(observations, self._state)
        if self.network.choice == "greedy":
            return logits.argmax(axis=1).astype(np.uint8)
        # The largest of logits with Gumbel noise is drawn by their softmax.
        noise = self._random.gumbel(size=logits.shape)
        return (logits / self.network.temperature + noise).argmax(axis=1).astype(np.uint8)
