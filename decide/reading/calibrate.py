"""How likely an answer is right, from how sure the reader is."""

from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from decide.reading.evaluate import Read


def fit_platt(reads: Sequence[Read]) -> tuple[float, float] | None:
    """Return slope and offset of the logit of being right; None where all or none is right.

    Platt 1999, "Probabilistic outputs for support vector machines".
    """
    sure = np.array([read.sure for read in reads if read.answers])
    right = np.array([read.f1 >= 0.5 for read in reads if read.answers])
    if len(set(right.tolist())) < 2:
        return None
    fitted = LogisticRegression(C=1e6).fit(np.log(sure / (1 - sure))[:, None], right)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
