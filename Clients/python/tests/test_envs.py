"""The environments keep the contracts of Gymnasium and PettingZoo: their own checks pass."""

import warnings
from pathlib import Path

import numpy as np
import pytest

gymnasium = pytest.importorskip("gymnasium")
pytest.importorskip("pettingzoo")

from gymnasium.utils.env_checker import check_env  # noqa: E402
from pettingzoo.test import api_test, parallel_api_test, parallel_seed_test  # noqa: E402
from pettingzoo.utils import parallel_to_aec  # noqa: E402

import brigade_kitchen as bk  # noqa: E402
from brigade_kitchen.envs import KitchenEnv, KitchenParallelEnv, KitchenVectorEnv, ids  # noqa: E402

CASES = [
    ("cramped_room", "lossless"), ("cramped_room", "features"), ("counter_circuit_o_1order", "lossless"),
    ("v2/cramped_room_v2", "grid"), ("v2/grounded_coord_ring", "grid")]


def test_partners_of_agent_files():
    agent = Path(__file__).resolve().parents[3] / "Agents/ppo/ppo-cramped_room.yaml"
    scores = {}
    for partner in (str(agent), "stay"):
        mine = bk.policies.load(str(agent)).player()
        mine.reset(1, seed=5)
        env = KitchenEnv("cramped_room", dynamics="old", partner=partner, observations=mine.encoding, counter_goals=mine.counters)
        observation, _ = env.reset(seed=2)
        scores[partner], over = 0.0, False
        while not over:
            observation, reward, _, over, _ = env.step(int(mine(observation[None])[0]))
            scores[partner] += reward
    assert scores[str(agent)] > scores["stay"]
    with pytest.raises(bk.policies.PolicyError, match="weights"):
        KitchenEnv("cramped_room", partner=agent.parents[1] / "greedy.yaml")
    with pytest.raises(bk.KitchenError, match="no partner"):
        KitchenEnv("cramped_room", partner="nobody")


@pytest.mark.parametrize("map,observations", CASES)
def test_parallel_contract(map, observations):
    parallel_api_test(KitchenParallelEnv(map, observations=observations, horizon=60), num_cycles=200)
    parallel_seed_test(lambda: KitchenParallelEnv(map, observations=observations, horizon=60), num_cycles=100)


def test_turns_contract():
    api_test(parallel_to_aec(KitchenParallelEnv("cramped_room", observations="features", dtype="float32", horizon=30)), num_cycles=100)


@pytest.mark.parametrize("map,observations", CASES)
def test_single_contract(map, observations):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(KitchenEnv(map, observations=observations, horizon=50), skip_render_check=True)


def test_ids():
    assert "Brigade/cramped_room-v0" in ids() and "Brigade/cramped_room_v2-v0" in ids()
    assert len(ids()) == len(set(ids())) == len(bk.layouts.names()) + 1
    env = gymnasium.make("Brigade/cramped_room-v0", horizon=30, partner="stay")
    observation, _ = env.reset(seed=1)
    assert observation.shape == (5, 4, 26)
    envs = gymnasium.make_vec("Brigade/coordination_ring-v0", num_envs=6, horizon=30)
    assert envs.reset(seed=1)[0].shape == (6, 5, 5, 26)


@pytest.mark.parametrize("autoreset", ["next", "same"])
def test_vector_against_single_steps(autoreset):
    horizon, games, players = 20, 5, 2
    envs = KitchenVectorEnv("cramped_room", games, autoreset=autoreset, horizon=horizon, starts=("random", 0.5), shaping=0.5)
    observations, _ = envs.reset(seed=3)
    assert observations in envs.observation_space and envs.num_envs == games * players
    random = np.random.default_rng(1)
    ends = []
    for tick in range(50):
        actions = random.integers(0, 6, envs.num_envs)
        observations, rewards, terminations, truncations, infos = envs.step(actions)
        assert observations in envs.observation_space and rewards.shape == (10,) and not terminations.any()
        assert (rewards == infos["sparse"] + 0.5 * infos["shaped"]).all()
        assert truncations.all() or not truncations.any()
        ends.append(bool(truncations[0]))
        if autoreset == "next" and tick and ends[-2]:
            assert not rewards.any()
    period = horizon + (autoreset == "next")
    assert [tick for tick, end in enumerate(ends) if end] == [horizon - 1, horizon - 1 + period]


def test_vector_wrappers():
    from gymnasium.wrappers.vector import FlattenObservation, NormalizeReward, RecordEpisodeStatistics

    envs = RecordEpisodeStatistics(NormalizeReward(FlattenObservation(KitchenVectorEnv("cramped_room", 4, horizon=10))))
    envs.reset(seed=0)
    for _ in range(25):
        _, _, _, truncations, infos = envs.step(envs.action_space.sample())
    assert "episode" in infos or not truncations.any()


def test_the_same_seed_is_the_same_episode():
    def episode(seed):
        env = KitchenEnv("cramped_room", starts="random", horizon=40, seat=None)
        observation, info = env.reset(seed=seed)
        seen = [observation.tobytes(), info["seat"]]
        for tick in range(40):
            observation, reward, _, over, _ = env.step(tick % 6)
            seen += [observation.tobytes(), reward]
        assert over
        return seen

    assert episode(5) == episode(5) and episode(5) != episode(6)


def test_partners():
    class Counter:
        begun = played = 0

        def begin(self):
            self.begun += 1

        def act(self, observation):
            assert observation.shape == (5, 4, 26)
            self.played += 1
            return 4

    partner = Counter()
    env = KitchenEnv("cramped_room", partner=partner, seat=1, horizon=5)
    for _ in range(2):
        env.reset(seed=1)
        for _ in range(5):
            env.step(np.int64(4))
    assert (partner.begun, partner.played) == (2, 10)
    with pytest.raises(bk.KitchenError, match="call reset"):
        env.step(4)
    with pytest.raises(bk.KitchenError, match="no partner 'rnadom'; did you mean 'random'"):
        KitchenEnv(partner="rnadom")
    env = KitchenEnv(partner=lambda observation: 6)
    env.reset(seed=1)
    with pytest.raises(bk.KitchenError, match="seat 1 plays 6"):
        env.step(0)


def test_starts_by_state():
    state = bk.State([bk.Player((1, 2), "east", bk.Item("dish")), bk.Player((3, 1))], [bk.Object((2, 0), bk.soup("onion"))])
    env = KitchenParallelEnv("cramped_room", render_mode="ansi")
    env.reset(seed=1, options={"state": state})
    assert "player 0 holds dish" in env.render() and "soup of onion (not cooking) at (2, 0)" in env.render()


@pytest.mark.parametrize("map", ["cramped_room", "v2/cramped_room_v2", "v2/grounded_coord_ring", "tutorial_1"])
def test_pictures(map):
    env = KitchenEnv(map, render_mode="rgb_array", horizon=30)
    env.reset(seed=1)
    first = env.render()
    assert first.dtype == np.uint8 and first.shape == (32 * env.kitchen.height, 32 * env.kitchen.width, 3)
    for _ in range(20):
        env.step(env.action_space.sample())
    assert (env.render() != first).any()
