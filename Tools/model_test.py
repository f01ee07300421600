#!/usr/bin/env python3
"""Plays a short game with a small language model and checks that the model made it; `make model-test`.

    model_test.py BRIGADE [--url URL] [--ticks TICKS] [--answer FORM] [--tick-ms MS]

Without --url the model of Tools/small_model.sh is served for the test. Checked are: every answer names a skill that was offered, no
decision is the planner's, and the log of exchanges plays the same episode without the server. Exits 0 where all holds, 1 where
it does not, and 0 with a line that says so where the model is not installed and cannot be.
"""
import argparse
import collections
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SCRIPT = os.path.join(ROOT, "Tools", "small_model.sh")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(log):
    """Starts the server; returns it and its address once it answers."""
    port = free_port()
    server = subprocess.Popen([SCRIPT, "serve", str(port)], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/v1"
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(url + "/models", timeout=2).read()
            return server, url
        except OSError:
            time.sleep(0.5)
    server.kill()
    sys.exit("the server does not start; its log: " + log.name)


def play(brigade, folder, name, parameters, ticks):
    """Plays an episode of the agent alone, which has one log of exchanges; returns the store."""
    agent = os.path.join(folder, name + ".yaml")
    with open(agent, "w") as file:
        file.write("name: cook\nkind: language-model\nparameters:\n")
        file.writelines(f"  {key}: {value}\n" for key, value in parameters.items())
    store = os.path.join(folder, name + ".sqlite")
    command = [brigade, "tournament", "--agents", agent, "--maps", "cramped_room_single", "--episodes", "1", "--jobs", "1"]
    command += ["--horizon", str(ticks), "--db", store, "--quiet"]
    code = subprocess.run(command, cwd=ROOT).returncode
    if code not in (0, 3):
        sys.exit(f"brigade exited with {code}")
    return store


def rows(store, query):
    with sqlite3.connect(store) as database:
        return database.execute(query).fetchall()


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))] if values else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("brigade")
    parser.add_argument("--url")
    parser.add_argument("--ticks", type=int, default=100)
    parser.add_argument("--answer", default="number")
    parser.add_argument("--tick-ms", type=int, default=60_000)
    options = parser.parse_args()
    if not options.url and subprocess.run([SCRIPT, "install"]).returncode:
        print("model-test was not run: the small model cannot be installed here")
        return
    folder = tempfile.mkdtemp(prefix="brigade-model-test-")
    server, url = None, options.url
    try:
        if not url:
            server, url = serve(open(os.path.join(folder, "server.log"), "w"))
        base = {"base_url": url, "model": "local", "answer": options.answer, "without_answer": "stay", "timeout": 120,
                "retries": 0, "tick_ms": options.tick_ms}
        store = play(os.path.abspath(options.brigade), folder, "live", base, options.ticks)
    finally:
        if server:
            server.terminate()
            server.wait()
    episode, blob, score = rows(store, "SELECT id, actions, score FROM episodes")[0]
    notes = f"SELECT data FROM notes WHERE episode = {episode} AND kind = "
    exchanges = [json.loads(data) for data, in rows(store, notes + "'exchange' ORDER BY id")]
    choices = json.loads(rows(store, notes + "'choices'")[0][0])
    log = os.path.join(folder, "exchanges.jsonl")
    with open(log, "w") as file:
        file.writelines(json.dumps(exchange) + "\n" for exchange in exchanges)
    again = play(os.path.abspath(options.brigade), folder, "again", dict(base, recorded=log), options.ticks)
    same = rows(again, f"SELECT actions, score FROM episodes WHERE id = {episode}") == [(blob, score)]

    asked = {exchange["asked"] for exchange in exchanges}
    taken = [exchange for exchange in exchanges if exchange.get("reading")]
    cut = [exchange for exchange in exchanges if exchange.get("problem") == "cancelled"]
    wrong = [exchange["problem"] for exchange in exchanges if exchange.get("problem") not in (None, "cancelled")]
    seconds = [exchange["milliseconds"] / 1000 for exchange in taken]
    print(f"score {score:g} in {options.ticks} ticks")
    print(f"questions {len(asked)}: answered {len(taken)}, cut off by the end {len(cut)}, answers that could not be used {len(wrong)}")
    print("answers: " + ", ".join(f"{key} {count}" for key, count in collections.Counter(
        f"{exchange['form']}/{exchange['reading']}" for exchange in taken).items()))
    print("decisions: " + ", ".join(f"{key} {count}" for key, count in sorted(choices["by"].items())))
    print(f"seconds a choice: median {quantile(seconds, 0.5):.2f}, 99 of 100 up to {quantile(seconds, 0.99):.2f}")
    print(f"tokens a choice: {sum(exchange['promptTokens'] for exchange in taken) / max(1, len(taken)):.0f} read, "
          f"{sum(exchange['replyTokens'] for exchange in taken) / max(1, len(taken)):.1f} written")
    failures = [text for text, holds in [
        ("an answer could not be used: " + "; ".join(wrong[:3]), not wrong),
        ("not every question was answered", len(taken) + len(cut) >= len(asked) and taken),
        ("the planner made decisions", not choices["by"].get("planner")),
        ("the log does not play the same episode", same),
    ] if not holds]
    print("\n".join("! " + failure for failure in failures) or "every answer valid, no decision by the planner, the log plays the same")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
