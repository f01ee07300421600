"""The drop-in with the generation 0.0.1 of overcooked_ai and with forks: programs do the same with the engine behind them as without.

The first is tested with a stand-in that comes with the tests. Real copies are tested where BRIGADE_OVERCOOKED_COPIES names them, as
`folder:package` separated by spaces (docs/python.md), by the interpreter of BRIGADE_OVERCOOKED_PYTHON.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = os.environ.get("BRIGADE_OVERCOOKED_PYTHON", sys.executable)
COPIES = os.environ.get("BRIGADE_OVERCOOKED_COPIES", "").split()
STAND_INS = Path(__file__).resolve().parent / "stand_ins"

PROGRAM = """
import glob, hashlib, importlib, json, os, pickle, random, sys, warnings
package, overlay, layouts, ticks = sys.argv[1], sys.argv[2] == "yes", sys.argv[3].split(",") if sys.argv[3] else None, int(sys.argv[4])
if overlay:
    import brigade_kitchen.overcooked
    brigade_kitchen.overcooked.install()
import numpy as np
mdp_module = importlib.import_module(package + ".mdp.overcooked_mdp")
Action = importlib.import_module(package + ".mdp.actions").Action

class Planner:
    def closest(self, player, cells):
        x, y = player.position
        far = sorted(cells, key=lambda cell: (abs(cell[0] - x) + abs(cell[1] - y), cell))
        return (far[0][0] - x, far[0][1] - y) if far else (0, 0)

def digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]

has_own_planner = layouts is not None  # of a stand-in; those of real copies are others
if layouts is None:
    folder = os.path.join(os.path.dirname(mdp_module.__file__), "..", "data", "layouts")
    layouts = sorted(os.path.basename(path)[:-len(".layout")] for path in glob.glob(folder + "/*.layout"))
draw, planner, seen, taken, left = random.Random(3), Planner(), {}, [], {}
for layout in layouts:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            mdp = mdp_module.OvercookedGridworld.from_layout_name(layout)
            state = mdp.get_standard_start_state()
        except Exception:
            continue  # the copy cannot play it
        mdp.get_state_transition(state, (Action.STAY,) * mdp.num_players)
    if overlay and mdp._brigade is None:
        left[layout] = str(caught[-1].message) if caught else "without a word"
    elif overlay:
        taken.append(layout)
    noted = []
    for tick in range(ticks):
        joint = tuple(draw.choice(Action.ALL_ACTIONS + ["interact"] * 2) for _ in range(mdp.num_players))
        try:
            state, *infos = mdp.get_state_transition(state, joint)
        except (KeyError, IndexError) as error:
            noted.append(repr(error))  # some copies cannot count tomatoes, or three players
            continue
        noted.append(digest((infos, getattr(state, "ml_actions", None))))
        if tick % 7 == 0 and mdp.num_players == 2:
            try:
                noted.append(digest([(view.dtype, view.tolist()) for view in mdp.lossless_state_encoding(state)]))
            except ValueError as error:
                noted.append(str(error))
            if has_own_planner:
                noted.append(digest([view.tolist() for view in mdp.featurize_state(state, planner)]))
        if tick % 11 == 0:
            noted.append(digest((json.dumps(state.to_dict(), default=str), state.timestep)))
            assert state.deepcopy() == state and pickle.loads(pickle.dumps(state)) == state
        if tick % 50 == 49 and state.players[0].held_object is None:
            state.players[0].set_object(mdp_module.ObjectState("dish", state.players[0].position))
    seen[layout] = digest(noted)
print(json.dumps([seen, taken, left]))
"""


def run(folder, package, *, overlay, tmp_path, layouts="", ticks=600):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [PYTHON, "-W", "ignore", str(program), package, "yes" if overlay else "no", layouts, str(ticks)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=600, env={**os.environ, "PYTHONPATH": str(folder)})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_first_generation_does_the_same(tmp_path):
    layouts = "simple,two_pots,impatient"
    seen, taken, left = run(STAND_INS, "overcooked_ai_py", overlay=True, tmp_path=tmp_path, layouts=layouts, ticks=1500)
    assert taken == ["simple", "two_pots"]
    assert list(left) == ["impatient"] and "stays with overcooked_ai" in left["impatient"]
    assert seen == run(STAND_INS, "overcooked_ai_py", overlay=False, tmp_path=tmp_path, layouts=layouts, ticks=1500)[0]


@pytest.mark.skipif(not COPIES, reason="BRIGADE_OVERCOOKED_COPIES names no copies of overcooked_ai (docs/python.md)")
@pytest.mark.parametrize("place", COPIES)
def test_a_copy_does_the_same(place, tmp_path):
    folder, _, package = place.rpartition(":")
    code = f"import brigade_kitchen, importlib; importlib.import_module({package + '.mdp.overcooked_mdp'!r})"
    there = subprocess.run([PYTHON, "-W", "ignore", "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": folder})
    if there.returncode:
        pytest.skip(f"{place} cannot be imported: {there.stderr.splitlines()[-1]}")
    seen, taken, left = run(folder, package, overlay=True, tmp_path=tmp_path)
    print(f"{place}: {len(taken)} of {len(seen)} layouts taken over; left: {json.dumps(left, indent=1)}")
    assert taken and seen == run(folder, package, overlay=False, tmp_path=tmp_path)[0]
