#!/usr/bin/env python3
"""Makes the tables of docs/experiments/with-human-proxy.md: learns every kitchen beside human proxies in several ways, lets
what was learned play with the proxy that it met and with one of people that it never met, and prints the scores.

    Tools/human_partner.py --people ../shared/human/2019_hh_train.jsonl.gz --recipes mixed many --seeds 0 1 2

The people are split by pairs as by Tools/zero_shot.py: every second one to learn from, the others to judge with. The same
command again goes on where it was stopped. Needs `swift build -c release` before, and nothing but Python's standard library."""
import argparse
import os
import subprocess

from studies import BRIGADE, JUDGE, estimate, scores, split_people

# Environment steps of the shortest recipe.
KITCHENS = {
    "cramped_room": 1_000_000,
    "asymmetric_advantages": 1_000_000,
    "coordination_ring": 2_000_000,
    "forced_coordination": 2_500_000,
    "counter_circuit_o_1order": 6_000_000,
}
ANNEALED = ["--self-play", "1", "--final-self-play", "0"]
MANY = [("plain", seed) for seed in range(5)]
# Recipe: how many times the steps, recipes and seeds of the proxies, shipped agents that never met people, options of the learner.
RECIPES = {
    "short": (1, [("plain", 0)], [], ANNEALED),
    "long": (3, [("plain", 0)], [], ANNEALED),
    "many": (3, MANY, [], [*ANNEALED, "--partners-at-once", "4"]),
    # Never meets a proxy: the learner's own noisy copy instead (E3T), and plain self-play to put beside it.
    "noisy": (2, [], [], ["--partner-noise", "0.3"]),
    "alone": (1, [], [], []),
    "mixed": (3, MANY, ["ppo", "fcp"], [*ANNEALED, "--partners-at-once", "4"]),
}


def run(*words):
    print("+", *words, flush=True)
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Study:
    def __init__(self, options):
        self.options = options
        self.folder = options.folder
        os.makedirs(self.folder, exist_ok=True)

    def proxy(self, people, kitchen, recipe="plain", seed=0):
        """The file of a proxy, which is learned if it is not there."""
        name = f"{people}-{recipe}-{seed}-{kitchen}"
        path = f"{self.folder}/proxies/{name}.yaml"
        if not os.path.exists(path):
            run(BRIGADE, "train", "bc", kitchen, "--trials", f"{self.folder}/{people}.jsonl.gz", "--recipe", recipe, "--folds", "3",
                "--seed", str(seed), "--name", name, "--into", f"{self.folder}/proxies", "--jobs", str(self.options.jobs))
        return path

    def learn(self, recipe, kitchen, seed):
        """The file of an agent, which is learned if it is not there."""
        times, proxies, agents, words = RECIPES[recipe]
        place = f"{self.folder}/{recipe}-{kitchen}-{seed}"
        path = f"{place}/ppo-hp-{kitchen}-{recipe}-{seed}.yaml"
        if not os.path.exists(path):
            partners = [self.proxy("learned", kitchen, *proxy) for proxy in proxies]
            partners += [f"Agents/{method}/{method}-{kitchen}.yaml" for method in agents]
            run(BRIGADE, "train", "ppo", kitchen, "--name", f"ppo-hp-{kitchen}-{recipe}-{seed}", "--run", place, "--seed", str(seed),
                "--steps", str(times * KITCHENS[kitchen]), *(["--partners", *partners] if partners else []), *words, "--jobs", str(self.options.jobs))
        return path

    def play(self, agent, kitchen):
        """Scores by (first, second) of an agent, the proxy of people to learn from and that of people unseen."""
        proxies = [self.proxy("learned", kitchen), self.proxy(JUDGE, kitchen)]
        store = f"{self.folder}/{kitchen}.sqlite"
        run(BRIGADE, "tournament", "--agents", agent, *proxies, "--maps", kitchen, "--dynamics", "old", "--quiet", "--db", store,
            "--episodes", str(self.options.episodes), "--jobs", str(self.options.jobs))
        return scores(store)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", required=True, help="human trials, .jsonl.gz")
    parser.add_argument("--folder", default="runs/with-human-proxy")
    parser.add_argument("--recipes", nargs="+", default=list(RECIPES), choices=list(RECIPES))
    parser.add_argument("--kitchens", nargs="+", default=list(KITCHENS), choices=list(KITCHENS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2])
    parser.add_argument("--episodes", type=int, default=40, help="for each ordered pair")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    study = Study(options)
    if not os.path.exists(f"{study.folder}/learned.jsonl.gz"):
        split_people(options.people, study.folder)
    for kitchen in options.kitchens:
        print(f"\n## {kitchen}\n")
        lines = ["| recipe | with the proxy it met, first seat | second seat | with people unseen, first seat | second seat | seeds |",
                 "|" + "---|" * 6]
        for recipe in options.recipes:
            columns = [[], [], [], []]
            for seed in options.seeds:
                path = study.learn(recipe, kitchen, seed)
                played = study.play(path, kitchen)
                own = os.path.basename(path)[: -len(".yaml")]
                met, people = f"learned-plain-0-{kitchen}", f"{JUDGE}-plain-0-{kitchen}"
                for column, pair in zip(columns, [(own, met), (met, own), (own, people), (people, own)]):
                    column.append([played[pair]])
            lines.append(f"| {recipe} | " + " | ".join(estimate(column, 1000) for column in columns) + f" | {len(options.seeds)} |")
        print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()
