"""A policy gradient with a learned baseline, in JAX alone: both cooks are the same network.

    pip install brigade-kitchen jax
    python jax_reinforce.py --updates 200

The engine steps a batch in NumPy; one compiled function chooses all actions of a tick, another learns from the whole episode. The rewards
are the shaped ones and a share of the sparse ones, so that potting and plating come first. The last line is JSON.
"""

import argparse
import json

import jax
import jax.numpy as jnp
import numpy as np

import brigade_kitchen as bk

HIDDEN, ACTIONS = 64, 6


def initial(key, features):
    sizes = [(features, HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, ACTIONS + 1)]
    keys = jax.random.split(key, len(sizes))
    return [(jax.random.normal(k, size) * np.sqrt(2 / size[0]) * (0.05 if i == 2 else 1), jnp.zeros(size[1]))
            for i, (k, size) in enumerate(zip(keys, sizes))]


def network(weights, views):
    """Logits of the actions, and the value of what is seen."""
    hidden = views / 4
    for matrix, bias in weights[:-1]:
        hidden = jnp.tanh(hidden @ matrix + bias)
    out = hidden @ weights[-1][0] + weights[-1][1]
    return out[..., :ACTIONS], out[..., ACTIONS]


@jax.jit
def choose(weights, key, views):
    return jax.random.categorical(key, network(weights, views.astype(jnp.float32))[0])


def loss(weights, views, actions, returns, entropy):
    logits, values = network(weights, views.astype(jnp.float32))
    chances = jax.nn.log_softmax(logits)
    taken = jnp.take_along_axis(chances, actions[..., None].astype(jnp.int32), -1)[..., 0]
    advantages = jax.lax.stop_gradient(returns - values)
    advantages = (advantages - advantages.mean()) / (advantages.std() + 1e-6)
    spread = -(jnp.exp(chances) * chances).sum(-1).mean()
    return -(advantages * taken).mean() + 0.5 * jnp.square(values - returns).mean() - entropy * spread


@jax.jit
def update(weights, moments, step, batch, rate):
    """One step of Adam."""
    gradient = jax.grad(loss)(weights, *batch, 0.02)
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, moments[0], gradient)
    second = jax.tree.map(lambda m, g: 0.999 * m + 0.001 * g * g, moments[1], gradient)
    change = jax.tree.map(
        lambda m, v: rate * (m / (1 - 0.9 ** step)) / (jnp.sqrt(v / (1 - 0.999 ** step)) + 1e-8), first, second)
    return jax.tree.map(lambda w, c: w - c, weights, change), (first, second)


def main(words=None) -> dict:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--map", default="cramped_room")
    parser.add_argument("--updates", type=int, default=200)
    parser.add_argument("--games", type=int, default=64)
    parser.add_argument("--ticks", type=int, default=100, help="ticks between updates")
    parser.add_argument("--gamma", type=float, default=0.97)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(words)
    batch = bk.Batch(bk.Kitchen(args.map, dynamics="old"), args.games, observations="features", seed=args.seed)
    key = jax.random.PRNGKey(args.seed)
    weights = initial(key, batch.observations.shape[-1])
    moments = (jax.tree.map(jnp.zeros_like, weights), jax.tree.map(jnp.zeros_like, weights))
    views = np.zeros((args.ticks, *batch.observations.shape), np.int16)
    actions = np.zeros((args.ticks, *batch.actions.shape), np.uint8)
    rewards = np.zeros((args.ticks, *batch.actions.shape), np.float32)
    gained = []
    for step in range(1, args.updates + 1):
        for tick in range(args.ticks):
            key, now = jax.random.split(key)
            views[tick] = batch.observations
            actions[tick] = batch.actions[:] = np.asarray(choose(weights, now, views[tick]))
            batch.step()
            rewards[tick] = batch.shaped + batch.rewards[:, None] / 2
        returns = np.zeros_like(rewards)
        later = np.asarray(network(weights, batch.observations.astype(np.float32))[1])
        for tick in reversed(range(args.ticks)):
            later = returns[tick] = rewards[tick] + args.gamma * later
        weights, moments = update(weights, moments, step, (views, actions, returns), args.rate)
        gained.append(float(rewards.sum() / args.games) * 400 / args.ticks)
        if step % 20 == 0:
            print(f"update {step}: {gained[-1]:.1f} rewarded in 400 ticks of a game", flush=True)
    result = {"map": args.map, "updates": args.updates, "first": round(gained[0], 1), "last": round(float(np.mean(gained[-10:])), 1)}
    print(json.dumps(result))
    return result


if __name__ == "__main__":
    main()
