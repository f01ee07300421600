"""PettingZoo: all players act at once."""

from typing import Any, Dict, List, Optional, Tuple

import numpy as np
from gymnasium import spaces
from gymnasium.utils import seeding
from pettingzoo import ParallelEnv  # type: ignore[import-untyped]

from ..batch import Batch, Starts
from ..kitchen import KitchenError, View
from .common import FPS, MODES, SEEDS, action_space, checked_mode, default_encoding, make_kitchen, observation_space, rendered
from .window import Shown

Agent = str


class KitchenParallelEnv(ParallelEnv):
    """A kitchen as a `ParallelEnv` of agents `player_0`, `player_1` and so on.

        env = KitchenParallelEnv("cramped_room", shaping=1.0)
        observations, infos = env.reset(seed=1)
        observations, rewards, terminations, truncations, infos = env.step({agent: 4 for agent in env.agents})

    Everybody's reward is the team's sparse reward plus `shaping` times their own shaped reward. Episodes end at the horizon, by
    truncation. An agent's info has `sparse` (the team's), `shaped` (its own) and `outcome`, whose events `Kitchen.events` names.

    Args:
        map, dynamics, changes: what makes the kitchen; see `Kitchen`.
        observations, dtype, view, counter_goals: what is seen; see `Batch`. By default the whole grid: `lossless`, of OvercookedV2 `grid`.
        horizon: ticks of an episode.
        starts: how episodes begin; see `Batch`.
        shaping: how much of the shaped rewards counts; may be set between steps, to let it fade.
        render_mode: `rgb_array`, `ansi`, or `human`, which shows every episode in the program's window.
        drawing: in `rgb_array`, `plain` for small pictures of the package's own, or `brigade` for the program's, which take their time.

    `reset(options={"state": state})` begins the episode with a `State`.
    """

    metadata = {"name": "brigade_kitchen_v0", "render_modes": MODES, "is_parallelizable": True, "render_fps": FPS}

    def __init__(
        self, map: Any = "cramped_room", *, dynamics: Optional[str] = None, observations: Optional[str] = None, dtype: Any = None,
        view: View = "layout", counter_goals: bool = False, horizon: int = 400, starts: Starts = "layout", shaping: float = 0.0,
        render_mode: Optional[str] = None, drawing: str = "plain", **changes: Any,
    ) -> None:
        self.kitchen = make_kitchen(map, dynamics, changes)
        self.render_mode = checked_mode(render_mode, drawing)
        self._drawing = drawing
        self._shown = Shown(self.render_mode, self.kitchen, horizon, starts, FPS)
        self.shaping = shaping
        # The last state of an episode stays to be seen until reset.
        self._batch = Batch(
            self.kitchen, horizon=horizon, observations=default_encoding(self.kitchen, observations), dtype=dtype, view=view,
            counter_goals=counter_goals, starts=starts, autoreset="next")
        self.possible_agents: List[Agent] = [f"player_{player}" for player in range(self.kitchen.players)]
        self.agents: List[Agent] = []
        space = observation_space(self._batch)
        self.observation_spaces = {agent: spaces.Box(space.low, space.high, dtype=space.dtype.type) for agent in self.possible_agents}
        self.action_spaces = {agent: action_space() for agent in self.possible_agents}
        self._random: Optional[np.random.Generator] = None

    def observation_space(self, agent: Agent) -> spaces.Box:
        return self.observation_spaces[agent]

    def action_space(self, agent: Agent) -> spaces.Discrete:
        return self.action_spaces[agent]

    def reset(
        self, seed: Optional[int] = None, options: Optional[Dict[str, Any]] = None
    ) -> Tuple[Dict[Agent, np.ndarray], Dict[Agent, Dict[str, Any]]]:
        """Begins an episode: with the same seed the same one."""
        if seed is not None or self._random is None:
            self._random, _ = seeding.np_random(seed)
        self._batch.reset(int(self._random.integers(SEEDS)))
        if options and options.get("state") is not None:
            self._batch.load(0, options["state"])
        self._shown.begin((options or {}).get("state"))
        self.agents = list(self.possible_agents)
        return self._observations(), {agent: self._info(player) for player, agent in enumerate(self.agents)}

    def step(self, actions: Dict[Agent, int]) -> Tuple[
        Dict[Agent, np.ndarray], Dict[Agent, float], Dict[Agent, bool], Dict[Agent, bool], Dict[Agent, Dict[str, Any]]]:
        """Plays one tick with an action of every living agent."""
        if not self.agents:
            raise KitchenError("no episode is being played; call reset first")
        for player, agent in enumerate(self.agents):
            if agent not in actions:
                raise KitchenError(f"there is no action of {agent}; give one of every living agent")
            self._batch.actions[0, player] = self._action(agent, actions[agent])
        self._shown.play(self._batch.actions[0])
        self._batch.step()
        ended = bool(self._batch.ends[0])
        living = self.agents
        team = float(self._batch.rewards[0])
        rewards = {agent: team + self.shaping * float(self._batch.shaped[0, player]) for player, agent in enumerate(living)}
        infos = {agent: self._info(player) for player, agent in enumerate(living)}
        observations = self._observations()
        if ended:
            self.agents = []
        return observations, rewards, dict.fromkeys(living, False), dict.fromkeys(living, ended), infos

    def _action(self, agent: Agent, action: Any) -> int:
        if not self.action_spaces[agent].contains(np.int64(action) if isinstance(action, (int, np.integer)) else action):
            raise KitchenError(f"{agent} cannot play {action!r}; actions are 0 to 5")
        return int(action)

    def _observations(self) -> Dict[Agent, np.ndarray]:
        assert self._batch.observations is not None
        return {agent: self._batch.observations[0, player].copy() for player, agent in enumerate(self.agents)}

    def _info(self, player: int) -> Dict[str, Any]:
        batch = self._batch
        return {"sparse": float(batch.rewards[0]), "shaped": float(batch.shaped[0, player]), "outcome": int(batch.outcomes[0, player])}

    def state(self) -> np.ndarray:
        """Everybody's observations together, of the agents in their order."""
        assert self._batch.observations is not None
        return self._batch.observations[0].copy()

    def render(self) -> Any:
        """An RGB picture, uint8 `[rows, columns, 3]`, or a text."""
        return rendered(self._batch, self.render_mode, self._drawing)

    def close(self) -> None:
        self._shown.close()
        self._batch.close()


def parallel_env(**arguments: Any) -> KitchenParallelEnv:
    """By the name that PettingZoo's own environments have."""
    return KitchenParallelEnv(**arguments)
