"""Is a count more, or less, than chance allows? The test of bursts, rises and falls (pure).

Two rates are compared given their sum: that the documents of a period are as likely to speak of a
thing as those of the periods before is tested exactly, by the hypergeometric distribution (Fisher
1935) where documents are drawn from documents, and by the binomial one where they come in days
(Przyborowski and Wilenski 1940, "Homogeneity of results in testing samples from Poisson series").

Real counts vary more than chance (one story makes many documents), so the spread of the periods
before is measured by Pearson's statistic (McCullagh and Nelder 1989, "Generalized Linear Models",
4.5 and 9.2). Where they vary more, two further tests must agree: the quasi-likelihood test, which
takes the uncertainty of the spread into the tail of Student's t (as Lund et al. 2012, "Detecting
differential expression in RNA-sequence data using quasi-likelihood"), and for more the negative
binomial distribution of a count to come. The largest of their p-values counts;
`benchmarks/watch.py` measures how often it is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammaln, stdtr

#: Counts of periods, each with its exposure.
Counts = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the test of a count came to."""

    observed: int
    expected: float
    p: float


@dataclass(frozen=True, slots=True)
class _Table:
    """Two rates side by side: a few events in one exposure, the rest in another."""

    count: int
    exposure: int
    before: int  # events in the baseline
    exposure_before: int
    shares: bool  # events are documents among documents: there can be no more than the exposure


def compare_count(
    count: int, exposure: int, baseline: Counts, *, shares: bool, more: bool
) -> Comparison:
    """Test whether `count` is more than `baseline` lets expect; with `more` false, less.

    With `shares`, counts are parts of their exposures. p is 1 where there is nothing to compare.
    """
    before, length = sum(part for part, _ in baseline), sum(whole for _, whole in baseline)
    table = _Table(count, exposure, before, length, shares)
    if not length or not exposure or len(baseline) < 2:
        return Comparison(count, 0.0, 1.0)
    p = _exact(table, more=more)
    spread = _spread(baseline, shares=shares)
    if spread > 1.0:
        p = max(p, _quasi(table, spread, len(baseline) - 1, more=more))
        p = max(p, _predicted(table, spread) if more else 0.0)
    return Comparison(count, before * exposure / length, min(p, 1.0))


def _exact(table: _Table, *, more: bool) -> float:
    total = table.count + table.before
    if table.shares:
        return _hypergeometric(table, more=more)
    share = table.exposure / (table.exposure + table.exposure_before)
    if more:
        return float(betainc(table.count, total - table.count + 1, share)) if table.count else 1.0
    if table.count == total:
        return 1.0
    return 1.0 - float(betainc(table.count + 1, total - table.count, share))


def _hypergeometric(table: _Table, *, more: bool) -> float:
    total, size = table.count + table.before, table.exposure + table.exposure_before
    least, most = max(0, total - table.exposure_before), min(total, table.exposure)
    tail = np.arange(table.count, most + 1) if more else np.arange(least, table.count + 1)
    ways = _ways(table.exposure, tail) + _ways(table.exposure_before, total - tail)
    return float(np.exp(ways - _ways(size, np.asarray(total))).sum())


def _ways(size: int, parts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the logarithms of the numbers of ways to choose `parts` of `size`."""
    logarithms: npt.NDArray[np.float64] = (
        gammaln(size + 1) - gammaln(parts + 1) - gammaln(size - parts + 1)
    )
    return logarithms


def _spread(baseline: Counts, *, shares: bool) -> float:
    """Return by how much the variance of the counts is larger than chance makes it."""
    rate = sum(part for part, _ in baseline) / sum(whole for _, whole in baseline)
    free = 1.0 - rate if shares else 1.0
    if not rate or not free:
        return 0.0
    squares = sum((part - whole * rate) ** 2 / (whole * rate * free) for part, whole in baseline)
    return squares / (len(baseline) - 1)


def _quasi(table: _Table, spread: float, freedom: int, *, more: bool) -> float:
    total, size = table.count + table.before, table.exposure + table.exposure_before
    rate = total / size
    cells = [(table.count, table.exposure * rate), (table.before, table.exposure_before * rate)]
    if table.shares:
        cells += [
            (table.exposure - table.count, table.exposure * (1 - rate)),
            (table.exposure_before - table.before, table.exposure_before * (1 - rate)),
        ]
    deviance = 2 * sum(seen * log(seen / fitted) for seen, fitted in cells if seen)
    distance = sqrt(max(deviance, 0.0) / spread)
    upwards = table.count > table.exposure * rate
    return float(stdtr(freedom, -distance if upwards == more else distance))


def _predicted(table: _Table, spread: float) -> float:
    """Return the chance of so many in a period to come, its mean and variance being estimated.

    Without over-dispersion this would be the exact test of days again, for the sum of a gamma
    prior and Poisson counts is negative binomial.
    """
    share = table.exposure / table.exposure_before
    mean = (table.before + 1) * share
    free = 1.0 - table.before / table.exposure_before if table.shares else 1.0
    variance = spread * free * mean * (1 + share)
    if not table.count:
        return 1.0
    if variance <= mean:
        return 0.0  # narrower than any negative binomial: the other tests decide
    size = mean * mean / (variance - mean)
    return float(betainc(table.count, size, mean / (mean + size)))
