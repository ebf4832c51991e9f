"""How right short answers are: exact match, F1, answer sets, and risk against coverage.

English answers are compared as by the script of SQuAD (Rajpurkar et al. 2016): without case,
punctuation and articles, F1 over words. Answers with Chinese in them are compared as by the script
of CMRC 2018 (Cui et al. 2019): without punctuation, each Chinese character a token and Latin words
whole, F1 over the longest run of tokens that both share.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHINESE = re.compile(f"[{_CJK}]")
_MIXED = re.compile(f"[{_CJK}]|[^{_CJK}\\s]+")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


def is_chinese_text(text: str) -> bool:
    """Tell whether a text holds Chinese, and so is compared character by character."""
    return bool(_CHINESE.search(text))


def answer_tokens(text: str, *, chinese: bool) -> tuple[str, ...]:
    """Return the tokens by which an answer is compared.

    >>> answer_tokens("The cat's 2 hats", chinese=False)
    ('cats', '2', 'hats')
    >>> answer_tokens("《红楼梦》 1791 年", chinese=True)
    ('红', '楼', '梦', '1791', '年')
    """
    if not chinese:
        bare = "".join(each for each in text.lower() if each not in string.punctuation)
        return tuple(_ARTICLES.sub(" ", bare).split())
    folded = unicodedata.normalize("NFKC", text).lower()
    bare = "".join(each for each in folded if not unicodedata.category(each).startswith(("P", "S")))
    return tuple(_MIXED.findall(bare))


def exact_match(predicted: str, golds: Iterable[str]) -> float:
    """Return 1 if the answer is one of `golds` but for case and punctuation, else 0."""
    return max((_exact(predicted, gold) for gold in golds), default=0.0)


def _exact(predicted: str, gold: str) -> float:
    chinese = is_chinese_text(gold)
    mine, theirs = (answer_tokens(each, chinese=chinese) for each in (predicted, gold))
    return float("".join(mine) == "".join(theirs) if chinese else mine == theirs)


def token_f1(predicted: str, golds: Iterable[str]) -> float:
    """Return the F1 of the tokens of an answer against the nearest of `golds`.

    >>> round(token_f1("in the year 1961", ["1961"]), 2), token_f1("北京市", ["北京市"])
    (0.5, 1.0)
    """
    return max((_f1(predicted, gold) for gold in golds), default=0.0)


def _f1(predicted: str, gold: str) -> float:
    chinese = is_chinese_text(gold)
    mine, theirs = (answer_tokens(each, chinese=chinese) for each in (predicted, gold))
    if not mine or not theirs:
        return float(mine == theirs)
    shared = _longest_run(mine, theirs) if chinese else _shared(mine, theirs)
    return 2 * shared / (len(mine) + len(theirs))


def _shared(mine: Sequence[str], theirs: Sequence[str]) -> int:
    return sum((Counter(mine) & Counter(theirs)).values())


def _longest_run(mine: Sequence[str], theirs: Sequence[str]) -> int:
    best, before = 0, [0] * (len(theirs) + 1)
    for token in mine:
        row = [0] * (len(theirs) + 1)
        for place, other in enumerate(theirs):
            if token == other:
                row[place + 1] = before[place] + 1
                best = max(best, row[place + 1])
        before = row
    return best


def holds_answer(text: str, golds: Iterable[str]) -> bool:
    """Tell whether one of `golds` stands in `text`, as whole words where it is not Chinese.

    >>> holds_answer("It ends on 30 September 2027.", ["30 september 2027"])
    True
    >>> holds_answer("13 contracts", ["3"]), holds_answer("员工410人", ["410人"])
    (False, True)
    """
    return any(_holds(_flat(text), _flat(gold)) for gold in golds)


def _flat(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return " ".join(text.split())


def _holds(text: str, gold: str) -> bool:
    if is_chinese_text(gold):
        text, gold = ("".join(each.split()) for each in (text, gold))
        before = r"(?<!\d)" if gold[0].isdigit() else ""
        return bool(re.search(before + re.escape(gold), text))
    edges = rf"(?<![^\W{_CJK}])", rf"(?![^\W{_CJK}])"
    before = edges[0] if gold[:1].isalnum() else ""
    after = edges[1] if gold[-1:].isalnum() else ""
    return bool(re.search(rf"{before}(?<!\d\.){re.escape(gold)}{after}(?!\.\d)", text))


def hits_at_1(ranked: Sequence[str], golds: Iterable[str]) -> float:
    """Return 1 if the first of `ranked` is among `golds`, else 0."""
    return exact_match(ranked[0], golds) if ranked else 0.0


def set_scores(found: Sequence[str], items: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Return precision and recall of a list; each of `items` is a thing in all its forms.

    A thing that is named twice counts as one found and one too many.
    """
    if not found or not items:
        return 0.0, 0.0
    left = list(range(len(items)))
    right = 0
    for each in found:
        match = next((place for place in left if _same(each, items[place])), None)
        if match is not None:
            left.remove(match)
            right += 1
    return right / len(found), right / len(items)


def _same(found: str, forms: Sequence[str]) -> bool:
    return holds_answer(found, forms) or any(holds_answer(form, [found]) for form in forms)


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk against coverage; points by rising coverage."""

    coverages: tuple[float, ...]  # share of the questions answered
    risks: tuple[float, ...]  # share of those answered wrong
    aurc: float  # area under the curve: mean risk over all coverages; 0 is best
    best: float  # the same if every wrong answer were less sure than every right one

    def coverage_at(self, risk: float) -> float:
        """Return the greatest coverage at which no more than `risk` of the answers are wrong."""
        pairs = zip(self.coverages, self.risks, strict=True)
        return max((coverage for coverage, seen in pairs if seen <= risk + 1e-12), default=0.0)

    def as_dict(self, *, points: int = 20) -> dict[str, Any]:
        """Return it for JSON: the areas, coverage at given risks, and some points of the curve."""
        step = max(1, len(self.coverages) // points)
        chosen = sorted({*range(step - 1, len(self.coverages), step), len(self.coverages) - 1})
        return {
            "aurc": round(self.aurc, 4),
            "aurc_of_the_best_order": round(self.best, 4),
            "coverage_at_risk": {
                f"{risk:g}": round(self.coverage_at(risk), 4) for risk in (0.01, 0.05, 0.1, 0.2)
            },
            "points": [
                [round(self.coverages[place], 4), round(self.risks[place], 4)]
                for place in chosen
                if place >= 0
            ],
        }


def risk_coverage(confidences: Sequence[float], correct: Sequence[float]) -> Curve:
    """Return what share of answers is wrong when only the surest are given.

    `correct` is 1 for a right answer, 0 for a wrong one, or a score between. Answers that are
    equally sure are given together. A question that has no answer counts as wrong, whatever is said
    to it. Sources: El-Yaniv & Wiener 2010, "On the foundations of noise-free selective
    classification"; Geifman et al. 2019, "Bias-reduced uncertainty estimation" (the area).

    >>> risk_coverage([0.9, 0.8, 0.1], [1, 1, 0]).coverage_at(0.1)
    0.6666666666666666
    """
    if not confidences:
        return Curve((), (), 0.0, 0.0)
    sure = np.asarray(confidences, np.float64)
    right = np.asarray(correct, np.float64)
    order = np.argsort(-sure, kind="stable")
    counts = np.arange(1, len(sure) + 1)
    last = np.append(np.diff(sure[order]) != 0, True)  # of those equally sure
    risks = np.cumsum(1 - right[order]) / counts
    together = np.flatnonzero(last)
    groups = together[np.searchsorted(together, np.arange(len(sure)))]
    ideal = np.cumsum(1 - np.sort(right)[::-1]) / counts
    return Curve(
        tuple((counts[last] / len(sure)).tolist()),
        tuple(risks[last].tolist()),
        float(risks[groups].mean()),
        float(ideal.mean()),
    )
