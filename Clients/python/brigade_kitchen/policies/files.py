"""The three files of a policy agent: agent file, sidecar and weights (docs/policies.md)."""

from __future__ import annotations

import json
import os
import re
import struct
from typing import Any, Dict, List, Optional, Sequence, Tuple

import numpy as np

from .network import ACTIVATIONS, KINDS, Layer, Network, PolicyError

FORMAT = "brigade policy 1"

_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}


# Weights


def write_weights(path: str, tensors: Dict[str, np.ndarray]) -> None:
    """Writes float32 tensors in the safetensors format."""
    header: Dict[str, Any] = {}
    place, parts = 0, []
    for name in sorted(tensors):
        content = np.ascontiguousarray(tensors[name], "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensors[name].shape), "data_offsets": [place, place + len(content)]}
        place += len(content)
        parts.append(content)
    words = json.dumps(header, separators=(",", ":")).encode()
    words += b" " * (-len(words) % 8)
    _write(path, struct.pack("<Q", len(words)) + words + b"".join(parts))


def read_weights(path: str) -> Dict[str, np.ndarray]:
    """Float32 tensors by name from a safetensors file."""
    with open(path, "rb") as file:
        content = file.read()
    try:
        length = struct.unpack("<Q", content[:8])[0]
        header = json.loads(content[8:8 + length])
        body = content[8 + length:]
        tensors = {}
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            first, last = entry["data_offsets"]
            if entry["dtype"] == "BF16":
                numbers = (np.frombuffer(body[first:last], "<u2").astype(np.uint32) << 16).view(np.float32)
            else:
                numbers = np.frombuffer(body[first:last], _TYPES[entry["dtype"]])
            tensors[name] = numbers.reshape(entry["shape"]).astype(np.float32)
        return tensors
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PolicyError(f"{path}: this is no safetensors file that can be read ({error})") from None


# The sidecar


def _words(layer: Layer) -> Dict[str, Any]:
    words: Dict[str, Any] = {"name": layer.name, "kind": layer.kind}
    if layer.kind == "convolution":
        words["padding"] = layer.padding
    if layer.kind == "layer_norm":
        words["epsilon"] = layer.epsilon
    if layer.activation != "linear":
        words["activation"] = layer.activation
    if layer.activation == "leaky_relu":
        words["slope"] = layer.slope
    return words


def sidecar(network: Network) -> str:
    """The text of the sidecar."""
    given: Dict[str, Any] = {"encoding": network.encoding}
    if network.encoding == "features":
        given["counters"] = network.counters
    entries = [f'"format": {json.dumps(FORMAT)}', f'"input": {json.dumps(given)}']
    entries.append('"layers": [\n    ' + ",\n    ".join(json.dumps(_words(layer)) for layer in network.body) + "\n  ]")
    entries.append(f'"policy": {json.dumps(_words(network.policy))}')
    if network.value is not None:
        entries.append(f'"value": {json.dumps(_words(network.value))}')
    return "{\n  " + ",\n  ".join(entries) + "\n}\n"


def tensors(network: Network) -> Dict[str, np.ndarray]:
    """Everything that goes into the weights."""
    layers = [*network.layers, *([network.value] if network.value is not None else [])]
    found = {f"{layer.name}/{name}": numbers for layer in layers for name, numbers in layer.parameters.items()}
    if network.check is not None:
        found["check/input"], found["check/logits"] = network.check
    return found


# All three


def write(
    network: Network, file: str, *, description: str, provenance: str, kitchens: Sequence[str], unstick: bool,
) -> str:
    """Writes the files of an agent called as `file` is, and returns the path of its agent file."""
    base = file[:-5] if file.endswith(".yaml") else file
    folder, name = os.path.split(base)
    if not name:
        raise PolicyError(f"{file!r} names no agent; say for instance 'Agents/mine'")
    if folder:
        os.makedirs(folder, exist_ok=True)
    lines = [
        f"name: {_quoted(name)}", "kind: policy", f"description: {_quoted(description)}", f"provenance: {_quoted(provenance)}"]
    if kitchens:
        lines.append(f"kitchens: [{', '.join(map(_quoted, kitchens))}]")
    lines += ["parameters:", f"  weights: {_quoted(name + '.safetensors')}", f"  network: {_quoted(name + '.json')}"]
    if network.choice != "stochastic":
        lines.append(f"  choice: {network.choice}")
    if network.temperature != 1:
        lines.append(f"  temperature: {network.temperature!r}")
    if unstick:
        lines.append("  unstick: true")
    write_weights(base + ".safetensors", tensors(network))
    _write(base + ".json", sidecar(network).encode())
    # The agent file comes last: where it is, the others are.
    _write(base + ".yaml", ("\n".join(lines) + "\n").encode())
    return base + ".yaml"


def _quoted(text: str) -> str:
    """A text as YAML in double quotes, of which JSON is a part."""
    return json.dumps(text)


def _write(path: str, content: bytes) -> None:
    unfinished = f"{path}.{os.getpid()}.part"
    try:
        with open(unfinished, "wb") as file:
            file.write(content)
        os.replace(unfinished, path)
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)


def read(file: str) -> Network:
    """The network of an agent file of kind `policy`, or of a sidecar with the weights next to it."""
    agent = _agent_file(file)
    with open(agent["network"], encoding="utf-8") as source:
        try:
            words = json.load(source)
        except ValueError as error:
            raise PolicyError(f"{agent['network']}: this is no sidecar of a policy ({error})") from None
    if not isinstance(words, dict) or words.get("format") != FORMAT:
        raise PolicyError(f"{agent['network']}: the format must be {FORMAT!r}")
    if words.get("per_seat"):
        raise PolicyError(f"{agent['network']}: it has parameters for each seat, which this package does not read")
    weights = read_weights(agent["weights"])
    value = words.get("value")
    check = (weights["check/input"], weights["check/logits"]) if "check/input" in weights and "check/logits" in weights else None
    return Network(
        encoding=words["input"]["encoding"], counters=bool(words["input"].get("counters", False)),
        body=[_layer(agent, layer, weights) for layer in words["layers"]], policy=_layer(agent, words["policy"], weights),
        value=_layer(agent, value, weights) if value else None, choice=agent.get("choice", "stochastic"),
        temperature=float(agent.get("temperature", 1)), check=check, name=os.path.splitext(os.path.basename(file))[0])


def _layer(agent: Dict[str, str], words: Dict[str, Any], weights: Dict[str, np.ndarray]) -> Layer:
    name, kind, activation = words["name"], words["kind"], words.get("activation", "linear")
    if kind not in KINDS or activation not in ACTIVATIONS:
        raise PolicyError(f"{agent['network']}: the layer {name!r} is {kind} with {activation}, which this package does not know")
    if f"{name}/{KINDS[kind]}" not in weights:
        raise PolicyError(f"{agent['weights']}: there is no '{name}/{KINDS[kind]}'")
    own = {key.split("/", 1)[1]: numbers for key, numbers in weights.items() if key.split("/", 1)[0] == name}
    return Layer(
        name, kind, own, activation, float(words.get("slope", 0)), words.get("padding", "same"), float(words.get("epsilon", 1e-5)))


def _agent_file(file: str) -> Dict[str, str]:
    """The parameters of an agent file as it is written by Brigade, with whole paths; or those that the name of a sidecar means."""
    base, ending = os.path.splitext(file)
    if ending in (".json", ".safetensors", ""):
        return {"network": base + ".json", "weights": base + ".safetensors"}
    with open(file, encoding="utf-8") as source:
        text = source.read()
    found: Dict[str, str] = {}
    for key in ("weights", "network", "choice", "temperature"):
        line = re.search(rf"^\s+{key}:\s*(.+?)\s*(?:#.*)?$", text, re.MULTILINE)
        if line:
            found[key] = line.group(1).strip("\"'")
    folder = os.path.dirname(file)
    for key in ("weights", "network"):
        if key not in found:
            raise PolicyError(f"{file}: there is no '{key}', which an agent of kind 'policy' has")
        found[key] = os.path.join(folder, found[key])
    return found
