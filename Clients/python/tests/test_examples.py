"""The examples learn: each in a short form, where what it needs is installed."""

import importlib.util
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def example(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_ppo_with_torch():
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)
    ppo = example("ppo")
    args = ppo.arguments(["--steps", "130000", "--games", "64", "--ticks", "100", "--shaped-until", "2"])
    _, scores = ppo.train(args)
    assert sum(scores[-3:]) / 3 > 20 > 5 * sum(scores[:3]) / 3


def test_jax():
    pytest.importorskip("jax")
    result = example("jax_reinforce").main(["--updates", "60"])
    assert result["last"] > 1.5 * result["first"]


def test_stable_baselines():
    pytest.importorskip("stable_baselines3")
    result = example("sb3_ppo").main(["--steps", "60000", "--games", "16"])
    assert result["last"] >= 0


def test_torchrl():
    torch = pytest.importorskip("torch")
    pytest.importorskip("torchrl")
    torch.set_num_threads(1)
    result = example("torchrl_ppo").main(["--steps", "130000", "--games", "64", "--horizon", "100", "--shaped-until", "2"])
    assert result["last"] > 5 > result["first"]
