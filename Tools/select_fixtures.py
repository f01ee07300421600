#!/usr/bin/env python3
"""Selects a small set of recorded episodes that still covers every rule, for Tests/KitchenTests/Fixtures.

    python3 Tools/select_fixtures.py CONFORMANCE_FOLDER Tests/KitchenTests/Fixtures/conformance

From every (layout, dynamics, mode) one episode is taken, the one with the most kinds of events, then any
that add an event or a delivered recipe (paid or not) that is still missing. Encodings of the chosen
episodes are thinned to a few states each.
"""
import gzip
import json
import shutil
import sys
from pathlib import Path

STATES_PER_EPISODE = 3


def lines(path: Path):
    with gzip.open(path, "rt") as file:
        yield from file


def covered(episode: dict) -> set:
    """The kinds of things that happen in an episode."""
    kinds = {("event", event) for step in episode["ev"] for event, _ in step}
    before = [player[3] for player in episode["start"][0]]
    for state, rewards, events in zip(episode["s"], episode["r"], episode["ev"]):
        for event, player in events:
            if event == 15:
                recipe = "".join(sorted(before[player][0]))
                kinds.add(("delivery", recipe, rewards[player] != 0))
        before = [player[3] for player in state[0]]
    return kinds | {("players", episode["n"]), ("dynamics", episode["dynamics"])}


def choose(source: Path) -> dict[str, set[str]]:
    """Ids of the chosen episodes by file."""
    best: dict[tuple, tuple] = {}
    everything: dict[tuple, tuple[str, str]] = {}
    for path in sorted(source.glob("traj_*.jsonl.gz")):
        for line in lines(path):
            episode = json.loads(line)
            kinds = covered(episode)
            key = (episode["layout"], episode["dynamics"], episode["mode"])
            rank = (len(kinds), -len(line), episode["id"])
            if key not in best or rank > best[key][0]:
                best[key] = (rank, path.name, episode["id"], kinds)
            for kind in kinds:
                everything.setdefault(kind, (path.name, episode["id"]))
    chosen: dict[str, set[str]] = {}
    have: set = set()
    for _, name, episode_id, kinds in best.values():
        chosen.setdefault(name, set()).add(episode_id)
        have |= kinds
    for kind, (name, episode_id) in everything.items():
        if kind not in have:
            chosen.setdefault(name, set()).add(episode_id)
    return chosen


def main(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "layouts.json", target)
    chosen = choose(source)
    ids = set().union(*chosen.values())
    for name, wanted in chosen.items():
        with gzip.GzipFile(target / name, "wb", 9, mtime=0) as out:
            for line in lines(source / name):
                if json.loads(line)["id"] in wanted:
                    out.write(line.encode())
    taken: dict[str, int] = {}
    with gzip.GzipFile(target / "encodings.jsonl.gz", "wb", 9, mtime=0) as out:
        for line in lines(source / "encodings.jsonl.gz"):
            episode_id = json.loads(line)["id"]
            if episode_id in ids and taken.get(episode_id, 0) < STATES_PER_EPISODE:
                taken[episode_id] = taken.get(episode_id, 0) + 1
                out.write(line.encode())


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
