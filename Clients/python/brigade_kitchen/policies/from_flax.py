"""The layers of a flax module, as policy files have them."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import numpy as np

from .network import ACTIVATIONS, Layer, Network, PolicyError

Ask = Callable[[np.ndarray], np.ndarray]


def found(
    module: Any, shape: Tuple[int, ...], params: Any, layers: Optional[Sequence[Any]], value: Optional[str],
    apply: Optional[Callable[..., Any]], initial_state: Any,
) -> Tuple[Network, Ask]:
    """The network behind `module` with its variables `params`, and a function that asks the module itself."""
    tree = params.get("params", params)
    parts = _named(tree, layers) if layers is not None else _sequence(module, tree)
    if len(parts) < 2:
        raise PolicyError("a policy has at least one layer before its head")
    head = _part(tree, value, "linear", {}) if value else None

    def ask(views: np.ndarray) -> np.ndarray:
        state, answers = initial_state, []
        for view in views:
            if apply is not None:
                state, out = apply(state, view[None])
            else:
                out = module.apply(params, view[None])
            answers.append(_logits(out))
        return np.stack(answers)

    return Network("features", parts[:-1], parts[-1], head), ask


def _logits(out: Any) -> np.ndarray:
    """The logits in what a module returns: an array, a distribution with logits, or the first of a tuple that is one."""
    for candidate in out if isinstance(out, (tuple, list)) else [out]:
        array = np.asarray(getattr(candidate, "logits", candidate), np.float32).reshape(-1)
        if array.size == 6:
            return array
    raise PolicyError("the module returns no six logits")


def _named(tree: Any, layers: Sequence[Any]) -> List[Layer]:
    parts = []
    for entry in layers:
        words: List[Any] = [entry] if isinstance(entry, str) else list(entry)
        options: Dict[str, Any] = dict(words[2]) if len(words) > 2 else {}
        parts.append(_part(tree, words[0], words[1] if len(words) > 1 else "linear", options))
    return parts


def _sequence(module: Any, tree: Any) -> List[Layer]:
    """The layers of an `nn.Sequential`: its modules by their parameters, its functions by their names."""
    if not hasattr(module, "layers"):
        raise PolicyError(
            f"{type(module).__name__} is no nn.Sequential; name its parts in order, such as "
            f"layers=[('Dense_0', 'relu'), 'Dense_1']; it has {', '.join(map(str, tree))}")
    parts: List[Layer] = []
    for place, part in enumerate(module.layers):
        name = f"layers_{place}"
        if name in tree:
            options = {"padding": str(getattr(part, "padding", "SAME")).lower(), "epsilon": float(getattr(part, "epsilon", 1e-6))}
            parts.append(_part(tree, name, "linear", options))
            continue
        word = getattr(part, "__name__", getattr(getattr(part, "func", None), "__name__", ""))
        if word in ACTIVATIONS and parts:
            parts[-1].activation = word
            parts[-1].slope = float(getattr(part, "keywords", {}).get("negative_slope", 0.01)) if word == "leaky_relu" else 0.0
        # Any other function is taken for one of shapes; if it is more, the comparison shows it.
    return parts


def _part(tree: Any, path: str, activation: str, options: Dict[str, Any]) -> Layer:
    """The layer whose parameters are at `path` in the tree, of the kind that their names say."""
    if activation not in ACTIVATIONS:
        raise PolicyError(f"the activation of {path} is {activation!r}; policy files have {', '.join(ACTIVATIONS)}")
    own = tree
    for word in path.split("/"):
        if word not in own:
            raise PolicyError(f"there is no {path!r} among the parameters; there are {', '.join(map(str, own))}")
        own = own[word]
    name = path.replace("/", "_")
    slope = float(options.get("slope", 0.01)) if activation == "leaky_relu" else 0.0
    names = set(own)
    if "embedding" in names:
        return Layer(name, "embedding", {"table": _array(own["embedding"])}, activation, slope)
    if "scale" in names or names == {"bias"}:
        size = len(own["scale"] if "scale" in own else own["bias"])
        scale = _array(own["scale"]) if "scale" in own else np.ones(size, np.float32)
        bias = _array(own["bias"]) if "bias" in own else np.zeros(size, np.float32)
        return Layer(
            name, "layer_norm", {"scale": scale, "bias": bias}, activation, slope, epsilon=float(options.get("epsilon", 1e-6)))
    if "kernel" in names:
        kernel = _array(own["kernel"])
        bias = _array(own["bias"]) if "bias" in own else np.zeros(kernel.shape[-1], np.float32)
        kind = {2: "dense", 4: "convolution"}.get(kernel.ndim)
        if kind is None:
            raise PolicyError(f"{path} has a kernel of {kernel.ndim} dimensions, which no layer of policy files has")
        padding = options.get("padding", "same")
        if kind == "convolution" and padding not in ("same", "valid"):
            raise PolicyError(f"the padding of {path} is {padding!r}; policy files have same and valid")
        return Layer(name, kind, {"kernel": kernel, "bias": bias}, activation, slope, padding=padding)
    if {"ir", "iz", "in", "hr", "hz", "hn"} <= names:
        return Layer(name, "gru", _gated(own, "rzn", with_recurrent_bias=True), activation, slope)
    if {"ii", "if", "ig", "io", "hi", "hf", "hg", "ho"} <= names:
        return Layer(name, "lstm", _gated(own, "ifgo", with_recurrent_bias=False), activation, slope)
    raise PolicyError(f"{path} has the parameters {', '.join(map(str, names))}; no layer of policy files is like that")


def _gated(own: Any, gates: str, with_recurrent_bias: bool) -> Dict[str, np.ndarray]:
    """The parameters of a recurrent cell: its gates' kernels side by side."""
    size = own["h" + gates[0]]["kernel"].shape[0]

    def bias(side: str) -> np.ndarray:
        return np.concatenate([_array(own[side + gate].get("bias", np.zeros(size))) for gate in gates])

    parameters = {
        "kernel": np.concatenate([_array(own["i" + gate]["kernel"]) for gate in gates], axis=1),
        "recurrent": np.concatenate([_array(own["h" + gate]["kernel"]) for gate in gates], axis=1)}
    if with_recurrent_bias:
        return {**parameters, "bias": bias("i"), "recurrent_bias": bias("h")}
    return {**parameters, "bias": bias("i") + bias("h")}


def _array(numbers: Any) -> np.ndarray:
    return np.asarray(numbers, np.float32)
