#!/usr/bin/env python3
"""Turns an RLlib checkpoint of overcooked_ai's human_aware_rl into a folder that `brigade agents import` takes.

    python3 Tools/convert_rllib_checkpoint.py ~/ray_results/PPO_cramped_room/checkpoint_000500 --into runs/rllib
    brigade agents import runs/rllib/PPO_cramped_room
    brigade agents check Agents/PPO_cramped_room.yaml

The folder may be a checkpoint, or one that holds checkpoints (the last is taken). Both forms are read: a file
`checkpoint-N` with the state of a worker in it (Ray before 2.1), and `policies/NAME/policy_state.pkl` (later). `config.pkl` beside
it, which human_aware_rl writes, tells the kitchen and the parameters.

Neither Ray nor TensorFlow nor numpy is needed, and nothing that a pickle names is run: a checkpoint of somebody else can do no
harm. Networks of convolutions and dense layers are converted (RllibPPOModel); recurrent ones (use_lstm) and those of D2RL are not
read by the kind `policy` and are refused.
"""
import argparse
import json
import pickle
import re
import struct
import sys
from pathlib import Path

from plain_pickle import Array, Inert, Refused, TolerantUnpickler

LAYER = re.compile(r"(?:^|/)(conv_initial|conv_\d+|dense(?:_\d+)?|lstm[^/]*|[^/]*)/(kernel|bias|recurrent_kernel)(?::0)?$")
MAX_DEPTH = 5


class Unusable(Exception):
    """Why a checkpoint cannot be converted, in a sentence."""


# --- Finding and reading ------------------------------------------------------------------------------------------


def number(path):
    """The iteration that a checkpoint is of, by the name of its file or folder."""
    digits = re.findall(r"checkpoint[-_](\d+)", str(path))
    return int(digits[-1]) if digits else -1


def found(folder, pattern):
    """Files below `folder`, the last iteration's first."""
    matches = [path for path in folder.rglob(pattern) if len(path.relative_to(folder).parts) <= MAX_DEPTH and path.is_file()]
    return sorted(matches, key=lambda path: (-number(path), len(path.parts), str(path)))


def load(data, what):
    try:
        return TolerantUnpickler(data).load()
    except Refused as error:
        raise Unusable(f"{what}: {error}")
    except (pickle.UnpicklingError, AttributeError, EOFError, IndexError, KeyError, MemoryError, OverflowError, RecursionError, TypeError, ValueError, struct.error) as error:
        raise Unusable(f"{what}: this is no pickle that can be read ({type(error).__name__} {error})")


def policies(source):
    """The states of all policies of a checkpoint by name, and the file that they were in."""
    folder = source if source.is_dir() else source.parent
    old = [source] if source.is_file() else [path for path in found(folder, "checkpoint-*") if re.fullmatch(r"checkpoint-\d+", path.name)]
    new = [] if source.is_file() else found(folder, "policy_state.pkl")
    if new and (not old or number(new[0]) >= number(old[0])):
        last = new[0].parent.parent
        return {path.parent.name: load(path.read_bytes(), path) for path in new if path.parent.parent == last}, new[0]
    if not old:
        raise Unusable(f"{source}: there is neither a checkpoint-N nor a policies/NAME/policy_state.pkl; name the folder of a checkpoint")
    state = load(old[0].read_bytes(), old[0])
    worker = state.get("worker") if isinstance(state, dict) else None
    if isinstance(worker, (bytes, bytearray)):
        worker = load(bytes(worker), f"{old[0]}, the worker's state")
    states = (worker.get("state") or worker.get("policy_states")) if isinstance(worker, dict) else None
    if not isinstance(states, dict) or not states:
        raise Unusable(f"{old[0]}: there is no worker's state with policies in it; it should be what RLlib's trainer.save() wrote")
    return {str(name): load(bytes(own), f"{old[0]}, policy {name}") if isinstance(own, (bytes, bytearray)) else own for name, own in states.items()}, old[0]


def weights(state, where):
    """The arrays of a policy: by name, or a list in the network's order."""
    own = state.get("weights", state) if isinstance(state, dict) else state
    if isinstance(own, dict):
        arrays = {str(name): array for name, array in own.items() if isinstance(array, Array)}
    else:
        arrays = unnamed([array for array in own if isinstance(array, Array)] if isinstance(own, (list, tuple)) else [])
    if not arrays:
        raise Unusable(f"{where}: the policy has no weights; a cloned human keeps its own elsewhere")
    return arrays


def unnamed(arrays):
    """Names for the weights of an eager policy: kernels and biases in turns."""
    result, convolutions, dense = {}, 0, 0
    for kernel, bias in zip(arrays[::2], arrays[1::2]):
        if len(kernel.shape) == 4:
            name = "conv_initial" if convolutions == 0 else f"conv_{convolutions - 1}"
            convolutions += 1
        else:
            name = "dense" if dense == 0 else f"dense_{dense}"
            dense += 1
        result[f"{name}/kernel"], result[f"{name}/bias"] = kernel, bias
    return result


# --- The network --------------------------------------------------------------------------------------------------


def layers(arrays, where):
    """Kernels and biases by the names that the import knows: dense layers are counted from the first, the value's head is last."""
    kinds = {}
    for name, array in arrays.items():
        match = LAYER.search(name)
        if match:
            kinds.setdefault(match[1], {})[match[2]] = array
    if any("recurrent_kernel" in parts or name.startswith("lstm") for name, parts in kinds.items()):
        raise Unusable(f"{where}: the network has an LSTM, which the kind 'policy' has no layers for")
    def rank(name):
        return int(name.rsplit("_", 1)[1]) if re.search(r"_\d+$", name) else -1
    convolutions = sorted((name for name in kinds if name.startswith("conv")), key=rank)
    dense = sorted((name for name in kinds if re.fullmatch(r"dense(_\d+)?", name)), key=rank)
    # The head of the value gives one number, wherever it was counted.
    dense.sort(key=lambda name: kinds[name]["kernel"].shape[-1:] == (1,))
    if len(dense) < 3 or kinds[dense[-1]]["kernel"].shape[-1] != 1 or kinds[dense[-2]]["kernel"].shape[-1] != 6:
        raise Unusable(f"{where}: hidden layers and heads of 6 actions and 1 value are expected; here are {', '.join(sorted(arrays))}")
    named = {**{name: kinds[name] for name in convolutions}, **{("dense" if i == 0 else f"dense_{i}"): kinds[name] for i, name in enumerate(dense)}}
    for name, parts in named.items():
        if set(parts) != {"kernel", "bias"}:
            raise Unusable(f"{where}: the layer {name} has {', '.join(sorted(parts))}; a kernel and a bias are expected")
    return named


def floats(array):
    """The array's numbers as little-endian Float32, outermost dimension first."""
    values = array.values
    if array.fortran and len(array.shape) > 1:
        strides, step = [], 1
        for size in array.shape:
            strides.append(step)
            step *= size
        order = [0]
        for size, stride in zip(array.shape, strides):
            order = [start + index * stride for start in order for index in range(size)]
        values = [values[index] for index in order]
    return struct.pack(f"<{len(values)}f", *values)


def safetensors(tensors):
    """The bytes of a safetensors file."""
    header, body = {}, b""
    for name, array in sorted(tensors.items()):
        data = floats(array)
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + body


# --- What is known of it ------------------------------------------------------------------------------------------


def plain(thing, depth=0):
    """`thing` as JSON can hold it; what is no plain value becomes its name."""
    if depth > 20:
        return "..."
    if isinstance(thing, dict):
        return {str(key): plain(value, depth + 1) for key, value in thing.items()}
    if isinstance(thing, (list, tuple, set, frozenset, range)):
        return [plain(item, depth + 1) for item in thing]
    if isinstance(thing, Array):
        return thing.values if thing.count <= 100 else f"array of {thing.shape}"
    if isinstance(thing, type):
        return getattr(thing, "name", thing.__name__)
    if isinstance(thing, Inert):
        return type(thing).name
    return thing if thing is None or isinstance(thing, (bool, int, float, str)) else str(thing)


def settings(checkpoint, source):
    """What config.pkl says, from the checkpoint's folder or the nearest around it."""
    folder = checkpoint.parent
    for _ in range(MAX_DEPTH):
        path = folder / "config.pkl"
        if path.is_file():
            found = plain(load(path.read_bytes(), path))
            return found if isinstance(found, dict) else {}
        if folder == (source if source.is_dir() else source.parent):
            break
        folder = folder.parent
    return {}


def meta(name, config, named):
    environment = config.get("environment_params") or {}
    layout = (environment.get("mdp_params") or {}).get("layout_name")
    kept = {key: config[key] for key in ["model_params", "training_params", "environment_params"] if config.get(key)}
    words = {
        "name": name, "layout": layout, "kind": "PPO", "input": "lossless_state_encoding [W,H,26] (x first)",
        "layers": {f"{layer}/{part}": list(array.shape) for layer, parts in named.items() for part, array in parts.items()},
        "activations": "conv: leaky_relu slope 0.2 (tf.nn.leaky_relu default); dense hidden: keras LeakyReLU slope 0.3; heads linear",
        "config": kept,
    }
    return {key: value for key, value in words.items() if value is not None}


def name_of(source):
    """A name for the agent: the folder's, or the first above it that is not one of RLlib's own."""
    for part in reversed((source if source.is_dir() else source.parent).resolve().parts):
        if not re.fullmatch(r"checkpoint[-_]\d+|agent|policies|/", part):
            return re.sub(r"[^A-Za-z0-9_.-]", "-", part)
    return "rllib"


def convert(source, into, name, policy):
    states, checkpoint = policies(source)
    chosen = policy or ("ppo" if "ppo" in states else next(iter(states)))
    if chosen not in states:
        raise Unusable(f"{checkpoint}: there is no policy '{chosen}'; there are {', '.join(sorted(states))}")
    named = layers(weights(states[chosen], f"{checkpoint}, policy {chosen}"), checkpoint)
    config = settings(checkpoint, source)
    model = config.get("model_params") or {}
    for key in ["use_lstm", "D2RL"]:
        if model.get(key):
            raise Unusable(f"{checkpoint}: it was trained with {key}, which the kind 'policy' has no layers for")
    name = name or name_of(source)
    folder = into / name
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {f"{layer}/{part}": array for layer, parts in named.items() for part, array in parts.items()}
    (folder / "ppo.safetensors").write_bytes(safetensors(tensors))
    (folder / "meta.json").write_text(json.dumps(meta(name, config, named), indent=1) + "\n")
    return folder


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help="a checkpoint, or a folder that holds some")
    parser.add_argument("--into", type=Path, default=Path("runs/rllib"), metavar="FOLDER", help="where to write (default: runs/rllib)")
    parser.add_argument("--name", help="the agent's name (default: the folder's)")
    parser.add_argument("--policy", help="which policy (default: ppo, or the first)")
    arguments = parser.parse_args()
    if not arguments.checkpoint.exists():
        raise SystemExit(f"{arguments.checkpoint}: there is no such checkpoint")
    try:
        folder = convert(arguments.checkpoint, arguments.into, arguments.name, arguments.policy)
    except (Unusable, Refused) as error:
        raise SystemExit(f"{error}")
    except (AttributeError, IndexError, KeyError, MemoryError, OverflowError, TypeError, ValueError, struct.error) as error:
        raise SystemExit(f"{arguments.checkpoint}: this is no checkpoint that this script reads ({type(error).__name__} {error})")
    except OSError as error:
        raise SystemExit(f"{error.filename}: {error.strerror}")
    print(f"{folder} written; next: brigade agents import {folder}", file=sys.stderr)


if __name__ == "__main__":
    main()
