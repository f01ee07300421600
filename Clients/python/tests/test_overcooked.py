"""The drop-in: programs over overcooked_ai do the same with the engine behind it as without.

Each runs in an interpreter of its own, for what is patched stays patched. overcooked_ai is of the time before NumPy 2, so that
BRIGADE_OVERCOOKED_PYTHON names an interpreter with it and with this package (make peer-tests).
"""

import json
import os
import subprocess
import sys

import pytest

PYTHON = os.environ.get("BRIGADE_OVERCOOKED_PYTHON", sys.executable)


def run(code, *, overlay, tmp_path):
    program = tmp_path / "program.py"
    program.write_text(code)
    command = [PYTHON, "-W", "ignore::DeprecationWarning", *(["-m", "brigade_kitchen.overcooked"] if overlay else []), str(program)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), done.stderr


@pytest.fixture(scope="module", autouse=True)
def there():
    code = "import overcooked_ai_py.mdp.overcooked_env, brigade_kitchen"
    if subprocess.run([PYTHON, "-c", code], capture_output=True).returncode:
        pytest.skip("overcooked_ai is not installed; make peer-tests installs it")


PROGRAM = """
import json, hashlib, random, copy, pickle, sys
import numpy as np
from overcooked_ai_py.mdp.actions import Action
from overcooked_ai_py.mdp.overcooked_mdp import OvercookedGridworld, OvercookedState, SoupState, ObjectState
from overcooked_ai_py.mdp.overcooked_env import OvercookedEnv
from overcooked_ai_py.planning.planners import MotionPlanner

class Manager:
    def __init__(self, mdp, goals):
        self.motion_planner = MotionPlanner(mdp, counter_goals=goals)

def digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]

draw = random.Random(3)
np.random.seed(5)
seen = []
for layout in ["cramped_room", "counter_circuit_o_1order", "mdp_test", "simple_o", "asymmetric_advantages_tomato"]:
    mdp = OvercookedGridworld.from_layout_name(layout)
    env = OvercookedEnv.from_mdp(mdp, horizon=300, info_level=0,
                                 start_state_fn=mdp.get_random_start_state_fn(True, 0.4) if layout != "simple_o" else None)
    manager = Manager(mdp, [])
    for episode in range(2):
        env.reset()
        states = [env.state]
        done = False
        while not done:
            joint = tuple(draw.choice(Action.ALL_ACTIONS + ["interact"] * 2) for _ in range(2))
            state, reward, done, info = env.step(joint)
            seen.append((reward, info["shaped_r_by_agent"], info["sparse_r_by_agent"]))
            if state.timestep % 9 == 0:
                seen.append(digest([view.tolist() for view in env.lossless_state_encoding_mdp(state)]))
                seen.append(digest([(view.dtype, view.tolist()) for view in mdp.featurize_state(state, manager)]))
            if state.timestep % 13 == 0:
                seen.append(digest(str(state)))
                seen.append(digest(json.dumps(state.to_dict(), default=str)))
                assert OvercookedState.from_dict(state.to_dict()) == state and state.deepcopy() == state
                assert pickle.loads(pickle.dumps(state)) == state and copy.deepcopy(state) == state
                # A program that changes what it has read.
                if state.players[0].held_object is None:
                    state.players[0].set_object(ObjectState("dish", state.players[0].position))
            if state.timestep % 50 == 0:
                following, infos = mdp.get_state_transition(state, (Action.STAY, Action.INTERACT))
                seen.append((digest(str(following)), digest(infos)))
            states.append(state)
        seen.append(digest([(str(s), s.timestep) for s in states]))
        seen.append(digest({key: (value.tolist() if hasattr(value, "tolist") else value) for key, value in info["episode"]["ep_game_stats"].items()}))
        seen.append(repr(info["episode"]["ep_sparse_r"]))
        pickle.dumps(mdp)
        copy.deepcopy(mdp)
print(json.dumps([len(seen), digest(seen), getattr(OvercookedGridworld, "_brigade_originals", None) is not None]))
"""


def test_a_program_does_the_same(tmp_path):
    (count, own, patched), errors = run(PROGRAM, overlay=True, tmp_path=tmp_path)
    assert patched and "stays" not in errors, errors
    assert run(PROGRAM, overlay=False, tmp_path=tmp_path)[0] == [count, own, False]


LAYOUTS = """
import json, glob, os, warnings, random
import overcooked_ai_py
from overcooked_ai_py.mdp.overcooked_mdp import OvercookedGridworld
from overcooked_ai_py.mdp.actions import Action
taken, left = [], {}
folder = os.path.join(os.path.dirname(overcooked_ai_py.__file__), "data", "layouts")
for path in sorted(glob.glob(folder + "/*.layout")):
    name = os.path.basename(path)[:-7]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            mdp = OvercookedGridworld.from_layout_name(name)
        except Exception as error:
            left[name] = "overcooked_ai: " + repr(error)
            continue
        mdp.get_state_transition(mdp.get_standard_start_state(), [Action.STAY] * mdp.num_players)
    if mdp._brigade is None:
        left[name] = str(caught[-1].message)
    else:
        taken.append(name)
print(json.dumps([taken, left]))
"""


def test_every_layout_is_taken_over(tmp_path):
    (taken, left), _ = run(LAYOUTS, overlay=True, tmp_path=tmp_path)
    print(len(taken), left)
    assert len(taken) >= 40 and not left, left


OTHERS = """
import json, warnings
warnings.simplefilter("always")
from overcooked_ai_py.mdp.overcooked_mdp import OvercookedGridworld
from overcooked_ai_py.mdp.actions import Action

class Slow(OvercookedGridworld):
    def step_environment_effects(self, state):
        super().step_environment_effects(state)
        state.timestep += 1

mdp = OvercookedGridworld.from_layout_name("cramped_room")
slow = Slow(**{key: value for key, value in mdp.mdp_params.items() if key not in ("start_bonus_orders",)})
state, _ = slow.get_state_transition(slow.get_standard_start_state(), (Action.STAY, Action.STAY))
try:
    mdp.get_state_transition(mdp.get_standard_start_state(), (7, Action.STAY))
    refused = False
except ValueError:
    refused = True
print(json.dumps([state.timestep, slow._brigade is None, refused]))
"""


def test_other_rules_stay_with_overcooked_ai(tmp_path):
    (timestep, left, refused), errors = run(OTHERS, overlay=True, tmp_path=tmp_path)
    assert (timestep, left, refused) == (2, True, True) and "stays with overcooked_ai" in errors
