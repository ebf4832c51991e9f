"""The words of a question around the name of its topic, and whether two words mean the same."""

import re
from dataclasses import dataclass
from functools import lru_cache

from decide.paths.linking import Asked
from decide.paths.names import units
from decide.paths.wordings import KIND_WORDS, SHARING, SYNONYMS
from decide.terms import is_chinese, stem

_ENDINGS = frozenset(
    ("", "e", "er", "or", "ee", "ed", "s", "y", "ion", "ation", "ition", "tion", "ment", "ing",
     "ive", "ance", "ship", "al", "ess", "t", "r")
)  # fmt: skip
_STOP_WORDS = """
a an the of in on at to for from by with and or is are was were be been being do does did
has have had what which who whom whose when where how that this these those it its s
please tell me can you could would there their his her they he she i as into about than
then so
"""
_STOP = frozenset(_STOP_WORDS.split())
#: Chinese that asks or joins and says nothing of a relation; longest first.
_STOP_ZH = re.compile(
    "你知道|谁知道|我想知道|有人知道|谁能告诉我|能告诉我|告诉我|谁能|请问|知道|想知道|有没有|是不是|是什么|"
    "什么样的|怎么样|怎样|什么|哪些|哪个|哪位|哪一个|一下|一些|属于|拥有|具有|如何|为何|为什么|多少|可以|能够|能否|"
    "是否|以及|那个|这个|这款|这部|这本|大家|我们|他们|它们|的|了|吗|呢|啊|呀|吧|是|有|在|于|被|和|与|及|或|由|"
    "从|向|对|为|以|将|其|该|此|这|那|请|谁|哪|何|几|都|个|又|么|嘛|能|会|要|把|给|就|我|你|他|她|它|们"
)

_KINDS = frozenset(map(stem, KIND_WORDS))


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or one Chinese character, of a question."""

    text: str  # folded
    start: int
    distance: int  # words between it and the topic, from 1; negative before the topic
    content: bool  # says something, rather than ask or join


def question_words(asked: Asked) -> tuple[Word, ...]:
    """Return the words around the topic, in order."""
    before, after = units(asked.before), units(asked.after)
    offset = asked.span.end
    content = _content(asked.before), _content(asked.after)
    return (
        *(
            Word(text, span.start, place - len(before), span.start in content[0])
            for place, (text, span) in enumerate(before)
        ),
        *(
            Word(text, span.start + offset, place + 1, span.start in content[1])
            for place, (text, span) in enumerate(after)
        ),
    )


def is_telling(word: Word) -> bool:
    """Tell whether a word says something of a relation: no kind of thing, no "also"."""
    return word.content and word.text not in SHARING and stem(word.text) not in _KINDS


def _content(text: str) -> set[int]:
    """Return where words start that say something."""
    stopped = {
        place for match in _STOP_ZH.finditer(text) for place in range(match.start(), match.end())
    }
    return {
        span.start for word, span in units(text) if word not in _STOP and span.start not in stopped
    }


@lru_cache(maxsize=100_000)
def same_word(word: str, other: str) -> float:
    """Tell how far two English words mean the same: 1 forms of one, 0.8 synonyms, 0 neither.

    >>> same_word("directed", "director"), same_word("county", "country")
    (1.0, 0.0)
    >>> same_word("author", "writer"), same_word("author", "actor")
    (0.8, 0.0)
    """
    if word == other or _one_root(stem(word), stem(other)):
        return 1.0
    return 0.8 if _groups(word) & _groups(other) else 0.0


def _one_root(word: str, other: str) -> bool:
    size = next(
        (n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b),
        min(len(word), len(other)),
    )
    return size >= 3 and {word[size:], other[size:]} <= _ENDINGS and size * 2 > len(word)


@lru_cache(maxsize=50_000)
def _groups(word: str) -> frozenset[int]:
    root = stem(word)
    return frozenset(
        number
        for number, group in enumerate(SYNONYMS)
        if word in group or any(root == stem(each) for each in group if each.isascii())
    )


@lru_cache(maxsize=50_000)
def synonyms_zh(predicate: str) -> tuple[str, ...]:
    """Return Chinese words that ask for what a Chinese predicate says, itself left out."""
    return tuple(
        sorted(
            {
                other
                for group in SYNONYMS
                for word in group
                if len(word) >= 2 and word in predicate and is_chinese(word[0])
                for other in group
                if is_chinese(other[0]) and other not in predicate
            }
        )
    )
