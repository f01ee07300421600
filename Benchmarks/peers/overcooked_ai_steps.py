"""Steps a second of overcooked_ai: one kitchen, one core, random actions, as rows of JSON.

Needs the environment that install.sh makes; compare.py calls it.
"""
import argparse
import contextlib
import hashlib
import io
import json
import random
import time
import warnings

warnings.filterwarnings("ignore")
with contextlib.redirect_stderr(io.StringIO()):
    from overcooked_ai_py.mdp.actions import Action
    from overcooked_ai_py.mdp.overcooked_mdp import OvercookedGridworld
    from overcooked_ai_py.planning.planners import MotionPlanner


class Planner:
    """All that `featurize_state` asks for: shortest paths, with no counter as a goal."""

    def __init__(self, mdp):
        self.motion_planner = MotionPlanner(mdp, counter_goals=[])


def measure(mdp, planner, observation: str, seconds: float, horizon: int = 400) -> dict:
    rng = random.Random(1)
    state = mdp.get_standard_start_state()
    steps = 0
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        for _ in range(100):
            joint = [Action.ALL_ACTIONS[rng.randrange(6)], Action.ALL_ACTIONS[rng.randrange(6)]]
            state, _ = mdp.get_state_transition(state, joint)
            if state.timestep >= horizon:
                state = mdp.get_standard_start_state()
            if observation == "lossless":
                mdp.lossless_state_encoding(state, horizon=horizon)
            elif observation == "features":
                mdp.featurize_state(state, planner)
        steps += 100
    elapsed = time.perf_counter() - begin
    return {
        "kitchen": "cramped_room", "batch": 1, "cores": 1, "observation": observation, "actions": "random",
        "stepsPerSecond": steps / elapsed, "checksum": hashlib.sha256(str(state).encode()).hexdigest()[:16],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3, help="time a row")
    arguments = parser.parse_args()
    mdp = OvercookedGridworld.from_layout_name("cramped_room")
    planner = Planner(mdp)
    print(json.dumps([measure(mdp, planner, name, arguments.seconds) for name in ("none", "lossless", "features")]))


if __name__ == "__main__":
    main()
