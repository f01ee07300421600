"""Steps a second of JaxMARL's first overcooked on the CPU: a batch of kitchens in one compiled loop, random actions.

`none` uses rewards and states only, so that the compiler drops the observations; `lossless` adds up both players' 26
channels of every step. Needs the environment that install.sh makes; compare.py calls it, and pins it to its cores.
"""
import argparse
import json
import os

from jaxmarl_loop import measure
from jaxmarl.environments.overcooked import Overcooked


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--ticks", type=int, default=400)
    arguments = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    env = Overcooked()
    print(json.dumps([
        measure(env, "cramped_room", arguments.batch, name, arguments.ticks, cores, lambda state: state.agent_pos)
        for name in ("none", "lossless")]))


if __name__ == "__main__":
    main()
