"""Agents made of networks: from PyTorch and flax to the files of Brigade's policy agents, and back.

    from brigade_kitchen import policies

    policies.export(network, "Agents/mine", encoding="features")          # PyTorch
    policies.export(module, "Agents/mine", encoding="lossless", shape=(5, 4, 26), params=variables, layers=[...])   # flax
    player = policies.load("Agents/mine.yaml").player()                   # NumPy

docs/policies.md describes the files; Brigade plays them without Python.
"""

from __future__ import annotations

import os
from typing import Any, Callable, Optional, Sequence, Union

import numpy as np

from .files import read as _read
from .files import write as _write
from .network import ENCODINGS, SIZES, Layer, Network, Player, PolicyError

__all__ = ["Layer", "Network", "Player", "PolicyError", "export", "load"]

# Largest difference of a logit, as a share of the largest logit where that is above 1.
TOLERANCE = 1e-4


def export(
    module: Any, file: Union[str, "os.PathLike[str]"], *, encoding: str = "features", counters: bool = False,
    shape: Optional[Sequence[int]] = None, axes: str = "xyc", params: Any = None, layers: Optional[Sequence[Any]] = None,
    value: Optional[str] = None, apply: Optional[Callable[..., Any]] = None, initial_state: Any = None, choice: str = "stochastic",
    temperature: float = 1.0, unstick: bool = False, description: str = "", provenance: str = "", kitchens: Sequence[str] = (),
    steps: int = 4,
) -> str:
    """Writes `module` as an agent of kind `policy`, and returns the path of its agent file.

    `file` is for instance `Agents/mine`: `mine.yaml`, `mine.json` and `mine.safetensors` are written there. The module is asked about
    `steps` views that are drawn at random; the layers that were found must answer the same to 0.0001, else nothing is written. The views
    and answers go into the files, and Brigade compares its own whenever it reads them.

    - `encoding` is what the module is given: `features` (96 numbers; with `counters` those where objects on counters are places to go
      to), `lossless`, or `features and memory`.
    - `shape`, for `lossless`: columns, rows and channels of the kitchen, such as `(5, 4, 26)`. `axes`: the order in which the module
      wants them; `cxy` for one that is given channels first.
    - PyTorch: the module's `forward` takes a batch of views and returns logits, or a tuple with the logits first. One that remembers takes
      its state as a second argument and returns it last; `initial_state` is the state of one game before an episode, where it does not
      follow from its only recurrent layer.
    - flax: `params` are the variables; for a module other than `Sequential`, `layers` names its parts in order, each with its
      activation: `[("Dense_0", "relu"), "Dense_1"]`, the last the head of logits; `value` names the value's. One that remembers needs
      `apply(state, views) -> (state, logits)` and `initial_state`.
    - `choice`, `temperature`, `unstick`, `description`, `provenance` and `kitchens` are those of the agent file.
    """
    if encoding not in ENCODINGS:
        raise PolicyError(f"encoding is {encoding!r}; it must be one of {', '.join(ENCODINGS)}")
    if choice not in ("stochastic", "greedy"):
        raise PolicyError(f"choice is {choice!r}; it is stochastic or greedy")
    if encoding in SIZES:
        shape, axes = (SIZES[encoding],), "f"
    elif shape is None or len(shape) != 3 or sorted(axes) != ["c", "x", "y"]:
        raise PolicyError("lossless views need shape=(columns, rows, channels), and axes that are an order of x, y and c")
    if params is None:
        from .from_torch import found
        network, ask = found(module, tuple(shape), axes, initial_state)
    else:
        from .from_flax import found as found_flax
        network, ask = found_flax(module, tuple(shape), params, layers, value, apply, initial_state)
    network.encoding, network.counters, network.choice, network.temperature = encoding, counters, choice, temperature
    views = _views(network, tuple(shape), max(1, steps))
    network.check = (views, _compared(network, views, ask(views)))
    return _write(
        network, os.fspath(file), description=description, kitchens=kitchens, unstick=unstick,
        provenance=provenance or f"Exported from {'PyTorch' if params is None else 'flax'} by brigade_kitchen.")


def load(file: Union[str, "os.PathLike[str]"]) -> Network:
    """The network of a policy agent, by its agent file or sidecar, to play from Python: `load(file).player()`."""
    return _read(os.fspath(file))


def _views(network: Network, shape: Sequence[int], steps: int) -> np.ndarray:
    """Views to ask about: whole numbers as encodings have them, float32 `[steps, ...]`."""
    random = np.random.default_rng(20)
    first = network.body[0] if network.body else network.policy
    if first.kind == "embedding":
        return random.integers(0, len(first.parameters["table"]), (steps, *shape)).astype(np.float32)
    if len(shape) == 1:
        return random.integers(-3, 4, (steps, *shape)).astype(np.float32)
    return (random.integers(1, 4, (steps, *shape)) * (random.random((steps, *shape)) < 0.2)).astype(np.float32)


def _compared(network: Network, views: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """The module's `answers`, once the layers that were found give the same."""
    state = None
    for step, (view, answer) in enumerate(zip(views, answers)):
        logits, state = network.logits(view[None], state)
        if logits.shape[1] != 6:
            raise PolicyError(f"the head gives {logits.shape[1]} numbers; a policy needs one an action, 6")
        off = float(np.abs(logits[0] - answer).max())
        if not off <= TOLERANCE * max(1.0, float(np.abs(answer).max())):
            raise PolicyError(
                f"the layers that were found ({', '.join(layer.name + ' ' + layer.kind for layer in network.layers)}) answer otherwise "
                f"than the module, by {off:.4g} in step {step + 1}; it does something between them that policy files cannot say")
    return answers
