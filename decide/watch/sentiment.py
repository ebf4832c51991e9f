"""How a text speaks of things: good or bad words are counted, denials turn them round (pure).

A lexicon with rules for denial and degree, in the manner of Hutto and Gilbert 2014, "VADER"; words
and weights are ours. It is a thermometer for many texts, no judge of one: a tuned classifier's
findings take its place where there are some (`finding_tone`).
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from briefbook.records import Finding
from decide.terms import is_chinese, stem
from decide.watch.tone_words import (
    BAD_CHINESE,
    BAD_ENGLISH,
    GOOD_CHINESE,
    GOOD_ENGLISH,
    LESS_CHINESE,
    LESS_ENGLISH,
    MORE_CHINESE,
    MORE_ENGLISH,
    NO_TURNS_CHINESE,
    TURNS_CHINESE,
    TURNS_ENGLISH,
)

_REACH_WORDS = 3  # a denial turns round what stands within so many words after it
_REACH_CHARACTERS = 4
_TURNED = -0.7  # "not good" is less bad than "bad"
_MORE, _LESS = 1.5, 0.6
_DOUBT = 1.0  # keeps a single word from counting as much as three

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PART = re.compile(r"[,.;:!?，。；：！？、\n]+")

_SAID: Mapping[str, float] = {
    "positive": 1.0,
    "negative": -1.0,
    "neutral": 0.0,
    "正面": 1.0,
    "负面": -1.0,
    "中性": 0.0,
    "积极": 1.0,
    "消极": -1.0,
}


def tone(text: str) -> float:
    """Return how a text speaks, from -1 (all bad) to 1 (all good); 0 when nothing tells.

    >>> tone("An excellent product.") > 0 > tone("The product is not good.")
    True
    >>> tone("质量很好，服务周到") > 0 > tone("质量不好，经常漏水")
    True
    """
    values = [value for part in _PART.split(text) for value in _values(part)]
    return sum(values) / (sum(map(abs, values)) + _DOUBT) if values else 0.0


def finding_tone(findings: Iterable[Finding]) -> float | None:
    """Return the tone that a classifier found, from labels such as "positive" or "负面".

    None when none of the labels says.
    """
    said = [
        _SAID[finding.label.casefold()] * finding.score
        for finding in findings
        if finding.label.casefold() in _SAID
    ]
    return sum(said) / len(said) if said else None


def _values(part: str) -> list[float]:
    return _chinese_values(part) if any(map(is_chinese, part)) else _english_values(part)


def _english_values(part: str) -> list[float]:
    words = [match.group().casefold().replace("’", "'") for match in _WORD.finditer(part)]
    lexicon, turns, degrees = _english()
    values: list[float] = []
    for place, word in enumerate(words):
        value = lexicon.get(stem(word), 0.0)
        if value:
            before = words[max(0, place - _REACH_WORDS) : place]
            degree = degrees.get(before[-1], 1.0) if before else 1.0
            turned = any(each in turns or stem(each) in turns for each in before)
            values.append(value * degree * (_TURNED if turned else 1.0))
    return values


def _chinese_values(part: str) -> list[float]:
    lexicon, turns, degrees, pattern = _chinese()
    seeming = _seeming()
    values: list[float] = []
    for match in pattern.finditer(part):
        value = lexicon.get(match.group(), 0.0)
        if value:
            before = part[max(0, match.start() - _REACH_CHARACTERS) : match.start()]
            degree = next((weight for word, weight in degrees if before.endswith(word)), 1.0)
            denials = seeming.sub("", before)
            turned = any(word in denials for word in turns)
            values.append(value * degree * (_TURNED if turned else 1.0))
    return values


@cache
def _english() -> tuple[dict[str, float], frozenset[str], dict[str, float]]:
    lexicon = {stem(word): 1.0 for word in GOOD_ENGLISH.split()}
    lexicon |= {stem(word): -1.0 for word in BAD_ENGLISH.split()}
    degrees = dict.fromkeys(MORE_ENGLISH.split(), _MORE)
    return (
        lexicon,
        frozenset(TURNS_ENGLISH.split()),
        degrees | dict.fromkeys(LESS_ENGLISH.split(), _LESS),
    )


@cache
def _chinese() -> tuple[
    dict[str, float], tuple[str, ...], tuple[tuple[str, float], ...], re.Pattern[str]
]:
    """Return words with their values, denials, degrees, and what finds the longest word first."""
    lexicon = dict.fromkeys(GOOD_CHINESE.split(), 1.0) | dict.fromkeys(BAD_CHINESE.split(), -1.0)
    degrees = [(word, _MORE) for word in MORE_CHINESE.split()]
    degrees += [(word, _LESS) for word in LESS_CHINESE.split()]
    return lexicon, tuple(TURNS_CHINESE.split()), tuple(degrees), _any_of(lexicon)


@cache
def _seeming() -> re.Pattern[str]:
    return _any_of(NO_TURNS_CHINESE.split())


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds the words, the longest first."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, longest)))
