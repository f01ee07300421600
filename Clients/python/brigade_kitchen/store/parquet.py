"""A store's tables as Parquet files."""

from __future__ import annotations

import json
import os
from typing import Any, Dict, Iterator, List

import numpy as np

from .actions import decode_actions
from .columns import Column, Values, form, needed, wrong
from .file import StoreFile
from .filters import Filter
from .tables import episodes, events, notes

_ACTIONS = Column("actions", "bytes", "episodes.actions")
_START = Column("start", "text", "episodes.start", True)


def write(tables: Iterator[Any], out: str) -> int:
    """Writes Arrow tables, one after the other, into the file `out`, whole or not at all; returns how many rows it has."""
    parquet = needed("pyarrow.parquet", "Parquet files")
    unfinished = f"{out}.{os.getpid()}.part"
    count, writer = 0, None
    try:
        for table in tables:
            if writer is None:
                writer = parquet.ParquetWriter(unfinished, table.schema, compression="zstd")
            writer.write_table(table)
            count += table.num_rows
        if writer is not None:
            writer.close()
            writer = None
            os.replace(unfinished, out)
    finally:
        if writer is not None:
            writer.close()
        if os.path.exists(unfinished):
            os.remove(unfinished)
    return count


def whole_episodes(file: StoreFile, meant: Filter) -> Iterator[Any]:
    """Arrow tables with a row an episode: all of `Store.episodes`, its actions, its events and notes, and its first state.

    `actions` has for each seat the list of its actions by number; `events` and `notes` are lists of structs.
    """
    arrow = needed("pyarrow", "Parquet files")
    for part in episodes(file, meant, [_ACTIONS, _START]):
        numbers = part["episode"].array
        codes, players = part.pop("actions").array, part["players"].array
        table = form(part, "arrow")
        named = arrow.array(list(players), arrow.list_(arrow.string()))
        table = table.set_column(table.schema.get_field_index("players"), "players", named)
        table = table.append_column("actions", _actions(arrow, file, numbers, codes, players))
        within = Filter(episodes=numbers.tolist())
        found = list(events(file, within))
        table = table.append_column("events", _lists(arrow, numbers, found[0] if found else {}, ("tick", "seat", "event")))
        table = table.append_column("notes", _notes(arrow, file, numbers, within))
        yield table.cast(_schema(arrow, table.schema))


def _schema(arrow: Any, schema: Any) -> Any:
    """The same schema for every part, whatever its columns hold: a column without a value has no type of its own."""
    return arrow.schema([
        arrow.field(field.name, arrow.string() if arrow.types.is_null(field.type) else field.type) for field in schema])


def _actions(arrow: Any, file: StoreFile, numbers: np.ndarray, codes: np.ndarray, players: np.ndarray) -> Any:
    seats: List[np.ndarray] = []
    counts = []
    for number, code, names in zip(numbers, codes, players):
        try:
            decoded = decode_actions(code, len(names))
        except ValueError as error:
            raise wrong(file.path, _ACTIONS, int(number), code, f"the actions of {len(names)} players ({error})") from None
        seats += list(decoded.T)
        counts.append(len(names))
    ticks = np.cumsum([0] + [len(seat) for seat in seats], dtype=np.int32)
    values = np.concatenate(seats) if seats else np.zeros(0, np.uint8)
    inner = arrow.ListArray.from_arrays(arrow.array(ticks), arrow.array(values))
    return arrow.ListArray.from_arrays(arrow.array(np.cumsum([0] + counts, dtype=np.int32)), inner)


def _lists(arrow: Any, numbers: np.ndarray, part: Dict[str, Values], names: Any) -> Any:
    """A list of structs for each of `numbers` out of a table with a row each, in the order of its column `episode`."""
    text = {"event", "kind", "text", "data"}
    types = {name: arrow.string() if name in text else arrow.int32() for name in names}
    columns = [arrow.array(part[name].array.tolist() if part else [], types[name]) for name in names]
    owners = part["episode"].array if part else np.zeros(0, np.int64)
    offsets = np.concatenate([np.searchsorted(owners, numbers), [len(owners)]]).astype(np.int32)
    structs = arrow.StructArray.from_arrays(columns, names=list(names))
    return arrow.ListArray.from_arrays(arrow.array(offsets), structs)


def _notes(arrow: Any, file: StoreFile, numbers: np.ndarray, within: Filter) -> Any:
    where = json.dumps(numbers.tolist())
    kinds: List[str] = [
        kind for rows in file.rows("SELECT DISTINCT kind FROM notes WHERE episode IN (SELECT value FROM json_each(?))", (where,))
        for (kind,) in rows]
    tables = []
    for kind in kinds:
        table = notes(file, within, kind)
        table["kind"] = Values(np.full(len(table["tick"].array), kind, dtype=object))
        tables.append(table)
    if not tables:
        return _lists(arrow, numbers, {}, ("tick", "seat", "kind", "text", "data"))
    together = {name: Values(np.concatenate([table[name].array for table in tables])) for name in tables[0]}
    order = np.lexsort((together["seat"].array, together["tick"].array, together["episode"].array))
    return _lists(
        arrow, numbers, {name: Values(values.array[order]) for name, values in together.items()},
        ("tick", "seat", "kind", "text", "data"))
