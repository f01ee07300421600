#!/usr/bin/env python3
"""Compares learners with and without a memory, beside libraries that grow and that do not, with other methods for strangers.

    make -s build
    Tools/in_context.py cramped_room

Five seeds of each method, all of the same number of environment steps, partners included. Each is judged, in both seats, beside the
biased partners of Agents/evaluation (BR-Prox, inter-quartile mean) and beside the shipped library, whom none of them has met (share of the
best-known response, and points in every hundred ticks), with itself and with the other seeds of its method. The same command goes on where it
was stopped."""
import argparse
import json
import os
import shutil
import subprocess

from studies import BRIGADE, estimate, scores

# Million environment steps: of a partner and of the best response, of a partner and of the network of a library, of one who learns alone.
STEPS = {"cramped_room": (0.8, 2, 0.5, 3.2, 5.2), "coordination_ring": (1.5, 4, 1, 6, 10)}
PARTNERS = ["--partners", 4]
STATIC = ["--partners", 2, "--biased", 2, "--rounds", 1]
DYNAMIC = ["--partners", 2, "--biased", 1, "--rounds", 3, "--children", 1]
# Name: what it is, the command of `brigade train`, its options.
METHODS = {
    "e3t": ("E3T: a copy of itself, half of whose actions are random", "ppo", ["--partner-noise", 0.5]),
    "fcp": ("fictitious co-play", "fcp", PARTNERS),
    "mep": ("maximum-entropy population", "mep", PARTNERS),
    "hsp": ("hidden-utility self-play", "hsp", ["--partners", 2, "--biased", 2, "--chosen", 2]),
    "static-0": ("static library, no memory", "in-context", [*STATIC, "--hidden", 0]),
    "static-64": ("static library, memory", "in-context", STATIC),
    "dynamic-0": ("dynamic library, no memory", "in-context", [*DYNAMIC, "--hidden", 0]),
    "dynamic-64": ("dynamic library, memory", "in-context", DYNAMIC),
}
SEEDS = 5


def steps(million):
    return int(million * 1_000_000)


class Study:
    def __init__(self, kitchen, options):
        self.kitchen, self.options = kitchen, options
        self.folder = f"{options.folder}/{kitchen}"
        os.makedirs(f"{self.folder}/agents", exist_ok=True)

    def run(self, *words):
        print("+", *words, flush=True)
        return subprocess.run([str(word) for word in words], check=True, stdout=subprocess.PIPE, text=True).stdout

    def agent(self, method, seed):
        """The path of the agent of a seed, which is learned if it is not there yet."""
        name = f"{method}-{seed}"
        path = f"{self.folder}/agents/{name}.yaml"
        if not os.path.exists(path):
            _, command, options = METHODS[method]
            place = f"{self.folder}/{name}"
            partner, response, member, agent, alone = map(steps, STEPS[self.kitchen])
            if command == "ppo":
                own = ["--steps", alone, "--name", name]
            elif command == "in-context":
                own = ["--steps", member, "--child-steps", member // 2, "--agent-steps", agent]
            else:
                own = ["--steps", partner, "--response-steps", response, "--snapshots-every", 1000]
            self.run(BRIGADE, "train", command, self.kitchen, "--seed", seed, "--games", 32, "--run", place, "--jobs",
                     self.options.jobs, *own, *options)
            made = name if command == "ppo" else f"{command}-{self.kitchen}-{seed}"
            self.adopt(f"{place}/{made}", name)
        return path

    def adopt(self, made, name):
        """Copies an agent's files under a name that no other method's agents have."""
        for kind in ("json", "safetensors"):
            shutil.copy(f"{made}.{kind}", f"{self.folder}/agents/{name}.{kind}")
        text = open(f"{made}.yaml").read()
        text = text.replace(os.path.basename(made), name)
        with open(f"{self.folder}/agents/{name}.yaml", "w") as file:
            file.write(text)

    def judge(self):
        """Prints the tables."""
        agents = {method: [self.agent(method, seed) for seed in range(SEEDS)] for method in METHODS}
        everybody = [path for own in agents.values() for path in own]
        jobs = ["--jobs", self.options.jobs]
        strangers = json.loads(self.run(
            BRIGADE, "evaluate", "zsc", self.kitchen, "--episodes", 10, "--json", *jobs, "--agents", *everybody))
        library = json.loads(self.run(
            BRIGADE, "responses", "evaluate", self.kitchen, "--episodes", 2, "--json", *jobs, "--agents", *everybody))
        store = f"{self.folder}/cross-play.sqlite"
        for own in agents.values():
            self.run(BRIGADE, "tournament", "--maps", self.kitchen, "--dynamics", "old", "--episodes", 2, "--db", store, *jobs,
                     "--agents", *own)
        played = scores(store)
        names = lambda method: [f"{method}-{seed}" for seed in range(SEEDS)]
        print("\n| method | BR-Prox of biased partners | share beside the library | with itself | with other seeds "
              "| points to 100 | to 200 | to 300 | to 400 |")
        print("|---|---|---|---|---|---|---|---|---|")
        for method, (label, _, _) in METHODS.items():
            own = names(method)
            near = [[[100 * row["clipped"]["value"]]] for row in strangers if row["agent"] in own]
            rows = {name: [row for row in library if row["agent"] == name and row["best"] > 0] for name in own}
            shares = [[[100 * score / row["best"] for score in row["scores"]] for row in rows[name]] for name in own]
            alone = [[played[name, name]] for name in own]
            crossed = [[played[name, other] for other in own if other != name] for name in own]
            hundreds = [[[row["hundreds"][part]] for name in own for row in rows[name]] for part in range(4)]
            curve = " | ".join(f"{sum(value for [value] in part) / len(part):.1f}" for part in hundreds)
            print(f"| {label} | {estimate(near)} % | {estimate(shares)} % | {estimate(alone)} | {estimate(crossed)} | {curve} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kitchens", nargs="+", choices=list(STEPS), metavar="KITCHEN", help=", ".join(STEPS))
    parser.add_argument("--folder", default="runs/in-context", help="where runs go (%(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="threads (%(default)s)")
    options = parser.parse_args()
    for kitchen in options.kitchens:
        Study(kitchen, options).judge()


if __name__ == "__main__":
    main()
