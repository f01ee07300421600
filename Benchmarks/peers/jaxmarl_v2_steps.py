"""Steps a second of JaxMARL's OvercookedV2 on the CPU: a batch of kitchens in one compiled loop, random actions.

`none` uses rewards and states only, so that the compiler drops the observations; the other rows add up every agent's
observation of every step. Needs the environment that install.sh makes; compare.py --family v2 calls it, and pins it to its cores.
"""
import argparse
import json
import os

from jaxmarl_loop import measure
from jaxmarl.environments.overcooked_v2.overcooked import OvercookedV2

KITCHENS = ["cramped_room_v2", "test_time_wide", "grounded_coord_ring"]
VIEWS = {"none": 2, "full view": None, "5x5 views": 2}


def environment(kitchen: str, observation: str) -> OvercookedV2:
    return OvercookedV2(
        layout=kitchen, agent_view_size=VIEWS[observation], negative_rewards=True, sample_recipe_on_delivery=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--ticks", type=int, default=100)
    parser.add_argument("--kitchens", nargs="*", default=KITCHENS)
    arguments = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    print(json.dumps([
        measure(
            environment(kitchen, name), kitchen, arguments.batch, name, arguments.ticks, cores, lambda state: state.agents.pos.x)
        for kitchen in arguments.kitchens for name in VIEWS]))


if __name__ == "__main__":
    main()
