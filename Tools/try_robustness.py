#!/usr/bin/env python3
"""Disturbs the built program as a user's machine would, and counts what comes of it (docs/robustness.md).

    Tools/try_robustness.py PROGRAM kills --times 120
    Tools/try_robustness.py PROGRAM flips --times 1000
    Tools/try_robustness.py PROGRAM signals --trials runs/2019_hh_train.jsonl.gz   # people's trials are optional
    sudo Tools/try_robustness.py PROGRAM disk          # mounts small file systems

Each ends with a line of counts, and with exit code 1 where there was an exception to what the page promises.
"""

import argparse
import collections
import csv
import hashlib
import io
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TALK = "game: attributes\narms: [supervised]\nseeds: 1\nsteps: 60\ngames: 10\nwarm-up: 10\nhuman-rounds: 40\nhidden: 8\nembedding: 8\n"


class Trial:
    """The program, a folder for what it writes, and what was counted."""

    def __init__(self, program: str, folder: pathlib.Path, seed: int, trials: str):
        self.program, self.folder, self.trials = os.path.abspath(program), folder, trials
        self.random = random.Random(seed)
        self.counts: collections.Counter[str] = collections.Counter()
        self.exceptions: list[str] = []

    def start(self, arguments: list[str]) -> subprocess.Popen:
        return subprocess.Popen(
            [self.program, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self, arguments: list[str], output=subprocess.PIPE) -> subprocess.CompletedProcess:
        return subprocess.run(
            [self.program, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, timeout=600)

    def expect(self, holds: bool, what: str) -> None:
        if not holds:
            self.exceptions.append(what)
            print("EXCEPTION", what, flush=True)

    def end(self) -> int:
        print(", ".join(f"{name}: {count}" for name, count in sorted(self.counts.items())), f"exceptions: {len(self.exceptions)}", sep=", ")
        return 1 if self.exceptions else 0


# Kills


def content(trial: Trial, db: pathlib.Path) -> str:
    """What a store says of its episodes, apart from when they were played and in which order."""
    lines = []
    for line in trial.run(["episodes", "export", "--db", str(db)]).stdout.decode().splitlines():
        episode = json.loads(line)
        for key in ("date", "id", "run", "episode"):
            episode.pop(key, None)
        lines.append(json.dumps(episode, sort_keys=True))
    # Without the intervals: they are drawn in the order in which agents entered the store.
    table = csv.DictReader(io.StringIO(trial.run(["matrix", "--csv", "--db", str(db)]).stdout.decode()))
    matrix = [json.dumps({key: value for key, value in row.items() if key not in ("low", "high")}) for row in table]
    return "\n".join(sorted(lines) + sorted(matrix))


def difference(one: str, other: str) -> str:
    """The first line that only one of them has."""
    return next((f"{a[:300]} / {b[:300]}" for a, b in zip(one.splitlines(), other.splitlines()) if a != b), "of another length")


def digest(folder: pathlib.Path) -> str:
    """All files below a folder, by name and bytes."""
    sums = [(str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()) for path in folder.rglob("*") if path.is_file()]
    return json.dumps(sorted(sums))


def tournament(db: pathlib.Path, *agents: str) -> list[str]:
    return [
        "tournament", "--agents", *agents, "--maps", "cramped_room", "--episodes", "20", "--horizon", "100", "--jobs", "2", "--quiet",
        "--db", str(db)]


def kills(trial: Trial, times: int) -> None:
    experiment = trial.folder / "small.yaml"
    experiment.write_text(TALK)

    def commands(kind: str, place: pathlib.Path) -> list[list[str]]:
        if kind == "tournament":
            return [tournament(place, "random", "greedy")]
        if kind == "two tournaments":
            return [tournament(place, "random", "greedy"), tournament(place, "random", "stay")]
        if kind == "ppo":
            settings = ["--games", "8", "--horizon", "50", "--steps", "8000", "--hidden", "8", "--jobs", "2"]
            return [["train", "ppo", "cramped_room", *settings, "--name", "it", "--run", str(place)]]
        return [["talk", "train", str(experiment), "--run", str(place), "--jobs", "2"]]

    def result(kind: str, place: pathlib.Path) -> str:
        return content(trial, place) if "tournament" in kind else digest(place)

    undisturbed, seconds = {}, {}
    for kind in ("tournament", "two tournaments", "ppo", "talk"):
        begin = time.monotonic()
        for command in commands(kind, trial.folder / f"undisturbed {kind}"):
            done = trial.run(command)
            trial.expect(done.returncode in (0, 3), f"{kind} undisturbed: exit {done.returncode} {done.stderr.decode()[-300:]}")
        seconds[kind] = time.monotonic() - begin
        undisturbed[kind] = result(kind, trial.folder / f"undisturbed {kind}")
        trial.expect(len(undisturbed[kind]) > 100, f"{kind}: nothing to compare")
    number = 0
    while sum(count for name, count in trial.counts.items() if name.startswith("kills of ")) < times:
        kind = ("tournament", "two tournaments", "ppo", "talk")[number % 4]
        number += 1
        place = trial.folder / f"run {number}"
        for _ in range(2):
            running = [trial.start(command) for command in commands(kind, place)]
            time.sleep(trial.random.uniform(0.02, seconds[kind] * 0.8))
            for process in running:
                process.kill()
                trial.counts[f"kills of {kind}"] += process.wait() == -signal.SIGKILL
        for process in [trial.start(command) for command in commands(kind, place)]:
            code = process.wait()
            trial.expect(code in (0, 3), f"{kind} {number}: resumed, exit {code}")
        after = result(kind, place)
        same = after == undisturbed[kind]
        trial.counts["resumed and equal" if same else "resumed and other"] += 1
        trial.expect(same, f"{kind} {number}: another result: {difference(undisturbed[kind], after)}")
        print(dict(trial.counts), flush=True)
        if "tournament" in kind:
            verified = trial.run(["episodes", "verify", "--db", str(place)])
            trial.expect(verified.returncode == 0, f"{kind} {number}: verify says {verified.stdout.decode()[-300:]}")
        if same:
            for path in trial.folder.glob(f"run {number}*"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


# Flips


def flips(trial: Trial, times: int) -> None:
    good = trial.folder / "good.sqlite"
    command = tournament(good, "random", "greedy")
    command[command.index("--episodes") + 1] = "3"
    trial.expect(trial.run(command).returncode == 0, "the store cannot be made")
    data = good.read_bytes()

    def everything(db: pathlib.Path) -> str:
        return trial.run(["episodes", "export", "--db", str(db)]).stdout.decode()

    before = everything(good)
    bad = trial.folder / "bad.sqlite"
    commands = [
        ["episodes", "list"], ["episodes", "stats"], ["matrix"], ["report", "--out", str(trial.folder / "page.html")], ["episodes", "show", "1"]]
    for _ in range(times):
        for path in trial.folder.glob("bad.sqlite*"):
            path.unlink()
        damaged = bytearray(data)
        place = trial.random.randrange(len(data))
        damaged[place] ^= 1 << trial.random.randrange(8)
        bad.write_bytes(damaged)
        verify = trial.run(["episodes", "verify", "--db", str(bad)])
        trial.counts["stores"] += 1
        if trial.counts["stores"] % 50 == 0:
            print(dict(trial.counts), flush=True)
        trial.counts["noticed"] += verify.returncode != 0
        export = trial.run(["episodes", "export", "--db", str(bad)])
        changed = export.returncode == 0 and export.stdout.decode() != before
        trial.expect(not changed or verify.returncode != 0, f"byte {place}: another content that verify does not see")
        for command, done in [("verify", verify), ("export", export)] + [
            (" ".join(c[:2]), trial.run([*c, "--db", str(bad)])) for c in commands
        ]:
            trial.counts["commands"] += 1
            trial.expect(0 <= done.returncode < 128, f"byte {place}: {command} ends with {done.returncode}: {done.stderr.decode()[-300:]}")


# Signals

LONG = [
    ["train", "hsp", "cramped_room", "--run", "FOLDER/run"], ["train", "meta", "cramped_room", "--run", "FOLDER/run"],
    ["train", "evolution", "cramped_room", "--run", "FOLDER/run"],
    ["experience", "build", "--db", "STORE", "--out", "FOLDER/experience.jsonl"],
    ["episodes", "verify", "--db", "STORE"], ["episodes", "stats", "--db", "STORE"], ["episodes", "export", "--db", "STORE"],
    ["report", "--db", "STORE", "--resamples", "100000", "--out", "FOLDER/page.html"],
    ["matrix", "--db", "STORE", "--resamples", "100000"],
    ["render", "1", "--db", "STORE", "--out", "FOLDER/film.gif"], ["gallery", "FOLDER/gallery"],
    ["bench", "window"], ["bench", "planning"], ["bench", "tournament"], ["bench", "language"],
    ["talk", "matrix", "TALKERS", "--rounds", "1000000", "--db", "FOLDER/talk.sqlite"],
    ["experience", "evaluate", "Agents/experience/seven-kitchens.jsonl", "--episodes", "1000"],
    ["evaluate", "model", "--base-url", "http://127.0.0.1:PORT/v1", "--model", "x"],
    ["solve", "counter_circuit_o_1order", "--cache", "FOLDER/cache"],
]
WITH_DISPLAY = [
    ["watch", "--live", "greedy", "greedy", "cramped_room", "--horizon", "10000"], ["play", "cramped_room", "--db", "FOLDER/play.sqlite"],
]
WITH_TRIALS = [
    ["import", "human-trials", "TRIALS", "--db", "FOLDER/people.sqlite"], ["agents", "beliefs", "--trials", "TRIALS"],
    ["agents", "evaluate", "human-coordination_ring", "--trials", "TRIALS"],
]


def signals(trial: Trial, times: int) -> None:
    store, talkers = trial.folder / "store.sqlite", trial.folder / "talkers"
    command = tournament(store, "random", "greedy")
    command[command.index("--episodes") + 1] = str(times)
    trial.expect(trial.run(command).returncode == 0, "the store cannot be made")
    (trial.folder / "talk.yaml").write_text(TALK)
    trained = trial.run(["talk", "train", str(trial.folder / "talk.yaml"), "--run", str(talkers)])
    trial.expect(trained.returncode == 0, "the talkers cannot be trained")
    silent = socket.create_server(("127.0.0.1", 0))
    commands = LONG + (WITH_TRIALS if trial.trials else []) + (WITH_DISPLAY if os.environ.get("DISPLAY") else [])
    words = {"STORE": str(store), "TALKERS": str(talkers / "supervised-0" / "supervised-0.yaml"), "PORT": str(silent.getsockname()[1]), "TRIALS": trial.trials}
    for arguments in commands:
        for numbers in ([signal.SIGTERM], [signal.SIGINT], [signal.SIGHUP], [signal.SIGTERM, signal.SIGTERM]):
            if not interrupt(trial, arguments, words, numbers):
                break


def interrupt(trial: Trial, arguments: list[str], words: dict[str, str], numbers: list[signal.Signals]) -> bool:
    """Sends signals to a command that is under way; false where it was over before."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=trial.folder))
    for mark, word in {**words, "FOLDER": str(folder)}.items():
        arguments = [argument.replace(mark, word) for argument in arguments]
    process = trial.start(arguments)
    time.sleep(1.2)
    name, sent = " ".join(arguments[:2]), " ".join(number.name for number in numbers)
    if process.poll() is not None:
        trial.counts["over before the signal"] += 1
        print(f"{name}: exit {process.returncode} before {sent}", flush=True)
        return False
    begin = time.monotonic()
    for number in numbers:
        process.send_signal(number)
        time.sleep(0.02 * (len(numbers) - 1))
    process.wait()
    seconds = time.monotonic() - begin
    trial.counts["ended"] += 1
    print(f"{name}: {sent}, exit {process.returncode}, {seconds:.2f} s", flush=True)
    allowed = 2 if len(numbers) == 1 else 0.5
    trial.expect(seconds <= allowed, f"{name}: {sent} took {seconds:.2f} s")
    left = [str(path) for path in folder.rglob("*") if path.name.endswith(".part")]
    trial.expect(not left or len(numbers) > 1, f"{name}: {sent} left {left}")
    return True


# Full disks


def disk(trial: Trial, times: int) -> None:
    store = trial.folder / "store.sqlite"
    command = tournament(store, "random", "greedy")
    command[command.index("--episodes") + 1] = "3"
    trial.expect(trial.run(command).returncode == 0, "the store cannot be made")
    experiment = trial.folder / "small.yaml"
    experiment.write_text(TALK)
    small = ["--games", "8", "--horizon", "50", "--steps", "8000", "--hidden", "64"]
    commands = {
        **({"film": ["render", "1", "--db", str(store), "--out", "DISK/film.mp4"]} if shutil.which("ffmpeg") else {}),
        "gif": ["render", "1", "--db", str(store), "--gif", "--size", "320x180", "--to", "20", "--out", "DISK/film.gif"],
        "report": ["report", "--db", str(store), "--out", "DISK/page.html"],
        "ppo": ["train", "ppo", "cramped_room", *small, "--name", "it", "--run", "DISK/run"],
        "talk": ["talk", "train", str(experiment), "--run", "DISK/run"],
        "solve": ["solve", "cramped_room", "--horizon", "40", "--cache", "DISK/cache"],
        "gallery": ["gallery", "DISK/gallery"],
        "tournament": [*tournament(pathlib.Path("DISK/store.sqlite"), "random", "greedy")],
        "evolution": ["train", "evolution", "cramped_room", "--run", "DISK/run", "--generations", "1"],
    }
    mount = trial.folder / "disk"
    mount.mkdir()
    for name, command in commands.items():
        for size in (16, 64, 256):
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(mount)], check=True)
            try:
                words = [word.replace("DISK", str(mount)) for word in command]
                done = trial.run(words)
                told = done.stderr.decode().strip().splitlines()
                what = f"{name} on {size} KiB: exit {done.returncode}: {told[-1] if told else ''}"
                if done.returncode in (0, 3):
                    trial.counts["had room"] += 1
                    continue
                trial.counts["told of a full disk"] += 1
                print(what, flush=True)
                trial.expect(done.returncode > 0 and "room" in done.stderr.decode() and "Domain" not in done.stderr.decode(), what)
                half = [path for path in mount.rglob("*") if path.is_file() and (path.name.endswith(".part") or path.stat().st_size == 0)]
                trial.expect(not [p for p in half if not p.name.endswith(("-wal", "-shm"))], f"{name} on {size} KiB leaves {half}")
                subprocess.run(["mount", "-o", "remount,size=4g", str(mount)], check=True)
                again = trial.run(words)
                trial.counts["done once there was room"] += again.returncode in (0, 3)
                trial.expect(again.returncode in (0, 3), f"{name} again: exit {again.returncode} {again.stderr.decode()[-300:]}")
            finally:
                subprocess.run(["umount", str(mount)], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("what", choices=["kills", "flips", "signals", "disk"])
    parser.add_argument("--times", type=int, help="kills, flips, or episodes for each pair of the store that is asked")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trials", type=os.path.abspath, help="signals: a file of people's trials, for the commands that read one")
    options = parser.parse_args()
    # Who starts this in the background may have it ignored, and then the program would rightly ignore it, too.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    trials = {"kills": (kills, 120), "flips": (flips, 1000), "signals": (signals, 2000), "disk": (disk, 0)}
    function, standard = trials[options.what]
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(options.program, pathlib.Path(folder), options.seed, options.trials or "")
        function(trial, options.times or standard)
        return trial.end()


if __name__ == "__main__":
    sys.exit(main())
