#!/usr/bin/env python3
"""How many episodes a minute a PyTorch policy plays as a program that answers for many games at once.

A random network 96-64-64-6 with ReLU on the features plays cramped_room with itself, its actions drawn from its probabilities:

    python3 Tools/measure_batch_policy.py .build/release/brigade --episodes 20000

It needs PyTorch and NumPy. The rate is of the whole tournament: the programs' start, views, network, rules, logging and storing. The
second is by processor time, of all processes together, which says what a busy machine would do alone.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = """\
import sys
sys.path.insert(0, {client!r})
import brigade_agent
import torch

torch.set_num_threads(1)
torch.manual_seed(int(sys.argv[1]))
nn = torch.nn
network = nn.Sequential(nn.Linear(96, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 6))


@torch.inference_mode()
def policy(views):
    logits = network(torch.from_numpy(views))
    return (logits - torch.empty_like(logits).exponential_().log()).argmax(1).numpy()


brigade_agent.serve(policy)
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("brigade", help="the program, .build/release/brigade")
    parser.add_argument("--episodes", type=int, default=20000)
    parser.add_argument("--games", type=int, default=1000, help="games in step; the more, the fewer hand-overs between processes")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    client = Path(__file__).resolve().parents[1] / "Clients/python"
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "policy.py").write_text(PROGRAM.format(client=str(client)))
        agent = Path(folder) / "batch.yaml"
        agent.write_text(f"kind: process\nparameters:\n  command: [{sys.executable}, policy.py, '1']\n  games: {options.games}\n"
                         "  start_ms: 120000\n")
        command = [
            options.brigade, "tournament", "--agents", str(agent), "--maps", "cramped_room", "--dynamics", "old", "--episodes",
            str(options.episodes), "--jobs", str(options.jobs), "--db", str(Path(folder) / "log.sqlite"), "--quiet"]
        begin = time.monotonic()
        subprocess.run(command, check=True, cwd=client.parents[1])
        seconds = time.monotonic() - begin
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = used.ru_utime + used.ru_stime
    print(f"{options.episodes} episodes of 400 ticks in {seconds:.1f} s: {60 * options.episodes / seconds:,.0f} a minute "
          f"({options.games} games in step, {options.jobs} job{'s' if options.jobs > 1 else ''}); {processor:.1f} s of processor time: "
          f"{60 * options.episodes / processor:,.0f} a minute of it")


if __name__ == "__main__":
    main()
