"""Which episodes are meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional, Sequence, Tuple

_NAME = "COALESCE(a.name, s.person, 'human')"
_OCCUPANTS = "SELECT 1 FROM seats s LEFT JOIN agents a ON a.rowid = s.agent WHERE s.episode = e.rowid AND"


@dataclass(frozen=True)
class Filter:
    """Which episodes are meant; what is None does not restrict.

    `episodes` are row numbers, `maps` and the rest names; `agents` are those of whom everyone in the episode must be one,
    `player` one who must be in it.
    """

    episodes: Optional[Sequence[int]] = None
    run: Optional[int] = None
    kind: Optional[str] = None
    maps: Optional[Sequence[str]] = None
    agents: Optional[Sequence[str]] = None
    player: Optional[str] = None
    dynamics: Optional[str] = None
    horizon: Optional[int] = None
    status: Optional[str] = None

    def conditions(self) -> Tuple[str, List[Any]]:
        """SQL over `e` (episodes), `m` (maps) and `r` (runs), and its parameters."""
        parts, parameters = ["1"], []  # type: List[str], List[Any]

        def one_of(expression: str, values: Sequence[Any]) -> str:
            # As JSON, since a query has room for some hundreds of parameters only.
            import json

            if isinstance(values, str):
                values = [values]
            parameters.append(json.dumps([getattr(value, "item", lambda value=value: value)() for value in values]))
            return f"{expression} IN (SELECT value FROM json_each(?))"

        if self.episodes is not None:
            parts.append(one_of("e.rowid", list(self.episodes)))
        if self.maps is not None:
            parts.append(one_of("m.name", self.maps))
        if self.agents is not None:
            parts.append(f"NOT EXISTS ({_OCCUPANTS} NOT ({one_of(_NAME, self.agents)}))")
        if self.player is not None:
            parts.append(f"EXISTS ({_OCCUPANTS} {_NAME} = ?)")
            parameters.append(self.player)
        for expression, value in (
            ("e.run", self.run), ("r.kind", self.kind), ("e.dynamics", self.dynamics), ("e.horizon", self.horizon),
            ("e.status", self.status),
        ):
            if value is not None:
                parts.append(f"{expression} = ?")
                parameters.append(value)
        return " AND ".join(parts), parameters


# What the conditions are over.
FROM = "FROM episodes e LEFT JOIN maps m ON m.rowid = e.map LEFT JOIN runs r ON r.rowid = e.run"
