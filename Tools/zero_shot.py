#!/usr/bin/env python3
"""Makes docs/experiments/zero-shot.md: trains every method in the five classic kitchens, lets all of them play with each
other and with human proxies of people that no learner saw, and writes the table.

    Tools/zero_shot.py --people ../shared/human/2019_hh_train.jsonl.gz

The people are split by pairs: with every second one the human proxies are trained that a learner plays with, with the
others those that judge. The same command again goes on where it was stopped. --methods and --kitchens do a part of it; the table shows what is there.
Needs `swift build -c release` before, and nothing but Python's standard library."""
import argparse
import gzip
import json
import os
import random
import shutil
import sqlite3
import subprocess
import time

BRIGADE = os.environ.get("BRIGADE", ".build/release/brigade")
# Environment steps of a learner in each kitchen: about what self-play needs to pass the published scores.
KITCHENS = {
    "cramped_room": 1_000_000,
    "asymmetric_advantages": 1_000_000,
    "coordination_ring": 2_000_000,
    "forced_coordination": 2_500_000,
    "counter_circuit_o_1order": 6_000_000,
}
# How many times as long a best response learns: it plays one seat only, beside many partners.
RESPONSE = 2
# Self-play learners of different seeds: fictitious co-play's partners, and the method "ppo".
SEEDS = 3
# Method: what it is called in the table.
METHODS = {
    "ppo": "self-play (PPO)",
    "fcp": "fictitious co-play",
    "hp": "PPO with a human proxy",
    "mep": "maximum-entropy population",
    "hsp": "hidden-utility self-play",
    "pbt": "population based training",
    "meta": "population meta-learning",
}
JUDGE = "people"


def run(arguments, **options):
    print("+", " ".join(arguments), flush=True)
    begin = time.time()
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, **options)
    return time.time() - begin


class Study:
    def __init__(self, options):
        self.options = options
        self.folder = options.folder
        os.makedirs(self.folder + "/times", exist_ok=True)

    def train(self, method, kitchen, words):
        """Runs `brigade train` and counts the processor's seconds over all calls."""
        before = os.times()
        run([BRIGADE, "train", *words, "--jobs", str(self.options.jobs)])
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        spent += self.spent(method, kitchen)
        open(f"{self.folder}/times/{method}-{kitchen}", "w").write(f"{spent:.1f}\n")

    def spent(self, method, kitchen):
        """Processor seconds that a method's training took, over all calls."""
        path = f"{self.folder}/times/{method}-{kitchen}"
        return float(open(path).read()) if os.path.exists(path) else 0

    def run_folder(self, method, kitchen):
        return f"{self.folder}/{method}-{kitchen}"

    def agents(self, method, kitchen):
        """The agents of a method by name."""
        run = self.run_folder(method, kitchen)
        if method == "ppo":
            fcp = self.run_folder("fcp", kitchen)
            return {f"ppo-{seed}": f"{fcp}/fcp-{kitchen}-0-partner-{seed}.yaml" for seed in range(1, SEEDS + 1)}
        if method == JUDGE:
            return {JUDGE: f"{self.folder}/people/{kitchen}.yaml"}
        return {method: f"{run}/{method}-{kitchen}-0.yaml"}

    def is_there(self, method, kitchen):
        return all(os.path.exists(path) for path in self.agents(method, kitchen).values())

    def split(self):
        """Every second pair of people of a kitchen to learn from, the others to judge with."""
        pairs = {}
        with gzip.open(f"{self.folder}/learned.jsonl.gz", "wt") as even, gzip.open(f"{self.folder}/{JUDGE}.jsonl.gz", "wt") as odd:
            for line in gzip.open(self.options.people, "rt"):
                trial = json.loads(line)
                seen = pairs.setdefault(trial["layout"], [])
                pair = trial["id"].rsplit("/", 1)[0]
                if pair not in seen:
                    seen.append(pair)
                number = seen.index(pair)
                (odd if number % 2 else even).write(line)

    def proxies(self, kitchen):
        """Proxies: of the people to learn with, and of the others, to judge with."""
        for name in ("learned", JUDGE):
            trials = f"{self.folder}/{name}.jsonl.gz"
            if not os.path.exists(trials):
                self.split()
            if not os.path.exists(f"{self.folder}/{name}/{kitchen}.yaml"):
                run([BRIGADE, "train", "bc", kitchen, "--trials", trials, "--recipe", "plain", "--folds", "3", "--name", kitchen,
                     "--into", f"{self.folder}/{name}", "--jobs", str(self.options.jobs)])

    def learn(self, method, kitchen):
        if method == "ppo" or self.is_there(method, kitchen):
            return
        steps = KITCHENS[kitchen]
        response = ["--response-steps", str(RESPONSE * steps)]
        place = ["--run", self.run_folder(method, kitchen)]
        if method == "hp":
            words = ["ppo", kitchen, "--name", f"hp-{kitchen}-0", "--steps", str(steps),
                     "--partners", f"{self.folder}/learned/{kitchen}.yaml", "--self-play", "1", "--final-self-play", "0"]
        elif method == "fcp":
            words = [method, kitchen, "--partners", str(SEEDS), "--steps", str(steps), *response]
        elif method == "mep":
            words = [method, kitchen, "--partners", "3", "--steps", str(steps), *response]
        elif method == "hsp":
            self.share_partners(method, kitchen, 2)
            words = [method, kitchen, "--partners", "2", "--biased", "4", "--chosen", "3", "--steps", str(steps), *response]
        elif method == "pbt":
            words = [method, kitchen, "--members", "4", "--steps", str(steps)]
        else:
            # The third is the stranger.
            self.share_partners(method, kitchen, 3)
            words = [method, kitchen, "--partners", "2", "--rounds", "2", "--steps", str(steps),
                     "--agent-steps", str(RESPONSE * steps)]
        self.train(method, kitchen, words + place)

    def share_partners(self, method, kitchen, count):
        """Self-play partners of the same seeds and settings are the same, byte for byte: they need not be learned twice."""
        target = self.run_folder(method, kitchen) + "/snapshots"
        if not os.path.exists(target):
            for number in range(1, count + 1):
                shutil.copytree(f"{self.run_folder('fcp', kitchen)}/snapshots/partner-{number}", f"{target}/partner-{number}")

    def play(self, kitchen, methods):
        """Everyone with everyone, in both seats."""
        cast = f"{self.folder}/cast/{kitchen}"
        shutil.rmtree(cast, ignore_errors=True)
        os.makedirs(cast)
        for name, path in [entry for method in methods + [JUDGE] for entry in self.agents(method, kitchen).items()]:
            stem = os.path.basename(path)[: -len(".yaml")]
            text = open(path).read().replace(f"name: {stem}\n", f"name: {name}\n")
            for suffix in (".safetensors", ".json"):
                shutil.copy(path[: -len(".yaml")] + suffix, f"{cast}/{stem}{suffix}")
            open(f"{cast}/{name}.yaml", "w").write(text)
        words = ["--maps", kitchen, "--dynamics", "old", "--quiet", "--db", f"{self.folder}/{kitchen}.sqlite",
                 "--jobs", str(self.options.jobs)]
        run([BRIGADE, "tournament", "--agents", cast, "--episodes", str(self.options.episodes), *words])
        if self.options.planner:
            # What has been played is not played again.
            run([BRIGADE, "tournament", "--agents", cast, "planner", "--episodes", str(self.options.planner), *words])

    def scores(self, kitchen):
        """(first, second) -> scores of all episodes."""
        scores = {}
        database = sqlite3.connect(f"{self.folder}/{kitchen}.sqlite")
        for first, second, score in database.execute(
                "SELECT seat0, seat1, score FROM episode_scores WHERE status = 'finished' ORDER BY episode"):
            scores.setdefault((first, second), []).append(score)
        return scores


def estimate(strata):
    """The mean of the strata's means with its 95 % interval: a bootstrap over the episodes of each stratum."""
    if not strata:
        return ""
    draws = random.Random(1)
    mean = lambda lists: sum(sum(own) / len(own) for own in lists) / len(lists)
    resampled = sorted(mean([draws.choices(own, k=len(own)) for own in strata]) for _ in range(500))
    return f"{mean(strata):.0f} ({resampled[12]:.0f}-{resampled[487]:.0f})"


def table(study, kitchen, methods):
    scores = study.scores(kitchen)
    names = {method: list(study.agents(method, kitchen)) for method in methods + [JUDGE]}
    has_planner = any("planner" in pair for pair in scores)

    def mixed(ours, theirs):
        """In both seats, nobody with itself."""
        pairs = [(a, b) for a in ours for b in theirs if a != b]
        return estimate([scores[pair] for a, b in pairs for pair in ((a, b), (b, a))])

    heading = ["method", "with itself", "with other seeds", "with the other methods", "with people, first seat", "second seat"]
    heading += ["with planner"] * has_planner + ["steps, million", "processor seconds"]
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    for method in methods + [JUDGE]:
        own = names[method]
        cells = [METHODS.get(method, "human proxy of people unseen"), estimate([scores[name, name] for name in own]), mixed(own, own)]
        cells.append(mixed(own, [name for other in methods if other != method for name in names[other]]))
        people = [] if method == JUDGE else own
        cells += [estimate([scores[name, JUDGE] for name in people]), estimate([scores[JUDGE, name] for name in people])]
        cells += [mixed(own, ["planner"])] if has_planner else []
        spent = study.spent(method, kitchen)
        cells += [f"{KITCHENS[kitchen] / 1e6:g}" if method in METHODS else "", f"{spent:.0f}" if spent else ""]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", required=True, help="human trials, .jsonl.gz")
    parser.add_argument("--folder", default="runs/zero-shot")
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=list(METHODS))
    parser.add_argument("--kitchens", nargs="+", default=list(KITCHENS), choices=list(KITCHENS))
    parser.add_argument("--episodes", type=int, default=20, help="for each ordered pair")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--planner", type=int, default=5, help="the same with the shipped planner, which takes longer; 0 leaves it out")
    parser.add_argument("--train-only", action="store_true", help="leave out the table")
    parser.add_argument("--table-only", action="store_true", help="train nothing: the table of what is there")
    parser.add_argument("--into", default="docs/experiments/zero-shot.md")
    options = parser.parse_args()
    study = Study(options)
    # Self-play learners come out of fictitious co-play, and others take them over.
    methods = [method for method in METHODS if method in {*options.methods, "ppo", "fcp"}]
    if not options.table_only:
        for kitchen in options.kitchens:
            study.proxies(kitchen)
        for method in methods:
            for kitchen in options.kitchens:
                study.learn(method, kitchen)
    if options.train_only:
        return
    parts = []
    for kitchen in options.kitchens:
        there = [method for method in methods if study.is_there(method, kitchen)]
        study.play(kitchen, there)
        parts.append(f"## {kitchen}\n\n{table(study, kitchen, there)}\n")
    text = open(options.into).read() if os.path.exists(options.into) else "# Zero-shot coordination\n\n"
    text = text[: text.find("## ")] if "## " in text else text
    open(options.into, "w").write(text + "\n".join(parts))


main()
