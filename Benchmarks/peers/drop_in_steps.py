"""Steps a processor second of overcooked_ai's own environment, with or without Brigade's engine behind it, as rows of JSON.

    .venv-overcooked_ai/bin/python drop_in_steps.py
    .venv-overcooked_ai/bin/python -m brigade_kitchen.overcooked drop_in_steps.py

Needs the environment that install.sh makes, for the second with the wheel of `make python` in it; python_package.py calls both.
"""
import argparse
import contextlib
import io
import json
import random
import time
import warnings

warnings.filterwarnings("ignore")
with contextlib.redirect_stderr(io.StringIO()):
    from overcooked_ai_py.mdp.actions import Action
    from overcooked_ai_py.mdp.overcooked_env import OvercookedEnv
    from overcooked_ai_py.mdp.overcooked_mdp import OvercookedGridworld
    from overcooked_ai_py.planning.planners import MotionPlanner


class Planner:
    """All that `featurize_state` asks for: shortest paths, with no counter as a goal."""

    def __init__(self, mdp):
        self.motion_planner = MotionPlanner(mdp, counter_goals=[])


LOOKS = {
    "transition": None,
    "step": lambda env, state, planner: None,
    "step + lossless": lambda env, state, planner: env.lossless_state_encoding_mdp(state),
    "step + features": lambda env, state, planner: env.mdp.featurize_state(state, planner),
    "step + position": lambda env, state, planner: state.players[0].position,
    "step + to_dict": lambda env, state, planner: state.to_dict(),
}


def measure(env, planner, what: str, seconds: float) -> dict:
    draw = random.Random(1)
    joints = [(draw.choice(Action.ALL_ACTIONS), draw.choice(Action.ALL_ACTIONS)) for _ in range(1000)]
    look, steps, spent = LOOKS[what], 0, 0.0
    env.reset()
    state = env.state
    begin = time.process_time()
    while spent < seconds:
        for joint in joints:
            if look is None:
                state, _ = env.mdp.get_state_transition(state, joint)
                continue
            state, _, done, _ = env.step(joint)
            look(env, state, planner)
            if done:
                env.reset(regen_mdp=False)
        steps += len(joints)
        spent = time.process_time() - begin
    return {"what": what, "stepsPerSecond": steps / spent}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2, help="processor time a row")
    arguments = parser.parse_args()
    mdp = OvercookedGridworld.from_layout_name("cramped_room")
    env = OvercookedEnv.from_mdp(mdp, horizon=400, info_level=0)
    planner = Planner(mdp)
    env._mp = planner.motion_planner
    print(json.dumps([measure(env, planner, what, arguments.seconds) for what in LOOKS]))


if __name__ == "__main__":
    main()
