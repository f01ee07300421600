"""Writes checkpoints as RLlib and human_aware_rl write them, out of a safetensors file, without RLlib or numpy.

    make_rllib_checkpoint.py ppo.safetensors FOLDER FORM      (FORM: old, new, eager or lstm)

Pickles name classes by module; the modules of numpy, Ray, dill and human_aware_rl that a real checkpoint names are made up
here, so that the bytes name the same things.
"""
import json
import pickle
import struct
import sys
import types
from collections import OrderedDict
from pathlib import Path


def module(path, **members):
    parts = path.split(".")
    for end in range(1, len(parts) + 1):
        name = ".".join(parts[:end])
        if name not in sys.modules:
            sys.modules[name] = types.ModuleType(name)
        if end > 1:
            setattr(sys.modules[".".join(parts[: end - 1])], parts[end - 1], sys.modules[name])
    for name, member in members.items():
        member.__module__, member.__qualname__, member.__name__ = path, name, name
        setattr(sys.modules[path], name, member)


class dtype:
    def __init__(self, code="f4"):
        self.code = code

    def __reduce__(self):
        return dtype, (self.code, False, True), (3, "<", None, None, None, -1, -1, 0)

    def __setstate__(self, _):
        pass


class ndarray:
    def __init__(self, shape=(0,), data=b""):
        self.shape, self.data = shape, data

    def __reduce__(self):
        return _reconstruct, (ndarray, (0,), b"b"), (1, self.shape, dtype(), False, self.data)


def _reconstruct(*_):
    raise AssertionError("only the name is needed")


class NoFilter:
    pass


class PolicySpec:
    def __init__(self, name):
        self.name = name


class RllibPPOModel:
    pass


class _Created:
    """What dill makes of a function: a call of its own with code in it."""

    def __reduce__(self):
        return _create_function, (b"\x97\x00d\x00S\x00", {"step": 1}, "fn", None, None)


def _create_function(*_):
    raise AssertionError("a pickle that runs something")


module("numpy", ndarray=ndarray, dtype=dtype)
module("numpy.core.multiarray", _reconstruct=_reconstruct)
module("ray.rllib.utils.filter", NoFilter=NoFilter)
module("ray.rllib.policy.policy", PolicySpec=PolicySpec)
module("human_aware_rl.rllib.rllib", RllibPPOModel=RllibPPOModel)
module("dill._dill", _create_function=_create_function)


def tensors(path):
    data = Path(path).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header, body = json.loads(data[8 : 8 + length]), data[8 + length :]
    header.pop("__metadata__", None)
    return {name: ndarray(tuple(entry["shape"]), body[slice(*entry["data_offsets"])]) for name, entry in header.items()}


def counted_on(name, first):
    """Keras counts a process's dense layers on, so that a second network does not begin at `dense`."""
    layer, part = name.split("/")
    if layer.startswith("dense"):
        layer = f"dense_{first + (int(layer[6:]) if '_' in layer else 0)}"
    return f"ppo/{layer}/{part}"


def main():
    source, folder, form = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    found = tensors(source)
    named = OrderedDict((counted_on(name, 5), array) for name, array in found.items())
    if form == "lstm":
        named["ppo/lstm/recurrent_kernel"] = ndarray((1, 1), b"\0\0\0\0")
    order = sorted(found, key=lambda name: (not name.startswith("conv_initial"), name.split("/")[0], name.endswith("bias")))
    weights = [found[name] for name in order] if form == "eager" else named
    state = {"weights": weights, "global_timestep": 400, "_optimizer_variables": [ndarray((1,), b"\0\0\0\0")]}
    config = {
        "model_params": {"use_lstm": False, "D2RL": False, "NUM_CONV_LAYERS": 2},
        "environment_params": {
            "mdp_params": {"layout_name": "forced_coordination", "old_dynamics": True},
            "multi_agent_params": {"bc_schedule": [(0, 0), (float("inf"), 0)]},
        },
        "training_params": {"lr": 1e-3, "callbacks": _Created()},
        "ray_params": {"custom_model_cls": RllibPPOModel, "temp": Path},
    }
    last = folder / "checkpoint_000500"
    for checkpoint in [folder / "checkpoint_000050", last]:
        checkpoint.mkdir(parents=True)
    (last / "config.pkl").write_bytes(pickle.dumps(config, 4))
    if form == "new":
        own = last / "policies" / "ppo"
        own.mkdir(parents=True)
        (own / "policy_state.pkl").write_bytes(pickle.dumps({**state, "policy_spec": PolicySpec("ppo")}, 5))
        (last / "rllib_checkpoint.json").write_text('{"type": "Algorithm", "checkpoint_version": "1.0"}')
        return
    worker = pickle.dumps({"filters": {"ppo": NoFilter()}, "state": {"bc": {"weights": {}}, "ppo": state}}, 4)
    (last / "checkpoint-500").write_bytes(pickle.dumps({"worker": worker, "train_exec_impl": {"counters": {}}}, 4))
    (last / "checkpoint-500.tune_metadata").write_bytes(pickle.dumps({"timesteps_total": 400}, 4))
    (folder / "checkpoint_000050" / "checkpoint-50").write_bytes(b"an older one, which is not read")


if __name__ == "__main__":
    main()
