"""Texts become weights of their word and character n-grams (pure).

A word is a run of letters and digits, a sign, or one Chinese character. Of words there are single
ones and pairs; of characters, runs of two to five within a word with its borders, and of Chinese
runs of one to four, so that mixed texts need no choice of language. Weights are TF-IDF with the
logarithm of counts, rows of length 1 (Salton and Buckley 1988, "Term-weighting approaches in
automatic text retrieval").
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Kind = Literal["words", "characters"]
Gram = tuple[str, int, int]  # what it is, and the words [first, last] that it is made of

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+|[^\w\s]")
_CHINESE = re.compile(f"[{_CJK}]")
_MOST_WORDS = 4_000  # of a text; what comes after them tells little of what it is about


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The n-grams that are known, and how much each tells."""

    kind: Kind
    places: dict[str, int]  # n-gram → column
    rarity: NDArray[np.float32]  # inverse document frequency


def split_words(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text begin and end.

    >>> split_words("Ab-1 华信")
    [(0, 2), (2, 3), (3, 4), (5, 6), (6, 7)]
    """
    return [
        match.span() for _, match in zip(range(_MOST_WORDS), _WORD.finditer(text), strict=False)
    ]


def grams(text: str, words: Sequence[tuple[int, int]], kind: Kind) -> Iterator[Gram]:
    """Yield the n-grams of a text that has these words."""
    tokens = [text[start:end].lower() for start, end in words]
    if kind == "words":
        for place, token in enumerate(tokens):
            yield token, place, place
            if place:
                yield f"{tokens[place - 1]} {token}", place - 1, place
        return
    run = 0  # Chinese characters just before this word, with nothing between
    for place, token in enumerate(tokens):
        if not _CHINESE.match(token):
            run = 0
            yield from ((part, place, place) for part in _parts(f" {token} "))
            continue
        run = min(run, 3) if place and words[place - 1][1] == words[place][0] else 0
        for back in range(run + 1):
            yield "".join(tokens[place - back : place + 1]), place - back, place
        run += 1


def _parts(word: str) -> Iterator[str]:
    for size in range(2, 6):
        for start in range(max(1, len(word) - size + 1)):
            yield word[start : start + size]
        if size >= len(word):
            return


def learn_vocabulary(texts: Sequence[str], kind: Kind, *, least: int, most: int) -> Vocabulary:
    """Return the n-grams of at least `least` texts, at most `most`, those of most texts first."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({gram for gram, _, _ in grams(text, split_words(text), kind)})
    known = [(gram, count) for gram, count in counts.items() if count >= least]
    known = sorted(known, key=lambda item: (-item[1], item[0]))[:most]
    rarity = [np.log((1 + len(texts)) / (1 + count)) + 1 for _, count in known]
    places = {gram: place for place, (gram, _) in enumerate(known)}
    return Vocabulary(kind, places, np.asarray(rarity, np.float32))


def weigh(texts: Sequence[str], vocabulary: Vocabulary) -> sparse.csr_matrix:
    """Return the weights of n-grams: texts × columns of the vocabulary."""
    starts, columns, counts = [0], [], []
    for text in texts:
        found = Counter(gram for gram, _, _ in grams(text, split_words(text), vocabulary.kind))
        row = sorted(
            (vocabulary.places[one], n) for one, n in found.items() if one in vocabulary.places
        )
        columns += [column for column, _ in row]
        counts += [count for _, count in row]
        starts.append(len(columns))
    values = (1 + np.log(np.asarray(counts, np.float32))) * vocabulary.rarity[columns]
    shape = (len(texts), len(vocabulary.places))
    table = sparse.csr_matrix((values, columns, starts), shape=shape, dtype=np.float32)
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-12)).astype(np.float32) @ table
