"""The loop that the benches of JaxMARL's kitchens share: a batch of kitchens in one compiled scan, random actions."""
import os
import time
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402


def measure(env, kitchen: str, batch: int, observation: str, ticks: int, cores: int, place) -> dict:
    """A row of the bench's table. The observations are added up unless `observation` is none; `place` gives a state's positions."""
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
        "stepsPerSecond": batch * ticks / elapsed, "checksum": f"{float(total) + float(place(state).sum()):.0f}",
    }
