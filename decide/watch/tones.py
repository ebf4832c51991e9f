"""Has the tone changed? A permutation test of a period's documents against those before (pure).

Which document lies in which period is shuffled: if the tone does not depend on time, a mean as far
off as the one seen is as rare as the shuffles say (Fisher 1935; Phipson and Smyth 2010,
"Permutation p-values should never be zero", for the one added to both counts). Shuffling goes on
only where few were as far (Besag and Clifford 1991, "Sequential Monte Carlo p-values"). Tones are
rounded to hundredths, so that a shuffle is one draw from the multivariate hypergeometric
distribution.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_STEPS = 100  # of a tone of 1
_FEW = 999  # shuffles are enough where the tone has not changed
_PLENTY = 20  # shuffles as far as what was seen: that p needs no more of them
_SAME = 1e-9  # differences nearer than this are ties


@dataclass(frozen=True, slots=True)
class ToneTest:
    """What the test of tones came to."""

    observed: float  # mean tone of the period
    expected: float  # mean tone before
    p: float


def compare_tones(
    tones: Sequence[float], baseline: Sequence[float], *, draws: int, seed: int
) -> ToneTest:
    """Test whether the mean of `tones` differs from that of `baseline`, in either direction.

    The same seed and tones give the same p. p is 1 where there is nothing to compare.
    """
    if not tones or not baseline:
        return ToneTest(0.0, 0.0, 1.0)
    whole = np.rint(np.asarray([*tones, *baseline]) * _STEPS)
    values, places = np.unique(whole, return_inverse=True)
    counts = np.bincount(places, minlength=len(values))
    mean, size = whole.mean(), len(tones)
    seen = abs(whole[:size].mean() - mean)
    generator = np.random.default_rng(seed)
    p = 1.0
    for rounds in _rounds(draws):
        drawn = generator.multivariate_hypergeometric(counts, size, size=rounds)
        far = int((np.abs(drawn @ values / size - mean) >= seen - _SAME).sum())
        p = (far + 1) / (rounds + 1)
        if far >= _PLENTY:
            break
    return ToneTest(float(np.mean(tones)), float(np.mean(baseline)), p)


def _rounds(draws: int) -> list[int]:
    """Return how many shuffles to draw first, and then if too few were as far to tell."""
    return [size for size in (_FEW, _FEW * 10) if size < draws] + [draws]
