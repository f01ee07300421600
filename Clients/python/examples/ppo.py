"""PPO in self-play, in one file: both cooks are the same network (PyTorch), in the manner of CleanRL.

    pip install 'brigade-kitchen[envs]' torch
    python ppo.py --map cramped_room --steps 1500000        # soups worth about 200 an episode of 400 ticks

Every seat of every game is an environment of a `KitchenVectorEnv`. Shaped rewards count fully at first and fade to nothing, so that in the
end only deliveries do. The last line is JSON: the mean score of 100 episodes after training.
"""

import argparse
import json
import time

import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

from brigade_kitchen import Batch, Kitchen
from brigade_kitchen.envs import KitchenVectorEnv


def layer(inputs: int, outputs: int, scale: float = np.sqrt(2)) -> nn.Linear:
    linear = nn.Linear(inputs, outputs)
    nn.init.orthogonal_(linear.weight, scale)
    nn.init.zeros_(linear.bias)
    return linear


class Agent(nn.Module):
    """Two networks of two hidden layers: one says what to do, the other what a state is worth."""

    def __init__(self, features: int, hidden: int = 64) -> None:
        super().__init__()
        self.actor = nn.Sequential(layer(features, hidden), nn.Tanh(), layer(hidden, hidden), nn.Tanh(), layer(hidden, 6, 0.01))
        self.critic = nn.Sequential(layer(features, hidden), nn.Tanh(), layer(hidden, hidden), nn.Tanh(), layer(hidden, 1, 1.0))

    def forward(self, views: torch.Tensor) -> torch.Tensor:
        return self.actor(views)


def arguments(words=None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--map", default="cramped_room")
    parser.add_argument("--dynamics", default="old")
    parser.add_argument("--steps", type=int, default=1_500_000, help="ticks of all games together")
    parser.add_argument("--games", type=int, default=64)
    parser.add_argument("--ticks", type=int, default=400, help="ticks of every game between updates")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--minibatches", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3, help="learning rate, which falls to nothing")
    parser.add_argument("--gamma", type=float, default=0.99)
    parser.add_argument("--lambda", dest="lam", type=float, default=0.95)
    parser.add_argument("--clip", type=float, default=0.2)
    parser.add_argument("--entropy", type=float, default=0.02, help="entropy's coefficient, which falls to a tenth")
    parser.add_argument("--shaped-until", type=float, default=0.7, help="share of the training after which shaped rewards are gone")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(words)


def train(args: argparse.Namespace) -> "tuple[Agent, list[float]]":
    """The trained agent, and the mean score of the games of every update."""
    torch.manual_seed(args.seed)
    envs = KitchenVectorEnv(
        args.map, args.games, dynamics=args.dynamics, observations="features", dtype="float32", autoreset="same", shaping=1.0)
    count, size = envs.num_envs, envs.single_observation_space.shape[0]
    agent = Agent(size)
    optimizer = torch.optim.Adam(agent.parameters(), lr=args.rate, eps=1e-5)
    views = torch.zeros(args.ticks, count, size)
    actions = torch.zeros(args.ticks, count, dtype=torch.long)
    chances, rewards, values, ends = (torch.zeros(args.ticks, count) for _ in range(4))
    seen, _ = envs.reset(seed=args.seed)
    updates = max(1, args.steps // (args.games * args.ticks))
    scores = []
    for update in range(updates):
        done = update / updates
        envs.shaping = max(0.0, 1 - done / args.shaped_until)
        optimizer.param_groups[0]["lr"] = args.rate * (1 - done)
        score = 0.0
        for tick in range(args.ticks):
            views[tick] = torch.from_numpy(seen)
            with torch.no_grad():
                policy = Categorical(logits=agent.actor(views[tick]))
                actions[tick] = policy.sample()
                chances[tick] = policy.log_prob(actions[tick])
                values[tick] = agent.critic(views[tick]).squeeze(-1)
            seen, reward, _, truncated, infos = envs.step(actions[tick].numpy())
            rewards[tick], ends[tick] = torch.from_numpy(reward), torch.from_numpy(truncated)
            score += infos["sparse"].sum() / count
        scores.append(score * 400 / args.ticks)
        # Advantages by the critic's errors, backwards (GAE). The last state of an episode is not shown, so that its value counts as nothing.
        with torch.no_grad():
            following, advantage = agent.critic(torch.from_numpy(seen)).squeeze(-1), torch.zeros(count)
            advantages = torch.zeros_like(rewards)
            for tick in reversed(range(args.ticks)):
                goes_on = 1 - ends[tick]
                error = rewards[tick] + args.gamma * following * goes_on - values[tick]
                advantage = error + args.gamma * args.lam * goes_on * advantage
                advantages[tick], following = advantage, values[tick]
            returns = advantages + values
        flat = [part.reshape(args.ticks * count, *part.shape[2:]) for part in (views, actions, chances, advantages, returns)]
        for _ in range(args.epochs):
            for chosen in torch.randperm(args.ticks * count).chunk(args.minibatches):
                view, action, chance, advantage, target = (part[chosen] for part in flat)
                policy = Categorical(logits=agent.actor(view))
                ratio = (policy.log_prob(action) - chance).exp()
                advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
                gain = torch.min(ratio * advantage, ratio.clamp(1 - args.clip, 1 + args.clip) * advantage).mean()
                loss = -gain + 0.5 * (agent.critic(view).squeeze(-1) - target).square().mean()
                loss = loss - args.entropy * (1 - 0.9 * done) * policy.entropy().mean()
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(agent.parameters(), 0.5)
                optimizer.step()
        if update % 10 == 9 or update == updates - 1:
            print(f"update {update + 1} of {updates}: score {scores[-1]:.1f}, shaping {envs.shaping:.2f}", flush=True)
    envs.close()
    return agent, scores


def evaluate(agent: Agent, map: str, dynamics: str, episodes: int = 100, seed: int = 1) -> float:
    """The mean score of episodes of 400 ticks in which both seats draw from the agent's policy."""
    batch = Batch(Kitchen(map, dynamics=dynamics), episodes, observations="features", dtype="float32", autoreset="next")
    generator = torch.Generator().manual_seed(seed)
    total = 0.0
    for _ in range(400):
        with torch.no_grad():
            probabilities = agent.actor(torch.from_numpy(batch.observations)).softmax(-1)
        drawn = torch.multinomial(probabilities.reshape(-1, 6), 1, generator=generator)
        batch.actions[:] = drawn.reshape(episodes, -1).numpy()
        batch.step()
        total += batch.rewards.sum()
    return float(total) / episodes


def main(words=None) -> dict:
    args = arguments(words)
    begin = time.perf_counter()
    agent, scores = train(args)
    seconds = time.perf_counter() - begin
    result = {
        "map": args.map, "dynamics": args.dynamics, "steps": args.steps, "seconds": round(seconds, 1),
        "first": round(scores[0], 1), "last": round(scores[-1], 1), "score": round(evaluate(agent, args.map, args.dynamics), 1)}
    print(json.dumps(result))
    return result


if __name__ == "__main__":
    main()
