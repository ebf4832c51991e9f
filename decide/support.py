"""How likely a sentence is to answer a question: measures and a logistic model of them (pure).

The measures: likeness of meaning, how much of the question's content the sentence covers (weighted
so that rare terms count more; Spärck Jones 1972), whether the names of the question occur in its
passage, and whether it holds what the question word asks for (Li & Roth 2002, "Learning question
classifiers"). Likeness of the passage was tried as well and added nothing.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import astuple, dataclass

from decide.question import Question
from decide.terms import terms

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    "eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozen|hundred|thousand|million|"
    "billion|half|third|quarter|twice|once"
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
#: How an answer of each kind looks when nobody has marked the names in the text.
_LOOKS = {
    label: re.compile(pattern, re.IGNORECASE)
    for label, pattern in {
        "Date": rf"\b(?:1[0-9]|20)\d\d\b|\b(?:{_MONTHS}|\w+day|century|\d+s)\b|"
        r"[\d一二三四五六七八九十〇零]+\s*(?:年|月|日|世纪|年代)|[上下][周月]|今年|去年|明年|星期|时期|年间",
        "Money": r"[$€£¥￥]|\b(?:usd|eur|gbp|cny|rmb|dollars?|euros?|pounds?|yuan)\b|元|美金|欧",
        "Percent": r"%|％|percent|百分之|成",
        "Number": rf"\d|\b(?:{_NUMBER_WORDS})\b|[一二两三四五六七八九十百千万亿]{{2,}}|"
        "[一二两三四五六七八九十](?:个|名|人|次|家|种|位|岁|座|所|条|项|支|部|本|成|天|年|月|元|亩|米)",
        "Email": r"@",
        "Reference": r"\b[A-Za-z]{1,6}[-/ ]?\d[\w/-]*\b|[〔（]\d{4}[〕）]\d+号",
        "Phone": r"\d[\d\s()-]{6,}\d",
    }.items()
}
#: Kinds of answers that are told by how they look.
LOOKED_FOR = frozenset(_LOOKS)
_CAPITAL = re.compile(r"(?<=\s)[A-Z][\w'’-]+")


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of a question and a sentence; each from 0 to 1."""

    likeness: float  # cosine of the vectors
    cover: float  # part of the weight of the question's terms that occur; see `cover`
    names: float  # part of the names' terms that occur in the passage or its headings
    fits: float  # 1: holds the kind of answer asked for; 0: does not; ½: cannot be told


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over the measures."""

    measures: Measures
    bias: float


#: Fitted for multilingual-e5-small on half of the articles of XQuAD (English, Chinese) and of the
#: CMRC 2018 trial set, with as many questions that the passages do not answer. Then two things were
#: set by hand: the weight of names, which such questions hardly teach (there the names are always
#: about), and the bias. On the other half of the articles the best sentence was right in 35 % of
#: cases at 0.2 to 0.3, 57 % at 0.4 to 0.5, 79 % at 0.7 to 0.8 and 96 % above 0.9. Another encoder
#: needs weights of its own.
WEIGHTS = Weights(Measures(likeness=24.0, cover=4.5, names=2.0, fits=1.1), bias=-26.6)


@dataclass(frozen=True, slots=True)
class ReadWeights:
    """A logistic model of whether a sentence answers, with what a reader says of it."""

    reading: float  # of the logit of how likely the reader finds the answer in it
    measures: Measures
    rank: float  # of 1 / place of its passage among those that were found
    doubt: float  # of the logarithm of what is left of the likelihood where something is missing
    bias: float


#: Fitted for the reader that ships, so that 1 means: the words that it finds are right. Questions
#: were those of XQuAD (English, Chinese) asked of all paragraphs together, half of them with the
#: right paragraph taken away, those of our three sample archives, and half of `recipes/questions/
#: long-*`, asked of all these documents together; every set counts by the root of its size. Then
#: the weights were drawn halfway towards earlier ones, which archives with facts liked better.
READ_WEIGHTS = ReadWeights(
    reading=0.385,
    measures=Measures(likeness=9.25, cover=1.85, names=0.925, fits=0.23),
    rank=1.46,
    doubt=0.46,
    bias=-12.04,
)

#: What a term counts that stands in the passage, its headings or the title but not in the sentence.
_CONTEXT_SHARE = 0.4


def likelihood(measures: Measures, weights: Weights = WEIGHTS) -> float:
    """Estimate how likely the sentence is to answer, from 0 to 1."""
    return _chance(_sum(weights.measures, measures) + weights.bias)


def read_likelihood(
    read: float, measures: Measures, place: int, doubt: float, weights: ReadWeights = READ_WEIGHTS
) -> float:
    """Estimate how likely a sentence answers: what a reader says, measures, place and doubt."""
    logit = weights.reading * _logit(read) + _sum(weights.measures, measures)
    logit += weights.rank / place + weights.doubt * math.log(doubt) + weights.bias
    return _chance(logit)


def promise(read: float, cover: float, weights: ReadWeights = READ_WEIGHTS) -> float:
    """Return the part of that sum which is known before anything is embedded."""
    return weights.reading * _logit(read) + weights.measures.cover * cover


def _sum(weights: Measures, measures: Measures) -> float:
    pairs = zip(astuple(weights), astuple(measures), strict=True)
    return float(sum(weight * value for weight, value in pairs))


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def _logit(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))


def term_weights(question: Question, passages: Sequence[Set[str]]) -> dict[str, float]:
    """Weigh the question's terms: one that few of the passages hold counts more."""
    count = len(passages)
    return {
        term: math.log(1 + (count + 1) / (0.5 + sum(term in found for found in passages)))
        for term in question.terms
    }


def cover(weights: Mapping[str, float], sentence: Set[str], context: Set[str]) -> float:
    """Return the part of the whole weight whose terms occur; 0 without terms.

    A term of the context that is not in the sentence counts 0.4.
    """
    whole = sum(weights.values())
    held = sum(
        weight if term in sentence else _CONTEXT_SHARE * weight * (term in context)
        for term, weight in weights.items()
    )
    return held / whole if whole else 0.0


def names_cover(question: Question, found: Set[str]) -> float:
    """Return the part of the names' terms that are among `found`; 1 when nothing is named."""
    wanted = {term for name in question.names for term in terms(name)}
    return len(wanted & found) / len(wanted) if wanted else 1.0


def fits(question: Question, sentence: str, labels: Mapping[str, str] | None) -> float:
    """Tell whether the sentence holds what the question word asks for: 1, 0, or ½ for unknown.

    `labels` are the mentions in the sentence, text to label; None where nobody has looked for any.
    """
    if not question.expects:
        return 0.5
    if _looks_like(question.expects, sentence) or _names_one(question, labels or {}):
        return 1.0
    if question.expects <= _LOOKS.keys() or labels is not None:
        return 0.0
    return _new_capital(question, sentence)


def _looks_like(labels: Iterable[str], sentence: str) -> bool:
    return any(label in _LOOKS and _LOOKS[label].search(sentence) for label in labels)


def _names_one(question: Question, labels: Mapping[str, str]) -> bool:
    """Tell whether a mention has a label asked for and is not what the question itself names."""
    asked = question.text.casefold()
    return any(
        label in question.expects and text.casefold() not in asked for text, label in labels.items()
    )


def _new_capital(question: Question, sentence: str) -> float:
    if question.chinese:
        return 0.5
    return float(any(word not in question.text for word in _CAPITAL.findall(sentence)))
