"""TorchRL's PPO in self-play: a `Batch` as a TorchRL environment, every seat of every game one of its environments.

    pip install brigade-kitchen torchrl
    python torchrl_ppo.py --steps 2000000

The last line is JSON: the sparse score of 400 ticks at the beginning and in the end. For one game at a time there is no need for a class:
TorchRL's `PettingZooWrapper(KitchenParallelEnv("cramped_room"))` takes the environment as it is.
"""

import argparse
import json

import torch
from tensordict import TensorDict
from tensordict.nn import InteractionType, TensorDictModule
from torch import nn
from torchrl.data import Categorical, Composite, Unbounded
from torchrl.envs import EnvBase
from torchrl.modules import ProbabilisticActor, ValueOperator
from torchrl.objectives import ClipPPOLoss
from torchrl.objectives.value import GAE

import brigade_kitchen as bk


class KitchenEnvironment(EnvBase):
    """All seats of a batch's games: observations are features, the reward is the team's plus the own shaped one."""

    def __init__(self, map: str, games: int, horizon: int, seed: int) -> None:
        self.batch = bk.Batch(
            bk.Kitchen(map, dynamics="old"), games, horizon=horizon, seed=seed, observations="features", dtype="float32", autoreset="next")
        self.players = self.batch.kitchen.players
        self.shaping, self.score = 1.0, 0.0
        super().__init__(batch_size=[games * self.players])
        count = self.batch_size[0]
        self.observation_spec = Composite(observation=Unbounded((count, self.batch.observations.shape[-1])), shape=(count,))
        self.action_spec = Categorical(6, shape=(count,))
        self.reward_spec = Unbounded((count, 1))

    def _observations(self) -> torch.Tensor:
        return torch.from_numpy(self.batch.observations).reshape(*self.batch_size, -1).clone()

    def _reset(self, tensordict=None, **options):
        self.batch.reset(int(torch.randint(1 << 62, ())))
        self.score = 0.0
        return TensorDict({"observation": self._observations()}, self.batch_size)

    def _step(self, tensordict):
        self.batch.actions[:] = tensordict["action"].reshape(-1, self.players).numpy()
        self.batch.step()
        self.score += float(self.batch.rewards.mean())
        team = torch.from_numpy(self.batch.rewards).repeat_interleave(self.players)
        reward = team + self.shaping * torch.from_numpy(self.batch.shaped).reshape(-1)
        done = torch.from_numpy(self.batch.ends).repeat_interleave(self.players)[:, None]
        return TensorDict(
            {"observation": self._observations(), "reward": reward[:, None], "done": done, "terminated": torch.zeros_like(done)},
            self.batch_size)

    def _set_seed(self, seed) -> None:
        torch.manual_seed(seed or 0)


def network(inputs: int, outputs: int, scale: float) -> nn.Module:
    layers = [nn.Linear(inputs, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, outputs)]
    for linear, gain in zip(layers[::2], (2 ** 0.5, 2 ** 0.5, scale)):
        nn.init.orthogonal_(linear.weight, gain)
        nn.init.zeros_(linear.bias)
    return nn.Sequential(*layers)


def main(words=None) -> dict:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--map", default="cramped_room")
    parser.add_argument("--steps", type=int, default=2_000_000, help="ticks of all games together")
    parser.add_argument("--games", type=int, default=64)
    parser.add_argument("--horizon", type=int, default=400)
    parser.add_argument("--shaped-until", type=float, default=0.8, help="the part of the steps in which shaped rewards fade")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(words)
    torch.manual_seed(args.seed)
    env = KitchenEnvironment(args.map, args.games, args.horizon, args.seed)
    inputs = env.observation_spec["observation"].shape[-1]
    actor = ProbabilisticActor(
        TensorDictModule(network(inputs, 6, 0.01), in_keys=["observation"], out_keys=["logits"]), in_keys=["logits"],
        distribution_class=torch.distributions.Categorical, return_log_prob=True, default_interaction_type=InteractionType.RANDOM)
    critic = ValueOperator(network(inputs, 1, 1.0), in_keys=["observation"])
    advantage = GAE(gamma=0.99, lmbda=0.95, value_network=critic, average_gae=True)
    loss = ClipPPOLoss(actor, critic, clip_epsilon=0.2, entropy_coeff=0.02, critic_coeff=0.5, loss_critic_type="l2")
    optimiser = torch.optim.Adam(loss.parameters(), lr=1e-3, eps=1e-5)
    episodes = max(1, args.steps // (args.games * args.horizon))
    scores = []
    for episode in range(episodes):
        env.shaping = max(0.0, 1 - episode / episodes / args.shaped_until)
        with torch.no_grad():
            played = env.rollout(args.horizon, actor)
            advantage(played)
        scores.append(env.score * 400 / args.horizon)
        flat = played.reshape(-1)
        for _ in range(6):
            for part in torch.randperm(len(flat)).split(max(256, len(flat) // 8)):
                parts = loss(flat[part])
                optimiser.zero_grad()
                (parts["loss_objective"] + parts["loss_critic"] + parts["loss_entropy"]).backward()
                torch.nn.utils.clip_grad_norm_(loss.parameters(), 0.5)
                optimiser.step()
    last = scores[-3:]
    result = {"map": args.map, "steps": args.steps, "first": round(scores[0], 1), "last": round(sum(last) / len(last), 1)}
    print(json.dumps(result))
    return result


if __name__ == "__main__":
    main()
