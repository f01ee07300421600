#!/usr/bin/env python3
"""Measures the Python package next to the program's own bench, JaxMARL and overcooked_ai, and prints medians and ratios.

    make -s build python
    Benchmarks/peers/install.sh
    Benchmarks/peers/python_package.py

Everything runs on one core, one after the other in every round, so that a ratio compares what ran within the same minute; the table shows
the median of the rounds' ratios, with the smallest and the largest.
"""
import argparse
import os
import statistics
import subprocess
import sys
from collections import defaultdict

from compare import HERE, PROGRAM, python, run

FOLDER = HERE.parent.parent / ".build-python"
FRESH = FOLDER / "fresh/bin/python"


def wheel():
    wheels = sorted((FOLDER / "wheels").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    if not wheels or not FRESH.exists():
        sys.exit("there is no wheel; run make python first")
    return wheels[-1]


def import_time() -> float:
    """Milliseconds that importing the package and its engine takes beyond NumPy, the least of five."""
    code = "import numpy, time; b = time.perf_counter(); import brigade_kitchen; brigade_kitchen.Batch; print((time.perf_counter() - b) * 1000)"
    return min(float(subprocess.check_output([FRESH, "-c", code])) for _ in range(5))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1, help="processor time of each row of ours")
    arguments = parser.parse_args()
    made = wheel()
    theirs = python("overcooked_ai")
    subprocess.run([theirs, "-m", "pip", "install", "-q", "--force-reinstall", "--no-deps", made], check=True)
    one = {sorted(os.sched_getaffinity(0))[0]}
    seconds = ["--seconds", arguments.seconds]
    ratios, rates, calls = defaultdict(list), defaultdict(list), []

    def note(what: str, peer: str, ours: float, other: float) -> None:
        ratios[what, peer].append(ours / other)
        rates[what, peer].append((ours, other))

    for index in range(arguments.rounds):
        print(f"round {index + 1} of {arguments.rounds}", file=sys.stderr)
        swift = {
            (row["batch"], row["observation"]): row["stepsPerSecond"]
            for row in run([PROGRAM, "bench", "kitchen", "--json", "--maps", "cramped_room", "--scale", 0.1], one)
            if row["cores"] == 1 and row["actions"] == "random"}
        own = run([FRESH, HERE / "python_steps.py", *seconds], one)
        calls.append(own.pop()["call"])
        jax = {row["observation"]: row["stepsPerSecond"] for row in run([python("jaxmarl"), HERE / "jaxmarl_steps.py"], one)}
        for row in own:
            what = f"batch {row['batch']:,}, {row['observation']}, {row['actions']}"
            key = (row["batch"], row["observation"])
            if key in swift:
                note(what, "Swift bench", row["stepsPerSecond"], swift[key])
            if row["batch"] == 1024 and row["actions"] == "written" and row["observation"] in jax:
                note(what, "JaxMARL in a scan", row["stepsPerSecond"], jax[row["observation"]])
        before = run([theirs, HERE / "drop_in_steps.py", *seconds], one)
        after = run([theirs, "-m", "brigade_kitchen.overcooked", HERE / "drop_in_steps.py", *seconds], one)
        for plain, engine in zip(before, after):
            note(f"drop-in, {plain['what']}", "overcooked_ai", engine["stepsPerSecond"], plain["stepsPerSecond"])
    print(f"{'':<34}{'peer':<20}{'ours':>14}{'peer':>14}{'ratio':>9}  of the rounds")
    for (what, peer), values in ratios.items():
        ours, other = (statistics.median(pair[place] for pair in rates[what, peer]) for place in (0, 1))
        print(f"{what:<34}{peer:<20}{ours:>14,.0f}{other:>14,.0f}{statistics.median(values):>9.2f}  {min(values):.2f} to {max(values):.2f}")
    print(f"\na call with a step of one game: {statistics.median(calls):.0f} ns")
    print(f"wheel: {made.name}, {made.stat().st_size:,} bytes; import beyond NumPy: {import_time():.0f} ms")


if __name__ == "__main__":
    main()
