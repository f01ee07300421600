#!/usr/bin/env python3
"""Trains the partners that the adaptive agent recognises in a kitchen, and an agent that has learned beside all of them.

    Tools/train_library.py coordination_ring --people ../shared/human/2019_hh_train.jsonl.gz

Two clones of people (of the half of them that Tools/zero_shot.py learns from), two agents that learned beside clones, five of self-play,
three of them from the kitchen's own start alone and one half as long; and one that learned beside these and the shipped agents.
They are written to Agents/library; `brigade responses measure KITCHEN` then measures how all agents get on with them. The same
command again goes on where it was stopped. Needs `swift build -c release` before, and nothing but Python's standard library."""
import argparse
import glob
import os
import re
import shutil
import subprocess

from studies import BRIGADE, split_people

# Million environment steps of self-play, and of the agent that learns beside all.
STEPS = {
    "cramped_room": (1, 3),
    "asymmetric_advantages": (1.5, 4),
    "coordination_ring": (1.5, 4),
    "forced_coordination": (4, 10),
    "counter_circuit_o_1order": (4, 6),
}
FIXED = ["--random-start-share", "0"]
ANNEALED = ["--self-play", "1", "--final-self-play", "0"]
# Name: seed, share of the steps, how many clones it learns beside, further options.
LEARNERS = {
    "self-play-1": (11, 1, 0, []),
    "self-play-2": (12, 1, 0, []),
    "self-play-3": (21, 1, 0, FIXED),
    "self-play-4": (22, 1, 0, FIXED),
    "self-play-5": (13, 0.5, 0, []),
    "with-people-1": (11, 0.625, 2, ANNEALED),
    "with-people-2": (21, 1, 1, ["--self-play", "0.5", "--final-self-play", "0", *FIXED]),
}
CLONES = 4
SHIPPED_CLONES = 2


def run(*words):
    print("+", *words, flush=True)
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL)


class Library:
    def __init__(self, kitchen, options):
        self.kitchen = kitchen
        self.options = options
        self.people = f"{options.folder}/learned.jsonl.gz"
        self.steps, self.response_steps = (int(million * 1_000_000) for million in STEPS[kitchen])

    def name(self, part):
        return f"library-{part}-{self.kitchen}"

    def clone(self, number):
        name = self.name(f"clone-{number + 1}")
        path = f"{self.options.folder}/{name}.yaml"
        if not os.path.exists(path):
            run(BRIGADE, "train", "bc", self.kitchen, "--trials", self.people, "--recipe", "plain", "--folds", 3, "--seed", number,
                "--name", name, "--into", self.options.folder, "--jobs", self.options.jobs)
        return path

    def learn(self, part, seed, steps, partners, words):
        name = self.name(part)
        place = f"{self.options.folder}/{name}"
        path = f"{place}/{name}.yaml"
        if not os.path.exists(path):
            run(BRIGADE, "train", "ppo", self.kitchen, "--seed", seed, "--steps", steps, "--name", name, "--run", place,
                *(["--with", *partners] if partners else []), *words, "--jobs", self.options.jobs)
        return path

    def train(self):
        clones = [self.clone(number) for number in range(CLONES)]
        learners = [
            self.learn(part, seed, int(self.steps * share), clones[:met], words)
            for part, (seed, share, met, words) in LEARNERS.items()
        ]
        shipped = [
            path for method in ["ppo", "fcp", "mep", "hsp", "with-human-proxy"]
            for path in glob.glob(f"Agents/{method}/*-{self.kitchen}.yaml")
        ]
        response = self.learn("response", 8, self.response_steps, clones + learners + sorted(shipped), [*ANNEALED, "--partners-at-once", "4"])
        for path in [*clones[:SHIPPED_CLONES], *learners, response]:
            self.ship(path)

    def ship(self, path):
        """Copies an agent's files, with where they come from in the words of this script."""
        base, name = path[: -len(".yaml")], os.path.basename(path)[: -len(".yaml")]
        os.makedirs(self.options.into, exist_ok=True)
        for kind in ("json", "safetensors"):
            shutil.copy(f"{base}.{kind}", f"{self.options.into}/{name}.{kind}")
        text = open(path).read()
        text = re.sub(r'^provenance: .*$', f'provenance: "Tools/train_library.py {self.kitchen}"', text, flags=re.M)
        with open(f"{self.options.into}/{name}.yaml", "w") as file:
            file.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kitchens", nargs="+", choices=list(STEPS), metavar="KITCHEN", help=", ".join(STEPS))
    parser.add_argument("--people", required=True, help="human trials, .jsonl.gz")
    parser.add_argument("--folder", default="runs/library", help="where runs go (%(default)s)")
    parser.add_argument("--into", default="Agents/library", help="where the agents go (%(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="threads (%(default)s)")
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    if not os.path.exists(f"{options.folder}/learned.jsonl.gz"):
        split_people(options.people, options.folder)
    for kitchen in options.kitchens:
        Library(kitchen, options).train()


if __name__ == "__main__":
    main()
