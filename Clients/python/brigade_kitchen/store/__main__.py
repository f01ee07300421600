"""Exports a store's tables: `python3 -m brigade_kitchen.store export runs/x.sqlite --out episodes.parquet`."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from typing import Any, Iterator, List, Optional

from . import Store, StoreError, parquet
from .filters import Filter

TABLES = (
    "episodes", "seats", "events", "explanations", "messages", "faults", "trials", "cross_play", "partners", "gaps", "agents", "maps",
    "runs",
)

# Tables that are not of chosen episodes.
_WHOLE = ("agents", "maps", "runs")

# Episodes of a part.
_PART = 20_000


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m brigade_kitchen.store", description="Read Brigade's logs of episodes.")
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help="write a table as a Parquet file")
    export.add_argument("store", help="the store, such as runs/episodes.sqlite")
    export.add_argument("--out", required=True, help="the file to write")
    export.add_argument(
        "--table", choices=TABLES, default="episodes", help="episodes (with their actions, events and notes), or another table")
    export.add_argument(
        "--ids", metavar="FILE", help="only the episodes whose numbers FILE has, one a line; - reads them from standard input")
    return parser


def _numbers(path: Optional[str]) -> Optional[List[int]]:
    if path is None:
        return None
    import builtins

    lines = sys.stdin if path == "-" else builtins.open(path, encoding="ascii")
    try:
        return [int(line) for line in lines if line.strip()]
    except ValueError as error:
        raise StoreError(f"{path}: the numbers of episodes are wanted, one a line ({error})") from None


def _tables(log: Store, table: str, numbers: Optional[List[int]]) -> Iterator[Any]:
    if table == "episodes":
        if numbers is None:
            yield from parquet.whole_episodes(log._file, Filter())
        else:
            for first in range(0, max(len(numbers), 1), _PART):
                yield from parquet.whole_episodes(log._file, Filter(episodes=numbers[first:first + _PART]))
    else:
        yield getattr(log, table)(**({} if table in _WHOLE else {"episodes": numbers}))


def main(arguments: Optional[List[str]] = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        with Store(options.store, "arrow") as log:
            count = parquet.write(_tables(log, options.table, _numbers(options.ids)), options.out)
    except (StoreError, ImportError, sqlite3.Error, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if count == 0:
        print("nothing matches; no file was written" if options.table == "episodes" else "the table has no rows", file=sys.stderr)
    else:
        print(f"{options.out}: {count} rows", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
