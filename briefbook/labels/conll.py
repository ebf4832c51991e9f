"""CoNLL columns: one word a line, its tag last, a blank line after each sentence.

Read: spaces, tabs or commas (CSV) between columns; every tag scheme (`briefbook.labels.tags`);
words or characters; `-DOCSTART-` before each document; Weibo's position after each character
(`科0 技1`). Written: `word TAB tag` in BIO, or another scheme.

The format holds words, flat labels and where documents begin. Lost in writing: white space (the
text becomes words joined by one space, or by nothing in Chinese), overlaps (of mentions that
overlap the longest stays; what goes is logged), relations, entities, scores, ids, sentence borders
inside an example, and the names of documents.
"""

import csv
import logging
import re
from collections.abc import Iterator, Sequence

from briefbook.labels.building import build_example, keep_flat, keep_visible
from briefbook.labels.examples import Example, LabelledSpan
from briefbook.labels.reading import decode_text, make_name, numbered_lines, reading, unreadable
from briefbook.labels.tags import Scheme, has_prefixes, is_tag, read_tags, write_tags
from briefbook.labels.words import (
    cover_words,
    cut_words,
    is_by_character,
    is_chinese,
    join_words,
    word_range,
)

logger = logging.getLogger(__name__)

_DOCUMENT = "-DOCSTART-"
_BLANKS = re.compile(r"[ \t]+")
# What is in quotes may hold commas. No way back into it (*+): else odd lines would take for ever.
_COMMA_TAG = re.compile(r'(?:"[^"]*"|[^,])*+,(?:O|[BIEMSLU][-_][^,\s]+)')
_POSITION = re.compile(r"(.[^0-9]*)[0-9]+", re.DOTALL)  # Weibo's word and its place in a phrase
_SHOWN = 10  # odd tags in a warning
_SAMPLE = 500  # lines that tell what stands between columns
Sentence = tuple[int, int, list[str], list[str]]  # number of its document, line, words, tags


def read_conll(data: bytes, source: str) -> list[Example]:
    """Read the columns of `data`, one Example a sentence.

    Sentences after a `-DOCSTART-` share a `document`. Raises LabelsError when a line has no tag.
    """
    sentences = _without_positions(list(_read_sentences(decode_text(data, source), source)))
    prefixes = has_prefixes(tag for *_, tags in sentences for tag in tags)
    _warn_of_odd_tags(sentences, source, prefixes)
    by_character = is_by_character([word for *_, words, _tags in sentences for word in words])
    return [
        _example(sentence, source, number, prefixes=prefixes, by_character=by_character)
        for number, sentence in enumerate(sentences, 1)
    ]


def _example(
    sentence: Sentence, source: str, number: int, *, prefixes: bool, by_character: bool
) -> Example:
    document, line, words, tags = sentence
    place = f"{source}:{line}"
    text, spans = join_words(words, chinese=by_character or is_chinese(words))
    with reading(place):
        mentions = [
            LabelledSpan(cover_words(spans, first, end), label)
            for first, end, label in read_tags(tags, prefixes=prefixes)
            if any(spans[first:end])  # a tag on white space marks nothing
        ]
    return build_example(
        place,
        make_name(source, number),
        text,
        mentions,
        language="zh" if by_character else None,
        document=make_name(source, document) if document else "",
        tokens=[span for span in spans if span is not None],
    )


def _read_sentences(text: str, source: str) -> Iterator[Sentence]:
    separator = _find_separator(text)
    document, start = 0, 1
    words: list[str] = []
    tags: list[str] = []
    for number, line in (*numbered_lines(text), (0, "")):
        columns = _split(line, separator, f"{source}:{number}")
        starts_document = columns[0] == _DOCUMENT
        if starts_document or not line.strip(" \t") or (separator == "," and not columns[0]):
            if any(word.strip() for word in words):
                yield document, start, words, tags
            words, tags, start = [], [], number + 1
            document += starts_document
        elif not (line.startswith("# ") and not is_tag(columns[-1])):  # a comment of CoNLL-U
            if len(columns) < 2:
                raise unreadable(f"{source}:{number}", f"no tag after {columns[0]!r}")
            words.append(columns[0])
            tags.append(columns[-1].strip())


def _find_separator(text: str) -> str:
    """Return a tab, a comma, or "" for any white space."""
    lines = [line for _, line in numbered_lines(text[: 100 * _SAMPLE]) if line.strip()][:_SAMPLE]
    if lines and all("\t" in line for line in lines if not line.startswith(_DOCUMENT)):
        return "\t"
    commas = sum(_COMMA_TAG.fullmatch(line) is not None for line in lines)
    return "," if lines and commas >= 0.9 * len(lines) else ""


def _split(line: str, separator: str, place: str) -> list[str]:
    if separator == "\t":
        return line.split("\t")
    if separator == ",":
        try:
            return next(csv.reader([line]), []) or [""]
        except csv.Error as error:
            raise unreadable(place, error) from error
    return _BLANKS.split(line.strip(" \t"))


def _without_positions(sentences: list[Sentence]) -> list[Sentence]:
    """Return `sentences` without Weibo's digits, if every word of the file ends with one."""
    words = [word for *_, words, _tags in sentences for word in words]
    found = [_POSITION.fullmatch(word) for word in words]
    if not found or not all(found) or not is_chinese(words):
        return sentences
    return [
        (document, line, [_POSITION.sub(r"\1", word) for word in words], tags)
        for document, line, words, tags in sentences
    ]


def _warn_of_odd_tags(sentences: Sequence[Sentence], source: str, prefixes: bool) -> None:
    odd = {tag for *_, tags in sentences for tag in tags if prefixes and not is_tag(tag)}
    if odd:
        shown = ", ".join(sorted(odd)[:_SHOWN])
        more = f" and {len(odd) - _SHOWN:,} more" if len(odd) > _SHOWN else ""
        logger.warning("%s: tags without a prefix count as O: %s%s", source, shown, more)


def write_conll(examples: Sequence[Example], scheme: Scheme = "BIO") -> bytes:
    """Write one sentence an Example; what is lost stands at the top of this module."""
    parts = []
    document = ""
    for example in examples:
        if example.document != document:
            parts.append(f"{_DOCUMENT}\tO\n")
            document = example.document
        rows = _rows(keep_flat(keep_visible(example)), scheme)
        parts.append("".join(f"{word}\t{tag}\n" for word, tag in rows))
    return "\n".join(part for part in parts if part).encode()


def _rows(example: Example, scheme: Scheme) -> Iterator[tuple[str, str]]:
    words = cut_words(example)
    spans = [(*word_range(words, one.span), one.label) for one in example.mentions]
    tags = write_tags(len(words), spans, scheme)
    return zip(map(example.quote, words), tags, strict=True)
