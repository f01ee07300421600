"""The layers of a PyTorch module, as policy files have them.

The module is traced (`torch.fx`) and run once on an example. What reshapes a tensor is also applied to a tensor of indices, so that for
every number that reaches a layer it is known where Brigade, which flattens columns, rows and channels in that order, has it.
"""

from __future__ import annotations

import copy
import operator
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Tuple

import numpy as np

from .network import Layer, Network, PolicyError

Ask = Callable[[np.ndarray], np.ndarray]

# Methods and functions that move numbers and change none.
_MOVES = {
    "flatten", "reshape", "view", "permute", "transpose", "unsqueeze", "squeeze", "movedim", "moveaxis", "swapaxes", "contiguous", "t",
    "getitem", "unflatten",
}
# Those that change their type alone.
_CASTS = {"float", "to", "long", "int", "type", "detach", "clone", "double"}


@dataclass
class _Flow:
    """What a tensor of the graph is: the layers before it, and where Brigade has each of its numbers; none for a memory."""

    layers: List[Layer]
    index: Any                           # a tensor of whole numbers, shaped as the tensor of the example; None

    @property
    def is_memory(self) -> bool:
        return self.index is None


def found(module: Any, shape: Tuple[int, ...], axes: str, initial_state: Any) -> Tuple[Network, Ask]:
    """The network behind `module`, and a function that asks the module itself."""
    try:
        import torch  # type: ignore
        from torch import fx  # type: ignore
    except ImportError as error:
        raise ImportError("PyTorch is needed to export its modules: pip install torch; for flax give params=") from error
    if not isinstance(module, torch.nn.Module):
        raise PolicyError(f"{type(module).__name__} is no torch.nn.Module; for flax give params=")
    module = copy.deepcopy(module).to("cpu").float().eval()
    try:
        traced = fx.symbolic_trace(module)
    except Exception as error:
        raise PolicyError(
            f"the module's forward cannot be followed ({error}); write it without branches on its inputs, or as nn.Sequential") from error
    inputs = [node for node in traced.graph.nodes if node.op == "placeholder"]
    state = None
    if len(inputs) > 1:
        state = initial_state if initial_state is not None else _empty_state(torch, module)
    index = torch.arange(int(np.prod(shape))).reshape(shape)
    if axes != "f":
        index = index.permute(["xyc".index(axis) for axis in axes])
    index = index[None]
    follower = _follower(torch, fx, traced, index)
    with torch.no_grad():
        follower.run(index.float() % 2, *([state] if len(inputs) > 1 else []))
    heads = follower.outputs
    logits = next((flow for flow in heads if not flow.is_memory and flow.index.numel() == 6), None)
    if logits is None:
        raise PolicyError("the module returns no six logits; it must return them, or a tuple with them first")
    if len(logits.layers) < 2:
        raise PolicyError("a policy has at least one layer before its head")
    body = logits.layers[:-1]
    value = next(
        (flow.layers[-1] for flow in heads if not flow.is_memory and flow.index.numel() == 1
         and [id(layer) for layer in flow.layers[:-1]] == [id(layer) for layer in body]), None)

    def ask(views: np.ndarray) -> np.ndarray:
        remembered, answers = state, []
        with torch.no_grad():
            for view in views:
                x = torch.from_numpy(np.ascontiguousarray(view))
                if axes != "f":
                    x = x.permute(["xyc".index(axis) for axis in axes])
                out = module(x[None]) if len(inputs) == 1 else module(x[None], remembered)
                parts = list(out) if isinstance(out, (tuple, list)) else [out]
                answers.append(next(part for part in parts if hasattr(part, "numel") and part.numel() == 6).reshape(6).numpy())
                if len(inputs) > 1:
                    remembered = parts[-1]
        return np.stack(answers)

    return Network("features", body, logits.layers[-1], value), ask


def _empty_state(torch: Any, module: Any) -> Any:
    """What the only recurrent layer remembers before an episode."""
    nn = torch.nn
    kinds = (nn.GRUCell, nn.LSTMCell, nn.GRU, nn.LSTM)
    recurrent = [part for part in module.modules() if isinstance(part, kinds)]
    if len(recurrent) != 1:
        raise PolicyError(
            f"the module has {len(recurrent)} recurrent layers, so that its state is not clear; give initial_state, that of one game "
            "before an episode")
    part = recurrent[0]
    zeros = torch.zeros((part.num_layers, 1, part.hidden_size) if isinstance(part, (nn.GRU, nn.LSTM)) else (1, part.hidden_size))
    return (zeros, zeros.clone()) if isinstance(part, (nn.LSTM, nn.LSTMCell)) else zeros


def _follower(torch: Any, fx: Any, traced: Any, index: Any) -> Any:
    """Something that runs the graph on an example and keeps for every node what it is."""

    class Follower(fx.Interpreter):
        def __init__(self) -> None:
            super().__init__(traced)
            self.flows: Dict[Any, Any] = {}
            self.outputs: List[_Flow] = []
            self.names: Dict[str, int] = {}
            # Errors are sentences already.
            self.extra_traceback = False

        def run_node(self, node: Any) -> Any:
            result = super().run_node(node)
            self.flows[node] = self.flow(node, result)
            return result

        def flow(self, node: Any, result: Any) -> Any:
            if node.op == "placeholder":
                return _Flow([], None) if any(isinstance(flow, _Flow) for flow in self.flows.values()) else _Flow([], index)
            if node.op == "output":
                returned = node.args[0]
                nodes = returned if isinstance(returned, (tuple, list)) else [returned]
                self.outputs = [flow for flow in map(self.flows.get, nodes) if isinstance(flow, _Flow)]
                return None
            given = [self.flows[argument] for argument in node.all_input_nodes]
            data = [flow for flow in given if isinstance(flow, _Flow) and not flow.is_memory]
            if node.op == "call_module":
                return self.through(self.submodules[node.target], node, data, result)
            word = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", str(node.target))
            return self.changed(word, node, given, data, result)

        # Functions and methods

        def changed(self, word: str, node: Any, given: List[Any], data: List[_Flow], result: Any) -> Any:
            first = given[0] if given else None
            if isinstance(first, tuple):             # what a recurrent layer gave: a sequence and a state, or h and c
                return first[node.args[1]] if word == "getitem" else None
            if not data:
                # Of memories, shapes and numbers nothing needs to be known, and what is made of them is the same.
                return _Flow([], None) if any(isinstance(flow, _Flow) for flow in given) else None
            if not torch.is_tensor(result):
                return None
            if word in _CASTS:
                return data[0]
            if word in _MOVES:
                if len(data) > 1:
                    raise PolicyError(f"'{word}' is given two tensors, which policy files cannot say")
                return _Flow(data[0].layers, self.moved(node, data[0]))
            if word in ("relu", "relu_", "tanh", "leaky_relu"):
                slope = node.kwargs.get("negative_slope", node.args[1] if len(node.args) > 1 else 0.01)
                return self.activated(data[0], word.rstrip("_"), float(slope) if word == "leaky_relu" else 0.0)
            raise PolicyError(
                f"the module does '{word}', which policy files cannot say; they have layers one after the other, with relu, leaky_relu "
                "or tanh")

        def moved(self, node: Any, flow: _Flow) -> Any:
            """The same done to the indices."""
            def value(argument: Any) -> Any:
                return flow.index if isinstance(argument, fx.Node) and isinstance(self.flows[argument], _Flow) else self.env[argument]

            arguments = fx.node.map_arg(node.args, value)
            named = fx.node.map_arg(node.kwargs, value)
            if node.op == "call_method":
                return getattr(arguments[0], node.target)(*arguments[1:], **named)
            return node.target(*arguments, **named)

        def activated(self, flow: _Flow, word: str, slope: float) -> _Flow:
            if not flow.layers:
                raise PolicyError(f"the module begins with {word}; policy files have activations after layers only")
            last = flow.layers[-1]
            if last.activation != "linear":
                raise PolicyError(f"{word} follows {last.activation} without a layer between; policy files have one activation a layer")
            # Another copy, since what is before the activation may be read elsewhere.
            following = copy.copy(last)
            following.activation, following.slope = word, slope
            return _Flow([*flow.layers[:-1], following], flow.index)

        # Modules

        def through(self, part: Any, node: Any, data: List[_Flow], result: Any) -> Any:
            nn = torch.nn
            if not data:
                raise PolicyError(f"the layer {node.target} is not given the views")
            flow = data[0]
            name = self.unique(node.target)
            if isinstance(part, (nn.Identity, nn.Dropout)):
                return flow
            if isinstance(part, nn.Flatten):
                return _Flow(flow.layers, part(flow.index))
            if isinstance(part, nn.Unflatten):
                return _Flow(flow.layers, part(flow.index))
            if isinstance(part, (nn.ReLU, nn.Tanh, nn.LeakyReLU)):
                word = {nn.ReLU: "relu", nn.Tanh: "tanh", nn.LeakyReLU: "leaky_relu"}[type(part)]
                return self.activated(flow, word, float(getattr(part, "negative_slope", 0.0)))
            if isinstance(part, nn.Linear):
                layer = Layer(name, "dense", {"kernel": _kernel(part.weight, flow), "bias": _bias(part.bias, part.out_features)})
                return self.after(flow, [layer], result)
            if isinstance(part, nn.Conv2d):
                return _convolved(torch, flow, name, part, result)
            if isinstance(part, nn.LayerNorm):
                return _Flow([*flow.layers, _normal(flow, name, part)], flow.index)
            if isinstance(part, nn.Embedding):
                each = torch.arange(part.embedding_dim)
                layer = Layer(name, "embedding", {"table": _numbers(part.weight)})
                return _Flow([*flow.layers, layer], flow.index[..., None] * part.embedding_dim + each)
            if isinstance(part, (nn.GRUCell, nn.LSTMCell, nn.GRU, nn.LSTM)):
                return self.recurrent(part, name, flow, result)
            raise PolicyError(
                f"the layer {node.target} is {type(part).__name__}, which policy files do not have; they have Linear, Conv2d, GRU, LSTM, "
                "LayerNorm and Embedding")

        def unique(self, target: str) -> str:
            """A name of its own for each use of a layer."""
            name = str(target).replace(".", "_")
            self.names[name] = self.names.get(name, 0) + 1
            return name if self.names[name] == 1 else f"{name}_{self.names[name]}"

        def after(self, flow: _Flow, layers: List[Layer], result: Any) -> _Flow:
            """What comes out of layers whose outputs lie one behind the other."""
            return _Flow([*flow.layers, *layers], torch.arange(result.numel()).reshape(result.shape))

        def recurrent(self, part: Any, name: str, flow: _Flow, result: Any) -> Any:
            kind = "gru" if type(part).__name__.startswith("GRU") else "lstm"
            count = getattr(part, "num_layers", None)
            if getattr(part, "bidirectional", False) or getattr(part, "proj_size", 0):
                raise PolicyError(f"the layer {name} is bidirectional or projects, which policy files do not have")
            layers = []
            for place in range(count or 1):
                ending = "" if count is None else f"_l{place}"
                layers.append(_gated(part, kind, f"{name}{ending}", ending, flow if place == 0 else None))
            out = result[0] if isinstance(result, tuple) else result
            following = self.after(flow, layers, out)
            if count is None and kind == "gru":
                return following
            return (following, _Flow([], None))

    return Follower()


def _numbers(tensor: Any) -> np.ndarray:
    return tensor.detach().numpy().astype(np.float32)


def _bias(tensor: Any, size: int) -> np.ndarray:
    return np.zeros(size, np.float32) if tensor is None else _numbers(tensor)


def _kernel(weight: Any, flow: Optional[_Flow]) -> np.ndarray:
    """`[inputs, outputs]` of a weight `[outputs, inputs]`, its inputs in Brigade's order."""
    numbers = _numbers(weight).T
    if flow is None:
        return np.ascontiguousarray(numbers)
    order = flow.index.reshape(-1).numpy()
    if len(order) != len(numbers):
        raise PolicyError(f"{len(order)} numbers reach a layer of {len(numbers)} inputs; flatten them first")
    kernel = np.empty_like(numbers)
    kernel[order] = numbers
    return kernel


def _gated(part: Any, kind: str, name: str, ending: str, flow: Optional[_Flow]) -> Layer:
    gates = 3 if kind == "gru" else 4
    size = gates * part.hidden_size
    first, second = (_bias(getattr(part, f"bias_{side}{ending}", None), size) for side in ("ih", "hh"))
    parameters = {
        "kernel": _kernel(getattr(part, "weight_ih" + ending), flow), "recurrent": _kernel(getattr(part, "weight_hh" + ending), None)}
    if kind == "gru":
        return Layer(name, kind, {**parameters, "bias": first, "recurrent_bias": second})
    return Layer(name, kind, {**parameters, "bias": first + second})


def _convolved(torch: Any, flow: _Flow, name: str, part: Any, result: Any) -> _Flow:
    """A convolution of channels first, over columns and rows in either order."""
    if part.groups != 1 or set(part.stride) != {1} or set(part.dilation) != {1} or part.padding_mode != "zeros":
        raise PolicyError(f"the layer {name} has groups, strides, dilation or another padding than zeros, which policy files do not have")
    if flow.index.ndim != 4 or flow.index.shape[0] != 1:
        raise PolicyError(f"the layer {name} is given {flow.index.ndim} dimensions; a convolution wants games, channels, columns and rows")
    channels, first, second = flow.index.shape[1:]
    straight = torch.arange(flow.index.numel()).reshape(first, second, channels).permute(2, 0, 1)
    turned = torch.arange(flow.index.numel()).reshape(second, first, channels).permute(2, 1, 0)
    weight = _numbers(part.weight)
    if torch.equal(flow.index[0], straight):
        kernel = weight.transpose(2, 3, 1, 0)
        index = torch.arange(result.numel()).reshape(result.shape[2], result.shape[3], result.shape[1]).permute(2, 0, 1)
    elif torch.equal(flow.index[0], turned):
        kernel = weight.transpose(3, 2, 1, 0)
        index = torch.arange(result.numel()).reshape(result.shape[3], result.shape[2], result.shape[1]).permute(2, 1, 0)
    else:
        raise PolicyError(f"the layer {name} is not given channels first, then columns and rows in either order")
    layer = Layer(
        name, "convolution", {"kernel": np.ascontiguousarray(kernel), "bias": _bias(part.bias, part.out_channels)},
        padding=_padding(part, name))
    return _Flow([*flow.layers, layer], index[None])


def _padding(part: Any, name: str) -> str:
    if part.padding in ("valid", (0, 0)):
        return "valid"
    if part.padding == "same" or all(2 * pad + 1 == size for pad, size in zip(part.padding, part.kernel_size)):
        return "same"
    raise PolicyError(f"the padding of the layer {name} is {part.padding}; policy files have none, and that which keeps the size")


def _normal(flow: _Flow, name: str, part: Any) -> Layer:
    size = int(np.prod(part.normalized_shape))
    scale = np.ones(size, np.float32) if part.weight is None else _numbers(part.weight).reshape(-1)
    bias = np.zeros(size, np.float32) if getattr(part, "bias", None) is None else _numbers(part.bias).reshape(-1)
    runs = flow.index.reshape(-1, size).numpy()
    if len(runs) == 1:
        placed = np.empty_like(scale), np.empty_like(bias)
        placed[0][runs[0]], placed[1][runs[0]] = scale, bias
        scale, bias = placed
    elif not (runs == runs[:, :1] + np.arange(size)).all():
        raise PolicyError(f"the layer {name} normalises numbers that are not the channels of one cell, nor all there are")
    return Layer(name, "layer_norm", {"scale": scale, "bias": bias}, epsilon=float(part.eps))
