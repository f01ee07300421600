#!/usr/bin/env python3
"""How many episodes settle a ranking: adaptive tournaments against even ones.

    Tools/adaptive_savings.py --brigade .build/release/brigade --seeds 6

For each seed an adaptive tournament (2 episodes a pairing, then --adaptive) is played until its ranking is settled, and an even
one with 2, 3, 4, ... episodes a pairing. Prints the episodes that each took, and how many pairs of players each ranked against
a long tournament of its own seed, where that tells them apart by more than a tenth of a standard deviation. Ratios have the
interval of 95 % of a bootstrap over seeds. Standard library only.
"""
import argparse
import contextlib
import itertools
import json
import os
import random
import sqlite3
import statistics
import subprocess
import tempfile


def run(arguments):
    result = subprocess.run(arguments, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)} ended with {result.returncode}: {result.stderr}")
    return result.stdout


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.agents = list(options.agents)
        for noise in options.noise:
            path = os.path.join(folder, f"noisy-{noise}.yaml")
            with open(path, "w") as file:
                file.write(f"kind: greedy\nparameters:\n  noise: 0.{noise}\n")
            self.agents.append(path)

    def play(self, store, seed, episodes, adaptive=0):
        further = ["--adaptive", str(adaptive)] if adaptive else []
        run([self.options.brigade, "tournament", "--agents", *self.agents, "--maps", *self.options.maps, "--episodes", str(episodes),
             "--horizon", str(self.options.horizon), "--seed", str(seed), "--db", store, "--quiet", *further])
        return json.loads(run([self.options.brigade, "matrix", "--rating", "--json", "--db", store]))

    def store(self, name):
        return os.path.join(self.folder, name + ".sqlite")


def skills(rating):
    return {standing["player"]: standing["skill"]["value"] for standing in rating["standings"]}


def wrong(rating, reference):
    """Pairs in another order than in the reference, where that is clear."""
    own, true = skills(rating), skills(reference)
    return sum((own[a] - own[b]) * (true[a] - true[b]) < 0
               for a, b in itertools.combinations(sorted(true), 2) if abs(true[a] - true[b]) > 0.1)


def ratio(pairs):
    """Mean of the first over mean of the second, with its interval over seeds."""
    stream = random.Random(1)
    resampled = sorted(
        sum(a for a, _ in sample) / sum(b for _, b in sample)
        for sample in ([stream.choice(pairs) for _ in pairs] for _ in range(4000)))
    value = sum(a for a, _ in pairs) / sum(b for _, b in pairs)
    return f"{value:.2f} [{resampled[100]:.2f}, {resampled[3899]:.2f}]"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brigade", default=".build/release/brigade")
    parser.add_argument("--agents", nargs="+", default=["greedy", "greedy-slow", "greedy-noisy", "random", "stay"])
    parser.add_argument("--noise", nargs="*", default=["15", "30"], help="further greedy cooks with so many per cent of noise")
    parser.add_argument("--maps", nargs="+", default=["cramped_room", "coordination_ring"])
    parser.add_argument("--horizon", type=int, default=150)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--most", type=int, default=60, help="episodes a pairing at most")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        reference = bench.play(bench.store("reference"), 1000, 100)
        count = len(bench.agents) ** 2 * len(options.maps)
        print("reference: " + ", ".join(f"{name} {value:+.2f}" for name, value in skills(reference).items()))
        print("seed  adaptive: episodes, settled, wrong pairs   even: episodes, settled, wrong pairs")
        pairs = []
        for seed in range(1, options.seeds + 1):
            adaptive = bench.play(bench.store(f"adaptive-{seed}"), seed, 2, count * options.most)
            with contextlib.closing(sqlite3.connect(bench.store(f"adaptive-{seed}"))) as database:
                total = database.execute("SELECT COUNT(*) FROM episodes").fetchone()[0]
            for episodes in range(2, options.most + 1):
                even = bench.play(bench.store(f"even-{seed}"), seed, episodes)
                if even["isSettled"]:
                    break
            pairs.append((total, count * episodes))
            print(f"{seed:4}  {total:8} {str(adaptive['isSettled']):>8} {wrong(adaptive, reference):4}"
                  f"   {count * episodes:8} {str(even['isSettled']):>8} {wrong(even, reference):4}", flush=True)
        print(f"medians {statistics.median(a for a, _ in pairs):.0f} and {statistics.median(b for _, b in pairs):.0f} episodes; "
              f"adaptive over even {ratio(pairs)}")


if __name__ == "__main__":
    main()
