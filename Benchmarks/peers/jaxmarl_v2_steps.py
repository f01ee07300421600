"""Steps a second of JaxMARL's OvercookedV2 on the CPU: a batch of kitchens in one compiled loop, random actions.

`none` uses rewards and states only, so that the compiler drops the observations; the other rows add up every agent's
observation of every step. Needs the environment that install.sh makes; compare.py --family v2 calls it, and pins it to its cores.
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
from jaxmarl.environments.overcooked_v2.overcooked import OvercookedV2  # noqa: E402

KITCHENS = ["cramped_room_v2", "test_time_wide", "grounded_coord_ring"]
VIEWS = {"none": 2, "full view": None, "5x5 views": 2}


def measure(kitchen: str, batch: int, observation: str, ticks: int, cores: int) -> dict:
    env = OvercookedV2(
        layout=kitchen, agent_view_size=VIEWS[observation], negative_rewards=True, sample_recipe_on_delivery=True)

    def tick(carry, _):
        key, state, total = carry
        key, act_key, step_key = jax.random.split(key, 3)
        actions = jax.random.randint(act_key, (env.num_agents, batch), 0, 6)
        step_keys = jax.random.split(step_key, batch)
        joint = {f"agent_{agent}": actions[agent] for agent in range(env.num_agents)}
        obs, state, rewards, _, _ = jax.vmap(env.step)(step_keys, state, joint)
        total += rewards["agent_0"].sum()
        if observation != "none":
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
        "kitchen": kitchen, "batch": batch, "cores": cores, "observation": observation, "actions": "random",
        "stepsPerSecond": batch * ticks / elapsed, "checksum": f"{float(total) + float(state.agents.pos.x.sum()):.0f}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--ticks", type=int, default=100)
    parser.add_argument("--kitchens", nargs="*", default=KITCHENS)
    arguments = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    print(json.dumps([
        measure(kitchen, arguments.batch, name, arguments.ticks, cores) for kitchen in arguments.kitchens for name in VIEWS]))


if __name__ == "__main__":
    main()
