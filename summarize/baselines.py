"""What a digest is compared with: the first sentences, and TextRank."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import log

import numpy as np

from briefbook.records import Document
from summarize.words import words

_DAMPING = 0.85
_ROUNDS = 100
_SETTLED = 1e-6


def body_sentences(document: Document) -> list[str]:
    """Return the sentences of a document but for its headings; all where there are only those."""
    headings = {
        sentence
        for block in document.blocks
        if block.kind in ("heading", "header", "footer")
        for sentence in document.sentences_in(block.span)
    }
    body = [sentence for sentence in document.sentences if sentence not in headings]
    return [document.quote(sentence) for sentence in body or document.sentences]


def lead(sentences: Sequence[str], count: int) -> list[str]:
    """Return the first sentences, the baseline that news is hard to beat with."""
    return list(sentences[:count])


def text_rank(sentences: Sequence[str], count: int) -> list[str]:
    """Return the sentences that the others say most of, in the order of the text.

    TextRank as in Mihalcea & Tarau 2004 ("TextRank: Bringing Order into Texts"): PageRank over
    sentences tied by the content words they share, divided by the logarithms of their lengths.
    Nothing is done about length, place or repetition.

    >>> text_rank(["The board met.", "The board of Acme met.", "Acme met us.", "Snow fell."], 1)
    ['The board of Acme met.']
    """
    if len(sentences) <= count:
        return list(sentences)
    bags = [Counter(words(sentence)) for sentence in sentences]
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, bag in enumerate(bags):
        for word in bag:
            holders[word].append(place)
    ties = np.zeros((len(bags), len(bags)))
    for word, places in holders.items():
        counts = np.array([bags[place][word] for place in places], np.float64)
        ties[np.ix_(places, places)] += np.outer(counts, counts)
    lengths = np.array([log(max(2, bag.total())) for bag in bags])
    ties /= lengths[:, None] + lengths[None, :]
    np.fill_diagonal(ties, 0.0)
    sums = ties.sum(axis=1, keepdims=True)
    ties /= np.where(sums > 0, sums, 1.0)
    rank = np.full(len(bags), 1 / len(bags))
    for _ in range(_ROUNDS):
        before, rank = rank, (1 - _DAMPING) / len(bags) + _DAMPING * (rank @ ties)
        if float(np.abs(rank - before).sum()) < _SETTLED:
            break
    order = sorted(range(len(bags)), key=lambda place: (-round(float(rank[place]), 9), place))
    return [sentences[place] for place in sorted(order[:count])]
