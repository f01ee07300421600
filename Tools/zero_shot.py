#!/usr/bin/env python3
"""Makes docs/experiments/zero-shot.md: trains every method in the five classic kitchens, lets all of them play with each
other and with human proxies of people that no learner saw, and writes the table.

    Tools/zero_shot.py --people ../shared/human/2019_hh_train.jsonl.gz

The people are split by pairs: with every second one the human proxies are trained that a learner plays with, with the
others those that judge. Every method learns with each seed for itself, its whole population anew. The same command again goes on
where it was stopped. --methods, --kitchens and --seeds do a part of it; the table shows what is there.
Needs `swift build -c release` before, and nothing but Python's standard library."""
import argparse
import os
import shutil
import subprocess
import time

from studies import BRIGADE, JUDGE, estimate, scores, split_people

# Environment steps of a learner in each kitchen: about what self-play needs to pass the published scores.
KITCHENS = {
    "cramped_room": 1_000_000,
    "asymmetric_advantages": 1_000_000,
    "coordination_ring": 2_000_000,
    "forced_coordination": 4_000_000,
    "counter_circuit_o_1order": 6_000_000,
}
# How many times as long a best response learns: it plays one seat only, beside many partners.
RESPONSE = 2
# Self-play learners of different seeds that fictitious co-play responds to; the first of them is the method "ppo".
PARTNERS = 3
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

    def train(self, method, kitchen, seed, words):
        """Runs `brigade train` and counts the processor's seconds over all calls."""
        before = os.times()
        run([BRIGADE, "train", *words, "--seed", str(seed), "--run", self.run_folder(method, kitchen, seed),
             "--jobs", str(self.options.jobs)])
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        spent += self.spent(method, kitchen, seed)
        open(f"{self.folder}/times/{method}-{kitchen}-{seed}", "w").write(f"{spent:.1f}\n")

    def spent(self, method, kitchen, seed):
        """Processor seconds that a method's training took, over all calls."""
        path = f"{self.folder}/times/{method}-{kitchen}-{seed}"
        return float(open(path).read()) if os.path.exists(path) else 0

    def run_folder(self, method, kitchen, seed):
        return f"{self.folder}/{method}-{kitchen}-{seed}"

    def agent(self, method, kitchen, seed):
        """The agent's file that a method makes of a seed."""
        if method == "ppo":
            return f"{self.run_folder('fcp', kitchen, seed)}/fcp-{kitchen}-{seed}-partner-1.yaml"
        return f"{self.run_folder(method, kitchen, seed)}/{method}-{kitchen}-{seed}.yaml"

    def agents(self, method, kitchen):
        """The agents of a method that are there, by name."""
        if method == JUDGE:
            return {JUDGE: f"{self.folder}/people/{kitchen}.yaml"}
        paths = {f"{method}-{seed}": self.agent(method, kitchen, seed) for seed in range(self.options.seeds)}
        return {name: path for name, path in paths.items() if os.path.exists(path)}

    def proxies(self, kitchen):
        """Proxies: of the people to learn with, and of the others, to judge with."""
        for name in ("learned", JUDGE):
            trials = f"{self.folder}/{name}.jsonl.gz"
            if not os.path.exists(trials):
                split_people(self.options.people, self.folder)
            if not os.path.exists(f"{self.folder}/{name}/{kitchen}.yaml"):
                run([BRIGADE, "train", "bc", kitchen, "--trials", trials, "--recipe", "plain", "--folds", "3", "--name", kitchen,
                     "--into", f"{self.folder}/{name}", "--jobs", str(self.options.jobs)])

    def learn(self, method, kitchen, seed):
        if method == "ppo" or os.path.exists(self.agent(method, kitchen, seed)):
            return
        steps = KITCHENS[kitchen]
        response = ["--response-steps", str(RESPONSE * steps)]
        if method == "hp":
            words = ["ppo", kitchen, "--name", f"hp-{kitchen}-{seed}", "--steps", str(steps),
                     "--partners", f"{self.folder}/learned/{kitchen}.yaml", "--self-play", "1", "--final-self-play", "0"]
        elif method == "fcp":
            words = [method, kitchen, "--partners", str(PARTNERS), "--steps", str(steps), *response]
        elif method == "mep":
            words = [method, kitchen, "--partners", "3", "--steps", str(steps), *response]
        elif method == "hsp":
            self.share_partners(method, kitchen, seed, 2)
            words = [method, kitchen, "--partners", "2", "--biased", "4", "--chosen", "3", "--steps", str(steps), *response]
        elif method == "pbt":
            words = [method, kitchen, "--members", "4", "--steps", str(steps)]
        else:
            words = [method, kitchen, "--partners", "2", "--biased", "2", "--rounds", "2", "--steps", str(steps),
                     "--agent-steps", str(RESPONSE * steps)]
        self.train(method, kitchen, seed, words)

    def share_partners(self, method, kitchen, seed, count):
        """Self-play partners of the same seeds and settings are the same, byte for byte: they need not be learned twice."""
        target = self.run_folder(method, kitchen, seed) + "/snapshots"
        if not os.path.exists(target):
            for number in range(1, count + 1):
                shutil.copytree(f"{self.run_folder('fcp', kitchen, seed)}/snapshots/partner-{number}", f"{target}/partner-{number}")

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

def table(study, kitchen, methods):
    played = scores(f"{study.folder}/{kitchen}.sqlite")
    names = {method: list(study.agents(method, kitchen)) for method in methods + [JUDGE]}
    has_planner = any("planner" in pair for pair in played)

    def mixed(ours, theirs):
        """Each of ours with all of theirs in both seats, nobody with itself."""
        return estimate([[played[pair] for b in theirs if a != b for pair in ((a, b), (b, a))] for a in ours])

    heading = ["method", "seeds", "with itself", "with other seeds", "with the other methods", "with people, first seat",
               "second seat"]
    heading += ["with planner"] * has_planner + ["steps, million", "processor seconds a seed"]
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    for method in methods + [JUDGE]:
        own = names[method]
        cells = [METHODS.get(method, "human proxy of people unseen"), str(len(own)) if method in METHODS else ""]
        cells += [estimate([[played[name, name]] for name in own]), mixed(own, own)]
        cells.append(mixed(own, [name for other in methods if other != method for name in names[other]]))
        people = [] if method == JUDGE else own
        cells += [estimate([[played[name, JUDGE]] for name in people]), estimate([[played[JUDGE, name]] for name in people])]
        cells += [mixed(own, ["planner"])] if has_planner else []
        spent = sum(study.spent(method, kitchen, seed) for seed in range(study.options.seeds)) / max(1, len(own))
        cells += [f"{KITCHENS[kitchen] / 1e6:g}" if method in METHODS else "", f"{spent:.0f}" if spent else ""]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", required=True, help="human trials, .jsonl.gz")
    parser.add_argument("--folder", default="runs/zero-shot")
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=list(METHODS))
    parser.add_argument("--kitchens", nargs="+", default=list(KITCHENS), choices=list(KITCHENS))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--episodes", type=int, default=10, help="for each ordered pair")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--planner", type=int, default=2, help="the same with the shipped planner, which takes longer; 0 leaves it out")
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
            for seed in range(options.seeds):
                for method in methods:
                    study.learn(method, kitchen, seed)
    if options.train_only:
        return
    parts = []
    for kitchen in options.kitchens:
        there = [method for method in methods if study.agents(method, kitchen)]
        study.play(kitchen, there)
        parts.append(f"## {kitchen}\n\n{table(study, kitchen, there)}\n")
    text = open(options.into).read() if os.path.exists(options.into) else "# Zero-shot coordination\n\n"
    text = text[: text.find("## ")] if "## " in text else text
    open(options.into, "w").write(text + "\n".join(parts))


main()
