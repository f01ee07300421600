#!/usr/bin/env python3
"""Makes sessions of pairs and of communities (docs/conventions.md) from the public data of Hawkins and others.

    python3 Tools/make_tangram_sessions.py tangramsSequential.csv > pairs.jsonl
    python3 Tools/make_tangram_sessions.py messages.csv clicks.csv > communities.jsonl

The first CSV file is data/tangramsSequential.csv of github.com/hawkrobe/tangrams, the two others are in data/experiment3 of
github.com/hawkrobe/conventions_model. Games and people get small numbers in the order of the files, and mail addresses are left
out. The texts are their authors'; keep the result out of the repository.
"""
import csv
import json
import re
import sys

ROLES = {"director": "speaker", "matcher": "listener"}
SETS = ("ABCD", "EFGL", "HIJK")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


def tidy(text):
    """A text without mail addresses, with single spaces."""
    return " ".join(MAIL.sub("", text).split())


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
        text = tidy(row["contents"])
        entry["messages"].append((float(row["msgTime"]), {"from": ROLES[row["role"]], "text": text}))
    return games


def rows(path, needed):
    """The rows of a CSV file as dictionaries; ends the program where the header lacks a column."""
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        missing = needed - set(reader.fieldnames or [])
        if missing:
            sys.exit(f"{path}: the header lacks {', '.join(sorted(missing))}")
        return list(reader)


def pairs(path):
    """The sessions of pairs."""
    needed = {"gameid", "roundNum", "occurrenceNum", "role", "intendedObj", "clickedObj", "contents", "msgTime"}
    for pair, rounds in enumerate(sessions(rows(path, needed)).values()):
        ordered = [rounds[number] for number in sorted(rounds)]
        for entry in ordered:
            entry["messages"] = [message for _, message in sorted(entry["messages"], key=lambda item: item[0])]
        yield {"pair": pair, "rounds": ordered}


def communities(messages, clicks):
    """The sessions of communities: who was in a room, what the speaker said, and what the listener clicked."""
    place = ("networkid", "partnernum", "trialnum", "roomid")
    clicked = {}
    for row in rows(clicks, {*place, "object_id", "participantid"}):
        clicked[tuple(int(row[key]) for key in place)] = row
    networks = {}
    for row in rows(messages, {*place, "role", "repid", "target", "content", "participantid"}):
        key = tuple(int(row[name]) for name in place)
        if key not in clicked:
            continue
        rounds = networks.setdefault(key[0], {})
        named = re.fullmatch(r"tangram_([A-L])\.png", row["target"])
        if named is None:
            sys.exit(f"{messages}: a target is {row['target']!r}; it must be tangram_A.png to tangram_L.png")
        letter = named.group(1)
        choice = clicked[key]["object_id"]
        entry = rounds.setdefault(
            key[1:],
            {
                "phase": key[1],
                "room": key[3],
                "trial": key[2],
                "repetition": int(row["repid"]),
                "set": next(number for number, shapes in enumerate(SETS) if letter in shapes),
                "target": letter,
                "choice": letter if choice == "target" else choice,
                "speaker": None,
                "listener": clicked[key]["participantid"],
                "messages": [],
            },
        )
        if row["role"] == "speaker":
            entry["speaker"] = row["participantid"]
        entry["messages"].append({"from": row["role"], "text": tidy(row["content"])})
    for community, rounds in enumerate(networks.values()):
        yield {"community": community, "rounds": numbered([rounds[key] for key in sorted(rounds)])}


def numbered(rounds):
    """Rounds in which somebody spoke, with small numbers for the people."""
    rounds = [entry for entry in rounds if entry["speaker"] is not None]
    people = {}
    for entry in rounds:
        for role in ("speaker", "listener"):
            entry[role] = people.setdefault(entry[role], len(people))
    return rounds


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    for session in pairs(sys.argv[1]) if len(sys.argv) == 2 else communities(*sys.argv[1:]):
        print(json.dumps(session, ensure_ascii=False))


if __name__ == "__main__":
    main()
