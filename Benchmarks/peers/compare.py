#!/usr/bin/env python3
"""Runs the peers' kitchens and ours in turn on this machine, and prints medians and ratios.

    make -s build
    Benchmarks/peers/install.sh
    Benchmarks/peers/compare.py

All play cramped_room with random actions for 400 ticks an episode. Every round measures everybody, one after the other,
so a ratio compares what ran within the same minute; the table shows the median of the rounds' ratios, with the smallest
and largest. Ours plays batches of 1,024 (1 against overcooked_ai, which has no batches, and of 1,024, too).

With --family v2, OvercookedV2 in three kitchens, on one core, against JaxMARL's.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parent.parent / ".build/release/brigade"


def run(command: list, cores: set[int]) -> list[dict]:
    """Rows that a command prints, run on `cores` only; JaxMARL talks before it."""
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, cores))
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stderr}")
    return json.loads(done.stdout[done.stdout.index("["):])


def python(name: str) -> Path:
    path = HERE / f".venv-{name}/bin/python"
    if not path.exists():
        sys.exit(f"{name} is not installed; run Benchmarks/peers/install.sh first")
    return path


def measure_v2(rounds: int, scale: float, kitchens: list[str]) -> dict[tuple, list[float]]:
    """Steps a second of every round, by (kitchen, observation, who)."""
    one = {sorted(os.sched_getaffinity(0))[0]}
    speeds: dict[tuple, list[float]] = {}
    ours = [PROGRAM, "bench", "kitchen", "--json", "--family", "v2", "--scale", scale, "--maps", *kitchens]
    theirs = [python("jaxmarl"), HERE / "jaxmarl_v2_steps.py", "--kitchens", *kitchens]
    for index in range(rounds):
        print(f"round {index + 1} of {rounds}", file=sys.stderr)
        for who, command in (("brigade", ours), ("JaxMARL", theirs)):
            for row in run(command, one):
                if row["batch"] == 1024 and row["cores"] == 1:
                    speeds.setdefault((row["kitchen"], row["observation"], who), []).append(row["stepsPerSecond"])
    return speeds


def print_v2(speeds: dict[tuple, list[float]]) -> None:
    print(f"{'kitchen':<22}{'observation':<13}{'JaxMARL':>12}{'ours':>12}{'ratio':>8}  of the rounds")
    for (kitchen, observation, who), theirs in speeds.items():
        if who != "JaxMARL":
            continue
        ours = speeds[kitchen, observation, "brigade"]
        ratios = [a / b for a, b in zip(ours, theirs)]
        print(
            f"{kitchen:<22}{observation:<13}{statistics.median(theirs):>12,.0f}{statistics.median(ours):>12,.0f}"
            f"{statistics.median(ratios):>8,.0f}  {min(ratios):,.0f} to {max(ratios):,.0f}")


def measure(rounds: int, scale: float) -> dict[tuple, list[float]]:
    """Steps a second of every round, by (who, cores, batch, observation)."""
    everything = sorted(os.sched_getaffinity(0))
    one = {everything[0]}
    speeds: dict[tuple, list[float]] = {}
    for index in range(rounds):
        print(f"round {index + 1} of {rounds}", file=sys.stderr)
        # Ours keeps all cores in view: it has rows for one and for all.
        jobs = [
            ("brigade", [PROGRAM, "bench", "kitchen", "--json", "--maps", "cramped_room", "--scale", scale], set(everything)),
            ("overcooked_ai", [python("overcooked_ai"), HERE / "overcooked_ai_steps.py"], one),
            ("JaxMARL", [python("jaxmarl"), HERE / "jaxmarl_steps.py"], one),
            ("JaxMARL", [python("jaxmarl"), HERE / "jaxmarl_steps.py"], set(everything)),
        ]
        if len(everything) == 1:
            jobs.pop()
        for who, command, cores in jobs:
            for row in run(command, cores):
                if row["actions"] == "random":
                    key = (who, row["cores"], row["batch"], row["observation"])
                    speeds.setdefault(key, []).append(row["stepsPerSecond"])
    return speeds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=0.25, help="work of our rows, see brigade bench kitchen --help")
    parser.add_argument("--family", choices=["overcooked", "v2"], default="overcooked", help="whose kitchens are compared")
    parser.add_argument(
        "--kitchens", nargs="*", default=["cramped_room_v2", "test_time_wide", "grounded_coord_ring"],
        help="with --family v2, which")
    arguments = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit("brigade is not built; run make build first")
    if arguments.family == "v2":
        return print_v2(measure_v2(arguments.rounds, arguments.scale, arguments.kitchens))
    speeds = measure(arguments.rounds, arguments.scale)
    print(f"{'peer':<14}{'cores':>6}{'observation':>13}{'steps/s':>12}{'ours: batch':>13}{'steps/s':>12}{'ratio':>8}  of the rounds")
    for (who, cores, _, observation), theirs in speeds.items():
        if who == "brigade":
            continue
        for batch in ([1, 1024] if who == "overcooked_ai" else [1024]):
            ours = speeds["brigade", cores, batch, observation]
            ratios = [a / b for a, b in zip(ours, theirs)]
            print(
                f"{who:<14}{cores:>6}{observation:>13}{statistics.median(theirs):>12,.0f}{batch:>13,}"
                f"{statistics.median(ours):>12,.0f}{statistics.median(ratios):>8,.0f}  {min(ratios):,.0f} to {max(ratios):,.0f}")


if __name__ == "__main__":
    main()
