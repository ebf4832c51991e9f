"""A digest is told in another language, as far as its figures survive the translation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from briefbook.records import Digest, Sentence
from summarize.figures import figures, plain
from summarize.words import length

_NAMES: Mapping[str, str] = {"en": "English", "zh": "Chinese"}
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
#: Of these a figure without its unit, or with another one, says something else.
_UNITS = {"percent", "point", "USD", "GBP", "EUR", "CNY", "JPY", "HKD", "AUD", "CAD", "CHF"}
#: References such as NW-2024-017, which have to stay to the letter.
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)+")
_MOST_LONGER = 4  # times the words of what was translated; more is babble, fewer a loss
_FREE = 4  # words more or fewer that never matter


class Translator(Protocol):
    """Something that says sentences of one language in another."""

    @property
    def producer(self) -> str:
        """Its "name@version"."""

    @property
    def source(self) -> str:
        """The language it reads, "en" or "zh"."""

    @property
    def target(self) -> str:
        """The language it writes."""

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Return each sentence in the other language, on its own."""


def translate_digest(digest: Digest, translator: Translator) -> Digest:
    """Return the digest with the sentences of the translator's source language translated.

    Evidence stays what it is. A sentence is left as it is where its figures would change, or what
    comes back is no sentence of the target language; a note says of how many.
    """
    due = [
        sentence for sentence in digest.sentences if language_of(sentence.text) == translator.source
    ]
    if not due:
        return digest
    found = translator.translate([sentence.text for sentence in due])
    told = dict(zip((sentence.text for sentence in due), found, strict=True))
    sentences = tuple(_told(each, told, translator.target) for each in digest.sentences)
    changed = [
        each for each, before in zip(sentences, digest.sentences, strict=True) if each != before
    ]
    return replace(
        digest,
        sentences=sentences,
        producer=f"{digest.producer}+{translator.producer}" if changed else digest.producer,
        notes=(*digest.notes, *_notes(len(changed), len(due), translator)),
    )


def untranslated(digest: Digest, language: str) -> Digest:
    """Return the digest with a note if `language` is wished, but not that of its sentences."""
    if not language or all(language_of(each.text) == language for each in digest.sentences):
        return digest
    note = (
        "no translation model is configured (summarize.translator):"
        " the digest is in the language of the document"
    )
    return replace(digest, notes=(*digest.notes, note))


def language_of(text: str) -> str:
    """Tell "zh" from "en": with a Chinese word for every two others it is Chinese.

    >>> language_of("董事会批准了 Northwind 的预算。"), language_of("The 北京 office closed.")
    ('zh', 'en')
    """
    chinese = len(_CHINESE.findall(text)) // 2
    return "zh" if 2 * chinese > length(text) - chinese else "en"


def survives(source: str, translation: str, target: str) -> bool:
    """Tell whether a translation is one: the same figures, the right language, a fitting length.

    >>> survives("董事会批准了350万元。", "The board approved 3.5 million yuan.", "en")
    True
    >>> survives("董事会批准了350万元。", "The board approved 35 million yuan.", "en")
    False
    """
    before, after = length(source), length(translation)
    fits = before <= _MOST_LONGER * after + _FREE and after <= _MOST_LONGER * before + _FREE
    return (
        bool(translation.strip())
        and fits
        and language_of(translation) == target
        and _figures(source) == _figures(translation)
        and all(code in translation for code in _codes(source))
    )


def _figures(text: str) -> set[tuple[str, str]]:
    return {
        (format(each.value.normalize(), "f"), each.unit if each.unit in _UNITS else "")
        for each in figures(plain(text))
    }


def _codes(text: str) -> list[str]:
    return [
        code
        for code in _CODE.findall(text)
        if any(one.isdigit() for one in code) and any(one.isalpha() for one in code)
    ]


def _told(sentence: Sentence, told: Mapping[str, str], target: str) -> Sentence:
    text = told.get(sentence.text, "")
    if not survives(sentence.text, text, target):
        return sentence
    return replace(sentence, text=text.strip(), origin="written")


def _notes(changed: int, due: int, translator: Translator) -> list[str]:
    source, target = (_NAMES.get(one, one) for one in (translator.source, translator.target))
    notes = []
    if changed:
        notes.append(f"translated from {source} to {target} by {translator.producer}")
    if changed < due:
        notes.append(
            f"{due - changed} of {due} sentences are left in {source}: the translation changed"
            " their figures or failed"
        )
    return notes
