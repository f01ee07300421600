"""Intervals of mean scores as `brigade matrix` computes them: a percentile bootstrap, mostly without drawing.

What is resampled is a weighted sum of the means of independent strata. For few episodes, whose scores are multiples of something,
its distribution is computed exactly; for many, its quantiles follow from four cumulants (Cornish and Fisher 1938); only what is
neither is drawn at random, by Brigade's own stream of random numbers. docs/decisions/097-intervals.md gives the reasons.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E37_79B9_7F4A_7C15
# Episodes from which on cumulants are enough, and how skewed the distribution may be then.
_MANY, _MAX_SKEWNESS = 60, 0.3
# Most values that an exact distribution has.
_MAX_SUPPORT = 1 << 13


class Estimate(NamedTuple):
    """A mean with the ends of its interval."""

    value: float
    low: float
    high: float


class Settings(NamedTuple):
    """How intervals are made."""

    confidence: float = 0.95
    resamples: int = 2000


@dataclass
class Tally:
    """Scores as counts of the different values among them."""

    counts: Dict[float, int] = field(default_factory=dict)

    def add(self, score: float, times: int = 1) -> None:
        self.counts[score] = self.counts.get(score, 0) + times

    def merge(self, other: "Tally") -> None:
        for score, times in other.counts.items():
            self.add(score, times)

    @property
    def values(self) -> List[float]:
        return sorted(self.counts)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float:
        total = self.total
        return math.nan if total == 0 else sum(value * self.counts[value] for value in self.values) / total

    @property
    def interquartile_mean(self) -> float:
        """The mean of the middle half (Agarwal et al. 2021)."""
        total = self.total
        cut, passed, sum_ = total // 4, 0, 0.0
        for value in self.values:
            inside = min(passed + self.counts[value], total - cut) - max(passed, cut)
            if inside > 0:
                sum_ += value * inside
            passed += self.counts[value]
        return math.nan if total == 0 else sum_ / (total - 2 * cut)


Stratum = Tuple[Tally, float]


def mean_of_means(strata: Sequence[Tally], settings: Settings, key: int) -> Estimate:
    """The mean of the strata's means, each counting the same, with its interval."""
    return contrast([(tally, 1 / len(strata)) for tally in strata], settings, key)


def contrast(strata: Sequence[Stratum], settings: Settings, key: int) -> Estimate:
    """The weighted sum of the strata's means with its interval; `key` is of the random numbers where some are drawn."""
    value = sum(weight * tally.mean for tally, weight in strata)
    if not math.isfinite(value) or all(len(tally.counts) < 2 for tally, _ in strata):
        return Estimate(value, value, value)
    tail = (1 - settings.confidence) / 2
    if sum(tally.total for tally, _ in strata) >= _MANY:
        quantile = _cumulant_quantile(strata)
        if quantile is not None:
            return Estimate(value, quantile(tail), quantile(1 - tail))
    exact = _lattice(strata)
    if exact is not None:
        first, step, probabilities = exact
        return Estimate(value, *(_lattice_quantile(first, step, probabilities, share) for share in (tail, 1 - tail)))
    return Estimate(value, *_drawn(strata, settings, tail, key))


def _cumulant_quantile(strata: Sequence[Stratum]) -> Optional[Callable[[float], float]]:
    mean = second = third = fourth = 0.0
    for tally, weight in strata:
        count, own = float(tally.total), tally.mean
        moments = [0.0, 0.0, 0.0]
        for value in tally.values:
            deviation = value - own
            square = deviation * deviation * tally.counts[value] / count
            moments[0] += square
            moments[1] += square * deviation
            moments[2] += square * deviation * deviation
        mean += weight * own
        second += weight * weight * moments[0] / count
        third += weight * weight * weight * moments[1] / (count * count)
        fourth += weight * weight * weight * weight * (moments[2] - 3 * moments[0] * moments[0]) / (count * count * count)
    if second <= 0:
        return None
    deviation = math.sqrt(second)
    skewness, excess = third / (second * deviation), fourth / (second * second)
    if not math.isfinite(skewness) or abs(skewness) >= _MAX_SKEWNESS or not abs(excess) < 1:
        return None

    def quantile(share: float) -> float:
        z = _normal_quantile(share)
        cube = z * z * z
        shift = (z * z - 1) * skewness / 6 + (cube - 3 * z) * excess / 24 - (2 * cube - 5 * z) * skewness * skewness / 36
        return mean + deviation * (z + shift)

    return quantile


def _normal_quantile(share: float) -> float:
    """The number below which a share of the normal distribution lies, by Newton's method."""
    z = 0.0
    for _ in range(60):
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        step = (math.erfc(-z / math.sqrt(2.0)) / 2 - share) / density
        z -= max(-1.0, min(1.0, step))
        if abs(step) < 1e-12:
            break
    return z


def _rounded(value: float) -> int:
    """To the nearest whole number, halves away from zero."""
    return int(math.floor(value + 0.5)) if value >= 0 else -int(math.floor(-value + 0.5))


def _divisor(a: float, b: float) -> float:
    """The greatest common divisor of two lengths, as far as rounding lets tell."""
    large, small = max(a, b), min(a, b)
    least = large * 1e-9
    while small > least:
        large, small = small, abs(large - small * _rounded(large / small))
    return large


def _is_multiple(length: float, step: float) -> bool:
    """Scores of different scales, such as shares of different best responses, have no common step, though a divisor comes out."""
    steps = length / step
    return abs(steps - _rounded(steps)) < 1e-6


def _lattice(strata: Sequence[Stratum]) -> Optional[Tuple[float, float, np.ndarray]]:
    """First value, step and probabilities of a sum of scores that are all multiples of one step; None where there is no such step."""
    parts = [(tally.values, tally, weight / tally.total) for tally, weight in strata]
    step = 0.0
    for values, _, unit in parts:
        for value in values[1:]:
            step = _divisor(step, abs((value - values[0]) * unit))
    if step <= 0 or not all(_is_multiple((value - values[0]) * unit, step) for values, _, unit in parts for value in values):
        return None
    support = 1
    for values, tally, unit in parts:
        support += tally.total * _rounded(min(abs((values[-1] - values[0]) * unit) / step, float(_MAX_SUPPORT)))
        if support > _MAX_SUPPORT:
            return None
    first, probabilities = 0.0, np.ones(1)
    for values, tally, unit in parts:
        base = values[-1] if unit < 0 else values[0]
        items = [(_rounded((value - base) * unit / step), tally.counts[value] / tally.total) for value in values]
        span = max(shift for shift, _ in items)
        first += base * unit * tally.total
        for _ in range(tally.total):
            following = np.zeros(len(probabilities) + span)
            for shift, share in items:
                following[shift:shift + len(probabilities)] += share * probabilities
            probabilities = following
    return first, step, probabilities


def _lattice_quantile(first: float, step: float, probabilities: np.ndarray, share: float) -> float:
    # Sums of exact shares may fall short by rounding.
    reached = np.cumsum(probabilities) >= share - 1e-12
    place = int(np.argmax(reached)) if reached.any() else len(probabilities) - 1
    return first + step * place


def _mixed(value: np.ndarray) -> np.ndarray:
    a = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58_476D_1CE4_E5B9)
    b = (a ^ (a >> np.uint64(27))) * np.uint64(0x94D0_49BB_1331_11EB)
    return b ^ (b >> np.uint64(31))


def _drawn(strata: Sequence[Stratum], settings: Settings, tail: float, key: int) -> Tuple[float, float]:
    """The ends by drawing, with the numbers of the stream of seed 0 and `key`."""
    with np.errstate(over="ignore"):
        state = 0
        for part in (0, key):
            state = int(_mixed(np.array([(int(_mixed(np.array([state], np.uint64))[0]) + _GOLDEN + part) & _MASK], np.uint64))[0])
        lists = [np.repeat(tally.values, [tally.counts[value] for value in tally.values]) for tally, _ in strata]
        width = sum(len(scores) for scores in lists)
        sums, drawn = np.zeros(settings.resamples), 0
        # A part of the resamples at a time, since all of them may be more than memory.
        rows = max(1, (1 << 20) // width)
        while drawn < settings.resamples:
            count = min(rows, settings.resamples - drawn)
            steps = np.arange(drawn * width + 1, (drawn + count) * width + 1, dtype=np.uint64)
            numbers = _mixed(np.uint64(state) + steps * np.uint64(_GOLDEN)).reshape(count, width)
            first = 0
            for scores, (_, weight) in zip(lists, strata):
                part_of = numbers[:, first:first + len(scores)] >> np.uint64(32)
                picks = (part_of * np.uint64(len(scores))) >> np.uint64(32)
                sums[drawn:drawn + count] += weight * scores[picks.astype(np.int64)].sum(axis=1) / len(scores)
                first += len(scores)
            drawn += count
    sums.sort()
    return _quantile(sums, tail), _quantile(sums, 1 - tail)


def _quantile(ordered: np.ndarray, share: float) -> float:
    position = share * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (ordered[above] - ordered[below]) * (position - below))
