"""Columns of a table: checked for their type as they come out of SQLite, then made into NumPy, pandas or Arrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

import numpy as np

from .errors import StoreError, words

# What may stand in a column of each kind, and how a message calls it.
_KINDS: Dict[str, Tuple[Set[type], str]] = {
    "int": ({int}, "a whole number"),
    "real": ({int, float}, "a number"),
    "text": ({str}, "text"),
    "key": ({int, str}, "a whole number"),
    "bytes": ({bytes}, "bytes"),
}

# The forms of a table, with the package that each needs.
FORMS = {"pandas": "pandas", "arrow": "pyarrow", "columns": None}


@dataclass(frozen=True)
class Column:
    """A column of a result: `name`, what it holds, and where in the store it comes from, for messages.

    `kind` is `int`, `real`, `text`, `bytes` or `key`, a 64-bit number that is stored as the decimal text of a signed one.
    """

    name: str
    kind: str
    source: str                          # table.column
    can_be_null: bool = False


@dataclass
class Values:
    """The values of a column: a NumPy array, and where it has some that are missing, a mask that is true there."""

    array: np.ndarray
    missing: Optional[np.ndarray] = None


def checked(path: str, column: Column, rows: Sequence[Any], stored: Sequence[Any]) -> Values:
    """The `stored` values of `column` as an array.

    `rows` are the numbers of the rows they are from. Raises `StoreError` naming table, row and column for the first that is of
    another type.
    """
    allowed, wanted = _KINDS[column.kind]
    found = set(map(type, stored))
    missing: Optional[np.ndarray] = None
    if column.can_be_null and type(None) in found:
        missing = np.array([value is None for value in stored])
        found.discard(type(None))
    if not found <= allowed:
        for row, value in zip(rows, stored):
            if type(value) not in allowed and not (value is None and column.can_be_null):
                raise wrong(path, column, row, value, wanted)
    if column.kind == "int":
        return Values(np.array([0 if value is None else value for value in stored], dtype=np.int64), missing)
    if column.kind == "real":
        return Values(np.array([np.nan if value is None else value for value in stored], dtype=np.float64), missing)
    if column.kind == "key":
        return Values(_keys(path, column, rows, stored), missing)
    array = np.empty(len(stored), dtype=object)
    array[:] = stored
    return Values(array, missing)


def _keys(path: str, column: Column, rows: Sequence[Any], stored: Sequence[Any]) -> np.ndarray:
    keys = np.empty(len(stored), dtype=np.int64)
    for place, value in enumerate(stored):
        try:
            keys[place] = 0 if value is None else int(value)
        except (ValueError, OverflowError):
            raise wrong(path, column, rows[place], value, "a whole number of 64 bits") from None
    return keys.view(np.uint64)


def wrong(path: str, column: Column, row: Any, value: Any, wanted: str) -> StoreError:
    """The error of a value that should be `wanted`."""
    table, _, name = column.source.partition(".")
    return StoreError(f"{path}: table {table}, row {row}, column {name}: it should be {wanted}, here is {words(value)}")


def form(table: Dict[str, Values], to: str) -> Any:
    """The table as `pandas` (a DataFrame), `arrow` (a Table) or `columns` (a dict of NumPy arrays, masked where values are missing)."""
    if to == "columns":
        return {name: _plain(values) for name, values in table.items()}
    if to == "arrow":
        arrow = needed("pyarrow", "to='arrow'")
        return arrow.table({name: _arrow(arrow, values) for name, values in table.items()})
    if to == "pandas":
        pandas = needed("pandas", "tables as DataFrames; without it, to='columns' gives NumPy arrays")
        return pandas.DataFrame({name: _series(pandas, values) for name, values in table.items()})
    raise ValueError(f"to is {to!r}; it must be one of {', '.join(FORMS)}")


def needed(module: str, purpose: str) -> Any:
    """The imported `module`, or an error that says how to install it."""
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ImportError(f"{module} is needed for {purpose}: pip install {module}") from error


def _plain(values: Values) -> np.ndarray:
    if values.missing is None or values.array.dtype == object or values.array.dtype.kind == "f":
        return values.array
    return np.ma.MaskedArray(values.array, values.missing)


def _arrow(arrow: Any, values: Values) -> Any:
    if values.array.dtype == object:
        # The type is said, since a column without a value has none of its own.
        sample = next((value for value in values.array if value is not None), "")
        kind = arrow.binary() if isinstance(sample, bytes) else arrow.string() if isinstance(sample, str) else None
        return arrow.array(list(values.array), type=kind)
    return arrow.array(values.array, mask=values.missing)


def _series(pandas: Any, values: Values) -> Any:
    if values.missing is None or values.array.dtype == object or values.array.dtype.kind == "f":
        return values.array
    kind = "Int64" if values.array.dtype.kind == "i" else "UInt64"
    return pandas.Series(pandas.array(values.array, dtype=kind)).mask(values.missing)


def joined(parts: List[Dict[str, Values]]) -> Dict[str, Values]:
    """Parts of one table, one after the other."""
    if len(parts) == 1:
        return parts[0]
    table: Dict[str, Values] = {}
    for name in parts[0]:
        arrays = [part[name].array for part in parts]
        masks = [part[name].missing for part in parts]
        missing = None
        if any(mask is not None for mask in masks):
            missing = np.concatenate([np.zeros(len(a), bool) if m is None else m for a, m in zip(arrays, masks)])
        table[name] = Values(np.concatenate(arrays), missing)
    return table
