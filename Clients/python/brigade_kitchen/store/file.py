"""The SQLite file of a store, opened for reading."""

from __future__ import annotations

import os
import sqlite3
import urllib.parse
from typing import Any, Dict, Iterator, List, Sequence, Tuple

from .columns import Column, Values, checked, joined
from .errors import StoreError, explained

# Marks a SQLite file as an episode store: the letters BRGD.
_APPLICATION = 0x4252_4744

# The steps of the schema that this module knows, oldest first; a store with others is a newer Brigade's.
_STEPS = (
    "1 episodes", "2 studies", "3 exchanges", "4 rounds", "5 faults", "6 content hashes", "7 claims", "8 study sessions", "9 origins",
    "10 packed events",
)

# Rows that are checked and kept at a time.
_PART = 50_000


class StoreFile:
    """A connection that only reads, and what of it can be asked."""

    def __init__(self, path: str) -> None:
        self.path = path
        if os.path.isdir(path):
            raise StoreError(f"{path}: this is a folder; name a file, such as {os.path.join(path, 'episodes.sqlite')}")
        if not os.path.exists(path):
            raise StoreError(f"{path}: there is no such file; 'brigade tournament' or 'brigade play' makes one, --db names it")
        try:
            self.connection = self._opened("mode=ro")
        except sqlite3.OperationalError as error:
            if "unable to open" not in str(error) and "readonly" not in str(error):
                raise explained(path, error) from error
            # A log in a folder that cannot be written: nobody writes to it, so it may be read as it is.
            try:
                self.connection = self._opened("mode=ro&immutable=1")
            except sqlite3.Error as second:
                raise explained(path, second) from second
        except sqlite3.Error as error:
            raise explained(path, error) from error

    def _opened(self, options: str) -> sqlite3.Connection:
        place = urllib.parse.quote(os.path.abspath(self.path))
        connection = sqlite3.connect(f"file:{place}?{options}", uri=True, timeout=10)
        # Free text may have been cut in the middle of a character.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            self._refuse_foreign(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _refuse_foreign(self, connection: sqlite3.Connection) -> None:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if connection.execute("PRAGMA application_id").fetchone()[0] != _APPLICATION:
            raise StoreError(
                f"{self.path}: the database is empty; 'brigade tournament --db {self.path}' fills it" if not tables
                else f"{self.path}: this database is none of Brigade's; name another file")
        done = set()
        if "grdb_migrations" in tables:
            done = {name for (name,) in connection.execute("SELECT identifier FROM grdb_migrations")}
        if done - set(_STEPS):
            raise StoreError(f"{self.path}: the file was written by a newer Brigade; update this package, or name another file")
        self.tables = tables
        # How many steps of the schema are done.
        self.version = len(done)

    def close(self) -> None:
        self.connection.close()

    def needs(self, table: str) -> None:
        """Raises `StoreError` where an older Brigade wrote the file, which had no such table or view."""
        if table not in self.tables:
            raise StoreError(
                f"{self.path}: the file is of version {self.version} of the schema, which has no '{table}'; any command of a newer "
                "Brigade that writes to it brings it up to date")

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[List[Tuple[Any, ...]]]:
        """The rows of a query, some thousands at a time."""
        try:
            cursor = self.connection.execute(sql, parameters)
            while True:
                part = cursor.fetchmany(_PART)
                if not part:
                    return
                yield part
        except sqlite3.Error as error:
            raise explained(self.path, error) from error

    def parts(self, sql: str, parameters: Sequence[Any], columns: Sequence[Column]) -> Iterator[Dict[str, Values]]:
        """The result of a query in parts, column by column, each checked. The query's first column is the row's number."""
        for rows in self.rows(sql, parameters):
            stored = list(zip(*rows))
            yield {column.name: checked(self.path, column, stored[0], values) for column, values in zip(columns, stored[1:])}

    def table(self, sql: str, parameters: Sequence[Any], columns: Sequence[Column]) -> Dict[str, Values]:
        """The whole result of a query; a table without rows where there are none."""
        parts = list(self.parts(sql, parameters, columns))
        return joined(parts) if parts else {column.name: checked(self.path, column, [], []) for column in columns}
