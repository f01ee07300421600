"""Why a store cannot be read, in a sentence."""

from __future__ import annotations

import sqlite3


class StoreError(Exception):
    """A file that is no store, or one that is damaged; the text says which file, table, row and column, and what to do."""


def explained(path: str, error: sqlite3.Error) -> StoreError:
    """SQLite's `error` in a user's words."""
    text = str(error)
    if "not a database" in text:
        return StoreError(f"{path}: this is no SQLite database; name another file")
    if "malformed" in text or "corrupt" in text:
        return StoreError(f"{path}: the database is damaged ({text}); what can be saved, 'sqlite3 FILE .recover' saves")
    if "locked" in text or "busy" in text:
        return StoreError(f"{path}: another program holds the database; wait until it is done")
    if "unable to open" in text:
        return StoreError(f"{path}: the file cannot be opened; check that it can be read")
    return StoreError(f"{path}: SQLite cannot go on ({text})")


def words(value: object) -> str:
    """A stored value as messages show it."""
    if value is None:
        return "nothing"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, str):
        return '"' + value[:40].encode("unicode_escape").decode("ascii") + '"'
    return str(value)
