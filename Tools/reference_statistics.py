#!/usr/bin/env python3
"""Writes Tests/TournamentsTests/Fixtures/statistics.json: estimates of fixed scores by numpy and scipy, with which
the statistics of the cross-play matrices are compared. Needs numpy and scipy from PyPI.

    python3 Tools/reference_statistics.py > Tests/TournamentsTests/Fixtures/statistics.json
"""
import json

import numpy
from scipy import stats

generator = numpy.random.default_rng(20)
cases = []
for sizes in [(5,), (8, 8), (20, 20, 20), (3, 40), (1, 1), (50,) * 6]:
    strata = [[float(20 * score) for score in generator.integers(0, 14, size)] for size in sizes]
    everything = sorted(score for stratum in strata for score in stratum)
    means = numpy.array([numpy.mean(stratum) for stratum in strata])
    # The stratified bootstrap by scipy: the strata are independent samples, the statistic is the mean of their means.
    low = high = float(means.mean())
    if any(len(set(stratum)) > 1 for stratum in strata):
        def statistic(*samples, axis):
            return sum(numpy.mean(sample, axis=axis) for sample in samples) / len(samples)

        interval = stats.bootstrap(
            [numpy.array(stratum) for stratum in strata], statistic, n_resamples=200_000, method="percentile",
            batch=2_000, rng=numpy.random.default_rng(1), vectorized=True).confidence_interval \
            if all(len(stratum) > 1 for stratum in strata) else None
        if interval is not None:
            low, high = float(interval.low), float(interval.high)
    cases.append({
        "strata": strata,
        "mean": float(means.mean()),
        "low": low,
        "high": high,
        "iqm": float(stats.trim_mean(everything, 0.25)),
        "quantiles": [float(numpy.quantile(everything, share)) for share in (0, 0.025, 0.3, 0.5, 0.975, 1)],
    })
print(json.dumps(cases))
