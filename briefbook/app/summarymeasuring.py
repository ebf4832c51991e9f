"""A writer of digests beside quotes alone, on texts with known summaries: how far it is ahead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from briefbook.app.progress import Reporter
from briefbook.app.summary_scores import MeasuredSummaries, measure_summaries
from briefbook.measure.means import compare_means, mean_interval
from summarize.pairs import Pair
from summarize.settings import SummarizeSettings
from summarize.writing import Writer

Json = dict[str, Any]
Floats = NDArray[np.float64]

_COUNTED = ("rouge1", "rouge2", "rougeL")  # whose mean is the score of a text
_TOLD = ("words", "reference_words", "origins", "faithfulness", "unsupported", "speed")
_CONFIDENCE = 0.95  # from which on a lead is more than chance
_FEW = 20  # texts; of fewer a lead may be chance whatever draws from them say


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """What a writer, or quoting, made of some texts."""

    measured: MeasuredSummaries

    @property
    def scores(self) -> Floats:
        """The mean of ROUGE-1, -2 and -L of each text."""
        rouge = self.measured.scores.rouge
        found: Floats = np.mean([rouge.of(name) for name in _COUNTED], axis=0)
        return found

    def as_dict(self) -> Json:
        """Return the means over all texts, for JSON."""
        whole = mean_interval(self.scores).as_dict()
        means = {name: self.measured.report[name] for name in _COUNTED}
        interval = {"low": whole["low"], "high": whole["high"]}
        return {**means, "mean": whole["value"], "interval": interval}


def measure_writing(
    pairs: Sequence[Pair],
    writer: Writer | None,
    *,
    reporter: Reporter,
    settings: SummarizeSettings | None = None,
) -> Writing:
    """Digest each text as `briefbook run` would, with `writer` or (None) by quotes alone.

    Raises LabelsError when a text cannot be digested or there is none.
    """
    settings = settings or SummarizeSettings()
    return Writing(measure_summaries(pairs, lambda *_: writer, settings, reporter=reporter))


def report_writing(pairs: Sequence[Pair], mine: Writing, quotes: Writing) -> Json:
    """Return how good a writer is, beside quotes alone, as a whole and by form and language.

    A part is `better` where the writer leads by more than chance, on enough texts: there it writes
    by default.
    """
    return {
        "rouge": mine.as_dict(),
        "extraction": quotes.as_dict(),
        "texts": len(pairs),
        **{name: mine.measured.report[name] for name in _TOLD},
        "parts": list(_parts(pairs, mine.scores, quotes.scores)),
    }


def _parts(pairs: Sequence[Pair], mine: Floats, theirs: Floats) -> Iterator[Json]:
    for form, language in sorted({(pair.form, pair.language) for pair in pairs}):
        places = [(pair.form, pair.language) == (form, language) for pair in pairs]
        found, count = compare_means(mine[places], theirs[places]), sum(places)
        leads = found.difference > 0 and found.p < 1 - _CONFIDENCE
        yield {
            "form": form,
            "language": language,
            "texts": count,
            "comparison": found.as_dict(),
            "better": bool(leads and count >= _FEW),
        }
