"""How much each sentence of a document matters: measures of it, weighed by learned numbers.

A small model that can be read: each measure lies between 0 and 1, a sentence's salience is their
weighted sum (`summarize.weights`), and nothing else decides. Sources of the measures: LexRank
(Erkan & Radev 2004), SumBasic (Nenkova & Vanderwende 2005), position, title and cue words
(Edmundson 1969). Pure numpy.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from briefbook.records import Document, Reading, Span
from summarize.select import Array, centrality, rarities, scaled, unit_rows
from summarize.telling import telling
from summarize.words import length, words

#: The measures, in the order of the columns that `measures` returns.
MEASURES = (
    "centrality",  # how much the others say the same
    "typical",  # likeness to the document as a whole
    "common",  # how often its words stand in the document
    "opening",  # likeness to the first three sentences
    "early",  # how early it stands
    "first",
    "second",
    "third",
    "place",  # 0 at the beginning, 1 at the end
    "last",
    "paragraph",  # opens a paragraph
    "heading",  # part of the words of title and heading that it takes up
    "title",  # part of the words of the title
    "telling",  # how well it stands alone
    "length",
    "short",
    "long",
    "figures",
    "names",
    "quoted",  # holds words of somebody
    "talk",  # asks, or speaks of the speaker
    "leaning",  # opens with what the sentence before named
    "result",  # announces what was done or found
    "setting",  # tells what was known, or what is hard
    "new",  # part of its words that stand here for the first time
    "density",  # names and relations that were found in it
    "near",  # to what was asked, by its words and those around it
)

_OPENING = 3
_FULL_DENSITY = 6.0  # a relation counts twice a mention
_REACH = 4  # sentences around a match that it warms
_SPEAKING = 0.2  # of the sentences of talk, at least, speak of I or you
_LONGEST = 60
_SHORT, _LONG = 8, 32
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*|[一二三四五六七八九十百千万亿]{2,}")
_NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w'’-]+")
_QUOTED = re.compile(r"[\"“”「」『』]")
_TALK = re.compile(
    r"[?？]\s*$|\b(?:i|i'm|my|you|your|me)\b|[我你您咱]|"
    r"^\W*(?:yeah|okay|well|so|um|uh|oh|right)\b",
    re.IGNORECASE,
)
_SPEAKER = re.compile(
    r"\b(?:i|i'm|i'll|i've|me|my|you|your|please|thanks?|hi|hello|dear|regards|let's|yeah|okay)\b|"
    r"[我你您]",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[\"“][^\"“”]*[\"”]?|「[^」]*」|‘[^’]*’(?!\w)")
_LEANING = re.compile(
    r"^\W*(?:he|she|it|they|this|these|that|those|his|her|its|their|but|and|so|or|however|also|"
    r"then|there|such|both|moreover|furthermore|in addition|for example|for instance)\b|"
    r"^\W*(?:他|她|它|其|该|此|这|那|但|而|因此|所以|同时|另外|并|上述|以上|对此|此外)",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:we|i|this (?:paper|work|article|report|study|letter|memo))\b.{0,40}?"
    r"\b(?:propos|introduc|"
    r"present|show|demonstrat|develop|stud|investigat|describ|find|found|provid|deriv|prov|explor|"
    r"decid|agree|approv)\w*|\b(?:conclu|overall|in summary|in short|decided|agreed|approved)\w*|"
    r"提出|研究|探讨|分析了|介绍|建立|设计|采用|结果表明|表明|结论|决定|同意|批准|通过了|基于|利用",
    re.IGNORECASE,
)
_SETTING = re.compile(
    r"^\W*(?:recent(?:ly)?|although|while|despite|existing|previous|traditional|in recent|many|"
    r"most|"
    r"one of the|due to|deep (?:neural|learning)|unfortunately|however)\b|"
    r"随着|目前|近年来|传统|现有|日益|广泛|越来越|不足|问题日",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bags:
    """The words of the sentences that may be chosen, and of all of them together."""

    each: tuple[Counter[str], ...]
    all: Counter[str]
    holders: Counter[str]  # in how many sentences a word stands


def bags_of(texts: Sequence[str]) -> Bags:
    """Return the words of each text and of all."""
    each = tuple(Counter(words(text)) for text in texts)
    together: Counter[str] = Counter()
    holders: Counter[str] = Counter()
    for bag in each:
        together.update(bag)
        holders.update(bag.keys())
    return Bags(each, together, holders)


def measures(
    document: Document,
    spans: Sequence[Span],
    bags: Bags,
    parts: Sequence[range],
    *,
    reading: Reading | None = None,
    weights: Mapping[str, float] | None = None,
    query: str = "",
) -> Array:
    """Return a row of `MEASURES` for each of `spans`, the sentences to choose from, in order.

    `parts` cut `spans` into sections: sentences are compared only with those of their section and
    with the document as a whole, so the work grows with the length of the document. `weights` say
    how much a mention or relation matters, by its id; one that is not named counts 1. `query` is
    what the digest is to be about.
    """
    columns = np.zeros((len(spans), len(MEASURES)))
    if not spans:
        return columns
    texts = [document.quote(span) for span in spans]
    named = {name: columns[:, place] for place, name in enumerate(MEASURES)}
    _compare(named, bags, parts)
    _place(named, document, spans, parts)
    _word(named, texts, bags)
    _head(named, document, spans, bags)
    named["density"][:] = _density(spans, reading, weights or {})
    if query:
        named["near"][:] = _nearness(query, bags)
    return columns


def _compare(named: Mapping[str, Array], bags: Bags, parts: Sequence[range]) -> None:
    """Fill in how each sentence stands to its section, the whole and the opening."""
    rarity = rarities(bags.holders, len(bags.each))
    opening: Counter[str] = Counter()
    for bag in bags.each[:_OPENING]:
        opening.update(bag)
    for part in parts:
        inside = [bags.each[place] for place in part]
        place = slice(part.start, part.stop)
        named["centrality"][place] = centrality(unit_rows(inside, rarity))
    named["typical"][:] = _over_most(_likeness(bags.each, bags.all, rarity))
    named["opening"][:] = _likeness(bags.each, opening, rarity)


def _likeness(
    each: Sequence[Counter[str]], whole: Counter[str], rarity: Mapping[str, float]
) -> Array:
    """Return the cosine of each bag with `whole`."""
    parts = {word: (1 + np.log(count)) * rarity[word] for word, count in whole.items()}
    size = float(np.sqrt(sum(part * part for part in parts.values()))) or 1.0
    found = np.zeros(len(each))
    for place, bag in enumerate(each):
        own = {word: (1 + np.log(count)) * rarity[word] for word, count in bag.items()}
        own_size = float(np.sqrt(sum(part * part for part in own.values()))) or 1.0
        inner = sum(part * parts.get(word, 0.0) for word, part in own.items())
        found[place] = inner / (size * own_size)
    return found


def _over_most(values: Array) -> Array:
    return values / max(float(values.max(initial=0.0)), 1e-9)


def _place(
    named: Mapping[str, Array], document: Document, spans: Sequence[Span], parts: Sequence[range]
) -> None:
    count = len(spans)
    places = np.arange(count, dtype=np.float64)
    named["early"][:] = 1 / np.sqrt(1 + places)
    for part in parts[1:]:  # what opens a later section is worth a look too
        within = 0.5 / np.sqrt(1 + np.arange(len(part)))
        early = named["early"][part.start : part.stop]
        np.maximum(early, within, out=early)
    for place, name in enumerate(("first", "second", "third")[:count]):
        named[name][place] = 1.0
    named["place"][:] = places / max(1, count - 1)
    named["last"][-1] = 1.0
    starts = {block.span.start for block in document.blocks}
    named["paragraph"][:] = [span.start in starts for span in spans]


def _word(named: Mapping[str, Array], texts: Sequence[str], bags: Bags) -> None:
    sizes = [length(text) for text in texts]
    most = max(bags.all.values(), default=1)
    top = np.log(1 + most)
    seen: set[str] = set()
    for place, (text, size, bag) in enumerate(zip(texts, sizes, bags.each, strict=True)):
        if bag:
            counted = [np.log(bags.all[word]) for word in bag]
            named["common"][place] = sum(counted) / len(counted) / top
            named["new"][place] = sum(word not in seen for word in bag) / len(bag)
            seen |= bag.keys()
        named["telling"][place] = telling(text)
        named["length"][place] = min(1.0, np.log1p(size) / np.log1p(_LONGEST))
        named["short"][place] = size < _SHORT
        named["long"][place] = size > _LONG
        named["figures"][place] = min(1.0, len(_FIGURE.findall(text)) / 4)
        named["names"][place] = min(1.0, len(_NAME.findall(text)) / 5)
        named["quoted"][place] = bool(_QUOTED.search(text))
        named["talk"][place] = bool(_TALK.search(text))
        named["leaning"][place] = bool(_LEANING.search(text))
        named["result"][place] = bool(_RESULT.search(text))
        named["setting"][place] = bool(_SETTING.search(text))


def _head(
    named: Mapping[str, Array], document: Document, spans: Sequence[Span], bags: Bags
) -> None:
    """Fill in which part of the words of title and nearest heading each sentence takes up."""
    headings = [block.span for block in document.blocks if block.kind == "heading"]
    headed = [frozenset(words(document.quote(span))) for span in headings]
    title = frozenset(words(document.title))
    for place, span in enumerate(spans):
        above = bisect_right(headings, span) - 1
        wanted = title | headed[above] if above >= 0 else title
        held = bags.each[place].keys()
        named["heading"][place] = len(wanted & held) / len(wanted) if wanted else 0.0
        named["title"][place] = len(title & held) / len(title) if title else 0.0


def _density(spans: Sequence[Span], reading: Reading | None, weights: Mapping[str, float]) -> Array:
    """Return how much was found in each sentence; 1 is full."""
    found = np.zeros(len(spans))
    if reading is None:
        return found
    pieces = [(mention.id, mention.evidence.span, 1.0) for mention in reading.mentions]
    pieces += [(relation.id, relation.evidence.span, 2.0) for relation in reading.relations]
    starts = [span.start for span in spans]
    for key, inner, value in pieces:
        place = bisect_right(starts, inner.start) - 1
        if place >= 0 and inner.start < spans[place].end:
            found[place] += value * weights.get(key, 1.0)
    return np.minimum(1.0, found / _FULL_DENSITY)


def _nearness(query: str, bags: Bags) -> Array:
    """Return how near each sentence is to a question, from 0 to 1.

    A talk about something goes on after it was named, so each match warms the sentences around it,
    less with distance.
    """
    asked = Counter(word for word in words(query) if word in bags.holders)
    own = _likeness(bags.each, asked, rarities(bags.holders, len(bags.each)))
    warmed = own.copy()
    for away in range(1, min(_REACH, len(own) - 1) + 1):
        warmed[away:] += 0.5 / away * own[:-away]
        warmed[:-away] += 0.5 / away * own[away:]
    return _over_most(warmed)


def speaks(document: Document, texts: Sequence[str]) -> bool:
    """Tell whether a text is talk or a letter rather than a report: people speak of I and you.

    What stands in quotation marks is left out, so that news with many voices is a report.
    """
    if document.media_type == "message/rfc822":
        return True
    speaking = sum(bool(_SPEAKER.search(_QUOTATION.sub("", text))) for text in texts)
    return speaking >= _SPEAKING * max(1, len(texts))


def weigh(columns: Array, names: Sequence[str], weights: Mapping[str, float]) -> Array:
    """Return the weighted sum of the measures, stretched to 0…1."""
    return scaled(columns @ np.array([weights.get(name, 0.0) for name in names]))
