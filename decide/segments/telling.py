"""The words that tell one group of texts from the others (pure).

By log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words"):
a word counts when it is said more often here than elsewhere, by more than chance.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from decide.terms import is_chinese, terms

_CHINESE = re.compile("[一-鿿]{2,}")
_WORD = re.compile(r"[^\W\d_][\w'’-]+")
_LENGTHS = (5, 4, 3, 2)  # of Chinese words, in characters
_LEAST_FREE = 2  # neighbours of a Chinese word on each side
_LEAST_ITEMS = 2  # items of a segment that must say a word
_SMALL_WORDS = (
    "the and for with that this from are was were has have had not but its his her their they them"
    " which who whom whose will would can could should shall must may might been being than then"
    " there here when where what how all any each other more most some such only also into over"
    " after before about between through during under above out off per our your you she him it's"
    " one two said says new very just like get got let make made many much ltd plc use"
)
_SMALL = frozenset(_SMALL_WORDS.split())
_SMALL_CHINESE = re.compile(
    "[的了是在和与及或也都就把被由从向对为以将其该此这那有不一个们我你他她它每并等]"
)


def telling_words(
    groups: Sequence[Sequence[Sequence[str]]], *, limit: int
) -> tuple[tuple[str, ...], ...]:
    """Return for each group of items, each with its texts, the words that tell it, best first.

    A word counts once for an item, so that one long text does not speak for its group.
    """
    spoken = [[_words(" \n ".join(texts)) for texts in items] for items in groups]
    counts = [Counter(form for item in items for form in item) for items in spoken]
    shown = _shown(spoken)
    free = _free(text for items in groups for texts in items for text in texts)
    return tuple(
        tuple(shown[form] for form in _mixed(_ranked(counts, place), free, limit))
        for place in range(len(groups))
    )


def telling_features(
    groups: Sequence[Sequence[Iterable[str]]], *, limit: int
) -> tuple[tuple[str, ...], ...]:
    """Return for each group of items, each with its features, those that tell it, best first."""
    counts = [Counter(feature for item in items for feature in set(item)) for items in groups]
    return tuple(tuple(_ranked(counts, place)[:limit]) for place in range(len(groups)))


def _ranked(counts: Sequence[Counter[str]], place: int) -> list[str]:
    """Rank the words of one group by their z-score against all others; only what tells."""
    own = counts[place]
    whole: Counter[str] = Counter()
    for each in counts:
        whole.update(each)
    total, mine = sum(whole.values()), sum(own.values())
    scores = {
        word: _z(own[word], mine, whole[word] - own[word], total - mine, whole[word], total)
        for word in own
        if own[word] >= _LEAST_ITEMS
    }
    ranked = sorted(scores, key=lambda word: (-round(scores[word], 6), -len(word), word))
    return [word for word in ranked if scores[word] > 0]


def _z(own: int, mine: int, other: int, others: int, whole: int, total: int) -> float:
    prior = 0.5 * whole / total * min(total, 100) + 0.01
    weight = 0.5 * min(total, 100) + 0.01
    here = math.log((own + prior) / (mine + weight - own - prior))
    there = math.log((other + prior) / max(1e-9, others + weight - other - prior))
    return (here - there) / math.sqrt(1 / (own + prior) + 1 / (other + prior))


def _words(text: str) -> dict[str, str]:
    """Return the words of a text: what they are counted as, and how they were written first."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        word = match.group()
        if is_chinese(word[0]):
            continue
        if len(word) >= 3 and word.lower() not in _SMALL:
            found.setdefault(terms(word)[0], word.lower())
    for run in _CHINESE.findall(text):
        for length in _LENGTHS:
            for start in range(len(run) - length + 1):
                part = run[start : start + length]
                if not _SMALL_CHINESE.search(part):
                    found.setdefault(part, part)
    return found


def _shown(spoken: Sequence[Sequence[Mapping[str, str]]]) -> dict[str, str]:
    """Return for each counted form the way it is written most often."""
    written: dict[str, Counter[str]] = {}
    for items in spoken:
        for item in items:
            for form, word in item.items():
                written.setdefault(form, Counter())[word] += 1
    return {
        form: min(words, key=lambda word: (-words[word], word)) for form, words in written.items()
    }


def _free(texts: Iterable[str]) -> dict[str, int]:
    """Return how freely each Chinese stretch stands: the fewer of its left and right neighbours.

    What always stands between the same characters is a part of a word (Feng et al. 2004, "Accessor
    variety criteria for Chinese word extraction"). Each end of a clause is a neighbour of its own.
    """
    left: dict[str, set[str]] = defaultdict(set)
    right: dict[str, set[str]] = defaultdict(set)
    for number, run in enumerate(run for text in texts for run in _CHINESE.findall(text)):
        for length in _LENGTHS:
            for start in range(len(run) - length + 1):
                part, end = run[start : start + length], start + length
                left[part].add(run[start - 1] if start else f"start {number}")
                right[part].add(run[end] if end < len(run) else f"end {number}")
    return {part: min(len(left[part]), len(right[part])) for part in left}


def _mixed(ranked: Sequence[str], free: Mapping[str, int], limit: int) -> list[str]:
    """Take words in order; where there are Chinese ones among others, half of them are Chinese."""
    chinese = _apart([word for word in ranked if is_chinese(word[0])], free)
    others = [word for word in ranked if not is_chinese(word[0])]
    share = max(limit - len(others), limit // 2)
    chosen = chinese[:share]
    return [*others[: limit - len(chosen)], *chosen]


def _apart(ranked: Sequence[str], free: Mapping[str, int]) -> list[str]:
    """Take the Chinese words that stand freely, none that shares two characters with another."""
    chosen: list[str] = []
    for word in sorted(ranked, key=lambda word: free.get(word, 0) < _LEAST_FREE):
        if not any(
            word[start : start + 2] in other for other in chosen for start in range(len(word) - 1)
        ):
            chosen.append(word)
    return chosen
