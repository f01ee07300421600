#!/usr/bin/env python3
"""Prints learning curves of several seeds as Markdown, from the self-play learners of runs of fictitious co-play.

    Tools/learning_curves.py runs/zero-shot/fcp-* > docs/experiments/learning-curves.md

Every run's curves come from `brigade train show RUN --csv`. Needs `swift build -c release` before."""
import csv
import io
import os
import subprocess
import sys

BRIGADE = os.environ.get("BRIGADE", ".build/release/brigade")
POINTS = 10
# What overcooked_ai's own published self-play agents score.
GOALS = {"cramped_room": 220, "asymmetric_advantages": 420, "coordination_ring": 240, "forced_coordination": 180,
         "counter_circuit_o_1order": 160}


def curves(run):
    """Learner -> [(steps, score)] of the self-play learners."""
    text = subprocess.run([BRIGADE, "train", "show", run, "--csv"], check=True, capture_output=True, text=True).stdout
    learners = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["member"].startswith("partner-"):
            learners.setdefault(row["member"], []).append((int(row["steps"]), float(row["score"])))
    return learners


def main():
    print("# Learning curves\n")
    print("PPO in self-play, old dynamics, 400 ticks, one line a kitchen and tenth of the run: the mean score of the ten iterations or")
    print("fewer before it, over the seeds, with the lowest and the highest seed. Made by\n")
    print("    Tools/learning_curves.py runs/zero-shot/fcp-* > docs/experiments/learning-curves.md\n")
    print("out of the runs of `Tools/zero_shot.py` ([zero-shot.md](zero-shot.md)), whose self-play learners differ in their seeds alone.")
    kitchens = {}
    for run in sys.argv[1:]:
        kitchen, seed = os.path.basename(os.path.normpath(run)).removeprefix("fcp-").rsplit("-", 1)
        kitchens.setdefault(kitchen, {}).update({(seed, name): curve for name, curve in curves(run).items()})
    for kitchen, learners in sorted(kitchens.items(), key=lambda entry: list(GOALS).index(entry[0]) if entry[0] in GOALS else len(GOALS)):
        length = min(len(curve) for curve in learners.values())
        print(f"\n## {kitchen}\n\n{len(learners)} seeds; the goal is {GOALS.get(kitchen, 'not published')}.\n")
        print("| million steps | mean | lowest | highest |\n|---|---|---|---|")
        for point in range(1, POINTS + 1):
            end = point * length // POINTS
            begin = max(0, end - max(1, min(10, length // POINTS)))
            means = [sum(score for _, score in curve[begin:end]) / (end - begin) for curve in learners.values()]
            steps = next(iter(learners.values()))[end - 1][0]
            print(f"| {steps / 1e6:.2f} | {sum(means) / len(means):.0f} | {min(means):.0f} | {max(means):.0f} |")


main()
