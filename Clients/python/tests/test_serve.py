"""Programs that play many games at once, by `brigade_agent.serve`."""

import sys
from pathlib import Path

import numpy as np
import pytest

import brigade_kitchen as bk
from brigade_kitchen import policies
from store_fixtures import ROOT, run

PROGRAM = """\
import sys
sys.path[:0] = {folders!r}
import brigade_agent
from brigade_kitchen import policies

print("this goes to standard error")
player = policies.load({agent!r}).player(seed=3)
brigade_agent.serve(player)
"""


@pytest.mark.parametrize("games", [2, 64])
def test_a_network_plays_by_shared_memory_as_it_does_by_its_files(tmp_path, games):
    """The same greedy network as a program and as a policy agent: the same episodes to the last action."""
    shipped = ROOT / "Agents/ppo/ppo-cramped_room.yaml"
    network = policies.load(shipped)
    network.choice = "greedy"
    agent = policies.files.write(
        network, str(tmp_path / "network"), description="", provenance="", kitchens=(), unstick=False)
    folders = [str(Path(bk.__file__).parents[1]), str(ROOT / "Clients/python")]
    (tmp_path / "program.py").write_text(PROGRAM.format(folders=folders, agent=agent))
    counters = "true" if network.counters else "false"
    (tmp_path / "served.yaml").write_text(
        f"kind: process\nparameters:\n  command: [{sys.executable}, program.py]\n  games: {games}\n  start_ms: 60000\n"
        f"  encoding: {network.encoding}\n  counters: {counters}\n")
    store = str(tmp_path / "log.sqlite")
    common = ["--maps", "cramped_room", "--dynamics", "old", "--horizon", "80", "--strict", "--quiet", "--db", store]
    for player in (agent, str(tmp_path / "served.yaml")):
        run("tournament", "--agents", player, str(ROOT / "Agents/random.yaml"), "--episodes", "6", *common)
    log = bk.open(store, to="columns")
    episodes = log.episodes()
    played = {}
    for number, names, seed in zip(episodes["episode"], episodes["players"], episodes["seed"]):
        played[tuple(name.replace("served", "network") for name in names), int(seed), "served" in names] = log.actions(int(number))
    compared = 0
    for (names, seed, is_served), actions in played.items():
        if is_served:
            assert (actions == played[names, seed, False]).all()
            compared += 1
    assert compared == 3 * 6
