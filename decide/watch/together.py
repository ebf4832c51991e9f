"""Many tests at once, some of them again and again: p-values become what may be acted on (pure)."""

from collections.abc import Sequence
from math import pi


def for_looks(p: float, looks: int) -> float:
    """Allow for a period that was tested before, while its documents were still coming in.

    The k-th look may spend 6 / (pi k)^2 of the false alarms that the period is granted; all looks
    together spend no more than that, however many there are (the union bound with weights, as
    alpha spending does: Lan and DeMets 1983, "Discrete sequential boundaries for clinical trials").

    >>> round(for_looks(0.01, 1), 4), round(for_looks(0.01, 3), 4)
    (0.0164, 0.148)
    """
    return min(1.0, p * looks * looks * pi * pi / 6)


def false_discovery(p_values: Sequence[float]) -> list[float]:
    """Return for each p-value the least share of false alarms at which its test says yes.

    Source: Benjamini and Hochberg 1995, "Controlling the false discovery rate"; tests that go up
    and down together, as those of one period do, keep it valid (Benjamini and Yekutieli 2001).

    >>> false_discovery([0.01, 0.5, 0.02])
    [0.03, 0.5, 0.03]
    """
    count = len(p_values)
    order = sorted(range(count), key=lambda at: (-p_values[at], at))
    adjusted = [1.0] * count
    least = 1.0
    for rank, at in zip(range(count, 0, -1), order, strict=True):
        least = min(least, p_values[at] * count / rank)
        adjusted[at] = least
    return adjusted
