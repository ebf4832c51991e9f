"""How much of a reference summary a written one holds: ROUGE-1, -2, -L and -Lsum, as F-measures.

After Lin 2004 ("ROUGE: a package for automatic evaluation of summaries"), by the rouge-score
library, which follows the original program. Two things are ours: words, so that Chinese is measured
by characters, and the longest common subsequence: the same, but many words at a time.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer

from briefbook.errors import RecordError
from briefbook.labels.language import HAN
from briefbook.measure.bootstrap import Comparison
from briefbook.measure.means import compare_means, mean_interval
from briefbook.measure.subsequence import common_length, common_places

Floats = NDArray[np.float64]

MEASURES = ("rouge1", "rouge2", "rougeL", "rougeLsum")

_WORD = re.compile(f"[{HAN}]|[a-z0-9]+")
# "ＡＢＣ１２３" of Chinese typing: the same letters and digits at full width.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_STEMMER = DefaultTokenizer(use_stemmer=True)


@dataclass(frozen=True, slots=True, eq=False)
class RougeReport:
    """ROUGE of many written summaries, each between 0 and 1."""

    items: Floats  # items × MEASURES, of the best reference of each

    def of(self, measure: str) -> Floats:
        """Return one of the `MEASURES` for each item."""
        scores: Floats = self.items[:, MEASURES.index(measure)]
        return scores

    def means(self) -> dict[str, float]:
        """Return the mean of each measure."""
        return dict(zip(MEASURES, map(float, self.items.mean(axis=0)), strict=True))

    def as_dict(self, *, resamples: int = 1000, seed: int = 0) -> dict[str, Any]:
        """Return means and their 95 % intervals, rounded to four places, for JSON."""
        intervals = {
            measure: mean_interval(self.of(measure), resamples=resamples, seed=seed).as_dict()
            for measure in MEASURES
        }
        means: dict[str, Any] = {measure: found["value"] for measure, found in intervals.items()}
        return {**means, "count": len(self.items), "intervals": intervals}


def measure_rouge(references: Sequence[Sequence[str]], written: Sequence[str]) -> RougeReport:
    """Measure each written summary against its references.

    Of several references the one with the highest ROUGE-1 counts, for all measures alike, as in
    the script of SciTLDR (Cachola et al. 2020); it tells between others by ROUGE-2, then ROUGE-L.
    What is empty, or holds no word, scores 0.

    Raises RecordError when there is nothing to measure, an item has no reference, or the two lists
    are not equally long.
    """
    if len(references) != len(written):
        raise RecordError(f"cannot measure {len(written)} summaries of {len(references)} items")
    if not written:
        raise RecordError("no summaries to measure")
    rows = []
    for place, (some, text) in enumerate(zip(references, written, strict=True), 1):
        if not some:
            raise RecordError(f"item {place} has no reference summary")
        rows.append(max(rouge(reference, text) for reference in some))
    return RougeReport(np.array(rows, np.float64))


def rouge(reference: str, written: str) -> tuple[float, float, float, float]:
    """Return the `MEASURES` of one summary; sentences are parted by line feeds for the last.

    >>> [round(score, 2) for score in rouge("Acme bought Northwind.", "Acme buys Northwind.")]
    [0.67, 0.0, 0.67, 0.67]
    >>> [round(score, 2) for score in rouge("华信收购北风", "华信集团收购北风")]
    [0.86, 0.67, 0.86, 0.86]
    """
    grams: Mapping[str, Any] = _GRAMS.score(reference, written)
    return (
        grams["rouge1"].fmeasure,
        grams["rouge2"].fmeasure,
        _whole_text(reference, written),
        _by_sentences(reference, written),
    )


def compare_rouge(
    first: RougeReport, second: RougeReport, *, resamples: int = 2000, seed: int = 0
) -> dict[str, Comparison]:
    """Test two systems on the same items, by each measure; `first` − `second`.

    Raises RecordError when they were not measured on equally many.
    """
    return {
        measure: compare_means(
            first.of(measure), second.of(measure), resamples=resamples, seed=seed
        )
        for measure in MEASURES
    }


def rouge_words(text: str) -> list[str]:
    """Return what is compared: stems of words in lower case, figures, Chinese characters.

    Without Chinese these are rouge-score's own, with its stemmer; punctuation never counts.

    >>> rouge_words("Boards' approvals: 3.5 million"), rouge_words("批准GDP增长５%")
    (['board', 'approv', '3', '5', 'million'], ['批', '准', 'gdp', '增', '长', '5'])
    """
    return [_stem(word) for word in _WORD.findall(text.translate(_NARROW).lower())]


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    found = _STEMMER.tokenize(word) if word.isascii() else ()
    return str(found[0]) if found else word


class _Tokenizer:
    """What rouge-score asks for words."""

    def tokenize(self, text: str) -> list[str]:
        return rouge_words(text)


_GRAMS = RougeScorer(["rouge1", "rouge2"], tokenizer=_Tokenizer())


def _whole_text(reference: str, written: str) -> float:
    wanted, found = rouge_words(reference), rouge_words(written)
    return _f_measure(common_length(wanted, found), len(wanted), len(found))


def _by_sentences(reference: str, written: str) -> float:
    """Return the F of summary-level ROUGE-L: sentence by sentence, no word counted twice."""
    wanted = [rouge_words(line) for line in reference.split("\n")]
    found = [rouge_words(line) for line in written.split("\n")]
    left_wanted = Counter(word for line in wanted for word in line)
    left_found = Counter(word for line in found for word in line)
    sizes = left_wanted.total(), left_found.total()
    hits = 0
    for line in wanted:
        places = {place for other in found for place in common_places(line, other)}
        for word in (line[place] for place in sorted(places)):
            if left_found[word] > 0 and left_wanted[word] > 0:
                hits += 1
                left_found[word] -= 1
                left_wanted[word] -= 1
    return _f_measure(hits, *sizes)


def _f_measure(shared: int, wanted: int, found: int) -> float:
    return 2 * shared / (wanted + found) if shared else 0.0
