"""Stable-Baselines3's PPO in self-play, over a `KitchenVectorEnv` behind the adapter that SB3 wants.

    pip install 'brigade-kitchen[envs]' stable-baselines3
    python sb3_ppo.py --steps 2000000

The last line is JSON: the sparse score of a game of 400 ticks at the beginning and in the end.
"""

import argparse
import json

import numpy as np
from stable_baselines3 import PPO
from stable_baselines3.common.vec_env import VecEnv

from brigade_kitchen.envs import KitchenVectorEnv


class ForStableBaselines(VecEnv):
    """A vector environment by the contract of Stable-Baselines3, which begins episodes again in the same step."""

    def __init__(self, envs: KitchenVectorEnv) -> None:
        super().__init__(envs.num_envs, envs.single_observation_space, envs.single_action_space)
        self.envs, self.scores, self.gained = envs, [], 0.0

    def reset(self):
        return self.envs.reset(seed=self._seeds[0] if self._seeds else None)[0]

    def step_async(self, actions) -> None:
        self.actions = actions

    def step_wait(self):
        views, rewards, _, truncated, infos = self.envs.step(self.actions)
        self.gained += infos["sparse"].mean()
        if truncated[0]:
            self.scores.append(self.gained)
            self.gained = 0.0
        # SB3 wants the last view of an episode; at a fixed horizon the next one's first, of the same kitchen, stands in for it.
        notes = [{"TimeLimit.truncated": True, "terminal_observation": view} if over else {} for over, view in zip(truncated, views)]
        return views, rewards.astype(np.float32), truncated, notes

    def close(self) -> None:
        self.envs.close()

    def get_attr(self, attr_name, indices=None):
        return [getattr(self.envs, attr_name, None)] * self.num_envs

    def set_attr(self, attr_name, value, indices=None) -> None:
        setattr(self.envs, attr_name, value)

    def env_method(self, method_name, *method_args, indices=None, **method_kwargs):
        return [getattr(self.envs, method_name)(*method_args, **method_kwargs)] * self.num_envs

    def env_is_wrapped(self, wrapper_class, indices=None):
        return [False] * self.num_envs


def main(words=None) -> dict:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--map", default="cramped_room")
    parser.add_argument("--steps", type=int, default=2_000_000, help="steps of all environments together")
    parser.add_argument("--games", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(words)
    envs = ForStableBaselines(KitchenVectorEnv(
        args.map, args.games, dynamics="old", observations="features", dtype="float32", autoreset="same", shaping=1.0))
    model = PPO("MlpPolicy", envs, n_steps=400, batch_size=3200, learning_rate=1e-3, ent_coef=0.02, seed=args.seed, device="cpu")
    model.learn(args.steps)
    scores = envs.scores or [0.0]
    result = {"map": args.map, "steps": args.steps, "first": round(float(scores[0]), 1), "last": round(float(scores[-1]), 1)}
    print(json.dumps(result))
    return result


if __name__ == "__main__":
    main()
