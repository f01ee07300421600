"""Steps a second of JaxMARL's first overcooked on the CPU: a batch of kitchens in one compiled loop, random actions.

`none` uses rewards and states only, so that the compiler drops the observations; `lossless` adds up both players' 26
channels of every step. Needs the environment that install.sh makes; compare.py calls it, and pins it to its cores.
"""
import argparse
import json
import os
import time
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
from jaxmarl.environments.overcooked import Overcooked  # noqa: E402


def measure(env, batch: int, observation: str, ticks: int, cores: int) -> dict:
    def tick(carry, _):
        key, state, total = carry
        key, act_key, step_key = jax.random.split(key, 3)
        actions = jax.random.randint(act_key, (2, batch), 0, 6)
        step_keys = jax.random.split(step_key, batch)
        obs, state, rewards, _, _ = jax.vmap(env.step)(step_keys, state, {"agent_0": actions[0], "agent_1": actions[1]})
        total += rewards["agent_0"].sum()
        if observation == "lossless":
            total += sum(view.astype(jnp.float32).sum() for view in obs.values())
        return (key, state, total), None

    @jax.jit
    def play(key, state):
        return jax.lax.scan(tick, (key, state, jnp.float32(0)), None, length=ticks)[0]

    key = jax.random.PRNGKey(1)
    _, state = jax.vmap(env.reset)(jax.random.split(key, batch))
    key, state, total = jax.block_until_ready(play(key, state))  # compiles
    begin = time.perf_counter()
    _, state, total = jax.block_until_ready(play(key, state))
    elapsed = time.perf_counter() - begin
    return {
        "kitchen": "cramped_room", "batch": batch, "cores": cores, "observation": observation, "actions": "random",
        "stepsPerSecond": batch * ticks / elapsed, "checksum": f"{float(total) + float(state.agent_pos.sum()):.0f}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--ticks", type=int, default=400)
    arguments = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    env = Overcooked()
    print(json.dumps([measure(env, arguments.batch, name, arguments.ticks, cores) for name in ("none", "lossless")]))


if __name__ == "__main__":
    main()
