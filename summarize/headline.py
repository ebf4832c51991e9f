"""The part of a text that says what it is about, in a few words of its own.

Every part of its first sentences that can stand alone is measured; the weighted sum of the measures
decides (`summarize.weights`), as it does for whole sentences in `summarize.salience`.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from briefbook.records import Span
from summarize.clauses import clauses
from summarize.select import Array
from summarize.topics import topical
from summarize.words import length, words

#: What a part is measured by, in the order of the columns that `part_measures` returns.
PART_MEASURES = (
    "sentence",  # salience of the sentence it is of, among those looked at
    "early",
    "first",
    "common",  # how often its words stand in the text, on average
    "covered",  # part of all the words of the text, counted as often as they stand, that it holds
    "repeated",  # part of its words that the text says again
    "content",  # part of its words that mean something by themselves
    "size",  # logarithm of its words
    "size squared",
    "size by text",  # times the logarithm of the words of the text
    "size in talk",  # times the part of the sentences that speak of their speaker
    "whole",
    "to the end",  # of its sentence
    "from the start",
    "within",  # how far into its sentence it begins
    "after a lead",  # such as "we propose" or 提出了
    "after a mark",
    "before a mark",
    "article",  # begins with one
    "capital",  # begins with one
    "small word",  # begins with a preposition or conjunction
    "figures",
    "names",
    "talk",  # holds I, you, 我 …
    "verb",  # has one that is inflected
    "based",  # says by what means
    "kind",  # ends with what titles end with
    "ask",  # begins with a bare verb after please, or the like
    "topical",  # part of its words that headlines are made of
    "vague",  # part of its words that they leave out
)

_LOOKED_AT = 6  # sentences
_MOST = 40  # words of a headline, unless the text has nothing shorter to say

_FIGURE = re.compile(r"\d")
_NAME = re.compile(r"\b[A-Z][\w'’-]+")
_TALK = re.compile(r"\b(?:i|me|my|you|your|we|us|our)\b|[我你您咱]|本文|该文", re.IGNORECASE)
_SMALL = re.compile(
    r"^(?:to|for|on|of|in|at|by|with|and|or|but|that|which|as|from|this|it|is|are)\b|^[的了和与及对在]",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|should|may|do|does|did)\b|"
    r"[是为有能可已将被]",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:\b(?:propose|present|introduce|describe|develop|study|investigate|explore|consider|provide|"
    r"show|demonstrate|report|design|examine|analy[sz]e|address|establish|please|attached|regarding|"
    r"concerning|about|discuss|review)(?:s|d|ed)?(?: is| are| that| the| a| an)?|"
    r"(?:提出|研究|探讨|探究|探索|分析|介绍|设计|建立|构建|观察|评价|阐述|论述|讨论|总结|考察)"
    r"(?:并\w{2})?(?:了|出)?(?:一种|一个|一类|一套)?)\s*$",
    re.IGNORECASE,
)
_PLEASE = re.compile(r"(?:please|would you|could you|can you|need to|want to|like to)\s*$", re.I)
_ARTICLE = re.compile(r"^(?:the|a|an|our|my|your|this|these|its|their)\s|^一[种个类套]", re.I)
_BASED = re.compile(r"\b(?:using|based on|via|by means of|through|with)\b|基于|应用|中的")
_KIND = re.compile(
    r"(?:研究|分析|方法|探讨|影响|应用|设计|算法|模型|系统|疗效|作用|关系|特征|技术|策略|机制|效果|观察|"
    r"评价|比较|进展|实现|对策|问题|思考|method|approach|framework|model|algorithm|meeting|"
    r"report|agreement|update|request|schedule|list)s?$",
    re.IGNORECASE,
)
_MARKS = ',;:()"“”—–，。；：（）、-'


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one of the sentences looked at."""

    sentence: int  # its place among those
    span: Span  # inside the sentence
    text: str


def parts_of(sentences: Sequence[str]) -> list[Part]:
    """Return every part of the sentences that can stand alone."""
    return [
        Part(place, span, text[span.start : span.end])
        for place, text in enumerate(sentences)
        for span in clauses(text)
    ]


def looked_at(salience: Array) -> list[int]:
    """Return the places of the sentences whose parts are weighed: the first, and the weightiest."""
    best = np.argsort(-np.round(salience, 9), kind="stable")[:_LOOKED_AT]
    return sorted({0, *(int(place) for place in best)})


def best_part(
    texts: Sequence[str],
    salience: Array,
    weights: Mapping[str, float],
    *,
    whole: Counter[str],
    size: int,
    names: Collection[str] = (),
) -> tuple[int, Span]:
    """Return the part that says best what `texts`, the sentences of a text, are about.

    It is a sentence, by its place, and a span inside it. A mere name, one of `names`, says nothing.
    The rest is as in `part_measures`.
    """
    places = looked_at(salience)
    sentences = [texts[place] for place in places]
    parts = parts_of(sentences)
    columns = part_measures(parts, sentences, places, salience[places], whole=whole, size=size)
    worth = columns @ np.array([weights.get(name, 0.0) for name in PART_MEASURES])
    fits = np.array([length(part.text) <= _MOST and part.text not in names for part in parts])
    worth = np.where(fits | ~fits.any(), worth, -np.inf)
    best = parts[int(np.argmax(np.round(worth, 9)))]
    return places[best.sentence], best.span


def part_measures(
    parts: Sequence[Part],
    sentences: Sequence[str],
    places: Sequence[int],
    salience: Array,
    *,
    whole: Counter[str],
    size: int,
) -> Array:
    """Return a row of `PART_MEASURES` for each part.

    `places` say the how-manieth of its text each sentence is, `salience` how much it matters, from
    0 to 1; `whole` holds the words of the text, and `size` is its length in words.
    """
    spoken = sum(bool(_TALK.search(text)) for text in sentences) / max(1, len(sentences))
    rows = [
        _row(part, sentences[part.sentence], places[part.sentence], whole, size, spoken)
        for part in parts
    ]
    found = np.array(rows, dtype=np.float64).reshape(len(parts), len(PART_MEASURES))
    found[:, 0] = [salience[part.sentence] for part in parts]
    return found


def _row(
    part: Part,
    sentence: str,
    place: int,
    whole: Counter[str],
    size: int,
    spoken: float,
) -> list[float]:
    bag = words(part.text)
    count = max(1, length(part.text))
    log_size = float(np.log(count))
    most = np.log(1 + max(whole.values(), default=1))
    return [
        0.0,
        1 / float(np.sqrt(1 + place)),
        float(place == 0),
        sum(np.log(1 + whole[word]) for word in bag) / (len(bag) or 1) / most,
        sum(whole[word] for word in set(bag)) / max(1, whole.total()),
        sum(whole[word] > 1 for word in bag) / (len(bag) or 1),
        min(1.0, len(bag) / count),
        log_size,
        log_size**2,
        log_size * float(np.log(max(2, size))),
        log_size * spoken,
        *_edges(part, sentence),
        *_holds(part.text),
        float(bool(_PLEASE.search(sentence[: part.span.start]))),
        *topical(part.text),
    ]


def _edges(part: Part, sentence: str) -> Iterator[float]:
    before = sentence[: part.span.start].rstrip()
    after = sentence[part.span.end :].strip()
    to_the_end = len(after) <= 1
    yield float(part.span.start == 0 and to_the_end)
    yield float(to_the_end)
    yield float(part.span.start == 0)
    yield part.span.start / len(sentence)
    yield float(bool(_LEAD.search(before)))
    yield float(bool(before) and before[-1] in _MARKS)
    yield float(bool(after) and after[0] in _MARKS)
    yield float(bool(_ARTICLE.search(part.text)))
    yield float(part.text[:1].isupper())
    yield float(bool(_SMALL.search(part.text)))


def _holds(text: str) -> Iterator[float]:
    yield float(bool(_FIGURE.search(text)))
    yield min(1.0, len(_NAME.findall(text)) / 3)
    yield float(bool(_TALK.search(text)))
    yield float(bool(_VERB.search(text)))
    yield float(bool(_BASED.search(text)))
    yield float(bool(_KIND.search(text)))
