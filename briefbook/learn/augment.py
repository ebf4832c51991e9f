"""More examples out of few: names exchanged, words reworded, sentences and letters rearranged.

Names and words are exchanged as in Dai & Adel 2020, "An Analysis of Simple Data Augmentation for
Named Entity Recognition" (mention and synonym replacement). Labels move along, offsets stay exact,
and nothing that decides an assertion ("not", "plans to", "据悉") is touched.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from typing import Literal

from briefbook.labels.building import build_example
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.language import HAN, guess_language
from briefbook.learn.synonyms import CHINESE_SYNONYMS, ENGLISH_SYNONYMS
from briefbook.measure.perturbations import lower, narrow, title, upper, widen
from briefbook.measure.rewriting import in_mentions, replace_words, rewrite
from briefbook.records import Span

Kind = Literal["entities", "words", "sentences", "casing", "widths"]

#: How often each kind is drawn: what teaches more, more often.
KINDS: Mapping[Kind, int] = {"entities": 4, "words": 3, "sentences": 1, "casing": 1, "widths": 1}

_SHARE = 0.5  # of the mentions, or of the words that have synonyms, which are exchanged
_ENGLISH_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?")
_CHINESE_WORD = re.compile("|".join(sorted(CHINESE_SYNONYMS, key=lambda word: (-len(word), word))))
_LATIN = re.compile("[A-Za-z]")
_ENDING = re.compile(rf"[。！？]+[”’」』]?|(?<=[a-z0-9)\"”{HAN}])[.!?]+[\"”’]?(?=\s)")


@dataclass(frozen=True, slots=True)
class _Name:
    """The words of a mention and where they were cut into tokens."""

    text: str
    tokens: tuple[Span, ...]


_Pool = Mapping[tuple[str, str], Sequence[_Name]]  # label and language → names, sorted
_Change = Callable[[Example, Random, _Pool], Example]


def augment(
    examples: Sequence[Example],
    *,
    copies: int = 1,
    seed: int = 1,
    kinds: Collection[Kind] = tuple(KINDS),
) -> list[Example]:
    """Return the examples, followed by up to `copies` changed ones of each.

    Each copy is changed in one way, drawn from `kinds` by chance, or in another where that one has
    nothing to change; what cannot be changed at all is not copied. Mentions keep their labels, and
    relations the mentions that they tie. The same examples and seed give the same copies.
    """
    pool = _collect(examples)
    made = list(examples)
    for copy in range(1, copies + 1):
        for example in examples:
            chance = Random(f"{seed}\n{copy}\n{example.id}\n{example.text}")
            changed = _change(example, chance, pool, kinds)
            if changed.text != example.text:
                document = f"{example.document}~{copy}" if example.document else ""
                made.append(replace(changed, id=f"{example.id}~{copy}", document=document))
    return made


def _change(example: Example, chance: Random, pool: _Pool, kinds: Collection[Kind]) -> Example:
    left = [kind for kind in KINDS if kind in kinds]
    while left:
        [kind] = chance.choices(left, [KINDS[one] for one in left])
        changed = _CHANGES[kind](example, chance, pool)
        if changed.text != example.text:
            return changed
        left.remove(kind)
    return example


# Names


def _collect(examples: Sequence[Example]) -> dict[tuple[str, str], list[_Name]]:
    """Return the names that may be put in place of others."""
    found: dict[tuple[str, str], dict[str, _Name]] = {}
    for example in examples:
        for place in _replaceable(example):
            mention = example.mentions[place]
            name = _Name(example.quote(mention.span), _tokens_in(example, mention.span))
            names = found.setdefault((mention.label, _language(example)), {})
            known = names.get(name.text)
            # Tokens of one name may differ between examples: one cut for all, whatever the order.
            names[name.text] = max(known, name, key=lambda one: one.tokens) if known else name
    return {key: [names[text] for text in sorted(names)] for key, names in found.items()}


def _language(example: Example) -> str:
    return example.language or guess_language(example.text)


def _replaceable(example: Example) -> list[int]:
    """Return the places of mentions that stand alone, on one line, and are cut like the tokens."""
    starts = {token.start for token in example.tokens}
    ends = {token.end for token in example.tokens}
    places = []
    for place, mention in enumerate(example.mentions):
        span, words = mention.span, example.quote(mention.span)
        others = (*example.mentions[:place], *example.mentions[place + 1 :])
        alone = not any(other.span.overlaps(span) for other in others)
        fits = not example.tokens or (span.start in starts and span.end in ends)
        if alone and fits and words == words.strip() and "\n" not in words:
            places.append(place)
    return places


def _tokens_in(example: Example, span: Span) -> tuple[Span, ...]:
    return tuple(
        Span(one.start - span.start, one.end - span.start)
        for one in example.tokens
        if span.contains(one)
    )


def _swap_names(example: Example, chance: Random, pool: _Pool) -> Example:
    """Exchange names for others of their label and language, the same one alike everywhere."""
    chosen: dict[tuple[str, str], _Name | None] = {}
    parts = list(example.text)
    swapped: dict[int, _Name] = {}
    for place in _replaceable(example):
        mention = example.mentions[place]
        words = example.quote(mention.span)
        if not _is_only_name(example, mention, words):
            continue
        key = (mention.label, words)
        if key not in chosen:
            chosen[key] = _draw(pool.get((mention.label, _language(example)), ()), words, chance)
        name = chosen[key]
        if name is not None:
            swapped[place] = name
            found = [(mention.span.start, mention.span.end, name.text)]
            replace_words(parts, found, [False] * len(parts))
    return _recut(example, rewrite(example, parts), swapped)


def _is_only_name(example: Example, mention: LabelledSpan, words: str) -> bool:
    """Tell whether its entity has no other name here, which would then name nothing."""
    return not mention.entity or all(
        example.quote(other.span) == words
        for other in example.mentions
        if other.entity == mention.entity
    )


def _draw(names: Sequence[_Name], words: str, chance: Random) -> _Name | None:
    others = [one for one in names if one.text != words]
    return chance.choice(others) if others and chance.random() < _SHARE else None


def _recut(example: Example, changed: Example, swapped: Mapping[int, _Name]) -> Example:
    """Cut exchanged names into tokens as they were where they came from."""
    if not example.tokens:
        return changed
    spans = {changed.mentions[place].span: name for place, name in swapped.items()}
    tokens = [one for one in changed.tokens if not any(span.contains(one) for span in spans)]
    for span, name in spans.items():
        own = name.tokens or (Span(0, len(name.text)),)
        tokens += [Span(span.start + one.start, span.start + one.end) for one in own]
    return replace(changed, tokens=tuple(sorted(tokens)))


# Words


def _reword(example: Example, chance: Random, pool: _Pool) -> Example:
    """Exchange words outside mentions for others that mean nearly the same."""
    parts = list(example.text)
    found = [one for one in _reworded(example.text, chance) if chance.random() < _SHARE]
    replace_words(parts, found, in_mentions(example))
    return rewrite(example, parts)


def _reworded(text: str, chance: Random) -> list[tuple[int, int, str]]:
    found = []
    for match in _ENGLISH_WORD.finditer(text):
        others = ENGLISH_SYNONYMS.get(match.group().lower())
        if others:
            found.append((match.start(), match.end(), _cased(chance.choice(others), match.group())))
    for match in _CHINESE_WORD.finditer(text):
        others = CHINESE_SYNONYMS[match.group()]
        found.append((match.start(), match.end(), chance.choice(others)))
    return found


def _cased(words: str, model: str) -> str:
    if model.isupper() and len(model) > 1:
        return words.upper()
    return words[0].upper() + words[1:] if model[0].isupper() else words


# Sentences


def _shuffle(example: Example, chance: Random, pool: _Pool) -> Example:
    """Put the sentences in another order, if all of them end as sentences do.

    Sentences that a mention crosses stay together.
    """
    parts = _segments(example)
    if len(parts) < 2 or any(example.quote(one).rstrip()[-1:].isalnum() for one in parts):
        return example
    return _join(example, parts, chance.sample(range(len(parts)), len(parts)))


def _segments(example: Example) -> list[Span]:
    """Cut the whole text where sentences begin, but nowhere inside a label."""
    text = example.text
    starts = {one.start for one in example.sentences} or {
        match.end() + _spaces(text, match.end()) for match in _ENDING.finditer(text)
    }
    whole = (*(one.span for one in example.mentions), *example.tokens, *example.sentences)
    cuts = [
        at
        for at in sorted(starts)
        if 0 < at < len(text) and not any(span.start < at < span.end for span in whole)
    ]
    return [Span(start, end) for start, end in pairwise([0, *cuts, len(text)])]


def _spaces(text: str, start: int) -> int:
    return len(text[start:]) - len(text[start:].lstrip())


def _join(example: Example, parts: Sequence[Span], order: Sequence[int]) -> Example:
    first = example.quote(parts[0])
    gap = first[len(first.rstrip()) :]  # the last sentence has no space of its own behind it
    text, moved = "", {}
    for place in order:
        moved[place] = len(text) - parts[place].start
        text += example.quote(parts[place])
        if place == len(parts) - 1 and place != order[-1]:
            text += gap

    def shift(span: Span) -> Span:
        by = next(moved[at] for at, part in enumerate(parts) if part.contains(span))
        return Span(span.start + by, span.end + by)

    return build_example(
        example.id,
        example.id,
        text,
        [replace(one, span=shift(one.span)) for one in example.mentions],
        example.relations,
        language=example.language,
        document=example.document,
        tokens=sorted(shift(one) for one in example.tokens),
        sentences=sorted(shift(one) for one in example.sentences),
        looked_for=example.looked_for,
    )


# Letters


def _recase(example: Example, chance: Random, pool: _Pool) -> Example:
    """Write Latin letters small, large, or as in a headline."""
    if not _LATIN.search(example.text):
        return example
    return chance.choice((lower, upper, title))(example, chance)


def _rewiden(example: Example, chance: Random, pool: _Pool) -> Example:
    """Write letters, digits and marks of Chinese text in full or in half width."""
    return chance.choice((widen, narrow))(example, chance)


_CHANGES: Mapping[Kind, _Change] = {
    "entities": _swap_names,
    "words": _reword,
    "sentences": _shuffle,
    "casing": _recase,
    "widths": _rewiden,
}
