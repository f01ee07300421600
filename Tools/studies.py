"""What the studies of learners beside people have in common: Tools/zero_shot.py and Tools/human_partner.py."""
import gzip
import json
import os
import random
import sqlite3

BRIGADE = os.environ.get("BRIGADE", ".build/release/brigade")
# What the people are called whom no learner sees, and their proxies.
JUDGE = "people"


def split_people(trials, folder):
    """Writes every second pair of people of a kitchen to learn from, the others to judge with."""
    pairs = {}
    with gzip.open(f"{folder}/learned.jsonl.gz", "wt") as even, gzip.open(f"{folder}/{JUDGE}.jsonl.gz", "wt") as odd:
        for line in gzip.open(trials, "rt"):
            trial = json.loads(line)
            seen = pairs.setdefault(trial["layout"], [])
            pair = trial["id"].rsplit("/", 1)[0]
            if pair not in seen:
                seen.append(pair)
            (odd if seen.index(pair) % 2 else even).write(line)


def scores(store):
    """(first, second) -> scores of all finished episodes of a store."""
    scores = {}
    for first, second, score in sqlite3.connect(store).execute(
            "SELECT seat0, seat1, score FROM episode_scores WHERE status = 'finished' ORDER BY episode"):
        scores.setdefault((first, second), []).append(score)
    return scores


def estimate(agents, resamples=500):
    """Mean and 95 % interval over agents, each a list of its strata's scores: a bootstrap over the agents, which are a
    method's seeds, and over the episodes of each stratum. The interval of a single agent is over its episodes only."""
    agents = [strata for strata in agents if strata]
    if not agents:
        return ""
    draws = random.Random(1)
    mean = lambda values: sum(values) / len(values)
    again = lambda values: draws.choices(values, k=len(values))
    resampled = sorted(mean([mean([mean(again(own)) for own in strata]) for strata in again(agents)]) for _ in range(resamples))
    tail = resamples // 40
    point = mean([mean([mean(own) for own in strata]) for strata in agents])
    return f"{point:.0f} ({resampled[tail]:.0f}-{resampled[-1 - tail]:.0f})"
