#!/usr/bin/env python3
"""Makes sessions of pairs (docs/conventions.md) from the public data of Hawkins, Frank and Goodman.

    python3 Tools/make_tangram_sessions.py tangramsSequential.csv > pairs.jsonl

The CSV file is data/tangramsSequential.csv of github.com/hawkrobe/tangrams. Games get small numbers in the order of the file,
and mail addresses are left out. The texts are their authors'; keep the result out of the repository.
"""
import csv
import json
import re
import sys

ROLES = {"director": "speaker", "matcher": "listener"}
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def sessions(rows):
    """The games in the order in which they begin, each with its rounds by number."""
    games = {}
    for row in rows:
        rounds = games.setdefault(row["gameid"], {})
        number = int(row["roundNum"])
        entry = rounds.setdefault(
            number,
            {
                "round": number,
                "repetition": int(row["occurrenceNum"]),
                "target": row["intendedObj"],
                "choice": row["clickedObj"],
                "messages": [],
            },
        )
        text = MAIL.sub("", row["contents"])
        entry["messages"].append((float(row["msgTime"]), {"from": ROLES[row["role"]], "text": text}))
    return games


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        needed = {"gameid", "roundNum", "occurrenceNum", "role", "intendedObj", "clickedObj", "contents", "msgTime"}
        missing = needed - set(reader.fieldnames or [])
        if missing:
            sys.exit(f"{sys.argv[1]}: the header lacks {', '.join(sorted(missing))}")
        games = sessions(reader)
    for pair, rounds in enumerate(games.values()):
        ordered = [rounds[number] for number in sorted(rounds)]
        for entry in ordered:
            entry["messages"] = [message for _, message in sorted(entry["messages"], key=lambda item: item[0])]
        print(json.dumps({"pair": pair, "rounds": ordered}, ensure_ascii=False))


if __name__ == "__main__":
    main()
