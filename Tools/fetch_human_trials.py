#!/usr/bin/env python3
"""Makes a file of human trials for `brigade import human-trials` out of the data that overcooked_ai publishes.

    python3 Tools/fetch_human_trials.py --split train --out runs/2019_hh_train.jsonl.gz
    python3 Tools/fetch_human_trials.py --sdist overcooked_ai-1.1.0.tar.gz --split test --out test.jsonl.gz
    python3 Tools/fetch_human_trials.py --pickle clean_train_trials.pickle --out train.jsonl.gz

The source package overcooked_ai 1.1.0 on PyPI holds the trials of the 2019 study (Carroll et al., "On the Utility of
Learning about Humans for Human-AI Coordination") as pickled pandas tables. Without --sdist or --pickle, pip downloads the
package (2.3 MB; it is not installed). Reading needs neither pandas nor numpy, and is safe: a pickle can
name any function, so only the handful that a table is made of are allowed, and all of them are replaced by plain lists.

docs/human-trials.md describes what is written. Workers' numbers and times of day are left out: `id` counts the trials.
"""
import argparse
import ast
import gzip
import io
import json
import pickle
import struct
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "overcooked_ai==1.1.0"
FOLDER = "overcooked_ai_py/data/human_data"
ACTIONS = {(0, -1): "0", (0, 1): "1", (1, 0): "2", (-1, 0): "3", (0, 0): "4", "interact": "5"}
ORIENTATIONS = [(0, -1), (0, 1), (1, 0), (-1, 0)]
# The study paid 5 a soup; the engine's worth is 20. A soup cooks for 20 ticks, and is recorded as counting on.
WORTH = 20 / 5
COOK_TIME = 20


# --- A pickled table as plain lists -------------------------------------------------------------------------------


class DType:
    def __init__(self, code, *_):
        self.code = code

    def __setstate__(self, state):
        self.order = state[1]


class Array:
    """A numpy array: shape and flat values, in C order."""

    def __init__(self, *_):
        pass

    def __setstate__(self, state):
        _, self.shape, dtype, fortran, data = state
        if not isinstance(data, list):
            letters = {"i8": "q", "i4": "i", "f8": "d", "f4": "f", "b1": "?"}
            if dtype.code not in letters:
                raise SystemExit(f"the table has values of type {dtype.code}, which this script does not read")
            size = struct.calcsize(letters[dtype.code])
            data = list(struct.unpack(f"<{len(data) // size}{letters[dtype.code]}", data))
        self.values, self.fortran = data, fortran

    def rows(self):
        """The array as a list of rows."""
        if len(self.shape) == 1:
            return [[value] for value in self.values]
        height, width = self.shape
        if self.fortran:
            return [self.values[row::height] for row in range(height)]
        return [self.values[row * width : (row + 1) * width] for row in range(height)]


class Index:
    def __init__(self, *_):
        pass


def new_index(_, data):
    return list(data["data"].values)


class Manager:
    def __setstate__(self, state):
        self.blocks = state[3]["0.14.1"]["blocks"]
        self.names = state[0][0]


class Frame:
    def __setstate__(self, state):
        self.manager = state.get("_data") or state.get("_mgr")

    def columns(self):
        columns = {}
        for block in self.manager.blocks:
            places = block["mgr_locs"]
            places = range(len(self.manager.names))[places] if isinstance(places, slice) else places.values
            for place, row in zip(places, block["values"].rows()):
                columns[self.manager.names[place]] = row
        return columns


class TableUnpickler(pickle.Unpickler):
    """Reads tables and nothing else: whatever a pickle names beyond these is refused, not run."""

    allowed = {
        ("numpy.core.multiarray", "_reconstruct"): lambda *_: Array(),
        ("numpy", "ndarray"): Array,
        ("numpy", "dtype"): DType,
        ("pandas.core.frame", "DataFrame"): Frame,
        ("pandas.core.internals.managers", "BlockManager"): Manager,
        ("pandas.core.internals", "BlockManager"): Manager,
        ("pandas.core.indexes.base", "Index"): Index,
        ("pandas.core.indexes.numeric", "Int64Index"): Index,
        ("pandas.core.indexes.base", "_new_Index"): new_index,
        ("__builtin__", "slice"): slice,
        ("builtins", "slice"): slice,
    }

    def find_class(self, module, name):
        if (module, name) not in self.allowed:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which is no part of a table; nothing was run")
        return self.allowed[module, name]


# --- Trials -------------------------------------------------------------------------------------------------------


def item(thing):
    """An object in the notation: 0, "o", "d" or [ingredients, tick]."""
    if thing is None:
        return 0
    if thing["name"] != "soup":
        return {"onion": "o", "tomato": "t", "dish": "d"}[thing["name"]]
    kind, count, ticks = thing["state"]
    # Three make a soup, and only then does its time begin.
    return [kind[0] * count, min(ticks, COOK_TIME) if count == 3 else -1]


def notation(state):
    """A recorded state as [players, objects], the objects sorted by row and column."""
    players = [
        [*player["position"], ORIENTATIONS.index(tuple(player["orientation"])), item(player.get("held_object"))]
        for player in state["players"]
    ]
    things = state["objects"].values() if isinstance(state["objects"], dict) else state["objects"]
    objects = sorted(([*thing["position"], item(thing)] for thing in things), key=lambda o: (o[1], o[0]))
    return [players, objects]


def digit(action):
    return ACTIONS[action.lower() if isinstance(action, str) else tuple(action)]


def trials(columns, split):
    """Every trial of a table as a line's dictionary."""
    keys = list(zip(columns["run"], columns["workerid_num"], columns["layout_name"]))
    rows = {}
    for row, key in enumerate(keys):
        rows.setdefault(key, []).append(row)
    literal = ast.literal_eval
    for number, key in enumerate(sorted(rows, key=str), start=1):
        steps = sorted(rows[key], key=lambda row: columns["cur_gameloop"][row])
        states = [notation(literal(columns["state"][row])) for row in steps]
        states.append(notation(literal(columns["next_state"][steps[-1]])))
        after = [notation(literal(columns["next_state"][row])) for row in steps]
        raw = [[t, columns["reward"][row]] for t, row in enumerate(steps) if columns["reward"][row]]
        yield {
            "id": f"2019-{split}-{number:02}",
            "source": PACKAGE,
            "split": split,
            "layout": key[2],
            "grid": literal(columns["layout"][steps[0]]),
            "old_dynamics": True,
            "dt_ms": 150,
            "T": len(steps),
            "contiguous": states[1:] == after,
            "start": states[0],
            "a": "".join(digit(a) for row in steps for a in literal(columns["joint_action"][row])),
            "r": raw,
            "score_raw": sum(reward for _, reward in raw),
            "reward_unit_raw": 5,
            "r_replay": [[t, round(reward * WORTH)] for t, reward in raw],
            "score_replay": round(sum(reward for _, reward in raw) * WORTH),
            "s": states,
        }


# --- Files --------------------------------------------------------------------------------------------------------


def download():
    with tempfile.TemporaryDirectory() as folder:
        options = ["--no-deps", "--no-binary", ":all:", "--dest", folder]
        command = [sys.executable, "-m", "pip", "download", *options, PACKAGE]
        subprocess.run(command, check=True, stdout=sys.stderr)
        return next(Path(folder).glob("*.tar.gz")).read_bytes()


def pickled(arguments):
    """The bytes of the pickle that was asked for."""
    if arguments.pickle:
        return Path(arguments.pickle).read_bytes()
    package = Path(arguments.sdist).read_bytes() if arguments.sdist else download()
    ending = f"{FOLDER}/clean_{arguments.split}_trials.pickle"
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        for member in archive:
            if member.name.endswith(ending):
                return archive.extractfile(member).read()
    raise SystemExit(f"the package holds no {ending}; it should be the source package of {PACKAGE}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=["train", "test"], default="train", help="which half of the trials (default: train)")
    parser.add_argument("--sdist", metavar="FILE", help="overcooked_ai-1.1.0.tar.gz, when it is here already")
    parser.add_argument("--pickle", metavar="FILE", help="a pickle of the same columns, when it is here already")
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write, .jsonl or .jsonl.gz")
    arguments = parser.parse_args()
    try:
        columns = TableUnpickler(io.BytesIO(pickled(arguments))).load().columns()
        lines = [json.dumps(trial, separators=(",", ":")) + "\n" for trial in trials(columns, arguments.split)]
    except OSError as error:
        raise SystemExit(f"{error.filename}: {error.strerror}")
    except subprocess.CalledProcessError:
        raise SystemExit("pip could not download the package; fetch it by hand and name it with --sdist")
    except tarfile.TarError:
        raise SystemExit(f"{arguments.sdist} is no package; it should be the source package of {PACKAGE}, a .tar.gz")
    except pickle.UnpicklingError as error:
        raise SystemExit(f"the pickle is refused: {error}")
    except (AttributeError, EOFError, IndexError, TypeError, ValueError) as error:
        raise SystemExit(f"the pickle is no table that this script reads: {error}")
    except KeyError as error:
        raise SystemExit(f"the table is none of the 2019 study's: it lacks {error}")
    Path(arguments.out).parent.mkdir(parents=True, exist_ok=True)
    data = "".join(lines).encode()
    Path(arguments.out).write_bytes(gzip.compress(data, mtime=0) if arguments.out.endswith(".gz") else data)
    print(f"{len(lines)} trials written to {arguments.out}; next: brigade import human-trials {arguments.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
