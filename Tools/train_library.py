#!/usr/bin/env python3
"""Trains the partners that the adaptive agent recognises in a kitchen, and an agent that has learned beside all of them.

    Tools/train_library.py coordination_ring --people ../shared/human/2019_hh_train.jsonl.gz
    Tools/train_library.py coordination_ring --people ../shared/human/2019_hh_train.jsonl.gz --strangers

Two clones of people (of the half of them that Tools/zero_shot.py learns from), two agents that learned beside clones, five of self-play,
two of them from the kitchen's own start alone and one half as long; and one that learned beside these and the shipped agents. Eight
more of self-play in kitchens in which cooks of equal skill get in each other's way unless they share a convention; and in
forced_coordination one with a memory that learned beside all of them.
They are written to Agents/library; `brigade responses measure KITCHEN` then measures how all agents get on with them.

With --strangers it trains partners to judge with instead, of other seeds and of the other half of the people, and a best response to each,
and prints the command that judges. The same command again goes on where it was stopped. Needs `swift build -c release` before, and nothing but Python's standard library."""
import argparse
import glob
import os
import re
import shutil
import subprocess

from studies import BRIGADE, JUDGE, split_people

# Million environment steps of self-play, and of the agent that learns beside all.
STEPS = {
    "cramped_room": (1, 3),
    "asymmetric_advantages": (1.5, 4),
    "coordination_ring": (1.5, 4),
    "forced_coordination": (4, 30),
    "counter_circuit_o_1order": (4, 30),
}
FIXED = ["--random-start-share", "0"]
ANNEALED = ["--self-play", "1", "--final-self-play", "0"]
PUPIL = ["--self-play", "0.5", "--final-self-play", "0", *FIXED]
# Name: seed, share of the steps, the clones that it learns beside, further options.
LEARNERS = {
    "self-play-1": (11, 1, [], []),
    "self-play-2": (12, 1, [], []),
    "self-play-3": (21, 1, [], FIXED),
    "self-play-4": (22, 1, [], FIXED),
    "self-play-5": (13, 0.5, [], []),
    "with-people-1": (11, 0.625, [0, 1], ANNEALED),
    "with-people-2": (21, 1, [0], PUPIL),
}
# In kitchens of many conventions, besides: what two seeds of self-play do there seldom fits.
CONVENTIONS = {f"self-play-{number}": (20 + number, 1, [], FIXED if number < 10 else []) for number in range(6, 14)}
CONVENTIONAL = ["forced_coordination", "counter_circuit_o_1order"]
# Partners that only the agent with a memory learns beside.
PUPILS = {
    "pupil-1": (31, 0.625, [0, 1, 2, 3], ANNEALED),
    "pupil-2": (32, 0.625, [0, 1, 2, 3], ANNEALED),
    "pupil-3": (33, 1, [1], PUPIL),
    "pupil-4": (34, 1, [2], PUPIL),
    "pupil-5": (35, 1, [3], PUPIL),
}
# Million environment steps of the agent with a memory, in kitchens that have one.
MEMORY_STEPS = {"forced_coordination": 40}
STRANGERS = {
    "self-play-fixed": (201, 1, [], FIXED),
    "with-people-fixed": (201, 1, [0], PUPIL),
    "self-play": (101, 1, [], []),
    "with-people": (101, 0.625, [0, 1], ANNEALED),
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
        self.kind, people = ("stranger", JUDGE) if options.strangers else ("library", "learned")
        self.people = f"{options.folder}/{people}.jsonl.gz"
        self.steps, self.response_steps = (int(million * 1_000_000) for million in STEPS[kitchen])

    def name(self, part):
        return f"{self.kind}-{part}-{self.kitchen}"

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
            run(BRIGADE, "train", "ppo", self.kitchen, "--seed", seed, "--steps", steps, "--name", name, "--run", place, "--games", 64,
                "--learning-rate", 0.001, *(["--with", *partners] if partners else []), *words, "--jobs", self.options.jobs)
        return path

    def learners(self, table, clones):
        return [
            self.learn(part, seed, int(self.steps * share), [clones[number] for number in met], words)
            for part, (seed, share, met, words) in table.items()
        ]

    def train(self):
        clones = [self.clone(number) for number in range(CLONES)]
        learners = self.learners(LEARNERS | (CONVENTIONS if self.kitchen in CONVENTIONAL else {}), clones)
        shipped = [
            path for method in ["ppo", "fcp", "mep", "hsp", "with-human-proxy"]
            for path in glob.glob(f"Agents/{method}/*-{self.kitchen}.yaml")
        ]
        response = self.learn("response", 8, self.response_steps, clones + learners + sorted(shipped), [*ANNEALED, "--partners-at-once", "4"])
        memory = [self.learn_with_memory(clones, learners)] if self.kitchen in MEMORY_STEPS else []
        for path in [*clones[:SHIPPED_CLONES], *learners, response, *memory]:
            self.ship(path)

    def learn_with_memory(self, clones, learners):
        """An agent with a GRU that learns beside all of these, and beside more pupils of clones: it finds out in its memory whom it is with."""
        name = self.name("memory")
        place = f"{self.options.folder}/{name}"
        path = f"{place}/{name}.yaml"
        partners = [*clones, *learners, *self.learners(PUPILS, clones), *(f"{shipped}-{self.kitchen}" for shipped in ["ppo", "fcp", "ppo-hp"])]
        if not os.path.exists(path):
            run(BRIGADE, "train", "recurrent", self.kitchen, "--seed", 2, "--steps", MEMORY_STEPS[self.kitchen] * 1_000_000, "--name", name,
                "--run", place, "--shown", "features", "--random-starts", 0.5, "--units", 128, "--hidden", 128, "--with", *partners,
                "--self-play", 0, "--jobs", self.options.jobs)
        return path

    def train_strangers(self):
        clones = [self.clone(number) for number in range(2)]
        strangers = [*clones[:1], *self.learners(STRANGERS, clones)]
        table = f"{self.options.folder}/strangers-{self.kitchen}.jsonl"
        for path in strangers:
            name = os.path.basename(path)[: -len(".yaml")]
            run(BRIGADE, "train", "best-response", self.kitchen, "--with", path, "--from", f"ppo-{self.kitchen}", "--starts", 1,
                "--steps", int(self.steps * 0.6), "--episodes", 20, "--responses", table,
                "--run", f"{self.options.folder}/response-{name}", "--jobs", self.options.jobs)
        print("brigade responses evaluate", self.kitchen, "--responses", table, "--partners", *strangers)

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
    parser.add_argument("--strangers", action="store_true", help="train partners to judge with, and best responses to them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="threads (%(default)s)")
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    if not os.path.exists(f"{options.folder}/learned.jsonl.gz"):
        split_people(options.people, options.folder)
    for kitchen in options.kitchens:
        library = Library(kitchen, options)
        library.train_strangers() if options.strangers else library.train()


if __name__ == "__main__":
    main()
