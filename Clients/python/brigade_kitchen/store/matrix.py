"""Cross-play from a store: means and intervals of pairs, of partners, and of everybody, as `brigade matrix` prints them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple

import numpy as np

from .columns import Values, checked, wrong, Column
from .file import StoreFile
from .filters import FROM, Filter
from .intervals import Estimate, Settings, Tally, contrast, mean_of_means
from .tables import labels

SEATS = ("averaged", "first", "second")
# The name that stands for all maps together.
ALL = "all"


@dataclass
class Game:
    """The scores of one kind of game, dynamics and horizon; agents and maps in the order in which they were first stored."""

    dynamics: str
    horizon: int
    maps: List[str] = field(default_factory=list)
    agents: List[str] = field(default_factory=list)
    scores: Dict[Tuple[int, int, int], Tally] = field(default_factory=dict)
    # Maps for one, and who cooked there.
    solo_maps: List[str] = field(default_factory=list)
    solos: Dict[Tuple[str, str], Tally] = field(default_factory=dict)

    def add(self, map_: str, players: List[str], score: float, times: int) -> None:
        if len(players) == 1:
            if map_ not in self.solo_maps:
                self.solo_maps.append(map_)
            self.solos.setdefault((map_, players[0]), Tally()).add(score, times)
            return
        places = [_number(self.maps, map_), *(_number(self.agents, name) for name in players[:2])]
        self.scores.setdefault((places[0], places[1], places[2]), Tally()).add(score, times)

    def strata(self, agent: int, partner: int, map_: Optional[int], seats: str) -> List[Tally]:
        """The scores of `agent` with `partner`, one for each map and order; none at all when one of them was not played."""
        found: List[Tally] = []
        for place in range(len(self.maps)) if map_ is None else [map_]:
            first, second = self.scores.get((place, agent, partner)), self.scores.get((place, partner, agent))
            wanted = {"first": [first], "second": [second]}.get(seats, [first] if agent == partner else [first, second])
            if None in wanted:
                return []
            found += [tally for tally in wanted if tally is not None]
        return found

    def others(self, agent: int, map_: Optional[int], seats: str) -> List[Tally]:
        return [
            tally for partner in range(len(self.agents)) if partner != agent
            for tally in self.strata(agent, partner, map_, seats)]

    def places(self) -> List[Tuple[Optional[int], str]]:
        """Every map with its name, then all of them together where there are several."""
        places: List[Tuple[Optional[int], str]] = list(enumerate(self.maps))
        return places + [(None, ALL)] if len(self.maps) > 1 else places


def _number(names: List[str], name: str) -> int:
    if name not in names:
        names.append(name)
    return names.index(name)


def games(file: StoreFile, meant: Filter) -> List[Game]:
    """The finished episodes of agents, by dynamics and horizon, in the order in which the first of each was stored."""
    where, parameters = meant.conditions()
    sql = f"""
        SELECT MIN(e.rowid) AS first, m.name, r.rowid, e.line_up, e.dynamics, e.horizon, e.score, COUNT(*) {FROM}
        WHERE {where} AND e.status = 'finished' AND e.line_up NOT LIKE '%human%'
        GROUP BY e.map, e.line_up, e.dynamics, e.horizon, e.score ORDER BY first"""
    names = labels(file)
    found: Dict[Tuple[str, int], Game] = {}
    for part in file.rows(sql, parameters):
        rows, maps, runs, line_ups, dynamics, horizons, scores, counts = zip(*part)
        for name, kind, values in (
            ("map", "text", maps), ("run", "int", runs), ("line_up", "text", line_ups), ("dynamics", "text", dynamics),
            ("horizon", "int", horizons), ("score", "real", scores),
        ):
            checked(file.path, Column(name, kind, f"episodes.{name}"), rows, values)
        for row, map_, line_up, rules, horizon, score, count in zip(rows, maps, line_ups, dynamics, horizons, scores, counts):
            try:
                players = [names[int(word)] for word in line_up.split(",")]
            except (ValueError, KeyError):
                raise wrong(file.path, Column("line_up", "text", "episodes.line_up"), row, line_up, "rows of agents") from None
            game = found.setdefault((rules, horizon), Game(rules, horizon))
            game.add(map_, players, float(score), count)
    return list(found.values())


def _key(purpose: int, map_: Optional[int], a: int = 0, b: int = 0) -> int:
    return purpose << 56 | (0 if map_ is None else map_ + 1) << 40 | a << 20 | b


def pairs(games_: Iterable[Game], seats: Sequence[str], settings: Settings) -> List[Dict[str, Any]]:
    """A row for every pair that was played: per map and over all maps."""
    rows = []
    for game in games_:
        head = {"dynamics": game.dynamics, "horizon": game.horizon}
        for map_, name in game.places():
            for choice in seats:
                for agent, first in enumerate(game.agents):
                    for partner, second in enumerate(game.agents):
                        strata = game.strata(agent, partner, map_, choice)
                        if strata:
                            ends = mean_of_means(strata, settings, _key(1, map_, agent, partner))
                            rows.append({"map": name, **head, "seats": choice, "agent": first, "partner": second, **_cell(strata, ends)})
        for number, solo in enumerate(game.solo_maps):
            cooks = [(agent, tally) for (room, agent), tally in game.solos.items() if room == solo]
            for place, (cook, tally) in enumerate(cooks):
                ends = mean_of_means([tally], settings, 7 << 56 | number << 40 | place)
                rows.append({"map": solo, **head, "seats": "alone", "agent": cook, "partner": None, **_cell([tally], ends)})
    return rows


def _cell(strata: Sequence[Tally], ends: Estimate) -> Dict[str, Any]:
    everything = Tally()
    for tally in strata:
        everything.merge(tally)
    return {
        "episodes": everything.total, "mean": ends.value, "low": ends.low, "high": ends.high, "iqm": everything.interquartile_mean}


def partners(games_: Iterable[Game], seats: str, settings: Settings) -> List[Dict[str, Any]]:
    """A row for every agent and map, and over all maps: how good a partner it is."""
    rows = []
    for game in games_:
        for map_, name in game.places():
            for agent, label in enumerate(game.agents):
                own, others = game.strata(agent, agent, map_, "averaged"), game.others(agent, map_, seats)
                means = [
                    (sum(tally.mean for tally in strata) / len(strata), game.agents[partner])
                    for partner in range(len(game.agents)) if partner != agent
                    for strata in [game.strata(agent, partner, map_, seats)] if strata]
                worst = min(means, key=lambda mean: mean[0], default=(None, None))
                rows.append({
                    "map": name, "dynamics": game.dynamics, "horizon": game.horizon, "agent": label,
                    **_ends("cross_play", _estimate(others, settings, _key(3, map_, agent))),
                    **_ends("self_play", _estimate(own, settings, _key(2, map_, agent))),
                    "first": _mean(game.others(agent, map_, "first")), "second": _mean(game.others(agent, map_, "second")),
                    "worst_partner": worst[1], "worst": worst[0]})
    return rows


def summary(games_: Iterable[Game], settings: Settings) -> List[Dict[str, Any]]:
    """A row for every map, and over all maps: self-play, cross-play and the gap between them."""
    rows = []
    for game in games_:
        for map_, name in game.places():
            agents = range(len(game.agents))
            own = [tally for agent in agents for tally in game.strata(agent, agent, map_, "averaged")]
            mixed = [tally for agent in agents for tally in game.others(agent, map_, "first")]
            gap = None
            if own and mixed:
                weighted = [(tally, 1 / len(own)) for tally in own] + [(tally, -1 / len(mixed)) for tally in mixed]
                gap = contrast(weighted, settings, _key(6, map_))
            rows.append({
                "map": name, "dynamics": game.dynamics, "horizon": game.horizon,
                **_ends("self_play", _estimate(own, settings, _key(4, map_))),
                **_ends("cross_play", _estimate(mixed, settings, _key(5, map_))), **_ends("gap", gap)})
    return rows


def _estimate(strata: Sequence[Tally], settings: Settings, key: int) -> Optional[Estimate]:
    return mean_of_means(strata, settings, key) if strata else None


def _mean(strata: Sequence[Tally]) -> Optional[float]:
    return sum(tally.mean for tally in strata) / len(strata) if strata else None


def _ends(name: str, ends: Optional[Estimate]) -> Dict[str, Optional[float]]:
    value, low, high = ends if ends is not None else (None, None, None)
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def table(rows: Sequence[Dict[str, Any]], columns: Dict[str, type]) -> Dict[str, Values]:
    """Rows as columns of their kinds: `str`, `int` or `float`, of which texts and floats may be missing."""
    found = {}
    for name, kind in columns.items():
        values = [row[name] for row in rows]
        if kind is str:
            array = np.empty(len(values), dtype=object)
            array[:] = values
        else:
            array = np.array([np.nan if value is None else value for value in values], dtype=np.float64 if kind is float else np.int64)
        found[name] = Values(array)
    return found


PAIR_COLUMNS = {
    "map": str, "dynamics": str, "horizon": int, "seats": str, "agent": str, "partner": str, "episodes": int, "mean": float,
    "low": float, "high": float, "iqm": float,
}
_MEANS = {f"{name}{end}": float for name in ("cross_play", "self_play") for end in ("", "_low", "_high")}
PARTNER_COLUMNS = {
    "map": str, "dynamics": str, "horizon": int, "agent": str, **_MEANS, "first": float, "second": float, "worst_partner": str,
    "worst": float,
}
SUMMARY_COLUMNS = {"map": str, "dynamics": str, "horizon": int, **_MEANS, "gap": float, "gap_low": float, "gap_high": float}
