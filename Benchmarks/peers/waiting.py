#!/usr/bin/env python3
"""Compares what people wait for with the peers on this machine, in one run: medians of the rounds and of their ratios.

    make -s build
    Benchmarks/peers/install.sh
    Benchmarks/peers/waiting.py --rounds 5

Every round measures everybody, one after the other, on one core, in cramped_room under old dynamics: episodes of overcooked_ai's evaluator
beside ours that are recorded, with random and with greedy cooks, and decisions of the two greedy cooks and of our planner; games of EGG with
learning; and steps of JaxMARL's batches.
"""
import argparse
import os
import statistics
import sys

from compare import HERE, PROGRAM, python, run


def ours(core: set[int]) -> dict[str, float]:
    """Figures of a round, by what they count."""
    figures = {}
    stages = {}
    for row in run([PROGRAM, "bench", "tournament", "--json", "--agents", "random", "greedy", "--episodes", 500], core):
        if row["cores"] == 1:
            stages[row["agent"], row["stage"]] = row["episodesPerSecond"]
    for agent in ("random", "greedy"):
        figures[f"episodes, {agent}"] = stages[agent, "played"]
    # What is played and not only recorded is the two agents' deciding, 400 times each.
    figures["decisions, greedy"] = 800 / (1 / stages["greedy", "played"] - 1 / stages["greedy", "recorded"])
    for row in run([PROGRAM, "bench", "planning", "--json", "--episodes", 1, "--maps", "cramped_room"], core):
        figures["decisions, planner (median)"] = 1000 / row["median"]
    for row in run([PROGRAM, "bench", "language", "--json", "--passes", 2], core):
        figures[f"games, {row['channel']}"] = row["gamesPerSecond"]
    for row in run([PROGRAM, "bench", "kitchen", "--json", "--maps", "cramped_room", "--scale", 0.1], core):
        if (row["batch"], row["cores"], row["actions"]) == (1024, 1, "random"):
            figures[f"steps, {row['observation']}"] = row["stepsPerSecond"]
    return figures


def theirs(core: set[int]) -> dict[tuple[str, str], float]:
    """The peers' figures of a round, by what they count and whose they are."""
    figures = {}
    for row in run([python("overcooked_ai"), HERE / "overcooked_ai_episodes.py"], core):
        figures[f"episodes, {row['agent']}", "overcooked_ai"] = row["episodesPerSecond"]
        if row["agent"] == "greedy":
            figures["decisions, greedy", "overcooked_ai"] = row["decisionsPerSecond"]
    figures["decisions, planner (median)", "overcooked_ai's greedy"] = figures["decisions, greedy", "overcooked_ai"]
    for row in run([python("egg"), HERE / "egg_games.py", "--passes", 2], core):
        figures[f"games, {row['channel']}", "EGG"] = row["gamesPerSecond"]
    for row in run([python("jaxmarl"), HERE / "jaxmarl_steps.py"], core):
        if row["actions"] == "random" and row["batch"] == 1024:
            figures[f"steps, {row['observation']}", "JaxMARL"] = row["stepsPerSecond"]
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit("brigade is not built; run make build first")
    core = {sorted(os.sched_getaffinity(0))[0]}
    rounds = []
    for index in range(arguments.rounds):
        print(f"round {index + 1} of {arguments.rounds}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
        rounds.append((theirs(core), ours(core)))
    print("| a second, one core | peer | peer's | ours | ratio (of the rounds) |")
    print("|---|---|---|---|---|")
    for what, who in rounds[0][0]:
        pairs = [(peer[what, who], own[what]) for peer, own in rounds if what in own]
        if not pairs:
            continue
        ratios = [own / peer for peer, own in pairs]
        print(
            f"| {what} | {who} | {statistics.median(a for a, _ in pairs):,.0f} | {statistics.median(b for _, b in pairs):,.0f} "
            f"| {statistics.median(ratios):,.1f} ({min(ratios):,.1f} to {max(ratios):,.1f}) |")


if __name__ == "__main__":
    main()
